"""Pictures of drawings as they come from elsewhere: markers and hairlines, scans, photos, frames, chalk.

Independent of tickdraw's own grids: lines are painted by Pillow, four times as large, and reduced.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

FORMATS = {"png": "PNG", "jpg": "JPEG", "bmp": "BMP", "gif": "GIF", "webp": "WEBP", "tif": "TIFF"}
EFFECTS = ("plain", "frame", "noise", "shadow", "perspective", "light on dark", "transparent", "table")


@dataclass(frozen=True)
class Look:
    """How a picture is made: the line's width as a share of the drawing, pixels, format and what happens to it."""

    width: float
    side: int
    format: str
    effect: str

    @classmethod
    def any(cls, rng: np.random.Generator) -> "Look":
        kind = str(rng.choice(list(FORMATS)))
        effects = [each for each in EFFECTS if each != "transparent" or kind in ("png", "webp", "tif")]
        side = round(float(np.exp(rng.uniform(np.log(20), np.log(2000)))))
        return cls(float(np.exp(rng.uniform(np.log(0.02), np.log(0.25)))), side, kind, str(rng.choice(effects)))


def picture(drawing, look: Look, rng: np.random.Generator) -> bytes:
    """Return a file with the drawing."""
    image = _painted(drawing, look, rng)
    if look.effect == "transparent":
        sheet = Image.new("RGBA", image.size, (0, 0, 0, 0))
        sheet.putalpha(Image.eval(image, lambda value: 255 - value))
        return _saved(sheet, look.format)
    values = np.asarray(image, np.float32) / 255  # 1 is paper
    ink, paper = rng.uniform(0.05, 0.3), rng.uniform(0.85, 1)
    values = ink + (paper - ink) * values
    values = _affected(values, look, rng)
    return _saved(Image.fromarray((values.clip(0, 1) * 255).astype(np.uint8)), look.format)


def _painted(drawing, look: Look, rng: np.random.Generator) -> Image.Image:
    left, top, right, bottom = drawing.bounds()
    extent = max(right - left, bottom - top)
    fine = max(1, min(4, 4000 // look.side))
    side = look.side * fine
    margin = rng.uniform(0.06, 0.15) * side
    scale = (side - 2 * margin) / (extent * (1 + look.width))
    line = max(1, round(look.width * extent * scale))
    image = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(image)
    for stroke in drawing.strokes:
        points = [
            (side / 2 + (x - (left + right) / 2) * scale, side / 2 + (y - (top + bottom) / 2) * scale)
            for x, y in zip(stroke.x.tolist(), stroke.y.tolist(), strict=True)
        ]
        pen.line(points, 0, line)
        for x, y in points:
            pen.ellipse([x - line / 2, y - line / 2, x + line / 2, y + line / 2], fill=0)
    return image.resize((look.side, look.side), Image.Resampling.BOX)


def _affected(values, look: Look, rng: np.random.Generator):
    side = look.side
    down, across = np.mgrid[0:side, 0:side] / side
    if look.effect == "frame":
        bar = max(1, round(side * rng.uniform(0.005, 0.05)))
        values = values.copy()
        for edge in (np.s_[:bar], np.s_[-bar:], np.s_[:, :bar], np.s_[:, -bar:]):
            values[edge] = 0.15
    elif look.effect == "noise":
        values = values + rng.normal(0, 0.08, values.shape)
    elif look.effect == "shadow":
        angle = rng.uniform(0, 2 * np.pi)
        along = np.cos(angle) * (across - 0.5) + np.sin(angle) * (down - 0.5)
        soft = 1 / (1 + np.exp(-along / rng.choice([0.01, 0.05, 0.3])))
        values = values * (1 - rng.uniform(0.3, 0.6) * soft)
    elif look.effect == "perspective":
        values = _tilted(values, 0.95, rng)
    elif look.effect == "table":
        values = _tilted(values, 0.25, rng) + rng.normal(0, 0.02, values.shape)
    elif look.effect == "light on dark":
        values = 1 - values
    return values


def _tilted(values, surround: float, rng: np.random.Generator):
    """Lay the sheet into a larger picture, its corners moved inwards."""
    side = len(values)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + rng.uniform(0.02, 0.1, (4, 2)) * [
        [1, 1], [-1, 1], [-1, -1], [1, -1]
    ]  # fmt: skip
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners * side, np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * side, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    matrix = np.linalg.solve(np.array(rows), np.array(wanted)).tolist()
    image = Image.fromarray((values * 255).astype(np.uint8))
    fill = round(surround * 255)
    tilted = image.transform(
        (side, side), Image.Transform.PERSPECTIVE, matrix, Image.Resampling.BICUBIC, fillcolor=fill
    )
    return np.asarray(tilted, np.float32) / 255


def _saved(image: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "jpg":
        image = image.convert("RGB")
    image.save(stream, FORMATS[kind], **({"quality": 80} if kind in ("jpg", "webp") else {}))
    return stream.getvalue()
