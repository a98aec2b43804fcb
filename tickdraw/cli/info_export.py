"""``tickdraw info`` and ``tickdraw export``."""

import argparse
import json
from pathlib import Path

from tickdraw.cli.console import CommandError, counted, plain_reason, print_json, printable
from tickdraw.cli.model_file import read_model
from tickdraw.cli.output_checks import expect_output
from tickdraw.files import ONNX
from tickdraw.nn.model import Model


def info(options: argparse.Namespace) -> int:
    """Print what a model or project holds."""
    if Path(options.file).suffix.lower() == ".tickdraw":
        return _project_info(options)
    model = read_model(options.file)
    if options.json:
        print_json({"file": options.file, **_described(model)})
    else:
        _print_text(options.file, model)
    return 0


def _project_info(options: argparse.Namespace) -> int:
    from tickdraw.data.project import Project, ProjectError

    Path(options.file).stat()  # a missing file is said to be missing as everywhere else
    try:
        with Project.open(Path(options.file), read_only=True) as project:
            counts = {name: (count.learning, count.exam) for name, count in project.samples.counts().items()}
            models = [model.name for model in project.models.all()]
    except ProjectError as error:
        raise CommandError(f"{options.file}: {error}") from None
    if options.json:
        drawings = {name: {"learning": learning, "exam": exam} for name, (learning, exam) in counts.items()}
        print_json({"file": options.file, "kind": "project", "drawings": drawings, "models": models})
        return 0
    total = sum(learning + exam for learning, exam in counts.values())
    print(printable(f"{options.file}: a project with {counted(total, 'drawing')}"))
    for name, (learning, exam) in counts.items():
        print(printable(f"  {name or '(no label)':<20} {learning + exam:>7,}   {exam:,} of them for the exam"))
    print(printable(f"  models: {', '.join(models) or 'none'}"))
    return 0


def export(options: argparse.Namespace) -> int:
    """Write a model as ONNX."""
    from tickdraw.nn.onnx import export_onnx

    target = Path(options.target)
    expect_output(target, ONNX, options.model)
    model = read_model(options.model)
    try:
        export_onnx(model, target, layout=options.layout)
    except OSError as error:
        raise CommandError(f"{target}: {plain_reason(error)}") from None
    return 0


def _described(model: Model) -> dict[str, object]:
    architecture = model.network.architecture
    return {
        "kind": "model",
        "name": model.name,
        "classes": architecture.classes,
        "thresholds": dict(zip(architecture.classes, model.thresholds, strict=True)),
        "grid_size": architecture.grid_size,
        "layers": architecture.text(),
        "shapes": architecture.shapes,
        "parameters": architecture.parameter_count,
        "summary": dict(model.summary),
    }


def _print_text(file: str, model: Model) -> None:
    architecture = model.network.architecture
    answers = [f"{n} (from {t:.0%})" for n, t in zip(model.classes, model.thresholds, strict=True)]
    lines = [
        f"{file}: a model named '{model.name}'",
        f"  classes   {', '.join(answers)}",
        f"  grid      {architecture.grid_size} × {architecture.grid_size}",
        f"  layers    {architecture.text()}",
    ]
    for layer, shape in zip(architecture.layers, architecture.shapes, strict=True):
        lines.append(f"            {layer.text() or 'flatten':<22} {' × '.join(map(str, shape))}")
    lines.append(f"  weights   {architecture.parameter_count:,}")
    for position, (key, value) in enumerate(model.summary.items()):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        lines.append(f"  {'' if position else 'training':<9} {key}: {text}")
    for line in lines:
        print(printable(line))
