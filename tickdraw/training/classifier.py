"""The network as a classifier with scikit-learn's manners, without scikit-learn."""

import dataclasses
import inspect
import math
import sys
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tickdraw.data.samples import Dataset
from tickdraw.nn.architecture import GRID_SIZES, Architecture, default_architecture
from tickdraw.nn.learn.losses import confidences
from tickdraw.nn.network import Network
from tickdraw.training.config import Optimiser, TrainConfig
from tickdraw.training.loop import Result, train

Array = npt.NDArray[Any]


class TickClassifier:
    """Learns to tell grids apart, one class each; ``fit``, ``predict`` and the rest as in scikit-learn.

    Parameters
    ----------
    layers : str, optional
        Layers as :meth:`Architecture.from_text` reads them; by default those that tickdraw starts with, or
        a single dense layer for data that is no square grid of 8 to 64 cells a side.
    epochs, batch, learning_rate, optimiser, threads
        See :class:`~tickdraw.training.config.TrainConfig`.
    random_state : int, optional
        Seed of the first weights and of the order of drawings. The same seed, the same weights to the bit.

    Attributes
    ----------
    classes_ : array, shape (classes,)
        The labels, sorted.
    n_features_in_ : int
        Cells of each drawing.
    network_ : Network
        In canonical form, with softmax.
    cost_curve_ : list of float
        Mean cost of each epoch.

    Examples
    --------
    >>> from tickdraw import TickClassifier
    >>> classifier = TickClassifier(epochs=3).fit(grids, labels)  # doctest: +SKIP
    >>> classifier.predict_proba(grids).shape  # doctest: +SKIP
    (100, 2)
    """

    def __init__(
        self,
        layers: str | None = None,
        *,
        epochs: int = 20,
        batch: int = 64,
        learning_rate: float = 0.002,
        optimiser: Optimiser = "adam",
        random_state: int | None = 0,
        threads: int = 1,
    ) -> None:
        self.layers = layers
        self.epochs = epochs
        self.batch = batch
        self.learning_rate = learning_rate
        self.optimiser = optimiser
        self.random_state = random_state
        self.threads = threads

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Self:  # noqa: N803 - the name scikit-learn gives it
        """Learn from labelled grids.

        Parameters
        ----------
        X : array, shape (n, N, N) or (n, N * N)
            Ink +1, paper −1; other numbers work too, and so do rows of any length up to 4,096.
        y : array, shape (n,)
            The class of each: any labels that can be sorted.

        Raises
        ------
        ValueError
            If the arrays do not fit together, or a setting cannot work.
        """
        cells = self._cells(X)
        labels = self._labels(y, len(cells))
        self.classes_, targets = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("There is only one class to learn; telling things apart takes at least two classes.")
        self.n_features_in_ = cells.shape[1]
        names = tuple(f"class {label}" for label in self.classes_)
        grids = self._grids(cells)
        config = TrainConfig(self.epochs, self.batch, self.learning_rate, self.optimiser, threads=self.threads)
        rng = np.random.default_rng(self.random_state)
        network = Network.fresh(self._architecture(names, grids.shape[1]), rng)
        learning = Dataset(grids, targets, names)
        nothing = learning.subset(np.arange(0))
        config = dataclasses.replace(config, seed=int(rng.integers(2**32)))
        for report in train(network, learning, nothing, config):
            if isinstance(report, Result):
                self.network_ = report.network
                self.cost_curve_ = [epoch.cost for epoch in report.history]
        return self

    def predict_proba(self, X: npt.ArrayLike) -> Array:  # noqa: N803
        """Return how sure of each class the network is, shape ``(n, classes)``; each row adds up to 1.

        Raises
        ------
        ValueError
            If the classifier was not fitted, or on drawings of another size.
        """
        if not hasattr(self, "network_"):
            raise _not_fitted(f"This {type(self).__name__} is not fitted yet: call fit first.")
        cells = self._cells(X)
        if cells.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {cells.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )
        return confidences(self.network_.scores(self._grids(cells)), "softmax")

    def predict(self, X: npt.ArrayLike) -> Array:  # noqa: N803
        """Return the class of each grid, shape ``(n,)``; errors as in :meth:`predict_proba`."""
        surest = self.predict_proba(X).argmax(axis=1)
        found: Array = self.classes_[surest]
        return found

    def score(self, X: npt.ArrayLike, y: npt.ArrayLike) -> float:  # noqa: N803
        """Return the share of grids, 0 … 1, whose class is ``y``; errors as in :meth:`predict_proba`."""
        return float((self.predict(X) == np.asarray(y)).mean())

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the settings by name."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **settings: Any) -> Self:
        """Change settings by name.

        Raises
        ------
        ValueError
            If there is no such setting.
        """
        for name, value in settings.items():
            if name not in self._names():
                known = ", ".join(self._names())
                raise ValueError(f"{type(self).__name__} has no setting {name!r}; it has: {known}.")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({settings})"

    def __sklearn_tags__(self) -> Any:
        """Describe this classifier to scikit-learn, which is the only one to call this."""
        from sklearn.utils import (  # type: ignore[import-untyped]
            ClassifierTags,
            InputTags,
            Tags,
            TargetTags,
        )

        return Tags(
            estimator_type="classifier",
            target_tags=TargetTags(required=True),
            classifier_tags=ClassifierTags(),
            input_tags=InputTags(three_d_array=True),
        )

    @classmethod
    def _names(cls) -> list[str]:
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def _architecture(self, names: tuple[str, ...], size: int) -> Architecture:
        if self.layers is not None:
            return Architecture.from_text(self.layers, names, size, head="softmax")
        if self.n_features_in_ == size**2:
            return dataclasses.replace(default_architecture(names, size), head="softmax")
        return Architecture.from_text("dense 32, relu, dense", names, size, head="softmax")

    @staticmethod
    def _cells(X: npt.ArrayLike) -> Array:  # noqa: N803
        """Return the drawings as rows of cells, shape ``(n, features)``, checked."""
        if hasattr(X, "toarray"):
            raise TypeError("Sparse data is not supported: call toarray() on it first.")
        cells = np.asarray(X)
        if cells.ndim not in (2, 3):
            raise ValueError(f"Expected drawings as a 2D or 3D array, got {cells.ndim}D. Reshape your data.")
        if np.iscomplexobj(cells):
            raise ValueError("Complex data not supported.")
        cells = cells.astype(np.float32).reshape(len(cells), -1) if len(cells) else cells
        if 0 in cells.shape:
            kind = "sample" if not len(cells) else "feature"
            raise ValueError(f"0 {kind}(s) (shape={cells.shape}) while a minimum of 1 is required.")
        if cells.shape[1] > GRID_SIZES[-1] ** 2:
            raise ValueError(f"A drawing has at most {GRID_SIZES[-1] ** 2:,} cells, not {cells.shape[1]:,}.")
        if not np.isfinite(cells).all():
            raise ValueError("The drawings have cells that are NaN or inf: not a number, or infinite.")
        return cells

    @staticmethod
    def _labels(y: npt.ArrayLike, count: int) -> Array:
        if y is None:
            raise ValueError("TickClassifier requires y to be passed, but the target y is None.")
        labels = np.asarray(y)
        if labels.ndim == 2 and labels.shape[1] == 1:
            labels = labels.ravel()
        if labels.shape != (count,):
            raise ValueError(f"There must be one label for each of the {count} drawings, not {labels.shape}.")
        if labels.dtype.kind == "f" and not (labels == np.floor(labels)).all():
            raise ValueError("Unknown label type: labels must be names or whole numbers, not NaN or inf.")
        return labels

    @staticmethod
    def _grids(cells: Array) -> Array:
        """Return square grids; rows that are none are padded with zeros."""
        size = max(GRID_SIZES[0], math.isqrt(cells.shape[1] - 1) + 1)
        grids = np.zeros((len(cells), size * size), np.float32)
        grids[:, : cells.shape[1]] = cells
        return grids.reshape(-1, size, size)


def _not_fitted(sentence: str) -> ValueError:
    """Return the error that scikit-learn expects, if it is there to expect anything."""
    exceptions = sys.modules.get("sklearn.exceptions")
    error: ValueError = exceptions.NotFittedError(sentence) if exceptions else ValueError(sentence)
    return error
