"""Changing the network by hand from the inspector; the verdict follows at once, and every step can be undone."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from tickdraw.gui.answer.explanation_blocks import source_name
from tickdraw.gui.explore.thread_controller import ThreadController
from tickdraw.gui.inspector.inspector import Inspector
from tickdraw.gui.inspector.inspector_controls import Changeable
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import ReplaceModel
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.language import mark, tr
from tickdraw.nn import hand_edits
from tickdraw.nn.architecture import Conv2D, Dense
from tickdraw.nn.explain.sums import GRID, explain
from tickdraw.nn.hand_edits import Part
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network

OFFERED_WEIGHTS = 50
RUN_IS_SHOWN = mark(
    "A run shows its own network, so nothing can be changed by hand. Use or discard it first, on the tab Train."
)


class EditController(QObject):
    """Offers what can be changed about the value that is held, and puts changes on the undo stack.

    Changes are of the chosen network. While a run shows another one, there is nothing to change.
    """

    def __init__(
        self,
        session: Session,
        undo_stack: UndoStack,
        thread: ThreadController,
        inspector: Inspector,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._thread = thread
        self._inspector = inspector
        self._part: Part | None = None
        self._sources: list[int] = []
        self._painted = session.model_preview()  # with the filter as far as it is painted
        controls, filters, weights = inspector.controls, inspector.filter_page, inspector.weight_page
        controls.change_toggled.connect(self.change)
        controls.mute_toggled.connect(self.mute)
        controls.keep_toggled.connect(self.keep)
        controls.restore_pressed.connect(self.restore)
        filters.painted.connect(self._paint)
        filters.finished.connect(self._finish_painting)
        filters.closed.connect(self.close)
        weights.source_chosen.connect(self._show_weight)
        weights.weight_changed.connect(self._set_weight)
        weights.closed.connect(self.close)
        thread.cell_shown.connect(self._offer)
        session.model_changed.connect(self._follow)

    @property
    def _network(self) -> Network:
        return self._session.model.network

    def change(self, on: bool) -> None:
        """Open the page on which the held filter or weights are changed, or close it."""
        cell = self._thread.held
        offered = self._offered()
        if not on or cell is None or offered is None or self._is_off:
            self.close()
            return
        if offered is Changeable.FILTER:
            self._part = hand_edits.part_of(self._network.architecture, cell)
            self._inspector.filter_page.show_filter(*self._patterns())
        else:
            self._part = Part(cell.layer, cell.map)
            made = explain(self._network, self._session.trace, cell)
            order = getattr(made, "order", np.zeros(0, dtype=np.intp))
            self._sources = order[:OFFERED_WEIGHTS].tolist()
            names = [source_name(self._network.architecture, cell.layer - 1, i) for i in self._sources]
            self._inspector.weight_page.show_sources(names)
        self._show_page()

    def close(self) -> None:
        """Go back to the sum."""
        self._part = None
        self._inspector.show_change(None)
        self._offer()

    def mute(self, on: bool) -> None:
        """Silence the held filter or neuron, or let it sound again."""
        part = self._held_part()
        if part is not None and not self._is_off:
            name = _name(self._network, part)
            text = tr("Mute {name}", name=name) if on else tr("Unmute {name}", name=name)
            self._push(hand_edits.with_muted(self._network, part, on), text)

    def keep(self, on: bool) -> None:
        """Have training leave the held filter as it is, or change it like the others."""
        part, model = self._held_part(), self._session.chosen
        if part is not None and _is_filter(self._network, part) and not self._is_off:
            name = _name(self._network, part)
            text = tr("Keep {name} while training", name=name)
            if not on:
                text = tr("No longer keep {name} while training", name=name)
            self._undo_stack.push(ReplaceModel(self._session, model.with_kept(part, on), text))

    def restore(self) -> None:
        """Go back to the network as it was trained."""
        if hand_edits.trained(self._network) is not self._network and not self._is_off:
            self._push(hand_edits.trained(self._network), tr("Go back to the trained network"))

    @property
    def _is_off(self) -> bool:
        """Whether a run shows its own network: a change would be of one that nobody sees."""
        return self._session.is_previewing and not self._is_painting

    @property
    def _is_painting(self) -> bool:
        return self._painted.shown is not None

    def _held_part(self) -> Part | None:
        cell = self._thread.held
        return None if cell is None else hand_edits.part_of(self._network.architecture, cell)

    def _offered(self) -> Changeable | None:
        """Return what can be changed about the held value: its filter, or its weights."""
        cell = self._thread.held
        if cell is None or cell.layer == GRID:
            return None
        if isinstance(self._network.architecture.layers[cell.layer], Dense):
            return Changeable.WEIGHTS
        part = self._held_part()
        return Changeable.FILTER if part is not None and _is_filter(self._network, part) else None

    def _offer(self) -> None:
        """Show on the controls what can be done about the held value."""
        part = self._held_part()
        muted = part is not None and hand_edits.is_muted(self._network, part)
        name = "" if part is None else _name(self._network, part)
        edited = hand_edits.trained(self._network) is not self._network
        self._inspector.controls.show_changes(self._offered(), name, muted=muted, edited=edited)
        is_filter = part is not None and _is_filter(self._network, part)
        kept = part in self._session.model.kept if is_filter else None
        self._inspector.controls.show_kept(kept, name if is_filter else "")
        self._inspector.controls.show_changing(self._part is not None)
        self._inspector.controls.show_off(tr(RUN_IS_SHOWN) if self._is_off else "")

    def _follow(self, _model: Model) -> None:
        """Keep an open page up with undo and with other networks."""
        if self._part is not None and self._is_off:
            self.close()
        elif self._part is not None and not self._is_painting:
            fits = self._part.layer < len(self._network.weights)
            weights = self._network.weights[self._part.layer] if fits else None
            if weights is None or self._part.number >= len(weights):
                self.close()
            else:
                self._show_page()
        self._offer()

    def _show_page(self) -> None:
        part = self._part
        assert part is not None, "a page changes something"
        if isinstance(self._network.architecture.layers[part.layer], Conv2D):
            own, learned = self._patterns()
            painted = self._inspector.filter_page.filter
            # A filter counts up to its scale: what was painted stays as it was painted.
            if own.shape != painted.shape or not np.allclose(
                own, painted / (np.abs(painted).max() or 1.0), atol=1e-5
            ):
                self._inspector.filter_page.show_filter(own, learned)
            self._inspector.show_change(Changeable.FILTER)
        else:
            self._show_weight()
            self._inspector.show_change(Changeable.WEIGHTS)
        self._offer()

    def _patterns(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the filter that is being changed as it is and as it was learned."""
        part = self._part
        assert part is not None, "a page changes something"
        return hand_edits.pattern(self._network, part), hand_edits.pattern(hand_edits.trained(self._network), part)

    def _show_weight(self, _index: int = 0) -> None:
        part = self._part
        if part is not None and self._sources:
            weights = self._network.weights[part.layer]
            assert weights is not None, "a dense layer has weights"
            source = self._sources[self._inspector.weight_page.chosen]
            self._inspector.weight_page.show_weight(float(weights[part.number, source]))

    def _set_weight(self, weight: float) -> None:
        if self._part is not None and self._sources and not self._is_off:
            source = self._sources[self._inspector.weight_page.chosen]
            changed = hand_edits.with_weight(self._network, self._part, source, weight)
            self._push(changed, tr("Change a weight"))

    def _paint(self, values: np.ndarray) -> None:
        """Let the network answer with the filter as far as it is painted."""
        if self._part is None or self._is_off:
            return
        chosen = self._session.chosen
        painted = replace(chosen, network=hand_edits.with_filter(chosen.network, self._part, values))
        if self._painted.is_over:
            self._painted = self._session.model_preview()
        self._painted.show(painted)

    def _finish_painting(self) -> None:
        """Make one step of undo of what was painted."""
        painted = self._painted.shown
        if painted is not None:
            self._undo_stack.push(ReplaceModel(self._session, painted, tr("Paint a filter")))

    def _push(self, network: Network, text: str) -> None:
        self._undo_stack.push(ReplaceModel(self._session, replace(self._session.chosen, network=network), text))


def _is_filter(network: Network, part: Part) -> bool:
    return isinstance(network.architecture.layers[part.layer], Conv2D)


def _name(network: Network, part: Part) -> str:
    number = part.number + 1
    return (
        tr("filter {number}", number=number) if _is_filter(network, part) else tr("neuron {number}", number=number)
    )
