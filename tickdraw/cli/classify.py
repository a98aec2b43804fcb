"""``tickdraw classify``."""

import argparse

import numpy as np
import numpy.typing as npt

from tickdraw.cli.console import Console, print_json, printable
from tickdraw.cli.inputs import PIPE, batches, read_entries
from tickdraw.cli.model_file import read_model
from tickdraw.data.formats import Entry, grids_of
from tickdraw.data.samples import Sample
from tickdraw.nn.model import NEITHER, NOTHING, Model
from tickdraw.training.without_frame import Inside, inside

_AT_ONCE = 256


def classify(options: argparse.Namespace) -> int:
    """Print the answer to each drawing and return the exit status."""
    console = Console()
    model = read_model(options.model)
    size = model.network.architecture.grid_size
    # Whoever writes into a pipe waits for the answer.
    at_once = 1 if PIPE in options.paths else _AT_ONCE
    answered = 0
    for batch in batches(read_entries(options.paths, console, fit=options.fit), at_once):
        grids = grids_of([entry.sample for entry in batch], size, fit=options.fit)
        confidences = model.network.confidences(grids)
        for entry, grid, row in zip(batch, grids, confidences, strict=True):
            answer = model.answer(row) if (grid > 0).any() else NOTHING
            sample, within = entry.sample, None
            if answer == NEITHER and isinstance(sample, Sample):
                within = inside(model, sample.drawing)
            if options.json:
                _print_json(model, entry, answer, within, row)
            else:
                _print_line(model, entry, answer, within, row)
        answered += len(batch)
    return console.status(answered)


def _print_json(
    model: Model, entry: Entry, answer: str, within: Inside | None, row: npt.NDArray[np.float32]
) -> None:
    print_json(
        {
            "file": entry.file,
            "index": entry.index,
            "word": entry.sample.label or None,
            "answer": answer,
            **({} if within is None else {"inside": within.answer, "frame": within.frame}),
            "confidence": {name: round(float(value), 6) for name, value in zip(model.classes, row, strict=True)},
        }
    )


def _print_line(
    model: Model, entry: Entry, answer: str, within: Inside | None, row: npt.NDArray[np.float32]
) -> None:
    if within is not None:
        answer = f"{answer}: {within.answer} {'on a line' if within.frame == 'line' else 'in something'}"
    shares = ", ".join(f"{name} {value:.0%}" for name, value in zip(model.classes, row, strict=True))
    print(printable(f"{entry.file} {entry.index}: {answer} ({shares})"), flush=entry.file == PIPE)
