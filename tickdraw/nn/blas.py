"""One BLAS thread while we calculate, whatever the host program chose for itself.

The matrices here are too small for BLAS to share out: two threads of its own gain nothing, and get in the
way of ours. The command line and the window ask for one thread before NumPy is loaded; when tickdraw is
used as a library that choice is the host's, so it is only changed while a batch is learnt, and put back.
"""

import contextlib
import ctypes
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np

_PREFIXES = ("scipy_openblas_{}_num_threads64_", "openblas_{}_num_threads64_", "openblas_{}_num_threads")

_lock = threading.Lock()
_users = 0
_before = 1


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let OpenBLAS use one thread inside; does nothing where NumPy has another BLAS."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _users, _before  # noqa: PLW0603 - the setting is the process's own
    controls = _controls()
    if controls is None:
        return
    get, put = controls
    with _lock:
        if _users == 0:
            _before = get()
            if _before != 1:
                put(1)
        _users += 1


def _leave() -> None:
    global _users  # noqa: PLW0603
    controls = _controls()
    if controls is None:
        return
    with _lock:
        _users -= 1
        if _users == 0 and _before != 1:
            controls[1](_before)


@cache
def _controls() -> tuple[Callable[[], int], Callable[[int], object]] | None:
    """Return OpenBLAS's functions to get and set its thread count, from the library that NumPy brought."""
    package = Path(np.__file__).parent
    folders = (package.parent / "numpy.libs", package / ".dylibs")
    for path in (path for folder in folders for path in sorted(folder.glob("*openblas*"))):
        with contextlib.suppress(OSError):
            library = ctypes.CDLL(str(path))
            for name in _PREFIXES:
                get, put = (getattr(library, name.format(verb), None) for verb in ("get", "set"))
                if get is not None and put is not None:
                    return get, put
    return None
