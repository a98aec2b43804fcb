"""Optimisers: they change a row of parameters in place, given the gradients."""

from typing import Protocol

import numpy as np

from tickdraw.nn.arrays import Array


class Optimiser(Protocol):
    """What training needs of an optimiser."""

    learning_rate: float

    def update(self, gradients: Array) -> None:
        """Change the parameters by one step against ``gradients``."""


class SGD:
    """Plain gradient descent, with momentum if it is above 0.

    Parameters
    ----------
    parameters : array
        Changed in place by :meth:`update`.
    learning_rate : float
        May be changed between updates.
    momentum : float
        Share of the last step that is kept, 0 … 1. Polyak, "Some methods of speeding up the convergence of
        iteration methods", 1964.
    """

    def __init__(self, parameters: Array, learning_rate: float, momentum: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self._momentum = momentum
        self._parameters = parameters
        self._step = np.zeros_like(parameters)

    def update(self, gradients: Array) -> None:
        """Change the parameters by one step against ``gradients``."""
        self._step *= self._momentum
        self._step -= self.learning_rate * gradients
        self._parameters += self._step


class Adam:
    """Steps of about the learning rate for every weight, whatever its gradients' size.

    Kingma and Ba, "Adam: a method for stochastic optimization", 2015.

    Parameters
    ----------
    parameters : array
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
        parameters: Array,
        learning_rate: float,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        self.learning_rate = learning_rate
        self._betas = beta1, beta2
        self._epsilon = epsilon
        self._parameters = parameters
        self._mean = np.zeros_like(parameters)
        self._square = np.zeros_like(parameters)
        self._scratch = np.empty_like(parameters)
        self._count = 0

    def update(self, gradients: Array) -> None:
        """Change the parameters by one step against ``gradients``."""
        self._count += 1
        beta1, beta2 = self._betas
        scratch = self._scratch
        # The means begin at 0; both corrections for that go into the two numbers here.
        correction = float((1 - beta2**self._count) ** 0.5)
        rate = self.learning_rate * correction / (1 - beta1**self._count)
        np.subtract(gradients, self._mean, out=scratch)
        scratch *= 1 - beta1
        self._mean += scratch
        np.multiply(gradients, gradients, out=scratch)
        scratch -= self._square
        scratch *= 1 - beta2
        self._square += scratch
        np.sqrt(self._square, out=scratch)
        scratch += self._epsilon * correction
        np.divide(self._mean, scratch, out=scratch)
        scratch *= rate
        self._parameters -= scratch
