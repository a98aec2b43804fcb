"""Reading the model that a command asks for."""

from tickdraw.cli.console import CommandError, plain_reason
from tickdraw.nn.model import Model
from tickdraw.nn.storage import ModelFileError
from tickdraw.page.reading import load_network


def read_model(path: str | None) -> Model:
    """Return the model in a model file or a living page, or the one that tickdraw comes with.

    Raises
    ------
    CommandError
        If there is none, or it is damaged.
    """
    if path is None:
        from tickdraw.paths import resource_path

        path = str(resource_path("starter.safetensors"))
    try:
        return load_network(path)
    except ModelFileError as error:
        raise CommandError(f"{path}: {error}") from None
    except OSError as error:
        raise CommandError(f"{path}: {plain_reason(error)}") from None
