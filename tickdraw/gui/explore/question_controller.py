"""Questions about the drawing: which squares matter, how few flips change the answer, where it works."""

from collections.abc import Callable, Iterator
from enum import Enum

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox

from tickdraw.gui.answer.explanation_blocks import place
from tickdraw.gui.answer.verdict_text import with_article
from tickdraw.gui.board.board_overlay import BoardOverlay
from tickdraw.gui.board.board_tools import BoardHeading
from tickdraw.gui.explore.thread_controller import ThreadController
from tickdraw.gui.state.session import Session
from tickdraw.language import class_name, mark, tr, tr_count
from tickdraw.nn.explain.attribution import cell_slopes
from tickdraw.nn.explain.occlusion import Flips, at_every_position, fewest_flips, flipped, what_squares_add
from tickdraw.nn.model import NEITHER, Model

Search = Iterator[Flips]

SETTLED_MS = 150
FLIP_MS = 600


class Question(Enum):
    """What can be asked about the drawing."""

    NONE = mark("Just draw")
    SQUARES = mark("Squares that matter")
    FIELD = mark("Behind this pixel")
    FLIPS = mark("Fewest flips")
    POSITIONS = mark("Where it works")


class QuestionController(QObject):
    """Answers the chosen question over the board once the drawing has settled; a new stroke takes it away."""

    def __init__(
        self,
        session: Session,
        thread: ThreadController,
        choice: QComboBox,
        overlay: BoardOverlay,
        player: BoardHeading,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._thread = thread
        self._choice = choice
        self._overlay = overlay
        self._player = player
        self._question = Question.NONE
        self._search: Search = iter(())
        self._found: Flips | None = None
        self._shown_flips = 0
        self._flipped = session.grid_preview()  # the drawing with some squares flipped
        self._settled = _timer(self, SETTLED_MS, self.answer)
        self._next_step = _timer(self, 0, self._search_on)
        self._next_flip = _timer(self, FLIP_MS, self._flip_next)
        choice.clear()
        choice.addItems([tr(question.value) for question in Question])
        choice.activated.connect(self._choose)
        player.play_toggled.connect(self._play)
        player.place_chosen.connect(self._flip)
        session.grid_changed.connect(self._wait)
        overlay.hidden.connect(self._leave)
        thread.cell_shown.connect(self._follow_cell)

    @property
    def is_busy(self) -> bool:
        """Whether something is being looked for or played."""
        return any(timer.isActive() for timer in (self._settled, self._next_step, self._next_flip))

    def ask(self, question: Question) -> None:
        """Ask about the drawing; ``NONE`` takes the answer away."""
        self._choice.setCurrentIndex(list(Question).index(question))
        self._question = question
        self._stop()
        self.answer()

    def _choose(self, index: int) -> None:
        self.ask(list(Question)[index])

    def _wait(self, _grid: object = None) -> None:
        if self._question is not Question.NONE:
            self._stop()
            self._settled.start()

    def _stop(self) -> None:
        self._rest()
        self._show_flips(0)
        self._found = None
        self._overlay.hide()
        self._player.show_title()

    def _rest(self) -> None:
        for timer in (self._settled, self._next_step, self._next_flip):
            timer.stop()
        self._player.show_playing(False)

    def _leave(self) -> None:
        """Rest, and let the network see the drawing itself: nobody looks at the answer any more."""
        self._rest()
        if self._shown_flips:
            self._flip(0)

    def _show_flips(self, count: int) -> None:
        """Let the network see the drawing with so many of the squares flipped that were found."""
        self._shown_flips = count
        if count == 0 or self._found is None:
            self._flipped.end()
            return
        if self._flipped.is_over:
            self._flipped = self._session.grid_preview()
        self._flipped.show(flipped(np.array(self._session.grid), self._found.squares[:count]))

    def answer(self) -> None:
        """Answer the question for the drawing as it is now."""
        if self._question is Question.NONE or not self._choice.isVisible():
            return
        if not (self._session.grid > 0).any():
            self._overlay.show_caption(tr("Draw something first"))
        elif self._question is Question.SQUARES:
            self._show_squares()
        elif self._question is Question.FIELD:
            self._show_field()
        elif self._question is Question.POSITIONS:
            self._show_positions()
        else:
            model = self._session.model
            self._search = fewest_flips(model.network, np.array(self._session.grid), model.answer)
            self._overlay.show_caption(tr("Looking for the fewest flips…"))
            self._next_step.start()

    def _likeliest(self) -> int:
        return int(self._session.trace_of(self._session.model).confidences.argmax())

    def _show_squares(self) -> None:
        model, unit = self._session.model, self._likeliest()
        added = what_squares_add(model.network, np.array(self._session.grid), unit)
        name = class_name(model.classes[unit])
        self._overlay.show_signed(added, tr("Orange speaks for {name}, blue against it", name=name))

    def _follow_cell(self) -> None:
        """Answer for another pixel at once; while one draws, the answer waits."""
        if self._question is Question.FIELD and not self._settled.isActive():
            self.answer()

    def _show_field(self) -> None:
        """Show the active part of the receptive field: what each square adds to the value that is shown."""
        network, trace, cell = self._session.model.network, self._session.trace, self._thread.cell
        if cell is None:
            self._overlay.show_caption(tr("Point at a pixel first"))
            return
        added = cell_slopes(network, trace, cell) * trace.grid
        where = place(network.architecture, cell)
        if added.any():
            self._overlay.show_signed(added, tr("Orange adds to {where}, blue takes away", where=where))
        else:
            none = tr("No square reaches {where}: ReLU has turned the way to 0", where=where)
            self._overlay.show_caption(none)

    def _show_positions(self) -> None:
        model, unit = self._session.model, self._likeliest()
        grid = self._session.grid
        found = at_every_position(model.network, grid)
        assert found is not None, "there is ink on the board"
        here = found.confidences[..., unit]
        values = np.full(grid.shape, np.nan)
        rows, columns = here.shape
        top, left = found.height // 2, found.width // 2
        values[top : top + rows, left : left + columns] = here
        works = int((here >= model.thresholds[unit]).sum())
        drawing = with_article(model.classes[unit])
        caption = tr("{drawing} at {works} of {count} places", drawing=drawing, works=works, count=here.size)
        self._overlay.show_shares(values, caption[0].upper() + caption[1:])

    def _search_on(self) -> None:
        """Look one flip further: a batch at a time, so that the window stays awake."""
        found = next(self._search, None)
        if found is None:
            number = 0 if self._found is None else len(self._found.squares)
            self._overlay.show_caption(
                tr_count(
                    "Not even {count} flip changed its mind", "Not even {count} flips changed its mind", number
                )
            )
            return
        self._found = found
        caption = tr_count("{count} flip…", "{count} flips…", len(found.squares))
        self._overlay.show_flips(self._session.grid, found.squares, caption)
        if found.is_final:
            self._player.show_flips(len(found.squares), 0)
            self._play(True)
        else:
            self._next_step.start()

    def _play(self, on: bool) -> None:
        """Flip one square after the other from here on, from none again after the last; or stay as it is."""
        if on and self._found is not None and self._shown_flips == len(self._found.squares):
            self._flip(0)
        self._player.show_playing(on)
        (self._next_flip.start if on else self._next_flip.stop)()

    def _flip_next(self) -> None:
        self._flip(self._shown_flips + 1)
        is_last = self._found is None or self._shown_flips == len(self._found.squares)
        self._play(not is_last)

    def _flip(self, count: int) -> None:
        """Show the drawing with so many squares flipped; the whole network answers to it."""
        found, model = self._found, self._session.model
        if found is None:
            return
        self._show_flips(count)
        squares, grid = found.squares[:count], np.array(self._session.grid)
        total = len(found.squares)
        if count == total:
            caption = _distance(model, found)
        else:
            caption = tr("{count} of {total} squares flipped", count=count, total=total)
        self._overlay.show_flips(grid, squares, caption)
        self._player.show_flips(total, count)


def _distance(model: Model, found: Flips) -> str:
    count = len(found.squares)
    if found.answer != NEITHER:
        return tr_count(
            "At most {count} square away from {drawing}",
            "At most {count} squares away from {drawing}",
            count,
            drawing=with_article(found.answer),
        )
    if len(model.classes) == 2:
        return tr_count(
            "At most {count} square away from neither", "At most {count} squares away from neither", count
        )
    return tr_count(
        "At most {count} square away from none of these", "At most {count} squares away from none of these", count
    )


def _timer(owner: QObject, interval_ms: int, done: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(done)
    return timer
