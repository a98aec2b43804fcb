"""Pictures for papers and walls: what paints itself with a QPainter as a PNG, SVG or PDF file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from tickdraw.files import PDF, PNG, SVG, OutputError, check_output, replacing
from tickdraw.language import mark, said, tr

SCALE = 2  # pixels of a PNG for each logical one
DOTS_PER_INCH = 96  # of logical pixels
PDF_DOTS_PER_INCH = 1200
KINDS = (PNG.suffix, SVG.suffix, PDF.suffix)
FILTERS = (mark("PNG picture (*.png)"), mark("SVG drawing (*.svg)"), mark("PDF page (*.pdf)"))

Paint = Callable[[QPainter], None]


class PictureError(ValueError):
    """A picture that cannot be saved; the message is a sentence for people."""


def save_picture(path: Path, size: QSize, paint: Paint, title: str) -> None:
    """Write a picture in the format that the path's ending names; the file appears whole or not at all.

    Parameters
    ----------
    path
        Ends with one of `KINDS`.
    size
        Logical pixels.
    paint
        Paints it, with its upper left corner at (0, 0). SVG and PDF keep lines and texts as such.
    title
        What it shows, for readers that tell.

    Raises
    ------
    PictureError
        If the ending names another format, or what is there is something else.
    OSError
        If it cannot be written.
    """
    writers = {".png": _png, ".svg": _svg, ".pdf": _pdf}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise PictureError(
            tr("A picture can be {kinds}, not '{suffix}'", kinds=", ".join(KINDS), suffix=path.suffix)
        )
    try:
        check_output(path, PNG, SVG, PDF)
    except OutputError as error:
        raise PictureError(said(error)) from None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer, size, paint, title)
    with replacing(path) as file:
        file.write(buffer.data().data())


def painted(widget: QWidget) -> Paint:
    """Return what paints a widget as it is on the screen."""
    return lambda painter: widget.render(painter, QPoint())


def _png(buffer: QBuffer, size: QSize, paint: Paint, title: str) -> None:
    image = QImage(size * SCALE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    image.setText("Title", title)
    with QPainter(image) as painter:
        painter.scale(SCALE, SCALE)
        paint(painter)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stubs know files alone


def _svg(buffer: QBuffer, size: QSize, paint: Paint, title: str) -> None:
    from PySide6.QtSvg import QSvgGenerator  # rarely needed, and a library of its own

    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_PER_INCH)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setTitle(title)
    with QPainter(generator) as painter:
        paint(painter)


def _pdf(buffer: QBuffer, size: QSize, paint: Paint, title: str) -> None:
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("tickdraw")
    writer.setResolution(PDF_DOTS_PER_INCH)
    points = QSizeF(size) * (72 / DOTS_PER_INCH)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    with QPainter(writer) as painter:
        painter.scale(PDF_DOTS_PER_INCH / DOTS_PER_INCH, PDF_DOTS_PER_INCH / DOTS_PER_INCH)
        paint(painter)
