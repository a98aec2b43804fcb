"""What the starter answers, as JSON: ``python -m tests.training.answers_of_the_starter``."""

import json
import sys

from tests import people
from tests.campaigns import RUN_ALL
from tickdraw.data.grid import render_many
from tickdraw.data.synthetic import generate
from tickdraw.nn.storage import load_model
from tickdraw.paths import resource_path
from tickdraw.training.exam import answers


def main():
    model = load_model(resource_path("starter.safetensors"))
    drawings = [sample.drawing for sample in generate(20_000 if RUN_ALL else 1000, 5)]
    if people.PRESENT and RUN_ALL:
        drawings += [sample.drawing for samples in people.by_role().values() for sample in samples]
    grids = render_many(drawings)
    sys.stdout.write(json.dumps(answers(model, grids, model.network.confidences(grids)).tolist()))


if __name__ == "__main__":
    main()
