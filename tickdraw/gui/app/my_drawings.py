"""My drawings, put together: the tab, its controllers, its dialogs."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from tickdraw.data.formats import INPUTS
from tickdraw.data.grid import render
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.gui.common.jobs import LearningTurn
from tickdraw.gui.common.output_dialog import ask_output
from tickdraw.gui.common.theme import LIGHT, Theme
from tickdraw.gui.gallery.drawings_tab import DrawingsTab
from tickdraw.gui.gallery.gallery_controller import GalleryController
from tickdraw.gui.gallery.gallery_edits_controller import GalleryEditsController
from tickdraw.gui.gallery.replay_dialog import ReplayDialog
from tickdraw.gui.gallery.transfer_controller import TransferController
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.state.session import Session
from tickdraw.language import class_name, mark, tr

IMPORT_FILTERS = (mark("Drawings and pictures ({endings})"), mark("All files (*)"))
EXPORTS = {
    mark("QuickDraw lines (*.ndjson)"): ".ndjson",
    mark("NumPy arrays (*.npz)"): ".npz",
    mark("Project (*.tickdraw)"): ".tickdraw",
    mark("Folder of PNGs (*)"): "",
}


def import_filter() -> str:
    """Return what a dialog for files of drawings offers: those that are read, or all."""
    drawings, everything = IMPORT_FILTERS
    return ";;".join([tr(drawings, endings=" ".join(f"*{each}" for each in INPUTS)), tr(everything)])


class MyDrawings(QObject):
    """Builds the tab "My drawings" and what works behind it.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    drawing_opened : Sample
        Show this on the blackboard.
    recovered : str
        What `failed` said is over.
    """

    failed = Signal(str)
    recovered = Signal(str)
    drawing_opened = Signal(object)

    def __init__(self, session: Session, project: ProjectController, window: QWidget, turn: LearningTurn) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._theme = LIGHT
        self.tab = DrawingsTab()
        self.gallery = GalleryController(session, project, self.tab, self)
        self.drawings = GalleryEditsController(session, project, self.tab, self)
        self.transfer = TransferController(project, self.tab.moving, turn, self)
        for controller in (self.gallery, self.drawings, self.transfer):
            controller.failed.connect(self.failed)
        self.drawings.drawing_opened.connect(self.drawing_opened)
        self.drawings.replay_requested.connect(self._replay)
        self.transfer.recovered.connect(self.recovered)
        self.tab.import_requested.connect(self._ask_import)
        self.tab.folder_import_requested.connect(self._ask_folder)
        self.tab.export_requested.connect(self._ask_export)

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.tab.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what runs, before the project is closed."""
        self.transfer.shut_down()
        self.gallery.shut_down()

    def _replay(self, samples: list[Sample]) -> None:
        dialog = ReplayDialog(samples, self._theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.moment_shown.connect(lambda drawing: dialog.show_answer(self._answer(drawing)))
        dialog.open_requested.connect(self.drawing_opened)
        dialog.open_requested.connect(dialog.close)
        dialog.open()

    def _answer(self, drawing: Drawing) -> str:
        """Return what the network says of a drawing, in words."""
        if drawing.is_empty:
            return tr("Nothing is drawn yet.")
        model = self._session.model
        seen = drawing.fitted() if self._session.is_centred else drawing
        confidences = model.network.confidences(render(seen, model.network.architecture.grid_size)[None])[0]
        return tr(
            "The network says: {answer} {confidence:.2f}",
            answer=class_name(model.answer(confidences)),
            confidence=confidences.max(),
        )

    def _ask_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self._window, tr("Import drawings"), "", import_filter())
        self.transfer.import_files(chosen)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Import a folder of drawings"))
        self.transfer.import_files([chosen] if chosen else [])

    def _ask_export(self) -> None:
        kinds = {tr(kind): suffix for kind, suffix in EXPORTS.items()}
        if chosen := ask_output(self._window, tr("Export all drawings"), kinds):
            self.transfer.export(str(chosen))
