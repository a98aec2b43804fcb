"""Saves the network and the drawing as a living page."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tickdraw.data.os_errors import in_words
from tickdraw.files import PAGE, check_output, replacing
from tickdraw.gui.common.output_dialog import ask_output
from tickdraw.gui.state.session import Session
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.language import spoken, tr

log = logging.getLogger(__name__)


class PageController(QObject):
    """Offers to save the network that the user decided on, with what is on the board, as a living page.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    """

    failed = Signal(str)

    def __init__(self, session: Session, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        window.actions_by_key["page"].triggered.connect(self.ask)

    def ask(self) -> None:
        """Ask where to save the page, and do so."""
        kinds = {tr("Living page (*.html)"): PAGE.suffix}
        if chosen := ask_output(self._window, tr("Save as a living page"), kinds, f"tickdraw{PAGE.suffix}"):
            self.save(str(chosen))

    def save(self, file: str) -> None:
        """Write the page, or say why it cannot be."""
        from tickdraw.page.living_page import Page  # few windows ever need it

        path, session = Path(file), self._session
        try:
            check_output(path, PAGE)
            data = Page(session.chosen, session.seen_drawing, spoken()).html()
            with replacing(path) as target:
                target.write(data)
        except (OSError, ValueError) as error:
            log.warning("%s: %s", path, error)
            self.failed.emit(
                tr(
                    "{name}: {reason}. No page was saved; choose another name or folder.",
                    name=path.name,
                    reason=in_words(error).rstrip("."),
                )
            )
