"""``tickdraw info`` and ``tickdraw export``."""

import argparse
import json
from pathlib import Path

from tickdraw.cli.console import CommandError, plain_reason, print_json, printable
from tickdraw.cli.model_file import read_model
from tickdraw.nn.model import Model


def info(options: argparse.Namespace) -> int:
    """Print what a model file holds."""
    model = read_model(options.file)
    if options.json:
        print_json({"file": options.file, **_described(model)})
    else:
        _print_text(options.file, model)
    return 0


def export(options: argparse.Namespace) -> int:
    """Write a model as ONNX."""
    from tickdraw.nn.onnx import export_onnx

    target = Path(options.target)
    if target.suffix.lower() != ".onnx":
        raise CommandError(f"{target}: the file to write must end in .onnx")
    model = read_model(options.model)
    try:
        export_onnx(model, target)
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
