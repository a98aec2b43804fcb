"""Pictures of every usual kind as pixels: PNG is checked by ourselves first, all are decoded by Pillow.

Only the decoders of these kinds are ever used, whatever else Pillow knows, and the size is known and capped
before anything is unpacked. Why Pillow: docs/decisions/pictures.md.
"""

import io
import logging
import struct
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from tickdraw.data.formats.entries import FormatError
from tickdraw.data.formats.png import MAX_SIDE, SIGNATURE, check_png, too_large
from tickdraw.language import tr

if TYPE_CHECKING:
    from PIL import Image

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
MAX_FILE_BYTES = 64 << 20
MAX_PIXELS = 24_000_000  # a camera's; a page of A4 at 480 dots an inch
ENOUGH = 640  # pixels along a side: more are not looked at

# Those that are not decoded whole take less, those that are decoded twice take more memory.
_MOST_PIXELS = {"JPEG": 220_000_000, "WebP": MAX_PIXELS // 2}
_STRIPS = (273, 279, 324, 325)  # tags of where strips and tiles are, and how long
_MOST_SCANS = 40  # of a JPEG; usual are ten
_KINDS = (  # how a file begins, what to call it, and Pillow's decoder
    (SIGNATURE, "PNG", "PngImagePlugin.PngImageFile"),
    (b"\xff\xd8\xff", "JPEG", "JpegImagePlugin.JpegImageFile"),
    (b"BM", "BMP", "BmpImagePlugin.BmpImageFile"),
    (b"GIF8", "GIF", "GifImagePlugin.GifImageFile"),
    (b"RIFF", "WebP", "WebPImagePlugin.WebPImageFile"),
    (b"II*\0", "TIFF", "TiffImagePlugin.TiffImageFile"),
    (b"MM\0*", "TIFF", "TiffImagePlugin.TiffImageFile"),
)

Bytes = npt.NDArray[np.uint8]

# What it has to say of damaged files would stand on the terminal beside our own sentence.
logging.getLogger("PIL").addHandler(logging.NullHandler())
logging.getLogger("PIL").propagate = False


def read_pixels(data: bytes) -> Bytes:
    """Return the pixels of a picture as RGBA, as it is meant to be looked at.

    Returns
    -------
    ndarray
        Shape (height, width, 4), uint8, read-only. A large picture is reduced by a whole number, to about
        `ENOUGH` pixels along its longer side; of several frames or pages it is the first.

    Raises
    ------
    FormatError
        If the bytes are no picture of a kind that is read, are damaged, or too large.
    """
    kind, decoder = _kind(data)
    most = _MOST_PIXELS.get(kind, MAX_PIXELS)
    if kind == "PNG":
        check_png(data, most)
    elif kind == "WebP":
        width, height = _webp_size(data)
        _check_size(width, height, most)
    elif kind == "JPEG" and (scans := _jpeg_scans(data)) > 1:
        if scans > _MOST_SCANS:
            raise FormatError(tr("the JPEG picture comes in too many passes; save it again"))
        most = MAX_PIXELS  # all of it is held until the last pass, at its full size
    elif kind == "TIFF":
        _check_strips(data)
    module, name = decoder.split(".")
    decoders = import_module(f"PIL.{module}")  # outside: if it is not there, no picture is to blame
    try:
        # Pillow warns of damage that does not stop it, and of sizes that are checked here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = getattr(decoders, name)(io.BytesIO(data))
            _check_size(opened.width, opened.height, most)
            pixels = _pixels(opened)
    except FormatError:
        raise
    except Exception:  # noqa: BLE001 - Pillow's decoders raise whatever damage makes them stumble on
        raise FormatError(tr("the {kind} picture is damaged, or of a kind that is not read", kind=kind)) from None
    pixels.flags.writeable = False
    return pixels


def _kind(data: bytes) -> tuple[str, str]:
    for beginning, kind, decoder in _KINDS:
        if data.startswith(beginning) and (kind != "WebP" or data[8:12] == b"WEBP"):
            return kind, decoder
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        raise FormatError(tr("it is a HEIC or AVIF picture; save it as JPEG or PNG"))
    raise FormatError(tr("it is not a PNG, JPEG, BMP, GIF, WebP or TIFF picture"))


def _check_size(width: int, height: int, most: int) -> None:
    if width * height > most or max(width, height) > MAX_SIDE:
        raise too_large(width, height, most)


def _jpeg_scans(data: bytes) -> int:
    """Return in how many passes a JPEG is told, each of which goes over the whole picture.

    Source: ITU-T T.81, annex B: in what is packed no 0xFF is followed by a marker's number.
    """
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] != b"\xda":
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    end = data.find(b"\xff\xd9", at)  # phones lay further pictures behind the first
    return data.count(b"\xff\xda", at, end if end >= 0 else len(data))


def _check_strips(data: bytes) -> None:
    """Refuse a TIFF in more strips or tiles than any picture has rows: each is looked at.

    Source: Adobe, TIFF revision 6.0, section 2.
    """
    order = "<" if data.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, at)
        for number in range(count):
            tag, _, values = struct.unpack_from(f"{order}HHI", data, at + 2 + 12 * number)
            if tag in _STRIPS and values > MAX_SIDE:
                raise FormatError(tr("the TIFF picture has too many parts"))
    except struct.error:
        raise FormatError(
            tr("the {kind} picture is damaged, or of a kind that is not read", kind="TIFF")
        ) from None


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return width and height as the header says: Pillow makes room for them as soon as it opens the file."""
    form, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise FormatError(tr("the {kind} picture is damaged, or of a kind that is not read", kind="WebP"))
    if form == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _pixels(image: "Image.Image") -> Bytes:
    from PIL import ImageOps

    image.draft("RGB", (ENOUGH, ENOUGH))  # a JPEG is decoded at a part of its size
    image.load()
    transparent = image.info.get("transparency")
    if isinstance(transparent, tuple) and max(transparent) > 255:  # of 16 bits, as the pixels were in the file
        image.info["transparency"] = tuple(value >> 8 for value in transparent)
    if image.mode == "P":
        image = _looked_up(image)
    elif image.mode.startswith("I"):
        image = _eight_bits(image)
    elif image.mode == "F":
        raise FormatError(tr("the picture's brightness are fractions; save it with 8 bits a channel"))
    step = max(image.size) // ENOUGH
    if step > 1:
        image = (image if image.mode in ("L", "LA", "RGB", "RGBA") else image.convert("RGBA")).reduce(step)
    return np.array(ImageOps.exif_transpose(image).convert("RGBA"))


def _looked_up(image: "Image.Image") -> "Image.Image":
    """Return a picture with a palette as one with colours, once every pixel is known to have one."""
    palette = image.getpalette() or []
    if np.asarray(image).max() >= len(palette) // 3:
        raise FormatError(tr("the picture's palette is damaged"))
    return image.convert("RGBA")


def _eight_bits(image: "Image.Image") -> "Image.Image":
    """Return a grey picture of 16 bits as one of 8."""
    from PIL import Image

    values = np.asarray(image)
    alpha = np.full(values.shape, 255, np.uint8)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        alpha[values == transparent] = 0
    grey = (values.astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)
    made = Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)])
    exif = cast("bytes | None", image.info.get("exif"))
    if exif:
        made.info["exif"] = exif
    return made
