"""Model files: safetensors with a description in the metadata and a SHA-256 over everything."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from tickdraw.files import open_file, replacing
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.arrays import Array
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network
from tickdraw.sentences import SentenceError

FORMAT = 1
MAX_FILE_BYTES = 16 * 2**20
MAX_HEADER_BYTES = 64 * 2**10
MAX_TENSORS = 64
MAX_SUMMARY_BYTES = 16 * 2**10
METADATA_KEY = "tickdraw"


class ModelFileError(SentenceError):
    """A file that is not a model, or a damaged one; the message says so in a sentence."""


def save_model(path: str | os.PathLike[str], model: Model) -> None:
    """Write a model file; an existing file is replaced only once the new one is safely on disk.

    Raises
    ------
    OSError
        If the file cannot be written.
    ModelFileError
        If the model cannot be described in a file, for instance because its summary is too long.
    """
    data = model_bytes(model)
    with replacing(Path(path)) as file:
        file.write(data)


def load_model(path: str | os.PathLike[str]) -> Model:
    """Read a model file.

    Raises
    ------
    OSError
        If the file cannot be read.
    ModelFileError
        If it is not a model or is damaged. No altered model is ever returned.
    """
    with open_file(path) as file:
        data = file.read(MAX_FILE_BYTES + 1)
    return model_from_bytes(data)


def model_bytes(model: Model) -> bytes:
    """Return the contents of a model file.

    Raises
    ------
    ModelFileError
        If the model cannot be described in a file.
    """
    architecture = model.network.architecture
    if not model.network.stays_finite():
        raise ModelFileError("The model was not saved: its numbers grow beyond all that can be calculated.")
    about = {
        "format": FORMAT,
        "name": model.name,
        "classes": architecture.classes,
        "grid_size": architecture.grid_size,
        "layers": architecture.text(),
        "thresholds": model.thresholds,
        "summary": dict(model.summary),
    }
    tensors = named_parameters(model.network)
    try:
        text = _described(about, tensors)
    except (TypeError, ValueError, RecursionError) as error:
        raise ModelFileError(
            "The model was not saved: its summary cannot be written ({error}).", error=error
        ) from None
    if len(text.encode()) > MAX_SUMMARY_BYTES:
        raise ModelFileError("The model was not saved: its description is too long.")
    return safetensors.numpy.save(tensors, {METADATA_KEY: text})


def model_from_bytes(data: bytes) -> Model:
    """Return the model that the contents of a file describe.

    Raises
    ------
    ModelFileError
        If they do not describe one, or were altered.
    """
    about = _read_description(data)
    try:
        tensors = safetensors.numpy.load(data)
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError) as error:
        raise ModelFileError("This model file is damaged: its weights cannot be read.") from error
    if about.pop("sha256", None) != _digest(about, tensors):
        raise ModelFileError("This model file is damaged: its contents do not match its checksum.")
    return _build(about, tensors)


def named_parameters(network: Network) -> dict[str, Array]:
    """Return the weights and biases by the names they have in files, such as ``layer1.weight``."""
    tensors = {}
    for number, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        for kind, array in (("weight", weight), ("bias", bias)):
            if array is not None:
                tensors[f"layer{number}.{kind}"] = array
    return tensors


def _described(about: Mapping[str, object], tensors: Mapping[str, Array]) -> str:
    """Return the description with its checksum, always in the same words."""
    return _json({"sha256": _digest(about, tensors), **about})


def _digest(about: Mapping[str, object], tensors: Mapping[str, Array]) -> str:
    """Return a SHA-256 over the description and the names, types, shapes and bytes of all tensors."""
    digest = hashlib.sha256(_json(about).encode())
    for name in sorted(tensors):
        array = tensors[name]
        digest.update(f"\n{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _read_description(data: bytes) -> dict[str, Any]:
    """Return the description with its checksum, having looked at sizes before anything is parsed."""
    if len(data) > MAX_FILE_BYTES:
        raise ModelFileError("This is no tickdraw model: the file is larger than 16 MiB.")
    header_bytes = int.from_bytes(data[:8], "little")
    if len(data) < 8 or header_bytes > min(MAX_HEADER_BYTES, len(data) - 8):
        raise ModelFileError("This is no tickdraw model, or only a part of one.")
    try:
        header = json.loads(data[8 : 8 + header_bytes])
        (text,) = header["__metadata__"].values()
        about: dict[str, Any] = json.loads(header["__metadata__"][METADATA_KEY])
        # What we write has one spelling; another one was not written by us.
        known = isinstance(about, dict) and _json(about) == text
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        known = False
    if not known and data[8:9] == b"{" and b'"dtype"' in data[8 : 8 + header_bytes]:
        raise ModelFileError(
            "This is another program's network: its weights do not say which layers they belong to."
        )
    if not known:
        raise ModelFileError("This is no tickdraw model: its header cannot be read.")
    if len(header) - 1 > MAX_TENSORS:
        raise ModelFileError("This is no tickdraw model: it has more than {most} tensors.", most=MAX_TENSORS)
    return about


def _build(about: Mapping[str, Any], tensors: Mapping[str, Array]) -> Model:
    try:
        if about["format"] != FORMAT:
            raise ModelFileError("This model comes from another version of tickdraw, which this one cannot read.")
        classes, grid_size = tuple(about["classes"]), about["grid_size"]
        architecture = Architecture.from_text(about["layers"], classes, grid_size)
        network = Network(architecture, _ordered(architecture, tensors))
        if not network.stays_finite():
            raise ModelFileError(
                "This model cannot answer: its numbers grow beyond all that can be calculated. Choose another."
            )
        name, summary = about["name"], about["summary"]
        if not isinstance(name, str) or not isinstance(summary, dict):
            raise TypeError
        return Model(network, tuple(float(value) for value in about["thresholds"]), summary, name)
    except ModelFileError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ModelFileError("This model file describes a network that cannot work.") from error


def _ordered(architecture: Architecture, tensors: Mapping[str, Array]) -> list[Array]:
    """Return the tensors in the order of the layers; names, shapes and types must be exactly right."""
    arrays = []
    for number, shapes in enumerate(architecture.parameter_shapes, start=1):
        for kind, shape in zip(("weight", "bias"), shapes, strict=True):
            if shape is not None:
                array = tensors[f"layer{number}.{kind}"]
                if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
                    raise ModelFileError("This model file is damaged: its weights do not fit its layers.")
                arrays.append(array)
    if len(arrays) != len(tensors):
        raise ModelFileError("This model file is damaged: it has weights that no layer uses.")
    return arrays
