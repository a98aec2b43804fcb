"""Opening and saving files; one that cannot be used leaves what is current in place."""

import logging
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tickdraw.data.formats import Refusal, read, strokes_after
from tickdraw.data.os_errors import in_words
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.files import MODEL, check_output
from tickdraw.gui.answer.verdict_text import GUESSED, model_title
from tickdraw.gui.common.jobs import Progress, StoppedError
from tickdraw.gui.common.long_job import LongJob
from tickdraw.gui.state.session import Session
from tickdraw.gui.state.session_commands import ReplaceDrawing, ReplaceModel
from tickdraw.gui.state.undo_stack import UndoStack
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


@dataclass(frozen=True, slots=True)
class _Result:
    """What was found in a file, and whether it is strokes that were made after a picture."""

    path: Path
    found: Model | Drawing | Exception
    is_guess: bool = False


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
        self._job = LongJob(self)
        self._job.finished.connect(self._take)
        self._job.failed.connect(self._stopped)

    @property
    def job(self) -> LongJob:
        """What reads the files."""
        return self._job

    def open_files(self, files: list[str]) -> None:
        """Open models and drawings, one after the other."""
        if self._job.is_running:
            self.failed.emit(tr("Files are being opened already; wait a moment and try again."))
        elif files:
            self._job.start(lambda progress: [_read(Path(file), progress) for file in files])

    def shut_down(self) -> None:
        """Stop reading, before the window closes."""
        self._job.stop()
        self._job.wait()

    def _take(self, results: list[_Result]) -> None:
        for result in results:
            text = tr("Open {file}", file=result.path.name)
            match result.found:
                case Model() as model:
                    self._use(model, text)
                case Drawing() as drawing:
                    self._undo_stack.push(ReplaceDrawing(self._session, self._session.drawing, drawing, text))
                    if result.is_guess:
                        self.failed.emit(tr(GUESSED))
                case error:
                    self._fail(result.path, error, mark("{file}: {reason}. Nothing has changed."))

    def _stopped(self, error: Exception) -> None:
        self.failed.emit(
            tr("It was stopped. Nothing was changed.")
            if isinstance(error, StoppedError)
            else tr("Something went wrong inside tickdraw, so nothing was opened. Nothing was changed.")
        )

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


def _read(path: Path, progress: Progress) -> _Result:
    """Return the model or the first drawing in a file, or why there is none."""
    try:
        progress.tell(tr("Reading {name}", name=path.name))
        return _Result(path, load_network(path)) if is_model(str(path)) else _first_drawing(path, progress)
    except (OSError, ValueError) as error:
        return _Result(path, error)


def _first_drawing(path: Path, progress: Progress) -> _Result:
    """Return the first drawing in a file, on the board: where it was drawn, or fitted if another program made it.

    Raises
    ------
    ValueError
        If it holds no strokes, nor a picture whose lines can become strokes.
    """
    refused = ""
    entries = read(path, lambda share: progress.tell(tr("Reading {name}", name=path.name), share))
    for _, found in zip(range(MAX_LOOKED_AT), entries, strict=False):
        if isinstance(found, Refusal):
            refused = refused or found.reason
            continue
        strokes = found.sample if isinstance(found.sample, Sample) else strokes_after(found.sample)
        if strokes is not None and not strokes.drawing.is_empty:
            return _Result(path, strokes.drawing.on_board(), is_guess=strokes is not found.sample)
    raise ValueError(refused or tr("there are no strokes in it that could be put on the board"))
