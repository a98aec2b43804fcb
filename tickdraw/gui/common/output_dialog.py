"""Asking for the file to write."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from tickdraw.files import is_there


def ask_output(parent: QWidget, title: str, kinds: Mapping[str, str], suggested: str = "") -> Path | None:
    """Ask where to write a file, and return the place, with an ending; None if nobody chose one.

    Where the ending was left out and the whole name is another file's, the question is asked once more: the system
    knows only what was typed, so it has not said that a file will be replaced.

    Parameters
    ----------
    parent
        The window.
    title
        What is asked.
    kinds
        For each kind of file, as `QFileDialog` shows it, how its names end; "" for folders.
    suggested
        A name.
    """
    while True:
        chosen, kind = QFileDialog.getSaveFileName(parent, title, suggested, ";;".join(kinds))
        if not chosen:
            return None
        path = Path(chosen)
        suffix = kinds.get(kind, next(iter(kinds.values())))
        if not suffix or (path.suffix and path.suffix.lower() in kinds.values()):
            return path
        path = path.with_name(path.name + suffix)
        if not is_there(path):
            return path
        suggested = str(path)
