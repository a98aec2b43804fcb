"""Print how well the starter model and the training recipes do, as Markdown.

    python benchmarks/accuracy.py > docs/accuracy.md
    python benchmarks/accuracy.py --pictures FOLDER   # also contact sheets and the worst mistakes, as PNG

Needs people's drawings in ``../shared/data``; ``--quick`` leaves the trainings out.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import numpy as np
import people

from tickdraw.data.formats.png import png_bytes
from tickdraw.data.grid import render
from tickdraw.data.samples import Dataset, Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import CLASSES, generate
from tickdraw.data.synthetic.measure import measured_cross, measured_tick, percentiles
from tickdraw.nn.architecture import default_architecture
from tickdraw.nn.model import Model
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path
from tickdraw.training.config import TrainConfig
from tickdraw.training.exam import ExamResult, answers, evaluate
from tickdraw.training.learning_set import mix
from tickdraw.training.loop import EpochReport
from tickdraw.training.retrain import retrain
from tickdraw.training.train_model import COUNT, last, train_model

SIZES = (0.35, 0.5, 0.75, 1.0)
SHOTS = (1, 3, 5)
GOAL = 0.99
FEW_SHOT_BARS = {"ref_dollar16_medium": (0.99, 0.995, 0.995), "ref_mmg16_medium": (0.98, 0.995, 0.995)}
# 5, 50 and 95 percentiles of people's marks, from the README beside their drawings.
PEOPLE = {
    "tick": ((0.62, 1.02, 1.86), (0.18, 0.38, 0.58), (53, 77, 106), (33, 54, 70)),
    "cross": ((0.69, 0.95, 1.35), (36, 49, 61), (123, 135, 147), (0.76, 0.91, 0.99)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=str(resource_path("starter.safetensors")))
    parser.add_argument("--quick", action="store_true", help="leave the trainings out")
    parser.add_argument("--people", type=int, default=4, help="how many people draw each shape")
    parser.add_argument("--threads", type=int, default=1, choices=(1, 2), help="for the default training")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    if not people.PRESENT:
        sys.exit(f"People's drawings are not in {people.FOLDER}.")
    model = load_model(options.model)
    drawings = people.by_role()
    sections = [starter(model, drawings), likeness()]
    if not options.quick:
        sections += [few_shot(options.people), default_training(options.threads)]
    print("# How often it is right\n\nPrinted by `python benchmarks/accuracy.py`.", flush=True)
    for section in sections:
        for line in section:
            print(line, flush=True)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\nSeconds count on {os.cpu_count()} cores; processes waiting for them (1, 5, 15 minutes): {load}.")
    if options.pictures:
        pictures(model, drawings, options.pictures)


def starter(model: Model, drawings: dict[str, list[Sample]]) -> Iterator[str]:
    """Let the starter model answer people's drawings."""
    yield "\n## The starter model on people's drawings\n"
    yield f"Layers: `{model.network.architecture.text()}`. Made by `{model.summary.get('command')}`.\n"
    thresholds = ", ".join(
        f"{name} {value:.2f}" for name, value in zip(model.classes, model.thresholds, strict=True)
    )
    yield f"Thresholds: {thresholds}.\n"
    marks = drawings["tick"] + drawings["cross"]
    result = sit(model, marks)
    worst, tally = min(result.per_kind.items(), key=lambda item: item[1].accuracy)
    yield "| drawings | n | result | bar |\n| --- | ---: | ---: | ---: |"
    yield f"| ticks and crosses right | {result.total.n} | {result.accuracy:.2%} | ≥ 99 % |"
    for name in CLASSES:
        yield f"| … {name} | {result.per_class[name].n} | {result.per_class[name].accuracy:.2%} | |"
    yield f"| … worst person ({worst}) | {tally.n} | {tally.accuracy:.1%} | ≥ 95 % |"
    for role, bar in (("neither", "≤ 2 %"), ("neither_hard", "≤ 8 %")):
        refused = sit(model, drawings[role])
        yield f"| {role} accepted as a mark | {refused.total.n} | {1 - refused.accuracy:.2%} | {bar} |"
        for source, part in refused.per_source.items():
            yield f"| … {source} | {part.n} | {1 - part.accuracy:.2%} | |"
    for role in ("ambiguous_tick", "ambiguous_cross"):
        yield f"| {role} goes to | {len(drawings[role])} | {destinations(sit(model, drawings[role]))} | |"
    for size in SIZES:
        anywhere = sit(model, people.placed(marks, size, np.random.default_rng(7)))
        yield f"| anywhere, at {size:.0%}, not fitted | {anywhere.total.n} | {anywhere.accuracy:.2%} | ≥ 98.5 % |"
    whole = sit(model, marks + drawings["neither"] + drawings["neither_hard"])
    yield f"\nMarks from neither: AUROC {whole.auroc:.4f}; expected calibration error {whole.ece:.2%}."


def sit(model: Model, samples: list[Sample]) -> ExamResult:
    return evaluate(model, Dataset.from_samples(samples, model.classes, model.network.architecture.grid_size))


def destinations(result: ExamResult) -> str:
    (row,) = result.confusion.values()
    return ", ".join(f"{answer} {count / result.total.n:.0%}" for answer, count in sorted(row.items()))


def likeness() -> Iterator[str]:
    """Compare percentiles of generated marks with people's."""
    yield "\n## Generated marks beside people's\n"
    yield "| | people 5 / 50 / 95 % | generated |\n| --- | --- | --- |"
    for label, measured in (("tick", measured_tick), ("cross", measured_cross)):
        found = percentiles(measured(sample.drawing) for sample in generate(8000, 3, (label,), 0))
        for (name, values), wanted in zip(found.items(), PEOPLE[label], strict=True):
            texts = [" / ".join(f"{value:.3g}" for value in row) for row in (wanted, values)]
            yield f"| {label}: {name} | {texts[0]} | {texts[1]} |"


