"""Takes the network out of a living page; it is checked as any model is."""

import base64
import hashlib
import json
import os
import re
from pathlib import Path

from tickdraw.files import PAGE, open_file
from tickdraw.nn.model import Model
from tickdraw.nn.storage import MAX_FILE_BYTES, ModelFileError, load_model, model_from_bytes

SUFFIXES = (PAGE.suffix, ".htm")
MAX_PAGE_BYTES = MAX_FILE_BYTES * 4 // 3 + 4 * 2**20  # a network in base64, with a long drawing and all texts
_CONTENTS = re.compile(
    rb'<script type="application/json" id="tickdraw-contents" data-sha256="([0-9a-f]{64})">([^<]*)</script>'
)


def is_page(path: str | os.PathLike[str]) -> bool:
    """Tell from its name whether a file is a page."""
    return Path(path).suffix.lower() in SUFFIXES


def load_network(path: str | os.PathLike[str]) -> Model:
    """Read the model in a model file or in a living page.

    Raises
    ------
    OSError
        If the file cannot be read.
    ModelFileError
        If there is none in it, or it is damaged. No altered model is ever returned.
    """
    if not is_page(path):
        return load_model(path)
    with open_file(path) as file:
        return model_in_page(file.read(MAX_PAGE_BYTES + 1))


def model_in_page(data: bytes) -> Model:
    """Return the model in the contents of a page.

    Raises
    ------
    ModelFileError
        If there is none in it, or the page is damaged.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise ModelFileError("This is no living page of tickdraw: the file is too large.")
    if not PAGE.is_like(data):
        raise ModelFileError("This is no living page of tickdraw: there is no network in it.")
    found = _CONTENTS.findall(data)
    if len(found) != 1 or hashlib.sha256(found[0][1]).hexdigest().encode() != found[0][0]:
        raise ModelFileError("This living page is damaged: its contents do not match their checksum.")
    try:
        model = base64.b64decode(json.loads(found[0][1])["model"], validate=True)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ModelFileError("This living page is damaged: there is no network in it.") from None
    return model_from_bytes(model)
