"""Joins the kept runs to the panel that compares two of them."""

from PySide6.QtCore import QObject

from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import ReplaceModel
from tickdraw.gui.state.undo_stack import UndoStack
from tickdraw.gui.train.compare_panel import ComparePanel, Shown
from tickdraw.gui.train.run_history import KeptRun, RunHistory
from tickdraw.language import class_name, mark, tr, tr_count
from tickdraw.training.run.run_records import UNDER_WAY, Moment, differences

ENDED = {
    "stopped": mark("stopped"),
    "diverged": mark("went astray"),
    "broken": mark("broke off"),
    UNDER_WAY: mark("cut off"),
}


class CompareController(QObject):
    """Shows the two newest runs, or those that the user chose, at the same share of each."""

    def __init__(
        self,
        session: Session,
        undo_stack: UndoStack,
        history: RunHistory,
        panel: ComparePanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack
        self._history = history
        self._panel = panel
        self._moments: tuple[tuple[Moment, ...], ...] = ((), ())
        history.changed.connect(self._take_runs)
        panel.chosen.connect(self._load)
        panel.moved.connect(self._show)
        panel.use_requested.connect(self._use)
        panel.shown.connect(self._load)
        session.grid_changed.connect(self._refresh)

    def _take_runs(self) -> None:
        """Offer all runs, the newest on the right and the one before it on the left."""
        names = [f"{index + 1} · {run.record.name}{_ended(run)}" for index, run in enumerate(self._history.runs)]
        self._panel.set_runs(names, (max(len(names) - 2, 0), len(names) - 1) if names else (-1, -1))
        self._load()

    def _load(self) -> None:
        """Read the moments of both runs, where somebody looks."""
        if self._panel.isVisible() and self._history.runs:
            self._moments = tuple(self._history.moments(run) for run in self._chosen())
            self._show()

    def _chosen(self) -> tuple[KeptRun, ...]:
        return tuple(self._history.runs[place] for place in self._panel.places)

    def _refresh(self) -> None:
        if self._panel.isVisible() and self._history.runs:
            self._show()

    def _show(self) -> None:
        left, right = self._chosen()
        sides = (self._shown(run, self._moment(side)) for side, run in enumerate((left, right)))
        self._panel.show_sides(_told_apart(left, right), *sides)

    def _moment(self, side: int) -> Moment | None:
        """Return the moment of a run that is nearest to the slider."""
        moments = self._moments[side]
        if not moments:
            return None
        step = self._panel.share * moments[-1].step
        return min(moments, key=lambda moment: abs(moment.step - step))

    def _shown(self, run: KeptRun, moment: Moment | None) -> Shown:
        exam = run.record.accuracy
        lines = [tr("No exam") if exam is None else tr("Exam at the end: {share:.1%} right", share=exam)]
        if moment is None:
            return Shown(None, (tr("No snapshot of this run is kept."), *lines))
        reached = tr(
            "Step {step:,} · epoch {epoch} · cost {cost:.3f}",
            step=moment.step,
            epoch=moment.epoch,
            cost=moment.cost,
        )
        lines.insert(0, reached)
        grid = self._session.grid
        if grid.shape[0] == moment.model.network.architecture.grid_size and (grid > 0).any():
            confidences = moment.model.network.confidences(grid[None])[0]
            pairs = zip(moment.model.classes, confidences, strict=True)
            each = " · ".join(f"{class_name(name)} {value:.2f}" for name, value in pairs)
            answer = class_name(moment.model.answer(confidences))
            lines.append(tr("The drawing on the board: {answer} ({each})", answer=answer, each=each))
        return Shown(moment.model.network, tuple(lines))

    def _use(self, side: int) -> None:
        moment = self._moment(side)
        if moment is not None:
            text = tr("Use an earlier run's network")
            self._undo_stack.push(ReplaceModel(self._session, moment.model, text))


def _ended(run: KeptRun) -> str:
    ended = ENDED.get(run.record.ended)
    return f" · {tr(ended)}" if ended else ""


def _told_apart(left: KeptRun, right: KeptRun) -> str:
    """Return what is set otherwise, in a sentence."""
    if left is right:
        return tr("The same run on both sides: choose another.")
    found = differences(left.record.settings, right.record.settings)
    if not found:
        return tr("The same settings and the same seed: the same run.")
    pairs = [
        tr("{setting} {one} against {other}", setting=name, one=one, other=other)
        for name, (one, other) in found.items()
    ]
    told = tr_count(
        "One setting differs: {told}", "These settings differ: {told}", len(pairs), told="; ".join(pairs)
    )
    if left.record.settings.get("seed") != right.record.settings.get("seed"):
        return told
    same_seed = tr("Same seed.")
    return f"{same_seed} {told}"
