"""Colours, fonts and the style sheet, light and dark.

Colour means sign everywhere: blue is negative, orange positive, and the neutral colour is zero. The pair is safe
for every common kind of colour blindness; red is kept for the thread alone.

How large everything is follows from the application's font: whoever sets another one with :func:`set_scale` and
has the style sheet and the panels take their theme again, scales texts and controls, live.
"""

import re
from dataclasses import asdict, dataclass
from functools import cache
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, Qt
from PySide6.QtWidgets import QApplication

from tickdraw.paths import resource_path

FONT_FAMILY = "Inter"
BASE_FONT_PX = 13
TITLE_FONT_PX = 14
SMALL_FONT_PX = 11
HEADER_PX = 52


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of the window, as ``#rrggbb``."""

    name: str
    window: str
    card: str
    border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    control: str
    negative: str
    neutral: str
    positive: str
    positive_text: str
    link: str
    thread: str
    warning: str
    warning_soft: str
    success: str
    valley: str = "#1f4ea8"
    peak: str = "#dfe8fa"
    board: str = "#15161b"
    paper: str = "#111214"
    chalk: str = "#f7f7f5"


LIGHT = Theme(
    name="light",
    window="#f1f3f6",
    card="#ffffff",
    border="#dfe3e9",
    text="#17191f",
    muted="#656d7a",
    accent="#2456b3",
    accent_text="#ffffff",
    accent_soft="#e7eefb",
    control="#c9d0da",
    negative="#1b5fae",
    neutral="#f4f4f2",
    positive="#d77706",
    positive_text="#a75306",
    link="#e3e6ea",
    thread="#d81b4a",
    warning="#8a4b00",
    warning_soft="#fdf1de",
    success="#15803d",
)
DARK = Theme(
    name="dark",
    window="#131519",
    card="#1c1f25",
    border="#31363f",
    text="#e7e9ee",
    muted="#9aa2af",
    accent="#4f83e6",
    accent_text="#ffffff",
    accent_soft="#26324a",
    control="#4a515d",
    negative="#5aa2ea",
    neutral="#2a2e36",
    positive="#f0a032",
    positive_text="#f3b256",
    link="#2c3139",
    thread="#ff5c84",
    warning="#f3c77d",
    warning_soft="#3a2f1d",
    success="#4cc38a",
    valley="#142a58",
    peak="#9ab6ea",
)


@cache
def use_font() -> None:
    """Write everything in the bundled font, so that texts and pictures look the same on every system."""
    for weight in ("Regular", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resource_path(f"fonts/Inter-{weight}.otf")))
    set_scale(100)


def set_scale(percent: int) -> None:
    """Make texts and controls this large from now on, 100 for their usual size."""
    QApplication.setFont(exact_font(round(BASE_FONT_PX * percent / 100)))


def scale() -> float:
    """Return how large texts and controls are, 1 for their usual size."""
    size_px = QGuiApplication.font().pixelSize()
    return size_px / BASE_FONT_PX if size_px > 0 else 1.0  # the desktop's own font is given in points


def px(length: float) -> int:
    """Return a length in logical pixels that grows with the texts."""
    return round(length * scale())


def font(size_px: int = BASE_FONT_PX, *, bold: bool = False) -> QFont:
    """Return the program's font at a size that grows with the scale, with digits of equal width."""
    return exact_font(px(size_px), bold=bold)


@cache
def exact_font(size_px: int, *, bold: bool = False) -> QFont:
    """Return the program's font at a size that does not grow, for texts that fill a place of known size."""
    result = QFont(FONT_FAMILY)
    result.setPixelSize(size_px)
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if hasattr(QFont, "Tag"):
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def system_theme() -> Theme:
    """Return the theme that the desktop asks for; light where it does not say."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme, for everything that the style sheet does not reach."""
    result = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.card,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Button: theme.card,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.card,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.Mid: theme.border,
    }
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.control))
    return result


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of a theme at the scale in use."""
    return re.sub(r"(\d+)px", lambda found: f"{px(int(found[1]))}px", _stylesheet(theme))


@cache
def _stylesheet(theme: Theme) -> str:
    template = Template(resource_path("window.qss").read_text("utf-8"))
    chevron = resource_path("icons/chevron.svg").as_posix()
    sizes = {"small_px": SMALL_FONT_PX, "title_px": TITLE_FONT_PX}
    return template.substitute(asdict(theme), **sizes, chevron=chevron)
