"""What stands around every page: its heading and sentences, the stage, what to try, and the way on."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from tickdraw.gui.common.theme import Theme, px
from tickdraw.gui.common.widgets import Card, label, row, scrolling
from tickdraw.gui.lessons.lesson_page import LessonPage
from tickdraw.gui.lessons.stage import Stage
from tickdraw.gui.lessons.texts import Words
from tickdraw.gui.lessons.try_box import TryBox

TEXT_PX = 900  # longer lines are hard to read
SHORT_PX = 440
WAY_GAP_PX = 12


class LessonFrame(Card):
    """Shows one page at a time.

    Signals
    -------
    back_pressed, next_pressed, show_pressed : ()
        ``show_pressed`` asks for the page's value on the Draw tab.
    """

    back_pressed = Signal()
    next_pressed = Signal()
    show_pressed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._heading = label(role="heading", wrap=True)
        self._text = label(role="lesson", wrap=True)
        self._notice = label(role="warning", wrap=True)
        self._notice.hide()
        self.stage = Stage(words)
        self.try_box = TryBox(words)
        self._back, self._next = QPushButton(words.say("back")), QPushButton()
        self._back.setShortcut("Alt+Left")
        self._next.setShortcut("Alt+Right")
        self._next.setObjectName("primary")
        self._show = QPushButton(words.say("show_in_network"))
        self._show.setToolTip(words.say("show_in_network_tip"))
        self._page_number = label(role="muted")
        self._next_text = ""
        self._arrange()
        for pressed, signal in (
            (self._back, self.back_pressed),
            (self._next, self.next_pressed),
            (self._show, self.show_pressed),
        ):
            pressed.clicked.connect(signal)

    def _arrange(self) -> None:
        self.body.setContentsMargins(26, 18, 26, 16)
        self.body.setSpacing(10)
        content = QWidget()
        content.setObjectName("plain")
        column = self._column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for text in (self._heading, self._text, self._notice):
            column.addWidget(text)
        column.addWidget(self.stage, 1)
        self.body.addWidget(scrolling(content, self._words.say("lessons")), 1)
        self.body.addWidget(self.try_box)
        self.body.addLayout(row(self._back, 1, self._page_number, self._show, self._next, spacing=WAY_GAP_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let what to try scroll with the rest where there is little room, and stay in view elsewhere."""
        super().resizeEvent(event)
        self._place_try_box()
        self._fit_way()

    def _place_try_box(self) -> None:
        scrolls = self.height() < px(SHORT_PX)
        if scrolls and self.body.indexOf(self.try_box) >= 0:
            self._column.addWidget(self.try_box)
        elif not scrolls and self._column.indexOf(self.try_box) >= 0:
            self.body.insertWidget(1, self.try_box)

    @property
    def notice(self) -> str:
        """What is said about the network that is shown; empty where it is the user's own."""
        return self._notice.text()

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        for text in (self._heading, self._text, self._notice):
            text.setMaximumWidth(px(TEXT_PX))
        self._place_try_box()
        self.stage.set_theme(theme)

    def show_page(self, page: LessonPage, *, solved_before: bool) -> None:
        """Show a page."""
        self._heading.setText(page.texts.heading)
        self._text.setText(page.texts.text)
        self.setAccessibleName(page.texts.heading)
        self.setAccessibleDescription(page.texts.text)
        self.try_box.show_goal(page.texts.goal, solved_before=solved_before)
        focused = QApplication.focusWidget()
        if focused is not None and self.stage.isAncestorOf(focused) and focused is not self.stage.board:
            self._next.setFocus()  # otherwise it would go anywhere with the page that leaves
        self.stage.show_page(page)

    def show_notice(self, notice: str) -> None:
        """Say something about the network that is shown, or nothing."""
        self._notice.setText(notice)
        self._notice.setVisible(bool(notice))

    def show_way(self, back: bool, next_text: str, page_number: str) -> None:
        """Show where Back and Next lead."""
        self._back.setEnabled(back)
        self._next_text = next_text
        self._page_number.setText(page_number)
        self._fit_way()

    def show_place(self, known: bool) -> None:
        """Offer the way to the network, or not."""
        self._show.setVisible(known)
        self._fit_way()

    def _fit_way(self) -> None:
        """Leave out where Next leads, and the page's number, where there is no room for them."""
        margins = self.body.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        self._say_next(self._next_text)
        self._page_number.setVisible(bool(self._page_number.text()))
        shown = [own for own in (self._back, self._page_number, self._show, self._next) if not own.isHidden()]
        if sum(own.sizeHint().width() + WAY_GAP_PX for own in shown) > room:
            self._say_next(self._words.say("next_short"))
            self._page_number.hide()
        self._next.setAccessibleName(self._next_text)

    def _say_next(self, text: str) -> None:
        if self._next.text() != text:
            self._next.setText(text)
            self._next.setShortcut("Alt+Right")  # a new text takes the shortcut away
