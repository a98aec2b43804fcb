"""``tickdraw train``."""

import shlex
import signal
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tickdraw.cli.console import (
    DONE,
    PARTLY_DONE,
    CommandError,
    Console,
    counted,
    plain_reason,
    print_json,
    printable,
)
from tickdraw.cli.evaluate import exam_json, number_or_none
from tickdraw.cli.model_file import read_model
from tickdraw.cli.output_checks import expect_output
from tickdraw.cli.sources import GENERATED, Sources, read_sources
from tickdraw.files import MODEL
from tickdraw.nn.architecture import Architecture, ArchitectureError, default_architecture
from tickdraw.nn.learn.new_outputs import with_classes
from tickdraw.nn.model import Model
from tickdraw.nn.storage import ModelFileError, save_model
from tickdraw.training import retrain
from tickdraw.training.config import TrainConfig
from tickdraw.training.learning_set import mix
from tickdraw.training.loop import EpochReport, Report, StepReport, TrainControl
from tickdraw.training.train_model import FURTHER, Trained, train_model

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # Ctrl+C, logging out, a terminal that closes, Ctrl+Break


def train(options: Namespace) -> int:
    """Train a network, write it as a model and return the exit status."""
    console = Console()
    out = Path(options.out)
    expect_output(out, MODEL, *_inputs(options))
    _config(options, TrainConfig())  # finds what cannot work before anything is read
    start = read_model(options.start) if options.start else None
    sources = read_sources(options, start, console)
    architecture = _architecture(options, start, sources.classes)
    control = TrainControl()
    console.progress("making the drawings ready")
    reports = _reports(options, sources, architecture, start, control)
    with _stopped_by_signals(control.stop):
        trained = _trained(reports, options, console)
    if not trained.result.learnt:
        raise CommandError(f"{trained.result.message} Nothing was written")
    try:
        save_model(out, trained.model)
    except ModelFileError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{out}: {plain_reason(error)}") from None
    _tell(options, trained)
    return PARTLY_DONE if console.refused else DONE


def _inputs(options: Namespace) -> list[str]:
    """Return the files that are read."""
    return [name for name in (*(options.data or ()), options.start) if name and name != GENERATED]


def _config(options: Namespace, usual: TrainConfig) -> TrainConfig:
    chosen = {
        "epochs": options.epochs,
        "batch": options.batch,
        "learning_rate": options.rate,
        "optimiser": options.optimiser,
        "seed": options.seed,
    }
    try:
        return replace(usual, **{key: value for key, value in chosen.items() if value is not None})
    except ValueError as error:
        raise CommandError(str(error)) from None


def _architecture(options: Namespace, start: Model | None, classes: tuple[str, ...]) -> Architecture:
    if start is not None:
        if options.layers is not None:
            raise CommandError("--layers: the layers are those of the model to start from (--from)")
        return with_classes(start.network, classes).architecture
    try:
        if options.layers is None:
            return default_architecture(classes)
        return Architecture.from_text(options.layers, classes)
    except ArchitectureError as error:
        raise CommandError(str(error) if options.layers is None else f"--layers: {error}") from None


def _reports(
    options: Namespace,
    sources: Sources,
    architecture: Architecture,
    start: Model | None,
    control: TrainControl,
) -> Iterator[Report | Trained]:
    """Return a training that has not begun."""
    summary, name = _summary(options), Path(options.out).stem
    strokes = sources.strokes()
    if strokes and start is None and options.fit is not False and options.copies is None:
        return retrain.retrain(
            strokes,
            seed=options.seed,
            generated=sources.generated,
            architecture=architecture,
            config=_config(options, retrain.CONFIG),
            control=control,
            summary=summary,
            name=name,
        )
    mixture = mix(
        sources.classes,
        architecture.grid_size,
        generated=sources.generated,
        own=sources.own,
        seed=options.seed,
        fit=options.fit,
        copies=_copies(options, len(strokes), start),
    )
    return train_model(
        mixture.learning,
        mixture.exam,
        architecture=architecture,
        config=_config(options, FURTHER if start else TrainConfig()),
        further=start,
        control=control,
        summary=summary,
        name=name,
    )


