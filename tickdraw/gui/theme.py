"""Colours, fonts and the style sheet, light and dark.

Colour means sign everywhere: blue is negative, orange positive, and the neutral colour is zero. The pair is safe
for every common kind of colour blindness; red is kept for the thread alone.

How large everything is follows from the application's font: whoever sets another one with :func:`set_scale` and
has the style sheet and the panels take their theme again, scales texts and controls, live.
"""

import re
from dataclasses import dataclass
from functools import cache

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


def _stylesheet(theme: Theme) -> str:
    chevron = resource_path("icons/chevron.svg").as_posix()
    return f"""
    QWidget {{ color: {theme.text}; }}
    QMainWindow, #page {{ background: {theme.window}; }}
    #header {{ background: {theme.card}; border-bottom: 1px solid {theme.border}; }}
    #footer {{ background: {theme.card}; border-top: 1px solid {theme.border}; color: {theme.muted};
               font-size: {SMALL_FONT_PX}px; }}
    #card {{ background: {theme.card}; border: 1px solid {theme.border}; border-radius: 8px; }}
    #brand {{ font-size: 16px; font-weight: 600; }}
    #title {{ font-size: {TITLE_FONT_PX}px; font-weight: 600; }}
    #muted {{ color: {theme.muted}; }}
    #heading {{ font-size: 20px; font-weight: 600; }}
    #lesson {{ font-size: 14px; }}
    #result {{ color: {theme.positive_text}; font-size: {TITLE_FONT_PX}px; font-weight: 600; }}
    #hint {{ background: {theme.accent_soft}; border: 1px solid {theme.border}; border-radius: 8px; }}
    #hint QPushButton#tool {{ padding: 4px 10px; }}
    #hint QPushButton#tool:focus {{ padding: 3px 9px; }}
    #try {{ background: {theme.window}; border: 1px solid {theme.border}; border-radius: 8px; }}
    #strong[done="true"] {{ color: {theme.success}; }}
    QProgressBar[done="true"]::chunk {{ background: {theme.success}; }}
    #caption {{ color: {theme.muted}; font-size: {SMALL_FONT_PX}px; }}
    QPushButton, QToolButton {{ background: {theme.card}; border: 1px solid {theme.border};
        border-radius: 5px; padding: 5px 10px; min-height: 18px; font-weight: 600; }}
    QPushButton:hover, QToolButton:hover {{ border-color: {theme.accent}; }}
    QPushButton:checked, QToolButton:checked, QPushButton#primary {{ background: {theme.accent};
        border-color: {theme.accent}; color: {theme.accent_text}; }}
    QPushButton#primary:disabled {{ background: {theme.link}; border-color: {theme.border};
        color: {theme.muted}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {theme.control}; border-color: {theme.border}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {theme.accent}; padding: 4px 9px; }}
    QPushButton:checked:focus, QToolButton:checked:focus, QPushButton#primary:focus {{
        border: 2px solid {theme.text}; }}
    QToolButton#tool, QPushButton#tool {{ padding: 5px 0; font-size: 12px; }}
    QToolButton#tool:focus {{ padding: 4px 0; }}
    QToolButton#picture {{ padding: 0; border-radius: 0; }}
    QToolButton#picture:focus {{ padding: 0; }}
    QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0; }}
    #tab {{ border: 1px solid transparent; background: transparent; padding: 5px 12px; min-height: 20px;
        color: {theme.muted}; font-size: {TITLE_FONT_PX}px; }}
    #tab:hover {{ color: {theme.text}; }}
    #tab:checked {{ background: {theme.accent_soft}; color: {theme.accent}; }}
    #tab:focus {{ border: 1px solid {theme.accent}; padding: 5px 12px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {theme.control}; }}
    QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
        background: {theme.accent}; border: 0; }}
    QSlider::handle:horizontal:focus {{ border: 2px solid {theme.text}; }}
    QSlider, QCheckBox {{ outline: none; min-height: 24px; }}
    QSlider:horizontal {{ min-height: 20px; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator {{ width: 16px; height: 16px; border-radius: 4px; border: 1px solid {theme.control};
        background: {theme.card}; }}
    QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent}; }}
    QCheckBox::indicator:focus {{ border: 2px solid {theme.text}; }}
    QComboBox {{ background: {theme.card}; border: 1px solid {theme.border}; border-radius: 5px;
        padding: 3px 8px; min-height: 18px; font-size: {SMALL_FONT_PX}px; }}
    QComboBox:focus {{ border-color: {theme.accent}; }}
    QComboBox::drop-down {{ border: 0; width: 18px; }}
    QComboBox::down-arrow {{ image: url("{chevron}"); width: 10px; height: 10px; }}
    QMenu {{ background: {theme.card}; border: 1px solid {theme.border}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {theme.accent_soft}; }}
    QMenu::item:disabled {{ color: {theme.control}; }}
    QMenu::separator {{ height: 1px; background: {theme.border}; margin: 4px 8px; }}
    QToolTip {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.border}; padding: 4px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
    QScrollArea:focus {{ border: 1px solid {theme.accent}; border-radius: 4px; }}
    QSplitter::handle {{ background: transparent; }}
    QScrollBar:horizontal {{ height: 10px; background: transparent; }}
    QScrollBar:vertical {{ width: 10px; background: transparent; }}
    QScrollBar::handle {{ background: {theme.control}; border-radius: 4px; margin: 1px; min-width: 24px;
        min-height: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    #classes, #lessons {{ background: transparent; border: 0; outline: none; font-weight: 600; }}
    #classes::item, #lessons::item {{ border-radius: 5px; padding: 0 8px; }}
    #lessons {{ font-weight: 400; font-size: 12px; }}
    #classes::item:selected, #lessons::item:selected {{ background: {theme.accent_soft}; color: {theme.accent}; }}
    QListView {{ background: transparent; outline: none; }}
    QPushButton#badge {{ border-radius: 12px; padding: 2px 10px; font-weight: 400; font-size: 12px;
        background: {theme.warning_soft}; color: {theme.warning}; border-color: {theme.warning_soft}; }}
    QPushButton#chip {{ border-radius: 14px; padding: 4px 12px; font-weight: 400; font-size: 12px; }}
    QPushButton#chip:checked {{ background: {theme.accent_soft}; color: {theme.text};
        border-color: {theme.accent}; }}
    QLineEdit {{ background: {theme.card}; border: 1px solid {theme.border}; border-radius: 5px;
        padding: 4px 8px; min-height: 18px; }}
    QLineEdit:focus {{ border-color: {theme.accent}; }}
    #plain {{ background: transparent; }}
    #block {{ background: {theme.window}; border: 1px solid {theme.border}; border-radius: 6px; }}
    #strong, #section {{ font-weight: 600; }}
    #section {{ color: {theme.muted}; font-size: 12px; }}
    #warning {{ color: {theme.warning}; font-size: 12px; }}
    QToolButton#thumbnail {{ min-width: 58px; min-height: 74px; padding: 0; border: 0; }}
    QToolButton#more {{ border: 0; padding: 2px 6px; background: transparent; }}
    QSpinBox {{ background: {theme.card}; border: 1px solid {theme.border}; border-radius: 5px; padding: 3px 4px;
        min-height: 18px; }}
    QSpinBox:focus {{ border-color: {theme.accent}; }}
    QProgressBar {{ background: {theme.link}; border: 0; border-radius: 4px; }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 4px; }}
    #message {{ background: {theme.warning_soft}; border-bottom: 1px solid {theme.border}; }}
    #message QLabel {{ color: {theme.warning}; }}
    """
