"""Texts from users and files are text, wherever Qt would read something else in them.

Labels made by :func:`~tickdraw.gui.common.widgets.label` are plain. Tool tips take what looks like HTML for it,
buttons, actions and menus make shortcuts of ampersands, and titles of windows have a place of their own.
"""

import html

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """Return what has a tool tip show a text as it is."""
    if not Qt.mightBeRichText(text):
        return text
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>'


def unmarked(text: str) -> str:
    """Return what has a button, an action or a menu show a text as it is: no shortcut, and no column for one."""
    return text.replace("&", "&&").replace("\t", " ")


def titled(text: str) -> str:
    """Return what has the title of a window show a text as it is: no place for the mark of unsaved changes."""
    return text.replace("[*]", "[*][*]")