def _copies(options: Namespace, strokes: int, start: Model | None) -> int:
    """Return how many times to draw each drawing again: as said, or for a model that goes on as Retrain does."""
    if options.copies is not None or start is None or not strokes or options.fit is False:
        return options.copies or 0
    return int(-(-retrain.DRAWINGS_BESIDE // strokes))


def _trained(reports: Iterator[Report | Trained], options: Namespace, console: Console) -> Trained:
    """Train to the end, or until Ctrl+C, and report on the way."""
    steps, began_s = 0, time.monotonic()
    try:
        for report in reports:
            match report:
                case StepReport():
                    began_s = began_s if steps else time.monotonic()
                    steps += 1
                    _show_step(report, time.monotonic() - began_s, console)
                case EpochReport() if options.json:
                    print_json(_epoch_json(report))
                case Trained() if steps:
                    return report
    except ValueError as error:  # drawings that do not fit the network
        raise CommandError(str(error)) from None
    finally:
        console.clear()
    raise CommandError("stopped before anything was learnt, so nothing was written")


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl+C, or the system's wish that it ends, stop the training; a second one ends the program.

    What the program was started to ignore, as with nohup, it ignores.
    """

    def put_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def stopped(*_: object) -> None:
        put_back()
        stop()

    found = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    handlers = {number: signal.getsignal(number) or signal.SIG_DFL for number in found}
    before = {each: old for each, old in handlers.items() if each == signal.SIGINT or old != signal.SIG_IGN}
    for number in before:
        signal.signal(number, stopped)
    try:
        yield
    finally:
        put_back()


def _summary(options: Namespace) -> dict[str, object]:
    """Return what to remember in the model: how to train it again, without the folders of this computer."""
    data = [source if source == GENERATED else Path(source).name for source in options.data or [GENERATED]]
    start = Path(options.start).name if options.start else None
    words = ["tickdraw", "train", *(word for source in data for word in ("--data", source))]
    for option, value in (
        ("--layers", options.layers),
        ("--epochs", options.epochs),
        ("--batch", options.batch),
        ("--rate", options.rate),
        ("--optimiser", options.optimiser),
        ("--seed", options.seed),
        ("--count", options.count),
        ("--copies", options.copies),
        ("--from", start),
        ("--out", Path(options.out).name),
    ):
        if value is not None:
            words += [option, str(value)]
    if options.fit is not None:
        words.append("--fit" if options.fit else "--no-fit")
    return {"command": shlex.join(words), "data": data}


def _show_step(report: StepReport, elapsed_s: float, console: Console) -> None:
    left_s = round(elapsed_s / report.step * (report.steps - report.step))
    console.progress(
        f"epoch {report.epoch} of {report.epochs}, cost {report.cost:.3f}, "
        f"{report.drawings_per_second:,.0f} drawings a second, {left_s // 60}:{left_s % 60:02} left"
    )


def _epoch_json(report: EpochReport) -> dict[str, object]:
    return {
        "event": "epoch",
        "epoch": report.epoch,
        "epochs": report.epochs,
        "cost": number_or_none(report.cost),
        "exam_cost": number_or_none(report.exam_cost),
        "exam_accuracy": number_or_none(report.exam_accuracy),
        "learning_rate": number_or_none(report.learning_rate),
        "seconds": round(report.seconds, 3),
    }


def _tell(options: Namespace, trained: Trained) -> None:
    result = trained.result
    if options.json:
        done = {"event": "done", "out": options.out, "ended": result.reason, "epochs": len(result.history)}
        print_json({**done, "exam": exam_json(trained.exam, trained.model)})
        return
    total = trained.exam.total
    exam = (
        f"{total.correct:,} of {counted(total.n, 'exam drawing')} right ({total.accuracy:.1%})"
        if total.n
        else "no exam"
    )
    print(printable(f"{options.out}: {exam}, {counted(len(result.history), 'epoch')}. {result.message}"))
