"""Files damaged at random: bits, lengths, numbers and words; on request with every checksum made right again.

A *sealed* mutation changes what a checksum covers and then makes the checksum right, so that what lies behind it
is reached, too: members of an archive, chunks of a picture, the contents of a model, a page or a project.
"""

import base64
import gzip
import hashlib
import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import safetensors.numpy

NUMBERS = (
    -(2**63), -(2**31), -(10**12), -32768, -3, -1, 0, 1, 2, 3, 127, 128, 255, 256, 65535, 65536, 10**6, 10**9,
    2**31 - 1, 2**31, 2**32 - 1, 10**12, 2**53, 2**62, 2**63 - 1, 2**64 - 1,
)  # fmt: skip
WORDS = (
    b"", b"0", b"-1", b"1e999", b"-1e308", b"1e38", b"NaN", b"Infinity", b"9" * 400, b"0x10", b"null", b"\xff\xfe",
    b"\x00", b"\n", b"\xed\xa0\x80", b"%s", b"&amp;", b"&#0;", b"<a>", b"]", b"}", b'"', b"\\ud800",
    b"\xe2\x80\xae", b"M0 0", b"scale(1e300)", b"../../x", b"x" * 5000,
)  # fmt: skip
VALUES = (
    None, True, False, 0, -1, 1, 3, 0.5, 1e300, 10**12, 2**63, 10**400, "", "x", "x\ny", "\0", "a" * 3000,
    "neither", "\u202e", "<b>&", "1e999", [], {}, [[]], [None], [[[0, 1], [0]]], {"a": 1}, [0] * 300,
    "nothing", "conv 99@99x99",
)  # fmt: skip


def mutated(data: bytes, suffix: str, chance: random.Random, *, sealed: bool) -> bytes:
    """Return a damaged file.

    Parameters
    ----------
    data
        The good file.
    suffix
        What it is.
    chance
        Decides everything.
    sealed
        Make its checksums right again, where it has any.
    """
    if sealed and suffix in SEALED:
        return SEALED[suffix](data, chance)
    kinds = [_flipped, _flipped, _cut, _spliced, _numbered]
    if suffix in TEXTS:
        kinds += [_worded, _worded, _lines]
    if suffix in (".ndjson", ".json"):
        kinds += [_lines_of_json] * 4
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(kinds)(data, chance)
    return data


TEXTS = (".ndjson", ".json", ".csv", ".svg", ".inkml", ".xopp", ".html")


def _flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(min(len(made), chance.choice((1, 1, 1, 3, 20)))):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _cut(data: bytes, chance: random.Random) -> bytes:
    """Cut a file off, or a piece out of it."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + (b"" if chance.random() < 0.6 else data[at + chance.randrange(1, 200) :])


def _spliced(data: bytes, chance: random.Random) -> bytes:
    """Put a piece of a file elsewhere, some of them again and again."""
    at, start = chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)
    piece = data[start : start + chance.randrange(1, 100)] * chance.choice((1, 1, 2, 300))
    return data[:at] + piece + data[at + (len(piece) if chance.random() < 0.5 else 0) :]


def _numbered(data: bytes, chance: random.Random) -> bytes:
    """Put a number at the edge of its range somewhere, in the first bytes as often as anywhere."""
    size = chance.choice((1, 2, 4, 8))
    order = chance.choice(("little", "big"))
    number = (chance.choice(NUMBERS) % (1 << 8 * size)).to_bytes(size, order)
    at = chance.randrange(1 + min(len(data), chance.choice((32, 128, len(data)))))
    return data[:at] + number + data[at + size :]


def _worded(data: bytes, chance: random.Random) -> bytes:
    """Replace a word or number of a text."""
    words = list(re.finditer(rb"[\w.+-]+|\"[^\"]{0,40}\"", data[:200_000]))
    if not words:
        return data
    word = chance.choice(words)
    other = chance.choice((*WORDS, *(str(number).encode() for number in NUMBERS), chance.choice(words)[0]))
    return data[: word.start()] + other + data[word.end() :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    """Leave lines out, repeat or exchange them."""
    lines = data.splitlines(keepends=True) or [b""]
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.randrange(3)
    if what == 0:
        del lines[one]
    elif what == 1:
        lines[one] *= chance.choice((2, 1000))
    else:
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _lines_of_json(data: bytes, chance: random.Random) -> bytes:
    """Change a value in one line of JSON, or in all of it if that is one value."""
    for lines in ([data], data.splitlines()):
        place = chance.randrange(len(lines)) if lines else 0
        try:
            value = json.loads(lines[place])
        except (ValueError, IndexError, RecursionError):
            continue
        lines[place] = json.dumps(_changed(value, chance)).encode()
        return b"\n".join(lines)
    return data


def _changed(value: object, chance: random.Random) -> object:
    """Return JSON with one value, anywhere in it, exchanged for any other, left out, or nested deeply."""
    places = list(_places(value))
    if not places:
        return chance.choice(VALUES)
    holder, key = chance.choice(places)
    what = chance.random()
    if what < 0.1:
        del holder[key]
    elif what < 0.15:
        holder[key] = json.loads("[" * 100 + "]" * 100)
    elif what < 0.25:
        other_holder, other_key = chance.choice(places)
        holder[key] = json.loads(json.dumps(other_holder[other_key]))
    elif isinstance(holder, dict) and what < 0.35:
        holder[chance.choice(("", "x", "kept", "step", "a" * 2000))] = holder.pop(key)
    else:
        holder[key] = chance.choice(VALUES)
    return value


def _places(value):
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


# Checksums made right again


def _of_archive(data: bytes, chance: random.Random) -> bytes:
    """Change what an .npz holds: bytes of its arrays, their names, or how they are packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {each.filename: archive.read(each) for each in archive.infolist()}
    names = list(members)
    name = chance.choice(names)
    what = chance.random()
    if what < 0.7:
        members[name] = _array(members[name], chance)
    elif what < 0.8:
        members[chance.choice(("labels.npy", "arr_0.npy", "x_train.npy", "classes.npy", "a"))] = members.pop(name)
    else:
        members[name] = members[chance.choice(names)]
    made = io.BytesIO()
    packing = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def _array(data: bytes, chance: random.Random) -> bytes:
    """Change an array's header as a text, or anything."""
    if chance.random() < 0.4:
        return chance.choice((_flipped, _cut, _spliced, _numbered))(data, chance)
    length = int.from_bytes(data[8:10], "little")
    header = _worded(data[10 : 10 + length], chance).rstrip()
    header = header + b" " * (length - len(header) - 1) + b"\n" if len(header) < length else header
    return data[:8] + struct.pack("<H", len(header) % 65536) + header + data[10 + length :]


