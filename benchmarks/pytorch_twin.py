"""The same training in PyTorch: same layers, drawings, batches' size, optimiser and cooling learning rate."""

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn

from tickdraw.data.samples import Dataset
from tickdraw.nn.architecture import Architecture, Conv2D, Dense, Flatten, MaxPool2D
from tickdraw.training.config import TrainConfig

COOLEST = 0.03  # as in tickdraw.training.train_model


def epochs(learning: Dataset, exam: Dataset, architecture: Architecture, config: TrainConfig) -> Iterator[float]:
    """Train, and yield the exam's accuracy (with a threshold of one half) after each epoch."""
    torch.manual_seed(config.seed)
    network = twin(architecture)
    optimiser = torch.optim.Adam(network.parameters(), config.learning_rate)
    grids, targets = tensors(learning)
    exam_grids, _ = tensors(exam)
    steps = config.epochs * math.ceil(len(learning) / config.batch)
    step = 0
    for _ in range(config.epochs):
        for chosen in torch.randperm(len(learning)).split(config.batch):
            share = (1 + math.cos(math.pi * step / steps)) / 2
            optimiser.param_groups[0]["lr"] = config.learning_rate * (COOLEST + (1 - COOLEST) * share)
            optimiser.zero_grad(set_to_none=True)
            scores = network(grids[chosen])
            nn.functional.binary_cross_entropy_with_logits(scores, targets[chosen]).backward()
            optimiser.step()
            step += 1
        with torch.inference_mode():
            scores = network(exam_grids).numpy()
        answers = np.where(scores.max(axis=1) >= 0, scores.argmax(axis=1), -1)
        yield float((answers == exam.labels).mean())


def twin(architecture: Architecture) -> nn.Sequential:
    """Return the network in PyTorch, its weights drawn as usual for ReLU."""
    layers: list[nn.Module] = []
    shapes = [(1, architecture.grid_size, architecture.grid_size), *architecture.shapes]
    for layer, shape in zip(architecture.layers, shapes, strict=False):
        if isinstance(layer, Conv2D):
            layers.append(nn.Conv2d(shape[0], layer.filters, layer.size, layer.stride, bias=layer.bias))
            nn.init.kaiming_normal_(layers[-1].weight)
        elif isinstance(layer, MaxPool2D):
            layers.append(nn.MaxPool2d(layer.size, layer.stride, ceil_mode=layer.partial))
        elif isinstance(layer, Dense):
            layers.append(nn.Linear(shape[0], layer.units))
        else:
            layers.append(nn.Flatten() if isinstance(layer, Flatten) else nn.ReLU())
    return nn.Sequential(*layers)


def tensors(dataset: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    targets = np.zeros((len(dataset), len(dataset.classes)), np.float32)
    known = dataset.labels >= 0
    targets[known, dataset.labels[known]] = 1
    return torch.from_numpy(dataset.grids.copy())[:, None], torch.from_numpy(targets)
