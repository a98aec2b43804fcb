"""Every way in which the window and the command line write a user's file."""

from tests.kills import command_writers, file_writers, project_writers
from tests.kills.base import NumberedWriter, Writer

WRITERS = {
    name: kind
    for module in (file_writers, project_writers, command_writers)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Writer) and kind not in (Writer, NumberedWriter)
}
