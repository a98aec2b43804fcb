"""Saves what is seen: any panel, the whole window, or the page that tells how the network decided."""

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QSize, Signal
from PySide6.QtWidgets import QMenu, QWidget

from tickdraw.data.os_errors import in_words
from tickdraw.gui.answer.verdict_text import describe
from tickdraw.gui.common.output_dialog import ask_output
from tickdraw.gui.common.plain_text import unmarked
from tickdraw.gui.common.widgets import Card
from tickdraw.gui.export.decision_page import PAGE, Sheet
from tickdraw.gui.export.picture_export import FILTERS, KINDS, Paint, PictureError, painted, save_picture
from tickdraw.gui.state.session import Session
from tickdraw.gui.window.main_window import MainWindow
from tickdraw.language import mark, tr

log = logging.getLogger(__name__)
SHEET = mark("How it decided")


class PictureController(QObject):
    """Offers to save pictures, in a menu of every panel and in the window's own.

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
        window.menu_requested.connect(self.show_menu)
        window.actions_by_key["picture"].triggered.connect(self._show_all)
        window.actions_by_key["sheet"].triggered.connect(self.ask_sheet)

    def panels(self) -> list[Card]:
        """Return the panels in sight, from the upper left to the lower right."""
        cards = [card for card in self._window.findChildren(Card) if card.isVisible() and card.accessibleName()]
        origin = QPoint()
        return sorted(
            cards, key=lambda card: (card.mapTo(self._window, origin).x(), card.mapTo(self._window, origin).y())
        )

    def show_menu(self, widget: QWidget | None, at: QPoint) -> None:
        """Offer to save the panel around a widget, and the page."""
        while widget is not None and not isinstance(widget, Card):
            widget = widget.parentWidget()
        menu = self._menu()
        if widget is not None and widget.accessibleName():
            text = tr("Save a picture of “{name}”…", name=widget.accessibleName())
            menu.addAction(unmarked(text), partial(self.ask_picture, widget, widget.accessibleName()))
        menu.addAction(tr("Save a picture of the window…"), partial(self.ask_picture, self._window, "tickdraw"))
        menu.addAction(self._window.actions_by_key["sheet"])
        menu.popup(at)

    def ask_picture(self, widget: QWidget, name: str) -> None:
        """Ask where to save a widget's picture, and do so."""
        file = self._ask(name)
        if file:
            self.save(file, widget.size(), painted(widget), name)

    def ask_sheet(self) -> None:
        """Ask where to save the page, and do so."""
        file = self._ask(tr(SHEET))
        if file:
            self.save_sheet(file)

    def save_sheet(self, file: str) -> None:
        """Write the page that tells how the network decided about the drawing on the board."""
        session = self._session
        trace = session.trace_of(session.chosen)
        answer = describe(session.chosen, trace)
        sheet = Sheet(session.drawing, session.chosen, trace, answer)
        self.save(file, PAGE, sheet.paint, f"{tr(SHEET)}: {answer.headline}")

    def save(self, file: str, size: QSize, paint: Paint, title: str) -> None:
        """Write a picture to a file, or say why it cannot be."""
        path = Path(file)
        try:
            save_picture(path, size, paint, title)
        except (PictureError, OSError) as error:
            log.warning("%s: %s", path, error)
            self.failed.emit(
                tr(
                    "{name}: {reason}. No picture was saved; choose another name or folder.",
                    name=path.name,
                    reason=in_words(error),
                )
            )

    def _show_all(self) -> None:
        """Offer to save any panel in sight."""
        menu = self._menu()
        for card in self.panels():
            name = card.accessibleName()
            menu.addAction(unmarked(name), partial(self.ask_picture, card, name))
        menu.addAction(tr("The whole window"), partial(self.ask_picture, self._window, "tickdraw"))
        corner = QPoint(self._window.width() - menu.sizeHint().width() - 20, 60)
        menu.popup(self._window.mapToGlobal(corner))

    def _menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _ask(self, name: str) -> str:
        """Return the file that the user chose, with an ending; "" for none."""
        kinds = {tr(text): suffix for text, suffix in zip(FILTERS, KINDS, strict=True)}
        chosen = ask_output(self._window, tr("Save a picture"), kinds, f"{name}{KINDS[0]}")
        return str(chosen or "")
