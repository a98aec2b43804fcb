"""Whether what a command makes can be written where it was asked for."""

from pathlib import Path

from tickdraw.cli.console import CommandError, plain_reason
from tickdraw.files import Kind, OutputError, check_output


def expect_output(target: Path, kind: Kind, *inputs: str) -> None:
    """Find out before any work that its result cannot be written.

    Parameters
    ----------
    target
        The file to write.
    kind
        What it will be.
    inputs
        What is read for it.

    Raises
    ------
    CommandError
        If its name ends otherwise, it is there and something else or one of the inputs, or it cannot be written.
    """
    try:
        check_output(target, kind, inputs=map(Path, inputs))
    except OutputError as error:
        raise CommandError(f"{target}: {error}; choose another name") from None
    except OSError as error:
        raise CommandError(f"{target}: {plain_reason(error)}") from None
