"""tickdraw: see, question and train a convolutional network.

As a library::

    from tickdraw import Architecture, Network, TickClassifier, load_model

    model = load_model("model.safetensors")
    model.answer(model.network.confidences(grids)[0])

Names are loaded when they are first asked for, so that ``import tickdraw`` costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickdraw.data.samples import Dataset
    from tickdraw.nn.architecture import Architecture, default_architecture
    from tickdraw.nn.model import Model
    from tickdraw.nn.network import Network, Trace, canonical
    from tickdraw.nn.onnx import export_onnx
    from tickdraw.nn.storage import load_model, save_model
    from tickdraw.training.classifier import TickClassifier
    from tickdraw.training.config import TrainConfig
    from tickdraw.training.loop import TrainControl, train

    __version__: str

__all__ = [
    "Architecture",
    "Dataset",
    "Model",
    "Network",
    "TickClassifier",
    "Trace",
    "TrainConfig",
    "TrainControl",
    "canonical",
    "default_architecture",
    "export_onnx",
    "load_model",
    "save_model",
    "train",
]

_HOMES = {
    "Architecture": "tickdraw.nn.architecture",
    "Dataset": "tickdraw.data.samples",
    "Model": "tickdraw.nn.model",
    "Network": "tickdraw.nn.network",
    "TickClassifier": "tickdraw.training.classifier",
    "Trace": "tickdraw.nn.network",
    "TrainConfig": "tickdraw.training.config",
    "TrainControl": "tickdraw.training.loop",
    "canonical": "tickdraw.nn.network",
    "default_architecture": "tickdraw.nn.architecture",
    "export_onnx": "tickdraw.nn.onnx",
    "load_model": "tickdraw.nn.storage",
    "save_model": "tickdraw.nn.storage",
    "train": "tickdraw.training.loop",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("tickdraw")
    if name not in _HOMES:
        raise AttributeError(f"module 'tickdraw' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, "__version__"])
