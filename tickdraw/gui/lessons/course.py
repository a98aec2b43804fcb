"""Where one is in the lessons, and which goals have been reached: what is remembered between visits."""

from collections.abc import Iterable
from dataclasses import dataclass

from tickdraw.gui.lessons.registry import Lesson


@dataclass(frozen=True, slots=True)
class Place:
    """A page: the numbers of its lesson and of the page within it, from 0."""

    lesson: int
    page: int = 0


class Course:
    """The pages of all lessons as one row to go through, and what is solved."""

    def __init__(self, lessons: tuple[Lesson, ...], solved: Iterable[str] = ()) -> None:
        self.lessons = lessons
        self._places = [Place(i, j) for i, lesson in enumerate(lessons) for j in range(len(lesson.pages))]
        known = {key for lesson in lessons for key in lesson.page_keys()}
        self._solved = known.intersection(solved)

    @property
    def solved(self) -> tuple[str, ...]:
        """The names of the pages whose goals were reached, in order."""
        return tuple(self.key(place) for place in self._places if self.is_solved(place))

    def key(self, place: Place) -> str:
        """Return the name of a page, such as ``"convolution.1"``."""
        return self.lessons[place.lesson].page_keys()[place.page]

    def find(self, key: str) -> Place:
        """Return the page of a name; the first page where there is none of that name."""
        return next((place for place in self._places if self.key(place) == key), self._places[0])

    def solve(self, place: Place) -> bool:
        """Remember that a goal was reached; return whether that is new."""
        is_new = not self.is_solved(place)
        self._solved.add(self.key(place))
        return is_new

    def is_solved(self, place: Place) -> bool:
        """Tell whether a page's goal was reached."""
        return self.key(place) in self._solved

    def solved_lessons(self) -> list[bool]:
        """Tell for each lesson whether the goals of all its pages were reached."""
        return [all(key in self._solved for key in lesson.page_keys()) for lesson in self.lessons]

    def beside(self, place: Place, steps: int) -> Place | None:
        """Return the page so many steps on, or None beyond the ends."""
        index = self._places.index(place) + steps
        return self._places[index] if 0 <= index < len(self._places) else None
