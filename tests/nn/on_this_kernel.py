"""What numbers come out on the kernels that OpenBLAS is told to use: ``python -m tests.nn.on_this_kernel``.

BLAS chooses how to multiply by the processor; ``OPENBLAS_CORETYPE`` makes it choose as on another one.
"""

import json
import sys

import numpy as np

from tests.campaigns import RUN_ALL
from tests.nn.networks import MATRIX, make, random_grids
from tickdraw import TickClassifier
from tickdraw.gui.answer.explanation_blocks import figures, strength
from tickdraw.nn.explain.single_filter import filter_alone
from tickdraw.nn.reference import forward

COUNT = 37


def main():
    found = {
        "depends": [text for text, size in MATRIX[:: 1 if RUN_ALL else 5] if depends(make(text, size), size)],
        "classifier depends": classifier_depends(),
        "far off": [text for text, size in MATRIX[:: 1 if RUN_ALL else 9] if is_far_off(make(text, size), size)],
        "complete matches": sorted({complete_match(size, seed) for size in range(2, 12) for seed in range(5)}),
    }
    if RUN_ALL:
        check_order_as_scikit_learn_does()
    sys.stdout.write(json.dumps(found))


def depends(network, size):
    """Tell whether any answer's bits change with the order, or with what else there is to answer."""
    for grids in (random_grids(COUNT, size), np.random.default_rng(3).normal(size=(COUNT, size, size))):
        for answers in (network.confidences, network.scores):
            if any(not np.array_equal(answers(grids), other) for other in differently(answers, grids)):
                return True
    return False


def differently(answers, grids):
    """Give the same answers to the same grids: one by one, in another order, in parts."""
    yield np.concatenate([answers(grid[None]) for grid in grids])
    order = np.random.default_rng(1).permutation(len(grids))
    yield answers(grids[order])[np.argsort(order)]
    yield np.concatenate([answers(part) for part in np.split(grids, [2, 5, 11])])


def classifier_depends():
    rng = np.random.default_rng(0)
    grids, labels = rng.normal(size=(COUNT, 10, 10)), rng.integers(0, 9, COUNT)
    classifier = TickClassifier(epochs=1).fit(grids, labels)
    answers = classifier.predict_proba
    return any(not np.array_equal(answers(grids), other) for other in differently(answers, grids))


def is_far_off(network, size):
    """Tell whether an answer, or a trace, is not what the plain forward pass computes in double precision."""
    grids = random_grids(3, size)
    right = np.array([forward(network, grid)[1] for grid in grids])
    traced = np.array([network.trace(grid).confidences for grid in grids])
    return max(np.abs(network.confidences(grids) - right).max(), np.abs(traced - right).max()) > 1e-5


def complete_match(size, seed):
    """Return how the match of a painted filter with itself reads."""
    piece = np.where(np.random.default_rng(seed).random((size, size)) < 0.5, 1.0, -1.0)
    grid = -np.ones((28, 28))
    grid[7 : 7 + size, 6 : 6 + size] = piece
    match = float(filter_alone(piece, 28).trace(grid).values[0][0, 7, 6])
    return f"{figures(match)} {strength(match)}"


def check_order_as_scikit_learn_does():
    from sklearn.utils import estimator_checks as checks

    for check in (checks.check_methods_sample_order_invariance, checks.check_methods_subset_invariance):
        check("TickClassifier", TickClassifier(epochs=60, batch=16, learning_rate=0.01))


if __name__ == "__main__":
    main()
