"""A network while it learns: its weights in one row, and the gradient of the cost by every one of them."""

from collections.abc import Iterable

import numpy as np

from tickdraw.nn.arrays import Array
from tickdraw.nn.learn.batch_workers import ProcessWorkers, ThreadWorkers, Workers
from tickdraw.nn.learn.filter_scale import balanced
from tickdraw.nn.learn.frozen_filters import Keeper
from tickdraw.nn.network import Network
from tickdraw.nn.parameter_vector import Packing


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
    processes : bool
        Whether they are processes of their own, which are faster together.
    dtype : dtype
        float32, or float64 to check gradients.
    kept : iterable of (int, int)
        Filters that stay as they are: index of the convolution, and number there.
    balances : bool
        Whether a trained network's filters become as strong as a fresh one's first; it computes the same.

    Attributes
    ----------
    parameters, gradients : array
        Rows as :class:`~tickdraw.nn.parameter_vector.Packing` lays them out; an optimiser changes the first.
    """

    def __init__(
        self,
        network: Network,
        batch: int = 64,
        threads: int = 1,
        *,
        processes: bool = False,
        dtype: type = np.float32,
        kept: Iterable[tuple[int, int]] = (),
        balances: bool = False,
    ) -> None:
        kept = tuple(kept)
        self._architecture = network.architecture
        self._packing = Packing(network.architecture)
        kind = ProcessWorkers if processes else ThreadWorkers
        self._workers: Workers = kind(network.architecture, batch, threads, dtype)
        self.parameters = self._workers.parameters
        self.parameters[...] = self._packing.pack(
            (balanced(network, kept) if balances else network).parameters, dtype
        )
        self.gradients = self._workers.gradients[0]
        self._keeper = Keeper(network, kept, self._packing, self.parameters)
        self._keeper.hold()

    def close(self) -> None:
        """End threads and processes."""
        self._workers.close()

    def learn(self, grids: Array, targets: Array) -> float:
        """Fill :attr:`gradients` for a batch and return its mean cost.

        Parameters
        ----------
        grids : array, shape (n, N, N)
        targets : array, shape (n, classes)

        Raises
        ------
        RuntimeError
            If a process that shares the work is gone.
        """
        cost = self._workers.learn(grids, targets)
        for row in self._workers.gradients[1:]:
            np.add(self.gradients, row, out=self.gradients)
        return cost

    def hold(self) -> None:
        """Put the kept filters back after a step."""
        self._keeper.hold()

    def network(self) -> Network:
        """Return the network as it is now."""
        return Network(self._architecture, self._packing.unpack(self.parameters))
