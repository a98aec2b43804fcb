"""Shows a run on the tab "Train"."""

from collections.abc import Sequence

from tickdraw.gui.train.run_controller import Run
from tickdraw.gui.train.train_form import RunState
from tickdraw.gui.train.train_tab import TrainTab
from tickdraw.language import tr
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.training.exam import evaluate
from tickdraw.training.reports import EpochReport, StepReport
from tickdraw.training.run.landscape import Landscape
from tickdraw.training.run.run_records import Curves
from tickdraw.training.run.snapshots import Snapshot
from tickdraw.training.run.watched import Finished, find_mistakes


class RunView:
    """Passes what a run knows on to the panels; it remembers nothing of its own."""

    def __init__(self, tab: TrainTab) -> None:
        self._tab = tab

    def begin(self, drawings: int) -> None:
        """Clear all panels for a run, and say that drawings are being made, which takes a while."""
        for panel in (self._tab.landscape, self._tab.filters, self._tab.time_machine, self._tab.slow_motion):
            panel.clear()
        self._tab.form.show_state(RunState.RUNNING)
        self._tab.form.show_progress(0, tr("Making {count:,} drawings…", count=drawings))

    def show_curves(self, run: Run | None, earlier: Sequence[Curves]) -> None:
        """Show a run's curves over those of earlier ones."""
        mine = run.curves if run is not None else Curves()
        self._tab.curves.show_curves(mine, [each for each in earlier if each is not mine])

    def show_reports(self, run: Run, reports: Sequence[object]) -> None:
        """Show what has come since the last time; the run has taken note of it."""
        for report in reports:
            match report:
                case StepReport() if report.nudge is not None:
                    self._tab.slow_motion.show_nudge(report.nudge)
                case EpochReport():
                    self._tab.exam.show_epoch(report.epoch, report.exam_accuracy)
                case Landscape():
                    self._tab.landscape.show_landscape(report)
        if run.finished is None:
            self.show_progress(run)

    def show_preview(self, network: Network) -> None:
        """Show the filters of a network that still learns, and where its path has come to."""
        self._tab.filters.show_network(network)
        self._tab.landscape.extend_path(network)

    def show_finished(self, finished: Finished) -> None:
        """Show the exam, and offer the network and the moments of the run."""
        self._show_exam(finished)
        self._tab.time_machine.show_snapshots(finished.snapshots)
        self._tab.filters.show_network(finished.trained.model.network)
        self._tab.time_machine.offer(True)
        self._tab.form.show_state(RunState.IDLE)
        self._tab.form.show_progress(1, finished.trained.result.message)

    def show_moment(self, finished: Finished, snapshot: Snapshot, model: Model) -> None:
        """Show the run as it was: filters, landscape, and an exam sat by that network."""
        self._tab.filters.show_network(snapshot.network)
        self._tab.landscape.show_position(snapshot.network)
        self._tab.time_machine.offer(True)
        if snapshot is finished.snapshots[-1]:
            self._show_exam(finished)
        else:
            exam = evaluate(model, finished.replayed.exam)
            self._tab.exam.show_exam(model.classes, exam, find_mistakes(model, finished.replayed))

    def _show_exam(self, finished: Finished) -> None:
        trained = finished.trained
        self._tab.exam.show_exam(trained.model.classes, trained.exam, finished.mistakes)

    def show_progress(self, run: Run) -> None:
        """Say how far the run is."""
        report = run.newest
        if report is None:
            return
        if run.control.paused:
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
                left_s=(report.steps - report.step) * run.batch / max(speed, 1e-9),
            )
        self._tab.form.show_progress(report.step / report.steps, text)
