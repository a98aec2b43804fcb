"""The commands, their options and their help."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from tickdraw.cli import manual
from tickdraw.language import LANGUAGES, SOURCE

_LAYERS = (
    "conv 12@5x5, relu, pool 2x2, conv 24@3x3, relu, pool 2x2, conv 32@3x3, relu, dense"  # where none are named
)
_TARGETS = ".ndjson, .npz, a new .tickdraw, or a new folder for PNGs"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (try {self.prog} --help)\n")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"tickdraw {version('tickdraw')}")
        parser.exit()


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Return the options of a command line that names a command.

    Raises
    ------
    SystemExit
        After printing help or the version, or one line about what is wrong.
    """
    if words[0] == "help":
        words = [*words[1:], "--help"]
    elif words[0] == "version":
        words = ["--version"]
    parser = _Parser(
        prog="tickdraw",
        usage="tickdraw [FILE ...]\n       tickdraw COMMAND ...",
        description=manual.MAIN,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-V", "--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(
        prog="tickdraw", title="commands", dest="command", metavar="COMMAND", required=True
    )

    def add(name: str, summary: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=summary, description=text, formatter_class=argparse.RawDescriptionHelpFormatter
        )

    _reads_drawings(add("classify", "answer for each drawing", manual.CLASSIFY))
    _reads_drawings(add("evaluate", "the exam on labelled drawings", manual.EVALUATE))
    _add_train(add("train", "train a model", manual.TRAIN))
    generate = add("generate", "write generated drawings", manual.GENERATE)
    generate.add_argument("--count", type=_count, required=True, metavar="N", help="how many drawings")
    generate.add_argument("--seed", type=_seed, required=True, metavar="S", help="a whole number from 0")
    generate.add_argument("--out", required=True, metavar="PATH", help=_TARGETS)
    _converts(generate)
    convert = add("convert", "convert drawings to another format", manual.CONVERT)
    convert.add_argument("source", metavar="SOURCE", help="drawings")
    convert.add_argument("target", metavar="TARGET", help=_TARGETS)
    _converts(convert)
    _add_export(add("export", "write a model as ONNX", manual.EXPORT))
    _add_page(add("page", "a network as a page that lives in any browser", manual.PAGE))
    info = add("info", "what a model or a project holds", manual.INFO)
    info.add_argument("file", metavar="FILE")
    info.add_argument("--json", action="store_true", help="print one JSON object")
    demo = add("demo", "draw on the real window and print its answers", manual.DEMO)
    demo.add_argument("--picture", metavar="FILE", help="save a picture of the window")
    return parser.parse_args(words)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("target", metavar="FILE.onnx")
    parser.add_argument(
        "--layout", choices=("nhw", "nchw"), default="nhw", help="grids as (n, N, N), or (n, 1, N, N) with nchw"
    )


def _reads_drawings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help='drawings; "-" for ndjson from a pipe')
    parser.add_argument("--model", metavar="M", help="a model file; by default the one tickdraw comes with")
    parser.add_argument("--json", action="store_true", help="print JSON, an object a line")
    _fits(parser)


def _fits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fit",
        action=argparse.BooleanOptionalAction,
        help="centre each drawing's box and scale it into the grid, or take positions on a 256 × 256 board as "
        "they are; by default what was drawn on tickdraw's board stays, and all else is centred and scaled",
    )


def _converts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--size", type=_size, default=28, metavar="N", help="cells along each side, for grids and PNGs (28)"
    )
    parser.add_argument(
        "--fit",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="centre each grid's box and scale it into the grid (default), or take positions on a 256 × 256 board "
        "as they are",
    )


def _add_train(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", action="append", metavar="generated|PATH", help="what to learn from; again for more (generated)")
    add("--layers", metavar="SPEC", help=f"({_LAYERS})")
    add("--epochs", type=int, metavar="N", help="times through the drawings (4; 6 with strokes of your own)")
    add("--batch", type=int, metavar="N", help="drawings a step (32)")
    add("--rate", type=float, metavar="X", help="learning rate (0.005; 0.004 with strokes of your own)")
    add("--optimiser", choices=("sgd", "momentum", "adam"), help="how a step is taken (adam)")
    add("--seed", type=_seed, default=0, metavar="S", help="the same seed gives the same model (0)")
    add("--count", type=_count, metavar="N", help="drawings to generate (40,000; 12,000 beside files)")
    add("--copies", type=_copies, metavar="N", help="times that each drawing of a file is drawn again (as needed)")
    add("--from", dest="start", metavar="M", help="a model to train further")
    add("--out", required=True, metavar="M", help="the model file to write")
    add("--json", action="store_true", help="report as JSON, an object a line")
    _fits(parser)


def _add_page(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("sources", nargs="*", metavar="MODEL|PROJECT", help="a model (the one tickdraw comes with), or projects")
    add("--drawing", metavar="F", help="a drawing to begin with")
    add("--language", choices=tuple(LANGUAGES), default=SOURCE, help="to begin with; all are inside (en)")
    add("--out", required=True, metavar="FILE.html|FOLDER", help="for projects, a new folder")
    _fits(parser)


def _whole(low: int, high: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 20 or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high:,}")
        return int(text)

    return number


_count = _whole(1, 1_000_000)
_seed = _whole(0, 2**63 - 1)
_copies = _whole(0, 1000)
_size = _whole(8, 64)


# Each command's module, and with it NumPy, is loaded only when the command runs.


def _classify(options: argparse.Namespace) -> int:
    from tickdraw.cli.classify import classify

    return classify(options)


def _evaluate(options: argparse.Namespace) -> int:
    from tickdraw.cli.evaluate import evaluate

    return evaluate(options)


def _train(options: argparse.Namespace) -> int:
    from tickdraw.cli.train import train

    return train(options)


def _generate(options: argparse.Namespace) -> int:
    from tickdraw.cli.convert import generate

    return generate(options)


def _convert(options: argparse.Namespace) -> int:
    from tickdraw.cli.convert import convert

    return convert(options)


def _export(options: argparse.Namespace) -> int:
    from tickdraw.cli.info_export import export

    return export(options)


def _page(options: argparse.Namespace) -> int:
    from tickdraw.cli.page import page

    return page(options)


def _info(options: argparse.Namespace) -> int:
    from tickdraw.cli.info_export import info

    return info(options)


def _demo(options: argparse.Namespace) -> int:
    from tickdraw.cli.window import demo

    return demo(options)


COMMANDS: dict[str, Callable[[Any], int]] = {
    "classify": _classify,
    "evaluate": _evaluate,
    "train": _train,
    "generate": _generate,
    "convert": _convert,
    "export": _export,
    "page": _page,
    "info": _info,
    "demo": _demo,
}
