"""Where things are: what ships with tickdraw, and the user's folders for settings, data and logs."""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def resource_path(name: str) -> Path:
    """Return the path of a file that ships with tickdraw, such as ``"starter.safetensors"``.

    Finds it in a checkout (``resources/``), and in an installed wheel or a frozen program
    (``tickdraw/_resources/``).
    """
    installed = _PACKAGE / "_resources"
    return (installed if installed.is_dir() else _PACKAGE.parent / "resources") / name


def _folder(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or default)


def config_dir() -> Path:
    """Return the folder for settings; ``TICKDRAW_CONFIG_DIR`` overrides it."""
    return _folder("TICKDRAW_CONFIG_DIR", platformdirs.user_config_dir("tickdraw", appauthor=False))


def data_dir() -> Path:
    """Return the folder for the default project and models; ``TICKDRAW_DATA_DIR`` overrides it."""
    return _folder("TICKDRAW_DATA_DIR", platformdirs.user_data_dir("tickdraw", appauthor=False))


def own_folders() -> tuple[Path, ...]:
    """Return the folders in which nobody but tickdraw writes: settings, data, and each project's backups."""
    return config_dir(), data_dir(), *data_dir().glob("backups/*")


def log_dir() -> Path:
    """Return the folder for log files; ``TICKDRAW_LOG_DIR`` overrides it."""
    return _folder("TICKDRAW_LOG_DIR", platformdirs.user_log_dir("tickdraw", appauthor=False))