def default_training(threads: int) -> Iterator[str]:
    """Measure how long "Train" takes with default settings, beside PyTorch on the same drawings."""
    config = TrainConfig(seed=1, threads=threads)
    architecture = default_architecture(CLASSES)
    began = time.perf_counter()
    drawings = mix(CLASSES, architecture.grid_size, generated=COUNT, seed=1, fit=False)
    made = time.perf_counter() - began
    yield f'\n## "Train" with default settings: {COUNT:,} generated drawings, {config.epochs} epochs\n'
    yield f"Generating and rendering took {made:.1f} s; the bar for that and reaching {GOAL:.0%} is 30 s.\n"
    yield f"| | seconds to {GOAL:.0%} of the exam | seconds in all | exam in the end |"
    yield "| --- | ---: | ---: | ---: |"

    reports = train_model(drawings.learning, drawings.exam, architecture=architecture, config=config)
    ours = (report.exam_accuracy for report in reports if isinstance(report, EpochReport))
    yield race_row(f"tickdraw, threads {threads}", ours)
    try:
        import pytorch_twin
        import torch
    except ImportError:
        yield "| PyTorch is not installed | | | |"
        return
    torch.set_num_threads(threads)
    twin = pytorch_twin.epochs(drawings.learning, drawings.exam, architecture, config)
    yield race_row(f"PyTorch {torch.__version__}, threads {threads}, glibc malloc", twin)


def race_row(name: str, accuracies: Iterator[float]) -> str:
    """Run a training to its end and tell when it passed the goal."""
    began = time.perf_counter()
    reached, accuracy = "not reached", float("nan")
    for accuracy in accuracies:
        if accuracy >= GOAL and reached == "not reached":
            reached = f"{time.perf_counter() - began:.1f}"
    return f"| {name} | {reached} | {time.perf_counter() - began:.1f} | {accuracy:.2%} |"


def few_shot(count: int) -> Iterator[str]:
    """Draw each shape once, three or five times."""
    yield "\n## Draw each shape once\n"
    yield f"Trained from scratch on a person's own drawings, examined on that person's others ({count} people).\n"
    yield "| set | drawings a class | right | bar | seconds |\n| --- | ---: | ---: | ---: | ---: |"
    for file, bars in FEW_SHOT_BARS.items():
        rows = list(people.drawn(file))
        persons = sorted({one.person for one in rows})[:count]
        for shots, bar in zip(SHOTS, bars, strict=True):
            rights, seconds = zip(
                *(learnt(file, [one for one in rows if one.person == person], shots) for person in persons),
                strict=True,
            )
            yield f"| {file} | {shots} | {np.mean(rights):.2%} | ≥ {bar:.1%} | {np.mean(seconds):.1f} |"


def learnt(file: str, rows: list[people.Drawn], shots: int) -> tuple[float, float]:
    """Train on some of a person's drawings: return the share of the others answered right, and seconds."""
    rng = np.random.default_rng(shots)
    learning, exam = [], []
    for label in sorted({one.label for one in rows}):
        members = [Sample(one.drawing.fitted(), label, file) for one in rows if one.label == label]
        order = rng.permutation(len(members))
        learning += [members[index] for index in order[:shots]]
        exam += [members[index] for index in order[shots:]]
    began = time.perf_counter()
    model = last(retrain(learning, seed=shots)).model
    return sit(model, exam).accuracy, time.perf_counter() - began


def pictures(model: Model, drawings: dict[str, list[Sample]], folder: Path) -> None:
    """Write contact sheets: people's marks beside generated ones, and the worst mistakes."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    made = generate(400, 5, neither_share=0)
    beside = []
    for label in CLASSES:
        real = [drawings[label][index].drawing for index in rng.permutation(len(drawings[label]))[:50]]
        fresh = [sample.drawing.fitted() for sample in made if sample.label == label][:50]
        beside.append(np.hstack([sheet(fresh, 10), sheet(real, 10)]))
    write(folder / "generated-beside-people.png", np.vstack(beside))
    samples = [*drawings["tick"], *drawings["cross"], *drawings["neither"], *drawings["neither_hard"]]
    data = Dataset.from_samples(samples, model.classes, model.network.architecture.grid_size)
    confidences = model.network.confidences(data.grids)
    given = np.maximum(answers(model, data.grids, confidences), -1)
    wrong = np.flatnonzero(given != data.labels)
    own = np.where(data.labels >= 0, confidences[np.arange(len(data)), data.labels], 1 - confidences.max(axis=1))
    write(folder / "worst-mistakes.png", sheet([samples[i].drawing for i in wrong[own[wrong].argsort()]][:60], 12))


def sheet(drawings: list[Drawing], columns: int, side: int = 64) -> np.ndarray:
    """Draw thinly, framed, in rows."""
    rows = max(-(-len(drawings) // columns), 1)
    page = np.full((rows * side, columns * side), 60)
    for index, drawing in enumerate(drawings):
        y, x = side * (index // columns), side * (index % columns)
        page[y + 1 : y + side, x + 1 : x + side] = 127 * (1 + render(Drawing(drawing.strokes, 6), side - 1))
    return page


def write(path: Path, page: np.ndarray) -> None:
    path.write_bytes(png_bytes(page))
    print(path, file=sys.stderr)


if __name__ == "__main__":
    main()
