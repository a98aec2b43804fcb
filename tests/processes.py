"""Processes of runs, for tests that kill them."""

import multiprocessing
import os
import signal

from tickdraw.training.run.child_process import NAME


def kill_the_run():
    """Kill the process of the run that is under way; return whether there was one."""
    return send_to_the_run(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def send_to_the_run(number):
    """Send a signal to the process of the run that is under way; return whether there was one."""
    runs = [each for each in multiprocessing.active_children() if each.name == NAME]
    for run in runs:
        os.kill(run.pid, number)
    return bool(runs)
