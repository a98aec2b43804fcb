"""Pictures: which pixels are ink, where they fall on the grid, and folders of them."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from tests.data.formats.pngs import SIGNATURE, chunk, header
from tickdraw.data.formats import Entry, FormatError, GridSample, Refusal, folders, grid_from_ink, read, write
from tickdraw.data.formats.images import class_folder
from tickdraw.data.formats.paper import ink_of_picture
from tickdraw.data.grid import render
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing

TICK = [(0.1, 0.6), (0.4, 0.9), (0.95, 0.1)]


def picture(points, *, size=(200, 200), line=6.0, ink="black", paper="white") -> QImage:
    image = QImage(*size, QImage.Format.Format_ARGB32)
    image.fill(QColor(paper))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(ink), line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([QPointF(x * size[0], y * size[1]) for x, y in points]))
    return image


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def stroke_grid(points, size=28, *, fit=True) -> np.ndarray:
    xs, ys = zip(*points, strict=True)
    drawing = Drawing.from_lists([[np.array(xs) * 256, np.array(ys) * 256]])
    return render(drawing.fitted() if fit else drawing, size)


COLOURS = [
    ("black", "white"),
    ("white", "black"),
    ("#f5f0dc", "#1d4030"),  # chalk on a green board
    ("#2040c0", "#ffffe0"),
    ("#909090", "#ffffff"),
    ("black", "transparent"),
    ("white", "transparent"),
]


@pytest.mark.parametrize(("ink", "paper"), COLOURS)
def test_dark_on_light_and_light_on_dark_are_the_same_ink(ink, paper):
    want = pixels(picture(TICK, ink="black", paper="white"))[..., 0] < 128
    found = ink_of_picture(pixels(picture(TICK, ink=ink, paper=paper)))
    assert (found != want).mean() < 0.002


def test_an_even_sheet_is_empty_whatever_its_colour():
    for colour in ("black", "white", "red", "transparent"):
        image = QImage(30, 20, QImage.Format.Format_ARGB32)
        image.fill(QColor(colour))
        assert not ink_of_picture(pixels(image)).any()
    noisy = np.full((20, 20, 4), 255, np.uint8)
    noisy[5, 5, :3] = 225
    assert not ink_of_picture(noisy).any()


SIZES = [(28, 28), (60, 60), (256, 256), (700, 700)]
# Lines of 1/256 to 18/256 of the picture, of which a renderer leaves something to see.
LINES = [(size, part * size[0] / 256) for size in SIZES for part in (1, 3, 8, 18) if part * size[0] / 256 >= 0.5]


@pytest.mark.parametrize(("size", "line"), LINES)
def test_a_picture_gives_nearly_the_grid_of_the_strokes(size, line):
    ink = ink_of_picture(pixels(picture(TICK, size=size, line=line)))
    for fit in (True, False):
        if not fit and size == (28, 28):
            continue  # taken cell by cell
        want, found = stroke_grid(TICK, fit=fit), grid_from_ink(ink, 28, fit=fit)
        both = ((want > 0) & (found > 0)).sum()
        either = ((want > 0) | (found > 0)).sum()
        # A picture as coarse as the grid may fall half a cell beside it.
        assert both / either > (0.5 if size == (28, 28) else 0.7), (line, size, fit)


def test_where_a_picture_is_on_its_sheet_does_not_matter_when_fitted():
    ink = np.zeros((300, 500), bool)
    ink[40:44, 30:90] = True
    ink[40:100, 60:64] = True
    moved = np.roll(ink, (150, 300), (0, 1))
    assert (grid_from_ink(ink, 28, fit=True) == grid_from_ink(moved, 28, fit=True)).all()
    assert (grid_from_ink(ink, 28, fit=False) != grid_from_ink(moved, 28, fit=False)).any()


@given(st.integers(8, 64), st.integers(0, 2**32 - 1))
def test_a_grid_is_taken_cell_by_cell_when_not_fitted(size, seed):
    ink = np.random.default_rng(seed).random((size, size)) > 0.8
    assert (grid_from_ink(ink, size, fit=False) == np.where(ink, 1, -1)).all()


@pytest.mark.parametrize("points", [TICK, [(0.2, 0.2), (0.8, 0.8)], [(0, 0.5), (1, 0.5)]])
@pytest.mark.parametrize("size", [16, 28, 64])
def test_a_fitted_drawing_is_fitted_as_a_picture_already(points, size):
    grid = stroke_grid(points, size)
    assert (grid_from_ink(grid > 0, size, fit=True) == grid).all()


@example(1, 8, 8, 1.0, True)  # a line between the centres of all cells
@given(st.integers(1, 40), st.integers(1, 40), st.integers(8, 64), st.floats(0, 1), st.booleans())
def test_every_picture_gives_a_grid_and_ink_is_never_lost(height, width, size, share, fit):
    ink = np.random.default_rng(height * width).random((height, width)) < share
    grid = grid_from_ink(ink, size, fit=fit)
    assert grid.shape == (size, size)
    assert set(np.unique(grid)) <= {-1, 1}
    if fit:
        assert (grid > 0).any() == ink.any()


def test_a_dot_and_a_blot_stay_on_the_board():
    dot = np.zeros((500, 500), bool)
    dot[10, 10] = True
    for ink in (dot, np.ones((500, 500), bool)):
        grid = grid_from_ink(ink, 28, fit=True)
        rows, columns = np.nonzero(grid > 0)
        assert abs(rows.mean() - 13.5) <= 1
        assert abs(columns.mean() - 13.5) <= 1


def drawing_of(points):
    xs, ys = zip(*points, strict=True)
    return Drawing.from_lists([[np.array(xs) * 256, np.array(ys) * 256]])


LABELS = ["tick", "neither", "a/b\\c", "..", "con", "50%", "ü ✓", "%41", "trailing.", "Tick", ""]


def test_a_folder_comes_back_with_labels_that_no_system_can_refuse(tmp_path):
    samples = [Sample(drawing_of(TICK), label) for label in LABELS for _ in range(2)]
    assert write(tmp_path / "out", samples) == 22
    folders = [each.name.casefold() for each in (tmp_path / "out").iterdir() if each.is_dir()]
    assert len(set(folders)) == len(LABELS) - 1
    found = list(read(tmp_path / "out"))
    assert all(isinstance(each, Entry) for each in found)
    assert sorted(each.sample.label for each in found) == sorted(LABELS * 2)
    assert all((each.sample.ink == (stroke_grid(TICK) > 0)).all() for each in found)
    assert {each.sample.source for each in found} == {"out"}
    assert len({each.file for each in found}) == 22


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_a_class_folder_is_one_safe_name(label):
    from urllib.parse import unquote

    name = class_folder(label)
    assert unquote(name) == label
    assert not set(name) & set('<>:"/\\|?*')
    assert name not in {".", ".."}
    assert name[0] not in ". "
    assert name[-1] not in ". "


def test_what_is_no_picture_is_named_and_left_out(tmp_path):
    write(tmp_path / "f", [Sample(drawing_of(TICK), "tick")])
    (tmp_path / "f" / "tick" / "z.png").write_bytes(b"no picture")
    (tmp_path / "f" / "tick" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "f" / "tick" / "deeper").mkdir()
    (tmp_path / "f" / "tick" / ".hidden").write_bytes(b"")
    (tmp_path / "f" / "Thumbs.db").write_bytes(b"")
    (tmp_path / "f" / "bad\x1bname").mkdir()
    (tmp_path / "f" / "tick" / "bomb.png").write_bytes(
        SIGNATURE + header(16384, 16384) + chunk(b"IDAT", bytes(100)) + chunk(b"IEND", b"")
    )
    (tmp_path / "f" / "tick" / "loop.png").symlink_to("loop.png")
    found = list(read(tmp_path / "f"))
    assert sum(isinstance(each, Entry) for each in found) == 1
    reasons = {each.file.rsplit("/", 1)[1]: each.reason for each in found if isinstance(each, Refusal)}
    assert set(reasons) == {"z.png", "photo.jpg", "deeper", "bad\x1bname", "bomb.png", "loop.png"}
    assert "JPEG picture is damaged" in reasons["photo.jpg"]
    assert "too large" in reasons["bomb.png"]


def test_a_class_that_cannot_be_opened_costs_only_itself(tmp_path, monkeypatch):
    write(tmp_path / "f", [Sample(drawing_of(TICK), "tick"), Sample(drawing_of(TICK), "cross")])
    visible = folders._visible

    def refuse_cross(folder):
        if folder.name == "cross":
            raise PermissionError(13, "Permission denied")
        return visible(folder)

    monkeypatch.setattr(folders, "_visible", refuse_cross)
    refusal, entry = read(tmp_path / "f")
    assert (refusal.file, refusal.reason) == (str(tmp_path / "f" / "cross"), "Permission denied")
    assert entry.sample.label == "tick"


def test_a_file_too_large_for_a_drawing_is_not_read(tmp_path):
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(65 << 20)
    [refusal] = read(tmp_path / "a.png")
    assert "too large" in refusal.reason


def test_a_single_picture_is_a_drawing_without_a_label(tmp_path):
    picture(TICK).save(str(tmp_path / "a.PNG"), "PNG")
    [entry] = read(tmp_path / "a.PNG")
    assert isinstance(entry.sample, GridSample)
    assert entry.sample.label == ""
    with pytest.raises(FileNotFoundError):
        list(read(tmp_path / "missing.bmp"))


def test_a_folder_in_use_is_never_written_to(tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "mine.txt").write_text("mine")
    with pytest.raises(FormatError, match="not empty"):
        write(tmp_path / "f", [Sample(drawing_of(TICK), "tick")])
    assert [each.name for each in (tmp_path / "f").iterdir()] == ["mine.txt"]
    (tmp_path / "g").mkdir()
    assert write(tmp_path / "g", [Sample(drawing_of(TICK), "tick")]) == 1
