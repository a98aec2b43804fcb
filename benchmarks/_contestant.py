"""One contestant of a benchmark: ``python _contestant.py "torch train threads=2" S``, then told what to do."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from _bench import NETS

BATCH = 64
TURN_SECONDS = 0.05


def main() -> None:
    kind, net = sys.argv[1:]
    library, task, *options = kind.split()
    settings = dict(option.split("=") for option in options)
    prepare = {"tickdraw": tickdraw, "torch": torch, "onnxruntime": onnxruntime}[library]
    make = prepare(task, net, settings)
    before = current_bytes()
    work = make()
    work()
    print("ready", flush=True)
    for word in sys.stdin:
        if word.strip() == "go":
            work()  # once for the caches
            print(json.dumps(turn(work)), flush=True)
        else:
            print(max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before), flush=True)


def turn(work: Callable[[], object]) -> list[float]:
    """Work for a while, at least twice, and return the seconds that each took."""
    seconds: list[float] = []
    while len(seconds) < 2 or sum(seconds) < TURN_SECONDS:
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return seconds


def current_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def data(net: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a batch of grids and targets."""
    _, size, classes = NETS[net]
    rng = np.random.default_rng(0)
    grids = np.where(rng.random((BATCH, size, size)) < 0.2, 1, -1).astype(np.float32)
    return grids, np.eye(classes, dtype=np.float32)[rng.integers(0, classes, BATCH)]


def network(net: str):
    from tickdraw.nn.architecture import Architecture
    from tickdraw.nn.network import Network

    text, size, classes = NETS[net]
    names = tuple(f"class {index}" for index in range(classes))
    return Network.fresh(Architecture.from_text(text, names, size), np.random.default_rng(0))


def tickdraw(task: str, net: str, settings: dict[str, str]) -> Callable[[], Callable[[], object]]:
    from tickdraw.nn.learn.learner import Learner
    from tickdraw.nn.learn.optimisers import Adam

    mine = network(net)
    grids, targets = data(net)

    def make() -> Callable[[], object]:
        if task == "answer":
            return lambda: mine.confidences(grids[:1])
        if task == "trace":
            return lambda: mine.trace(grids[0])
        learner = Learner(mine, BATCH, int(settings["threads"]), processes="processes" in settings)
        adam = Adam(learner.parameters, 0.001)

        def step() -> None:
            learner.learn(grids, targets)
            adam.update(learner.gradients)

        return step

    return make


def torch(task: str, net: str, settings: dict[str, str]) -> Callable[[], Callable[[], object]]:
    import torch
    from torch import nn

    torch.set_num_threads(int(settings["threads"]))
    form = torch.channels_last if settings["layout"] == "last" else torch.contiguous_format
    grids, targets = (torch.tensor(array) for array in data(net))

    def make() -> Callable[[], object]:
        model = torch_model(net).to(memory_format=form)
        if task == "answer":
            one = grids[:1, None].to(memory_format=form)

            def answer() -> object:
                with torch.inference_mode():
                    return model(one)

            return answer
        adam = torch.optim.Adam(model.parameters(), 0.001)
        cost = nn.BCEWithLogitsLoss()
        maps = grids[:, None].to(memory_format=form)

        def step() -> None:
            adam.zero_grad()
            cost(model(maps), targets).backward()
            adam.step()

        return step

    return make


def torch_model(net: str):
    """Return the same layers; PyTorch's default bias left out where tickdraw has none."""
    from torch import nn

    from tickdraw.nn.architecture import Conv2D, Dense, MaxPool2D, ReLU

    architecture = network(net).architecture
    layers = []
    for layer, reads in zip(architecture.layers, architecture.input_shapes, strict=True):
        match layer:
            case Conv2D():
                layers.append(nn.Conv2d(reads[0], layer.filters, layer.size, bias=False))
            case MaxPool2D():
                layers.append(nn.MaxPool2d(layer.size))
            case Dense():
                layers.append(nn.Linear(reads[0], layer.units))
            case ReLU():
                layers.append(nn.ReLU())
            case _:
                layers.append(nn.Flatten())
    return nn.Sequential(*layers)


def onnxruntime(_task: str, net: str, settings: dict[str, str]) -> Callable[[], Callable[[], object]]:
    import onnxruntime

    from tickdraw.nn.model import Model
    from tickdraw.nn.onnx import onnx_bytes

    mine = network(net)
    grids, _ = data(net)

    def make() -> Callable[[], object]:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(settings["threads"])
        options.inter_op_num_threads = 1
        data = onnx_bytes(Model(mine, (0.5,) * NETS[net][2]))
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        return lambda: session.run(["confidences"], {"grids": grids[:1]})

    return make


if __name__ == "__main__":
    main()
