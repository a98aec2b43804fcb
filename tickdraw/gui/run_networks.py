"""Which network answers while a run goes on and after it, and what the user makes of that."""

import time
from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from tickdraw.gui.commands import ReplaceModel
from tickdraw.gui.panels.time_machine import TimeMachine
from tickdraw.gui.run_view import RunView
from tickdraw.gui.session import Session
from tickdraw.language import tr
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.album import Snapshot
from tickdraw.training.watched import Finished

PREVIEW_S = 0.2  # between the snapshots that answer while a run goes on: more would be felt in the pen
IN_TRAINING = "in training"
MODEL_NAME = "my network"


class RunNetworks(QObject):
    """Lets the networks of a run answer: its newest while it goes on, then its best, or that of another moment.

    It can be used, undoably, or discarded for the one from before.

    Attributes
    ----------
    finished : Finished or None
        The end of the run, once it has come.
    """

    def __init__(
        self,
        session: Session,
        undo_stack: QUndoStack,
        view: RunView,
        time_machine: TimeMachine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._view = view
        self._time_machine = time_machine
        self._facts: Mapping[str, object] = {}
        self._previewed_s = float("-inf")
        self._before: Model | None = None
        self._chosen: Model | None = None  # as it was at another moment of the run than its end
        self.finished: Finished | None = None
        time_machine.snapshot_chosen.connect(self._show_moment)
        time_machine.use_requested.connect(self.use)
        time_machine.discard_requested.connect(self.discard)

    def begin(self, facts: Mapping[str, object]) -> None:
        """Remember which network answered before the run, and what each of its networks is to remember."""
        self._facts = facts
        self._before, self._chosen, self.finished = self._session.model, None, None

    def answering(self, network: Network) -> Model:
        """Return a network that is still learning as a model, with the thresholds from before the run."""
        classes = network.architecture.classes
        same = self._before is not None and self._before.classes == classes
        thresholds = self._before.thresholds if same and self._before is not None else (0.5,) * len(classes)
        return Model(network, thresholds, self._facts, IN_TRAINING)

    def preview(self, network: Network) -> None:
        """Let a network answer that is still learning, unless another has only just begun to."""
        now_s = time.monotonic()
        if self.finished is None and now_s - self._previewed_s > PREVIEW_S:
            self._previewed_s = now_s
            self._view.show_preview(network)
            self._session.set_model(self.answering(network))

    def finish(self, report: Finished) -> None:
        """Let the trained network answer."""
        self.finished = report
        self._view.show_finished(report)
        self._session.set_model(report.trained.model)

    def use(self) -> None:
        """Keep the network that is shown, of the run's end or another moment of it, undoably."""
        if self.finished is not None and self._before is not None:
            after = self._chosen or self.finished.trained.model
            self._undo_stack.push(ReplaceModel(self._session, self._before, after, tr("Use the trained network")))
            self._before = None
        self._time_machine.offer(False)

    def discard(self) -> None:
        """Go back to the network from before the run."""
        if self._before is not None:
            self._session.set_model(self._before)
            self._before = None
        self._time_machine.offer(False)

    def _show_moment(self, snapshot: Snapshot) -> None:
        if self.finished is None:
            return
        trained = self.finished.trained.model
        model = Model(snapshot.network, trained.thresholds, self._facts, f"{MODEL_NAME}, step {snapshot.step}")
        if self._before is None:  # used or discarded before, and looked at once more
            self._before = self._session.model
            self._time_machine.offer(True)
        is_end = snapshot is self.finished.snapshots[-1]
        self._chosen = None if is_end else model
        self._view.show_moment(snapshot, model)
        self._session.set_model(trained if is_end else model)
