"""Opening and saving files; one that cannot be used leaves what is current in place."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tickdraw.data.formats import Refusal, read, strokes_after
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.trouble import in_words
from tickdraw.files import MODEL, check_output
from tickdraw.gui.commands import ReplaceDrawing, ReplaceModel
from tickdraw.gui.session import Session
from tickdraw.gui.undo_stack import UndoStack
from tickdraw.gui.wording import model_title
from tickdraw.language import mark, tr
from tickdraw.nn.model import Model
from tickdraw.nn.storage import load_model, save_model
from tickdraw.page.reading import is_page, load_network
from tickdraw.paths import resource_path

log = logging.getLogger(__name__)
STARTER = "starter.safetensors"
MODEL_SUFFIX = MODEL.suffix
MAX_LOOKED_AT = 1000


def load_starter() -> Model:
    """Return the model that ships with tickdraw."""
    return load_model(resource_path(STARTER))


def is_model(file: str) -> bool:
    """Tell from its name whether a file is a model, or a living page with one in it."""
    return Path(file).suffix.lower() == MODEL_SUFFIX or is_page(file)


class FileController(QObject):
    """Brings models and drawings from files into the session, and models into files.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    """

    failed = Signal(str)

    def __init__(self, session: Session, undo_stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._undo_stack = undo_stack

    def open_files(self, files: list[str]) -> None:
        """Open models and drawings, one after the other."""
        for file in files:
            try:
                self._open(file)
            except (OSError, ValueError) as error:
                self._fail(Path(file), error, mark("{file}: {reason}. Nothing has changed."))

    def _open(self, file: str) -> None:
        path = Path(file)
        if is_model(file):
            self._use(load_network(path), tr("Open {file}", file=path.name))
        else:
            after = _first_drawing(path)
            before, text = self._session.drawing, tr("Open {file}", file=path.name)
            self._undo_stack.push(ReplaceDrawing(self._session, before, after, text))

    def use_starter(self) -> None:
        """Let the starter model answer again."""
        self._use(load_starter(), tr("Use the starter network"))

    def save_model(self, file: str) -> None:
        """Write the chosen model to a file."""
        path = Path(file)
        if path.suffix.lower() != MODEL_SUFFIX:
            path = path.with_name(path.name + MODEL_SUFFIX)
        try:
            check_output(path, MODEL)
            save_model(path, self._session.chosen)
        except (OSError, ValueError) as error:
            told = mark("{file}: {reason}. The network is still in use and nothing is lost; try another folder.")
            self._fail(path, error, told)
            return
        if self._session.is_previewing:
            name = model_title(self._session.chosen.full_name)
            self.failed.emit(
                tr(
                    "The network in use was saved, “{name}”, and not the one that the run shows. "
                    "To save that one, choose “Use this network” on the tab Train first.",
                    name=name,
                )
            )

    def _use(self, model: Model, text: str) -> None:
        self._undo_stack.push(ReplaceModel(self._session, model, text))

    def _fail(self, path: Path, error: Exception, told: str) -> None:
        log.warning("%s: %s", path, error)
        self.failed.emit(tr(told, file=path.name, reason=in_words(error).rstrip(".")))


def _first_drawing(path: Path) -> Drawing:
    """Return the first drawing in a file, on the board: where it was drawn, or fitted if another program made it.

    Raises
    ------
    ValueError
        If it holds no strokes, nor a picture whose lines can become strokes.
    """
    refused = ""
    for _, found in zip(range(MAX_LOOKED_AT), read(path), strict=False):
        if isinstance(found, Refusal):
            refused = refused or found.reason
            continue
        strokes = found.sample if isinstance(found.sample, Sample) else strokes_after(found.sample)
        if strokes is not None and not strokes.drawing.is_empty:
            return strokes.drawing.on_board()
    raise ValueError(refused or tr("there are no strokes in it that could be put on the board"))
