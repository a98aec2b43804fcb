"""What the window remembers: a readable JSON file of preferences, and the window's own state."""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from tickdraw.files import open_file, replacing
from tickdraw.language import LANGUAGES
from tickdraw.paths import config_dir

log = logging.getLogger(__name__)
MAX_BYTES = 64 * 1024
THEMES = ("system", "light", "dark")
BOARD_PLACE = (31, 114, 286, 286)  # in a window of the default size
PEN_WIDTHS = (9.0, 36.0)  # board units
SCALES_PERCENT = (100, 125, 150, 175, 200)


@dataclass(slots=True)
class Settings:
    """Preferences with their defaults; only plain values, so that the file stays readable.

    Attributes
    ----------
    theme : str
        "system", "light" or "dark".
    pen_width : float
        Board units.
    colour_range : str
        A value of :class:`tickdraw.gui.common.colours.Range`; anything else means the default.
    geometry, splitter : str
        Qt's own saved states, base64.
    board : tuple of int
        Where the board was in the window: left, top, width and height in logical pixels.
    lesson : str
        The page of the lessons that was open last, such as "convolution.1"; empty for the first.
    lessons_solved : tuple of str
        The pages whose goals were reached.
    hints_done : tuple of str
        The hints on what to do next that are never shown again.
    less_motion : bool
        Whether changes are shown at once instead of gradually.
    scale_percent, presentation_percent : int
        How large texts and controls are, usually and in presentation mode.
    look_only : bool
        Whether everything that labels, trains or paints is hidden.
    language : str
        A key of :data:`tickdraw.language.LANGUAGES`; empty for the system's.
    fits_imports : bool
        Whether what other programs drew is centred and scaled to the board when it is imported.
    projects : tuple of str
        Paths of the projects that were open, the last one first.
    """

    theme: str = "system"
    pen_width: float = 18.0
    grid_visible: bool = False
    colour_range: str = "each layer"
    geometry: str = ""
    splitter: str = ""
    board: tuple[int, int, int, int] = BOARD_PLACE
    lesson: str = ""
    lessons_solved: tuple[str, ...] = ()
    hints_done: tuple[str, ...] = ()
    less_motion: bool = False
    scale_percent: int = 100
    presentation_percent: int = 150
    look_only: bool = False
    language: str = ""
    fits_imports: bool = True
    projects: tuple[str, ...] = ()


def settings_path() -> Path:
    """Return where the settings are kept."""
    return config_dir() / "settings.json"


def load_settings() -> Settings:
    """Read the settings; whatever is missing or makes no sense takes its default, and never stops the start."""
    settings = Settings()
    try:
        with open_file(settings_path()) as file:
            stored = json.loads(file.read(MAX_BYTES))
    except FileNotFoundError:
        return settings
    except (OSError, ValueError, RecursionError) as error:
        log.warning("Settings not read, defaults used: %s", error)
        return settings
    if not isinstance(stored, dict):
        return settings
    for field in fields(Settings):
        value = stored.get(field.name)
        if _makes_sense(field.name, value, getattr(settings, field.name)):
            setattr(settings, field.name, tuple(value) if isinstance(value, list) else value)
        elif field.name in stored:
            log.warning("Setting %s ignored: %r", field.name, value)
    settings.projects = tuple(filter(_is_path, settings.projects))
    return settings


def _is_path(text: str) -> bool:
    """Tell whether a text can be a path: some that a JSON file may hold cannot."""
    try:
        return bool(text) and b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _makes_sense(name: str, value: object, default: object) -> bool:
    check = _CHECKS.get(name)
    return type(value) is type(default) if check is None else check(value)


def _is_scale(value: object) -> bool:
    return type(value) is int and value in SCALES_PERCENT


def _is_state(value: object) -> bool:
    return isinstance(value, str) and value.isascii()


def _is_place(value: object) -> bool:
    numbers = value if isinstance(value, list) else []
    return len(numbers) == 4 and all(type(number) is int and 0 <= number < 1 << 15 for number in numbers)


def _is_width(value: object) -> bool:
    return isinstance(value, int | float) and PEN_WIDTHS[0] <= value <= PEN_WIDTHS[1]


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


_CHECKS: dict[str, Callable[[object], bool]] = {
    "theme": lambda value: value in THEMES,
    "language": lambda value: value in ("", *LANGUAGES),
    "pen_width": _is_width,
    "scale_percent": _is_scale,
    "presentation_percent": _is_scale,
    "geometry": _is_state,
    "splitter": _is_state,
    "board": _is_place,
    "lessons_solved": _is_names,
    "hints_done": _is_names,
    "projects": _is_names,
}


def save_settings(settings: Settings) -> str:
    """Write the settings whole or not at all; return why that cannot be done, in words, or ""."""
    path = settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(json.dumps(asdict(settings), indent=2).encode())
    except OSError as error:
        log.warning("Settings not saved: %s", error)
        from tickdraw.data.os_errors import in_words

        return in_words(error)
    return ""