def _of_picture(data: bytes, chance: random.Random) -> bytes:
    """Change a chunk of a PNG."""
    at, chunks = 8, []
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += length + 12
    place = chance.randrange(len(chunks))
    name, content = chunks[place]
    if name == b"IDAT" and chance.random() < 0.7:  # behind the packing's own checksum
        content = zlib.compress(_numbered(_flipped(zlib.decompress(content), chance), chance))
    elif content:
        content = chance.choice((_flipped, _cut, _spliced, _numbered))(content, chance)
    chunks[place] = name, content
    if chance.random() < 0.2:
        chunks.insert(chance.randrange(len(chunks)), chance.choice(chunks))
    sealed = [struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in chunks]
    return data[:8] + b"".join(sealed)


def _of_packed(inner: str) -> Callable[[bytes, random.Random], bytes]:
    def change(data: bytes, chance: random.Random) -> bytes:
        if data[:2] != b"\x1f\x8b":  # some programs leave it unpacked
            return mutated(data, inner, chance, sealed=False)
        return gzip.compress(mutated(gzip.decompress(data), inner, chance, sealed=False), 1)

    return change


def _of_model(data: bytes, chance: random.Random) -> bytes:
    """Change the description or the weights of a model."""
    tensors = dict(safetensors.numpy.load(data))
    length = int.from_bytes(data[:8], "little")
    about = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["tickdraw"])
    del about["sha256"]
    if chance.random() < 0.6:
        about = _changed(about, chance)
    else:
        name = chance.choice(list(tensors))
        tensors[name] = _weights(tensors[name], chance)
    text = json.dumps({"sha256": _digest(about, tensors), **about} if isinstance(about, dict) else about)
    with suppress(ValueError):  # in our own spelling, where it has one
        text = json.dumps(json.loads(text), ensure_ascii=False, allow_nan=False)
    return safetensors.numpy.save(tensors, {"tickdraw": text})


def _digest(about: object, tensors) -> str:
    """Return what `tickdraw.nn.storage` would, of anything."""
    digest = hashlib.sha256(json.dumps(about, ensure_ascii=False).encode(errors="replace"))
    for name in sorted(tensors):
        array = tensors[name]
        digest.update(f"\n{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _weights(array, chance: random.Random):
    what = chance.randrange(5)
    if what == 0:
        return array.astype(chance.choice((np.float16, np.float64, np.int8)))
    if what == 1:
        return array.reshape(-1)
    if what == 2:
        return array[: chance.randrange(len(array) + 1)]
    made = array.copy()
    made.flat[chance.randrange(made.size)] = chance.choice((np.nan, np.inf, 1e38, -1e38, 1e-45, 0))
    return np.clip(made, -1e15, 1e15) * np.float32(1e20) if what == 3 else made


def _of_page(data: bytes, chance: random.Random) -> bytes:
    """Change the contents of a living page: its words, or the model in it."""
    found = re.search(rb'(id="tickdraw-contents" data-sha256=")[0-9a-f]{64}(">)([^<]*)<', data)
    contents = json.loads(found[3])
    if chance.random() < 0.5:
        model = base64.b64decode(contents["model"])
        contents["model"] = base64.b64encode(mutated(model, ".safetensors", chance, sealed=True)).decode()
    else:
        contents = _changed(contents, chance)
    text = json.dumps(contents).replace("<", "\\u003c").encode()
    head = found[1] + hashlib.sha256(text).hexdigest().encode() + found[2] + text + b"<"
    return data[: found.start()] + head + data[found.end() :]


SEALED: dict[str, Callable[[bytes, random.Random], bytes]] = {
    ".npz": _of_archive,
    ".png": _of_picture,
    ".xopp": _of_packed(".xopp"),
    ".gz": _of_packed(""),
    ".safetensors": _of_model,
    ".html": _of_page,
}
