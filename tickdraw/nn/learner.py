"""A network while it learns: its weights in one row, and the gradient of the cost by every one of them."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tickdraw.nn import losses
from tickdraw.nn.blas import one_blas_thread
from tickdraw.nn.network import Network
from tickdraw.nn.ops import Array
from tickdraw.nn.packing import Packing
from tickdraw.nn.plan import Plan, chunk_size


class Learner:
    """Weights that change, with their gradients.

    Filters are kept divided by their cell count, as plain sums of products: so every weight is of a size
    that one learning rate suits.

    Parameters
    ----------
    network : Network
        Where learning starts; it stays as it is.
    batch : int
        Drawings at most in one call of :meth:`learn`.
    threads : int
        How many share the work. The sums' order, and so the last bits, depend on it, and on nothing else.
    dtype : dtype
        float32, or float64 to check gradients.

    Attributes
    ----------
    parameters, gradients : array
        Rows as :class:`~tickdraw.nn.packing.Packing` lays them out; an optimiser changes the first in place.
    """

    def __init__(self, network: Network, batch: int = 64, threads: int = 1, dtype: type = np.float32) -> None:
        self._architecture = network.architecture
        self._packing = Packing(network.architecture)
        self.parameters = self._packing.pack(network.parameters, dtype)
        self._rows: Array = np.zeros((threads, self._packing.size), dtype)
        self.gradients = self._rows[0]
        largest = min(chunk_size(network.architecture), -(-batch // threads))
        rounds = -(-batch // (threads * largest))
        self._chunk = -(-batch // (threads * rounds))
        self._plans = [Plan(network.architecture, self.parameters, row, self._chunk, rounds) for row in self._rows]
        self._pool = ThreadPoolExecutor(max(1, threads - 1))  # starts no thread before there is work

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def learn(self, grids: Array, targets: Array) -> float:
        """Fill :attr:`gradients` for a batch and return its mean cost.

        Parameters
        ----------
        grids : array, shape (n, N, N)
        targets : array, shape (n, classes)
        """
        with one_blas_thread():
            return self._learn(grids, targets)

    def _learn(self, grids: Array, targets: Array) -> float:
        shares = range(len(self._plans))
        futures = [self._pool.submit(self._learn_share, share, grids, targets) for share in shares[1:]]
        cost = self._learn_share(0, grids, targets)
        for row, future in zip(self._rows[1:], futures, strict=True):
            cost += future.result()
            self.gradients += row
        return cost / len(grids)

    def _learn_share(self, share: int, grids: Array, targets: Array) -> float:
        """Work through every so many-th chunk; return the sum of their costs."""
        plan = self._plans[share]
        self._rows[share].fill(0)
        plan.prepare()
        cost = 0.0
        step = self._chunk * len(self._plans)
        for start in range(share * self._chunk, len(grids), step):
            chunk = slice(start, start + self._chunk)
            scores = plan.forward(grids[chunk])
            n = len(scores)
            costs, gradient = losses.cost(scores, targets[chunk], self._architecture.head)
            cost += float(costs.sum())
            plan.scores.gradient[:n] = gradient
            plan.scores.gradient[:n] /= len(grids)
            plan.scores.gradient[n:] = 0
            plan.backward()
        plan.finish()
        return cost

    def network(self) -> Network:
        """Return the network as it is now."""
        return Network(self._architecture, self._packing.unpack(self.parameters))
