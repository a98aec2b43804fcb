"""What is no file of drawings: named as what it is, with what to do instead."""

from collections.abc import Sequence
from pathlib import Path

from tickdraw.data.formats.entries import FormatError
from tickdraw.files import open_file
from tickdraw.language import mark, tr

_NETWORK = mark("it is a network and holds no drawings; networks that tickdraw has saved can be opened")
_PICKLE = mark("it holds Python objects (pickle), which tickdraw never opens; save its arrays as .npz")
_PAGE = mark("it is a page and no picture; save it as PNG or JPEG")

_KNOWN = {
    ".safetensors": _NETWORK,
    ".onnx": _NETWORK,
    ".tflite": _NETWORK,
    ".h5": _NETWORK,
    ".keras": _NETWORK,
    ".gguf": _NETWORK,
    ".pt": _PICKLE,
    ".pth": _PICKLE,
    ".pkl": _PICKLE,
    ".pickle": _PICKLE,
    ".pdf": _PAGE,
    ".heic": mark("it is a HEIC or AVIF picture; save it as JPEG or PNG"),
    ".avif": mark("it is a HEIC or AVIF picture; save it as JPEG or PNG"),
    ".json": mark('JSON is read a drawing a line: save it as .ndjson, each line with its "drawing"'),
    ".zip": mark("it is an archive; unpack it first, and choose the folder"),
    ".tar": mark("it is an archive; unpack it first, and choose the folder"),
    ".parquet": mark("tables of that kind are not read; save the strokes as .csv"),
    ".xlsx": mark("tables of that kind are not read; save the strokes as .csv"),
    ".xoj": mark("it is an old Xournal file; save it as .xopp with Xournal++"),
    ".mat": mark("MATLAB's files are not read; save the arrays as .npz"),
    ".tfrecord": mark("TensorFlow's records are not read; take the same drawings as .ndjson"),
    ".bin": mark("QuickDraw's binary files are not read; take the same drawings as .ndjson"),
}


def not_drawings(path: Path, known: Sequence[str]) -> FormatError:
    """Return the refusal of a file that is not read.

    Parameters
    ----------
    path
        Of the file.
    known
        The endings of files that are read.

    Raises
    ------
    OSError
        If it is no file at all.
    """
    open_file(path).close()
    told = _KNOWN.get(path.suffix.lower())
    if told is not None:
        return FormatError(tr(told))
    return FormatError(
        tr("this is no format that tickdraw reads ({suffixes}, or a folder)", suffixes=", ".join(known))
    )
