"""Where pooling looks, and the views of memory that follow from it."""

from dataclasses import dataclass

from tickdraw.nn.architecture import MaxPool2D, Shape
from tickdraw.nn.arrays import Array, aligned_like

Pairs = list[tuple[Array, Array]]
"""Copies to make: target and source."""


@dataclass(frozen=True, slots=True)
class PoolingWindows:
    """Which cells of a map pooling compares: cell ``stride * i + p`` for window i and place p, both ways.

    Attributes
    ----------
    size, stride : int
        Of the pooling window; 1 without pooling.
    height, width : int
        Of the map that pooling reads.
    rows, columns : int
        Of the map that it gives.
    """

    size: int
    stride: int
    height: int
    width: int
    rows: int
    columns: int

    @classmethod
    def of(cls, pool: MaxPool2D | None, shape: Shape) -> "PoolingWindows":
        """Return the places of a pooling layer, or of none, that reads maps of ``shape``."""
        pool = pool or MaxPool2D(1, 1)
        _, rows, columns = pool.output_shape(shape)
        return cls(pool.size, pool.stride, shape[1], shape[2], rows, columns)

    @property
    def count(self) -> int:
        """Number of places in a window."""
        return self.size**2

    @property
    def reach(self) -> tuple[int, int]:
        """How many rows and columns of the map pooling looks at."""
        return (
            min(self.height, (self.rows - 1) * self.stride + self.size),
            min(self.width, (self.columns - 1) * self.stride + self.size),
        )

    def inside(self) -> list[tuple[int, int, int, int]]:
        """Return ``(row, column, rows, columns)`` for each place: its offset, and its windows inside the map."""
        return [
            (i, j, self._fitting(i, self.height, self.rows), self._fitting(j, self.width, self.columns))
            for i in range(self.size)
            for j in range(self.size)
        ]

    def _fitting(self, offset: int, cells: int, windows: int) -> int:
        return max(0, min(windows, (cells - offset - 1) // self.stride + 1))

    def gradients(self, blocks: Array) -> Array:
        """Return where the gradient of ``blocks`` goes: into the same memory if pooling is done with them."""
        return blocks if self.count > 1 else aligned_like(blocks)

    def repairs(self, blocks: Array) -> Pairs:
        """Return the copies that make cells beyond the edge repeat one inside their window.

        A repeated value changes no maximum, and never wins against the earlier place that it repeats.
        ``blocks`` has shape ``(places, n, rows, columns, maps)``.
        """
        grid = blocks.reshape(self.size, self.size, *blocks.shape[1:])
        last_row = self.height - 1 - self.stride * (self.rows - 1)
        last_column = self.width - 1 - self.stride * (self.columns - 1)
        rows = [(grid[i, :, :, -1], grid[last_row, :, :, -1]) for i in range(last_row + 1, self.size)]
        columns = [
            (grid[:, j, :, :, -1], grid[:, last_column, :, :, -1]) for j in range(last_column + 1, self.size)
        ]
        return rows + columns


def every(maps: Array, row: int, column: int, step: int, rows: int, columns: int) -> Array:
    """Return a view of every ``step``-th cell of ``(n, h, w, c)``, ``rows`` × ``columns`` of them."""
    return maps[:, row : row + rows * step : step, column : column + columns * step : step][:, :rows, :columns]
