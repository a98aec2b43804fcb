"""Optimisers: they change a list of parameters in place, given the gradients."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from tickdraw.nn.ops import Array


class Optimiser(Protocol):
    """What training needs of an optimiser."""

    learning_rate: float

    def update(self, gradients: Sequence[Array]) -> None:
        """Change the parameters by one step against ``gradients``."""


class SGD:
    """Plain gradient descent, with momentum if it is above 0.

    Parameters
    ----------
    parameters : sequence of array
        Changed in place by :meth:`update`.
    learning_rate : float
        May be changed between updates.
    momentum : float
        Share of the last step that is kept, 0 … 1. Polyak, 1964.
    """

    def __init__(self, parameters: Sequence[Array], learning_rate: float, momentum: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self._momentum = momentum
        self._parameters = list(parameters)
        self._steps = [np.zeros_like(p) for p in parameters]

    def update(self, gradients: Sequence[Array]) -> None:
        """Change the parameters by one step against ``gradients``."""
        for parameter, gradient, step in zip(self._parameters, gradients, self._steps, strict=True):
            step *= self._momentum
            step -= self.learning_rate * gradient
            parameter += step


class Adam:
    """Steps of about the learning rate for every weight, whatever its gradients' size.

    Kingma and Ba, "Adam: a method for stochastic optimization", 2015.

    Parameters
    ----------
    parameters : sequence of array
        Changed in place by :meth:`update`.
    learning_rate : float
        May be changed between updates.
    beta1, beta2 : float
        Memory of the mean gradient and of its square.
    epsilon : float
        Keeps the division from exploding.
    """

    def __init__(
        self,
        parameters: Sequence[Array],
        learning_rate: float,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        self.learning_rate = learning_rate
        self._betas = beta1, beta2
        self._epsilon = epsilon
        self._parameters = list(parameters)
        self._means = [np.zeros_like(p) for p in parameters]
        self._squares = [np.zeros_like(p) for p in parameters]
        self._scratch = [np.empty_like(p) for p in parameters]
        self._count = 0

    def update(self, gradients: Sequence[Array]) -> None:
        """Change the parameters by one step against ``gradients``."""
        self._count += 1
        beta1, beta2 = self._betas
        correction = (1 - beta2**self._count) ** 0.5
        rate = self.learning_rate * correction / (1 - beta1**self._count)
        epsilon = self._epsilon * correction
        lists = (self._parameters, gradients, self._means, self._squares, self._scratch)
        for parameter, gradient, mean, square, scratch in zip(*lists, strict=True):
            np.subtract(gradient, mean, out=scratch)
            scratch *= 1 - beta1
            mean += scratch
            np.multiply(gradient, gradient, out=scratch)
            scratch -= square
            scratch *= 1 - beta2
            square += scratch
            np.sqrt(square, out=scratch)
            scratch += epsilon
            np.divide(mean, scratch, out=scratch)
            scratch *= rate
            parameter -= scratch
