"""``tickdraw evaluate``."""

import math
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tickdraw.cli.console import CommandError, Console, NothingDoneError, counted, print_json, printable
from tickdraw.cli.inputs import read_labelled
from tickdraw.cli.labels import in_words, strangers
from tickdraw.cli.model_file import read_model
from tickdraw.data.formats import AnySample, dataset_of
from tickdraw.nn.model import NEITHER, NOTHING, Model
from tickdraw.training import exam
from tickdraw.training.exam import ExamResult, Tally


def evaluate(options: Namespace) -> int:
    """Let a model sit an exam, print what it found and return the exit status."""
    console = Console()
    model = read_model(options.model)
    labels: Counter[str] = Counter()
    samples = _counted((entry.sample for entry in read_labelled(options.paths, console, fit=options.fit)), labels)
    dataset = dataset_of(samples, model.classes, model.network.architecture.grid_size, fit=options.fit)
    console.clear()
    if not len(dataset):
        if console.refused:
            raise NothingDoneError
        raise CommandError("there are no drawings to be examined on")
    result = exam.evaluate(model, dataset)
    unknown_labels = strangers(labels, model.classes)
    if unknown_labels:
        console.say(
            f"tickdraw: no classes of this model, so counted as neither: {in_words(unknown_labels, model.classes)}"
        )
    if options.json:
        print_json({**exam_json(result, model), "unknown_labels": unknown_labels})
    else:
        for line in _report(result, model):
            print(printable(line))
    return console.status(len(dataset))


def _counted(samples: Iterable[AnySample], labels: "Counter[str]") -> Iterator[AnySample]:
    """Pass drawings on and count their labels."""
    for sample in samples:
        labels[sample.label] += 1
        yield sample


def exam_json(result: ExamResult, model: Model) -> dict[str, object]:
    """Return an exam as JSON values."""
    truths, answers = (*model.classes, NEITHER), (*model.classes, NEITHER, NOTHING)
    per_class = {truth: result.per_class.get(truth, Tally(0, 0)) for truth in truths}
    rows = {truth: result.confusion.get(truth, {}) for truth in truths}
    return {
        **_tally_json(result.total),
        "per_class": _tallies_json(per_class),
        "confusion": {truth: {answer: row.get(answer, 0) for answer in answers} for truth, row in rows.items()},
        "neither": {**_tally_json(per_class[NEITHER]), "auroc": number_or_none(result.auroc)},
        "calibration_error": number_or_none(result.ece),
        "thresholds": dict(zip(model.classes, model.thresholds, strict=True)),
        "per_source": _tallies_json(result.per_source),
        "per_kind": _tallies_json(result.per_kind),
    }


def number_or_none(value: float) -> float | None:
    """Return a number rounded to six digits, or None for "not a number", which JSON does not know."""
    return round(value, 6) if math.isfinite(value) else None


def _tally_json(tally: Tally) -> dict[str, object]:
    return {"n": tally.n, "correct": tally.correct, "accuracy": number_or_none(tally.accuracy)}


def _tallies_json(tallies: Mapping[str, Tally]) -> dict[str, object]:
    return {name: _tally_json(tally) for name, tally in tallies.items()}


def _report(result: ExamResult, model: Model) -> Iterator[str]:
    yield f"{result.total.correct:,} of {counted(result.total.n, 'drawing')} right: {result.accuracy:.1%}"
    names = [name for name in (*model.classes, NEITHER) if name in result.per_class]
    thresholds = dict(zip(model.classes, model.thresholds, strict=True))
    rows = [
        (*_row(name, result.per_class[name]), f"{thresholds[name]:.2f}" if name in thresholds else "")
        for name in names
    ]
    yield from _table(("class", "right", "of", "share", "threshold"), rows)
    answers = [*model.classes, NEITHER, NOTHING]
    yield from _table(
        ("what it is \\ answer", *answers),
        [(name, *(str(result.confusion[name].get(answer, 0)) for answer in answers)) for name in names],
    )
    for title, tallies in (("source", result.per_source), ("kind", result.per_kind)):
        if len(tallies) > 1:
            yield from _table((title, "right", "of", "share"), [_row(*item) for item in tallies.items()])
    yield ""
    if math.isfinite(result.auroc):
        yield f"telling any class from neither (area under the ROC curve): {result.auroc:.4f}"
    yield f"how far confidences are from shares (calibration error): {result.ece:.2%}"


def _row(name: str, tally: Tally) -> tuple[str, str, str, str]:
    return name, f"{tally.correct:,}", f"{tally.n:,}", f"{tally.accuracy:.1%}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    yield ""
    for row in (head, *rows):
        first, *others = (f"{cell:{'<' if i == 0 else '>'}{widths[i]}}" for i, cell in enumerate(row))
        yield "  ".join([first, *others]).rstrip()
