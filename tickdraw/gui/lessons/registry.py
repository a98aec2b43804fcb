"""The lessons in their order, and the pages of each."""

from dataclasses import dataclass

from tickdraw.gui.lessons.convolution_page import ConvolutionPage
from tickdraw.gui.lessons.cost_page import CostPage
from tickdraw.gui.lessons.dreams_page import DreamsPage
from tickdraw.gui.lessons.exam_page import ExamPage
from tickdraw.gui.lessons.filter_page import FilterPage
from tickdraw.gui.lessons.grid_page import GridPage
from tickdraw.gui.lessons.knob_page import KnobPage
from tickdraw.gui.lessons.lesson_page import LessonPage
from tickdraw.gui.lessons.pooling_page import PoolingPage
from tickdraw.gui.lessons.rates_page import RatesPage
from tickdraw.gui.lessons.relu_page import ReluPage
from tickdraw.gui.lessons.slide_page import SlidePage
from tickdraw.gui.lessons.stacking_page import StackingPage
from tickdraw.gui.lessons.unsure_page import UnsurePage
from tickdraw.gui.lessons.votes_page import VotesPage


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: the name of its file of texts, and one class for each of its pages."""

    key: str
    pages: tuple[type[LessonPage], ...]

    def page_keys(self) -> tuple[str, ...]:
        """Return a name for each page, under which it is remembered that its goal was reached."""
        return tuple(f"{self.key}.{number}" for number in range(1, len(self.pages) + 1))


LESSONS = (
    Lesson("grid", (GridPage,)),
    Lesson("filter", (FilterPage,)),
    Lesson("convolution", (ConvolutionPage,)),
    Lesson("relu", (ReluPage,)),
    Lesson("pooling", (PoolingPage,)),
    Lesson("stacking", (StackingPage,)),
    Lesson("votes", (VotesPage,)),
    Lesson("training", (CostPage, KnobPage, SlidePage, RatesPage)),
    Lesson("exam", (ExamPage,)),
    Lesson("unsure", (UnsurePage,)),
    Lesson("dreams", (DreamsPage,)),
)
