"""Joins the Lessons tab to the session: opens pages, keeps them up with the drawing, remembers what is solved."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tickdraw.gui.board.stroke_controller import StrokeController
from tickdraw.gui.common.jobs import LearningTurn
from tickdraw.gui.lessons.lesson_page import LessonPage
from tickdraw.gui.lessons.lessons_tab import LessonsTab
from tickdraw.gui.lessons.texts import LessonTexts, load_lesson, load_words
from tickdraw.gui.project.file_controller import load_starter
from tickdraw.gui.state.session import Session
from tickdraw.nn.network import Trace

if TYPE_CHECKING:
    from tickdraw.gui.lessons.course import Place
    from tickdraw.nn.model import Model


class LessonsController(QObject):
    """Everything is loaded when the tab is first shown, and a page is made when it is first opened.

    Signals
    -------
    solved : str
        The goal of a page was reached for the first time; the page's name, such as ``"convolution.1"``.
    status_changed : str
        What the footer says about the lesson.
    cell_requested : Cell
        The user wants to see this value in the network.
    finished : ()
        The last lesson has been left forwards.
    book_requested : ()
    failed : str
        One sentence for the message bar.
    """

    solved = Signal(str)
    status_changed = Signal(str)
    cell_requested = Signal(object)
    finished = Signal()
    book_requested = Signal()
    failed = Signal(str)

    def __init__(
        self,
        session: Session,
        drawing: StrokeController,
        tab: LessonsTab,
        turn: LearningTurn,
        parent: QObject | None = None,
        *,
        solved: tuple[str, ...] = (),
        opened: str = "",
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._drawing = drawing
        self._tab = tab
        self._turn = turn
        self._solved_before = solved
        self._open_first = opened
        self._is_calm = False
        self._starter: Model | None = None
        self._pages: dict[str, LessonPage] = {}
        self._page: LessonPage | None = None
        self._best: float | None = None
        tab.shown.connect(self._come)
        session.trace_changed.connect(self._take_trace)

    @property
    def page(self) -> LessonPage | None:
        """The page that is open."""
        return self._page

    @property
    def solved_pages(self) -> tuple[str, ...]:
        """The names of the pages whose goals were reached."""
        return self._course.solved if self._tab.is_built else self._solved_before

    @property
    def opened(self) -> str:
        """The name of the page that is open, or will be."""
        return self._course.key(self._place) if self._page is not None else self._open_first

    def set_calm(self, calm: bool) -> None:
        """Show changes at once instead of gradually, or not."""
        self._is_calm = calm
        if self._page is not None:
            self._page.set_calm(calm)

    def open_lesson(self, key: str) -> None:
        """Open the first page of a lesson; its name, such as ``"convolution"``."""
        if not self._tab.is_built:
            self._open_first = f"{key}.1"
        else:
            self._open(self._course.find(f"{key}.1"))

    def _come(self) -> None:
        """Load what is not there yet, and bring the open page up to date."""
        if not self._tab.is_built:
            self._build()
        elif self._page is not None:
            self._take_trace(self._session.trace)
            self.status_changed.emit(self._status())

    def _build(self) -> None:
        from tickdraw.gui.lessons.course import Course
        from tickdraw.gui.lessons.registry import LESSONS

        self._words = load_words("common")
        self._texts: list[LessonTexts] = [load_lesson(lesson.key) for lesson in LESSONS]
        self._course = Course(LESSONS, self._solved_before)
        self._tab.build(self._words, [texts.title for texts in self._texts])
        frame = self._tab.frame
        self._drawing.connect_board(frame.stage.board)
        frame.stage.board.stroke_started.connect(self._try_it)
        frame.stage.board.erasing_started.connect(self._try_it)
        frame.stage.clear.clicked.connect(self._drawing.clear)
        frame.back_pressed.connect(lambda: self._go(-1))
        frame.next_pressed.connect(lambda: self._go(1))
        frame.show_pressed.connect(self._show_in_network)
        self._tab.lessons.lesson_chosen.connect(self._open_number)
        self._tab.book.clicked.connect(self.book_requested)
        self._open(self._course.find(self._open_first))

    def _open_number(self, lesson: int) -> None:
        self._open(self._course.find(self._course.lessons[lesson].page_keys()[0]))

    def _open(self, place: "Place") -> None:
        """Open a page, made now if it was never open."""
        lesson, key = self._course.lessons[place.lesson], self._course.key(place)
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = lesson.pages[place.page](self._texts[place.lesson].pages[place.page])
            page.set_theme(self._tab.theme)
            page.measured.connect(self._measure)
            page.field_changed.connect(self._offer_place)
            page.use_turn(self._turn)
            page.refused.connect(self.failed)
        self._place, self._best = place, None
        frame = self._tab.frame
        self._page = None  # nothing is shown or measured until everything is in place
        frame.show_page(page, solved_before=self._course.is_solved(place))
        page.set_calm(self._is_calm)
        page.begin()
        self._page = page
        self._take_trace(self._session.trace)
        self._show_way()
        self._tab.lessons.show_current(place.lesson)
        self._tab.lessons.show_solved(self._course.solved_lessons())
        self.status_changed.emit(self._status())

    def _status(self) -> str:
        return self._words.say("status", number=self._place.lesson + 1, count=len(self._course.lessons))

    def _show_way(self) -> None:
        say, place = self._words.say, self._place
        following, pages = self._course.beside(place, 1), len(self._course.lessons[place.lesson].pages)
        if following is None:
            text = say("finish")
        elif following.page:
            text = say("next_page")
        else:
            text = say("next", name=self._texts[following.lesson].name)
        number = say("page", number=place.page + 1, count=pages) if pages > 1 else ""
        self._tab.frame.show_way(self._course.beside(place, -1) is not None, text, number)

    def _go(self, steps: int) -> None:
        place = self._course.beside(self._place, steps)
        if place is not None:
            self._open(place)
        elif steps > 0:
            self.finished.emit()

    def _take_trace(self, trace: Trace) -> None:
        """Show the newest trace on the open page, or the starter's where the network lacks what it needs."""
        page = self._page
        if page is None or not self._tab.isVisible():
            return
        model, drawing = self._session.model, self._session.seen_drawing
        is_own = page.suits(model.network.architecture)
        if not is_own:
            model = self._starter = self._starter or load_starter()
            trace = self._session.trace_of(model)
        self._tab.frame.show_notice("" if is_own else self._words.say("starter_used"))
        page.show_trace(model, trace, drawing)
        self._offer_place()

    def _offer_place(self, _field: object = None) -> None:
        """Offer the way to the network where what the page shows is in the user's own."""
        page = self._page
        if page is not None:
            self._tab.frame.show_place(page.model is self._session.model and page.cell is not None)

    def _try_it(self) -> None:
        if self._page is not None:
            self._page.try_it()

    def _measure(self, value: float) -> None:
        """Keep the best that was measured; reaching the goal is remembered."""
        page = self._page
        if page is None:
            return
        if self._best is None or page.GOAL.is_better(value, self._best):
            self._best = value
            self._tab.frame.try_box.show_best(page, value)
            if page.GOAL.share(value) >= 1 and self._course.solve(self._place):
                self._tab.lessons.show_solved(self._course.solved_lessons())
                self.solved.emit(self._course.key(self._place))

    def _show_in_network(self) -> None:
        if self._page is not None and self._page.cell is not None:
            self.cell_requested.emit(self._page.cell)
