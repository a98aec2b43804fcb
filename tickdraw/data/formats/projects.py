"""Projects as a format among others: all drawings of one read, or a new one made of drawings.

The project itself stands on the types of this package, so it is imported where it is needed.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tickdraw.data.formats.entries import AnySample, Entry, FormatError
from tickdraw.files import Watch, unwatched


def read_project(path: Path, watch: Watch = unwatched) -> Iterator[Entry]:
    """Yield the drawings of a project that are not deleted, the oldest first; the file stays as it is.

    Raises
    ------
    FormatError
        If it is no project, or a damaged one.
    """
    from tickdraw.data.project import Project

    with _plain_errors(), Project.open(path, read_only=True, progress=lambda _, share: watch(share)) as project:
        for index, kept in enumerate(project.samples):
            yield Entry(kept.sample, str(path), index)


def write_project(path: Path, samples: Iterable[AnySample]) -> int:
    """Make a new project of samples and return how many; an existing one is never touched.

    Raises
    ------
    FormatError
        If there is a file already, or a label cannot be the name of a class.
    """
    from tickdraw.data.project import Project

    with _plain_errors(), Project.create(path, samples) as project:
        return len(project.samples.ids())


@contextmanager
def _plain_errors() -> Iterator[None]:
    from tickdraw.data.project import ProjectError

    try:
        yield
    except ProjectError as error:
        raise FormatError(str(error)) from None
