"""The keys that label: the nine to the left of 0, whatever a key layout has on them without Shift."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_FIRST, _LAST = Qt.Key.Key_1, Qt.Key.Key_9
# What the system numbers the keys from "1" to "9" with: X11 and Wayland, Windows, and macOS (by virtual keys).
_CODES = {
    "linux": range(10, 19),
    "win32": range(2, 11),
    "darwin": (18, 19, 20, 21, 23, 22, 26, 28, 25),
}


def digit_of(event: QKeyEvent) -> int | None:
    """Return which digit, 1 to 9, a key stands for without Shift and the like: what it types, or where it is.

    On French, Czech and other layouts these keys type digits with Shift alone; without it they type "&" or "+".
    """
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return None
    if _FIRST <= event.key() <= _LAST:
        return event.key() - _FIRST + 1
    code = event.nativeVirtualKey() if sys.platform == "darwin" else event.nativeScanCode()
    codes = _CODES.get(sys.platform, ())
    return codes.index(code) + 1 if code in codes else None
