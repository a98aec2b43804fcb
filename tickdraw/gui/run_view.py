"""Shows on the tab "Train" what a run reports."""

from tickdraw.gui.panels.train_form import RunState
from tickdraw.gui.train_tab import TrainTab
from tickdraw.language import tr
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.album import Snapshot
from tickdraw.training.exam import evaluate
from tickdraw.training.landscape import Landscape
from tickdraw.training.loop import EpochReport, StepReport
from tickdraw.training.records import Curves
from tickdraw.training.watched import Finished, find_mistakes


class RunView:
    """Passes reports on to the panels; keeps the run's curves.

    Attributes
    ----------
    curves : Curves
        Of the run that goes on, or of the last one.
    """

    def __init__(self, tab: TrainTab) -> None:
        self._tab = tab
        self._batch = 1
        self._earlier: list[Curves] = []
        self.curves = Curves()
        self._finished: Finished | None = None
        self._newest: StepReport | None = None

    def begin(self, name: str, batch: int) -> None:
        """Clear all panels for a run."""
        self.curves, self._batch = Curves(name), batch
        self._finished = self._newest = None
        for panel in (self._tab.landscape, self._tab.filters, self._tab.time_machine, self._tab.slow_motion):
            panel.clear()
        self._tab.form.show_state(RunState.RUNNING)
        self._show_curves()

    def show_making(self, drawings: int) -> None:
        """Say that drawings are being made, which takes a while."""
        self._tab.form.show_progress(0, tr("Making {count:,} drawings…", count=drawings))

    def show_earlier(self, earlier: list[Curves]) -> None:
        """Show other runs as pale lines."""
        self._earlier = earlier
        self._show_curves()

    def show_reports(self, reports: list[object], *, paused: bool) -> None:
        """Show what has come since the last time."""
        for report in reports:
            match report:
                case StepReport():
                    self._newest = report
                    self.curves.steps_per_epoch = report.steps / report.epochs
                    self.curves.add_step(report.step, report.cost)
                    if report.nudge is not None:
                        self._tab.slow_motion.show_nudge(report.nudge)
                case EpochReport():
                    self.curves.add_exam(self.step_of(report), report.exam_cost, report.exam_accuracy)
                    self._tab.exam.show_epoch(report.epoch, report.exam_accuracy)
                case Landscape():
                    self._tab.landscape.show_landscape(report)
        if self._finished is None:
            self.show_progress(paused=paused)
        self._show_curves()

    def step_of(self, report: EpochReport) -> int:
        """Return the step at which an epoch ended."""
        return round(report.epoch * self.curves.steps_per_epoch)

    def show_preview(self, network: Network) -> None:
        """Show the filters of a network that still learns, and where its path has come to."""
        self._tab.filters.show_network(network)
        self._tab.landscape.extend_path(network)

    def show_finished(self, report: Finished) -> None:
        """Show the exam, and offer the network and the moments of the run."""
        self._finished = report
        self._show_exam(report)
        self._tab.time_machine.show_snapshots(report.snapshots)
        self._tab.filters.show_network(report.trained.model.network)
        self._tab.time_machine.offer(True)
        self._tab.form.show_state(RunState.IDLE)
        self._tab.form.show_progress(1, report.trained.result.message)

    def show_moment(self, snapshot: Snapshot, model: Model) -> None:
        """Show the run as it was: filters, landscape, and an exam sat by that network."""
        self._tab.filters.show_network(snapshot.network)
        self._tab.landscape.show_position(snapshot.network)
        if self._finished is None:
            return
        if snapshot is self._finished.snapshots[-1]:
            self._show_exam(self._finished)
        else:
            replayed = self._finished.replayed
            exam = evaluate(model, replayed.exam)
            self._tab.exam.show_exam(model.classes, exam, find_mistakes(model, replayed))

    def _show_exam(self, report: Finished) -> None:
        trained = report.trained
        self._tab.exam.show_exam(trained.model.classes, trained.exam, report.mistakes)

    def _show_curves(self) -> None:
        self._tab.curves.show_curves(self.curves, self._earlier)

    def show_progress(self, *, paused: bool) -> None:
        """Say how far the run is."""
        report = self._newest
        if report is None:
            return
        if paused:
            text = tr(
                "Epoch {epoch} of {epochs} · step {step:,} of {steps:,} · paused",
                epoch=report.epoch,
                epochs=report.epochs,
                step=report.step,
                steps=report.steps,
            )
        else:
            speed = report.drawings_per_second
            text = tr(
                "Epoch {epoch} of {epochs} · {speed:,.0f} drawings a second · {left_s:.0f} s left",
                epoch=report.epoch,
                epochs=report.epochs,
                speed=speed,
                left_s=(report.steps - report.step) * self._batch / max(speed, 1e-9),
            )
        self._tab.form.show_progress(report.step / report.steps, text)
