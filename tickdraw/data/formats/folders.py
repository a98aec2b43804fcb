"""Folders of drawings: a subfolder for each class, and trees such as train/tick and test/tick."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from tickdraw.data.formats.entries import Entry, FormatError, GridSample, Refusal
from tickdraw.data.formats.quickdraw import checked_name, class_label
from tickdraw.data.os_errors import in_words
from tickdraw.files import Watch, unwatched
from tickdraw.language import tr

# Left behind by file managers; not worth a refusal.
_NOT_OURS = {"thumbs.db", "desktop.ini"}
_DEEPEST = 4

ReadFile = Callable[[Path], Iterator[Entry | Refusal]]


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the tree, and the class whose folder it lies in; "" for none."""

    path: Path
    label: str


def read_folder(folder: Path, read_file: ReadFile, watch: Watch = unwatched) -> Iterator[Entry | Refusal]:
    """Yield the drawings in a folder (unlabelled) and its subfolders (each a class), in order of name.

    A subfolder that holds folders alone, such as "train", is no class: those in it are. A label in a file
    counts more than its folder's name.
    """
    found = list(_listed(folder, 0))
    for number, each in enumerate(found):
        watch(number / len(found))
        if isinstance(each, Refusal):
            yield each
            continue
        try:
            for entry in read_file(each.path):
                watch(number / len(found))
                yield entry if isinstance(entry, Refusal) else _placed(entry, each.label, folder.name)
        except FormatError as error:
            yield Refusal(str(each.path), str(error))
        except OSError as error:
            yield Refusal(str(each.path), in_words(error))


def _placed(entry: Entry, label: str, source: str) -> Entry:
    """Return what a file held as a part of the folder; a picture is from the folder, not from its own file."""
    sample = entry.sample
    if isinstance(sample, GridSample):
        return replace(entry, sample=replace(sample, label=sample.label or label, source=source))
    return replace(entry, sample=replace(sample, label=sample.label or label))


def _listed(folder: Path, depth: int) -> Iterator[_File | Refusal]:
    """Yield the files of a folder that is no class, and of those in it."""
    for path in _visible(folder):
        if not path.is_dir():
            yield _File(path, "")
            continue
        try:
            inside = _visible(path)
        except OSError as error:
            yield Refusal(str(path), in_words(error))
            continue
        if inside and depth < _DEEPEST and all(each.is_dir() for each in inside):
            yield from _listed(path, depth + 1)
        else:
            yield from _class(path, inside)


def _class(folder: Path, inside: list[Path]) -> Iterator[_File | Refusal]:
    try:
        label = class_label(checked_name(unquote(folder.name, errors="strict")))
    except (FormatError, UnicodeDecodeError):
        yield Refusal(str(folder), tr("the folder's name cannot be the name of a class"))
        return
    for path in inside:
        if path.is_dir():
            yield Refusal(str(path), tr("it is a folder inside that of a class; put its drawings beside it"))
        else:
            yield _File(path, label)


def _visible(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if not path.name.startswith(".") and path.name.lower() not in _NOT_OURS
    )
