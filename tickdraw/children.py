"""How other processes of the program start: never with code that happens to lie in the current folder.

Python searches that folder first when it runs what stands on its command line, and so a spawned process, and the
one that tracks its resources, begin. A ``multiprocessing.py`` among somebody's downloads would run in them.
"""

import os
import sys
import threading
from multiprocessing.context import SpawnContext, SpawnProcess

_SAFE_PATH = "PYTHONSAFEPATH"  # of Python 3.11 and later
_starting = threading.Lock()  # the environment belongs to the whole process


class SafeProcess(SpawnProcess):
    """A spawned process that does not search the current folder for its code."""

    def start(self) -> None:
        """Start the process, and with it, if it is the first, the tracker of resources.

        Raises
        ------
        RuntimeError
            If Python was told to ignore its environment, and not to leave the current folder alone either.
        """
        if sys.flags.ignore_environment and not sys.flags.safe_path and not getattr(sys, "frozen", False):
            raise RuntimeError("Python was started with -E alone; start it with -E -P.")
        with _starting:
            before = os.environ.get(_SAFE_PATH)
            os.environ[_SAFE_PATH] = "1"
            try:
                super().start()
            finally:
                if before is None:
                    del os.environ[_SAFE_PATH]
                else:
                    os.environ[_SAFE_PATH] = before

    def end(self, patience_s: float = 0.0) -> None:
        """Wait some seconds for the end, then kill the process; a stopped one, too, is gone then."""
        self.join(patience_s)
        if self.is_alive():
            self.kill()
            self.join()


class SafeContext(SpawnContext):
    """What :func:`multiprocessing.get_context` gives for "spawn", with safe processes."""

    Process = SafeProcess
