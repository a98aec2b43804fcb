"""Who works on the shares of a batch: this thread, others beside it, or processes of their own.

Each share goes through every so many-th chunk of the batch into a gradient row of its own, so the result
depends on their number alone: not on who did it, nor on who was first.
"""

import contextlib
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from ctypes import c_double, c_float
from multiprocessing.connection import Connection
from typing import Any, Protocol

import numpy as np

from tickdraw.children import SafeContext
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.arrays import Array, aligned
from tickdraw.nn.batch.plan import Plan, chunk_size
from tickdraw.nn.blas import one_blas_thread
from tickdraw.nn.learn import losses
from tickdraw.nn.parameter_vector import Packing

PATIENCE_S = 2.0  # for a process to end whose work nobody waits for


class Share:
    """The chunks ``index``, ``index + count``, … of each batch.

    Parameters
    ----------
    architecture : Architecture
    parameters, gradients : array
        Rows of weights, and of where this share's gradients go.
    batch : int
        Drawings at most in a batch.
    index, count : int
        Which share this is, of how many.
    """

    def __init__(
        self, architecture: Architecture, parameters: Array, gradients: Array, batch: int, index: int, count: int
    ) -> None:
        self._head = architecture.head
        self._gradients = gradients
        rounds = -(-batch // (count * min(chunk_size(architecture), -(-batch // count))))
        self._chunk = -(-batch // (count * rounds))
        self._first, self._step = index * self._chunk, count * self._chunk
        self._plan = Plan(architecture, parameters, gradients, self._chunk, rounds)
        self._own = np.flatnonzero(np.arange(batch) // self._chunk % count == index)
        self._scores = np.empty((len(self._own), len(architecture.classes)), parameters.dtype)

    def learn(self, grids: Array, targets: Array) -> float:
        """Fill the gradients with this share's part of a batch's, and return its part of the mean cost."""
        plan, scores = self._plan, self._plan.scores
        self._gradients.fill(0)
        plan.prepare()
        done = 0
        for start in range(self._first, len(grids), self._step):
            chunk = slice(start, start + self._chunk)
            found = plan.forward(grids[chunk])
            gradient = losses.gradient(found, targets[chunk], self._head)
            np.divide(gradient, len(grids), out=scores.gradient[: len(found)])
            scores.gradient[len(found) :] = 0
            self._scores[done : done + len(found)] = found
            done += len(found)
            plan.backward()
        plan.finish()
        # All at once: for a chunk of one drawing this would be a twentieth of the work.
        costs = losses.costs(self._scores[:done], targets[self._own[:done]], self._head)
        return float(costs.sum()) / len(grids)


class Workers(Protocol):
    """Those who work on all shares of a batch."""

    parameters: Array
    gradients: Array

    def learn(self, grids: Array, targets: Array) -> float:
        """Fill the gradient rows, one for each share, and return the mean cost of the batch."""

    def close(self) -> None:
        """End threads and processes."""


class ThreadWorkers:
    """The first share is worked on here, the others in threads."""

    def __init__(self, architecture: Architecture, batch: int, count: int, dtype: type) -> None:
        size = Packing(architecture).size
        self.parameters: Array = aligned(size, dtype)
        self.gradients: Array = aligned((count, size), dtype)
        self._shares = [
            Share(architecture, self.parameters, row, batch, index, count)
            for index, row in enumerate(self.gradients)
        ]
        self._pool = ThreadPoolExecutor(count)  # starts no thread before there is work

    def learn(self, grids: Array, targets: Array) -> float:
        """Fill the gradient rows and return the mean cost."""
        with one_blas_thread():
            others: list[Future[float]] = [
                self._pool.submit(share.learn, grids, targets) for share in self._shares[1:]
            ]
            return self._shares[0].learn(grids, targets) + sum(other.result() for other in others)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()


class ProcessWorkers:
    """Every share is worked on in a process of its own; batches and weights are in memory that all share.

    A program that uses this must start its own work under ``if __name__ == "__main__"``, as always with
    spawned processes.
    """

    def __init__(self, architecture: Architecture, batch: int, count: int, dtype: type) -> None:
        packing, size = Packing(architecture), architecture.grid_size
        context = SafeContext()

        def room(*shape: int) -> tuple[Any, Array]:
            memory = context.RawArray(c_float if dtype is np.float32 else c_double, int(np.prod(shape)))
            return memory, _array(memory, shape, dtype)

        memories, arrays = zip(
            room(packing.size),
            room(count, packing.size),
            room(batch, size, size),
            room(batch, len(architecture.classes)),
            strict=True,
        )
        self.parameters, self.gradients, self._grids, self._targets = arrays
        self._connections: list[Connection] = []
        self._processes = []
        for index in range(count):
            ours, theirs = context.Pipe()
            work = (theirs, architecture, memories, batch, index, count, dtype)
            process = context.Process(target=_serve, args=work, daemon=True, name=f"tickdraw share {index}")
            process.start()
            theirs.close()
            self._connections.append(ours)
            self._processes.append(process)

    def learn(self, grids: Array, targets: Array) -> float:
        """Fill the gradient rows and return the mean cost.

        Raises
        ------
        RuntimeError
            If a process is gone.
        """
        n = len(grids)
        self._grids[:n], self._targets[:n] = grids, targets
        try:
            for connection in self._connections:
                connection.send(n)
            return float(sum(connection.recv() for connection in self._connections))
        except (EOFError, OSError):
            raise RuntimeError("A process that helps with training has ended unexpectedly.") from None

    def close(self) -> None:
        """End the processes."""
        for connection, process in zip(self._connections, self._processes, strict=True):
            connection.close()
            process.end(PATIENCE_S)


def _serve(
    connection: Connection,
    architecture: Architecture,
    memories: tuple[Any, ...],
    batch: int,
    index: int,
    count: int,
    dtype: type,
) -> None:
    """Work on one share of each batch until the connection ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program; it will end this one
    size = Packing(architecture).size
    parameters = _array(memories[0], (size,), dtype)
    gradients = _array(memories[1], (count, size), dtype)
    grids = _array(memories[2], (batch, architecture.grid_size, architecture.grid_size), dtype)
    targets = _array(memories[3], (batch, len(architecture.classes)), dtype)
    share = Share(architecture, parameters, gradients[index], batch, index, count)
    with contextlib.suppress(EOFError, OSError), one_blas_thread(), np.errstate(all="ignore"):
        while True:
            n = connection.recv()
            connection.send(share.learn(grids[:n], targets[:n]))


def _array(memory: Any, shape: tuple[int, ...], dtype: type) -> Array:
    return np.frombuffer(memory, dtype).reshape(shape)
