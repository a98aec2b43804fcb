"""What surrounds every lesson: the list, the way on, what is remembered, and the network that is shown."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QSlider

from tests.campaigns import RUN_ALL
from tests.gui.lessons.teaching import board, box, click, draw, is_solved, press, tab_to
from tests.gui.windows import open_program, spoken
from tests.nn.networks import MATRIX
from tickdraw.gui.app import demo
from tickdraw.gui.common.settings import load_settings
from tickdraw.gui.lessons.cell_picture import CellPicture
from tickdraw.gui.lessons.course import Course, Place
from tickdraw.gui.lessons.frame import LessonFrame
from tickdraw.gui.lessons.registry import LESSONS
from tickdraw.gui.lessons.texts import load_words
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.explain.sums import GRID, Cell
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network

NETWORKS = [
    ("dense", 12),
    ("relu, dense 3, relu, dense", 12),
    ("conv 1@3x3, dense", 12),
    ("pool 2x2, conv 2@3x3 stride 2, dense", 12),
    *(MATRIX if RUN_ALL else []),
]
PAGES = [(lesson.key, page) for lesson in LESSONS for page in range(1, len(lesson.pages) + 1)]


def use(window, text, grid_size=28):
    """Let another network answer, such as one with a single block."""
    import numpy as np

    architecture = Architecture.from_text(text, ("tick", "cross"), grid_size)
    network = Network.fresh(architecture, np.random.default_rng(3))
    window.session.set_model(Model(network, (0.5, 0.5), {}, "mine"))
    demo.settle(window)


def test_next_goes_through_every_page_and_back(window, lesson, qtbot):
    lesson("grid")
    frame, lessons = window.teaching.tab.frame, window.teaching.lessons
    visited = [lessons.opened]
    for _ in PAGES[1:]:
        click(frame._next)
        visited.append(lessons.opened)
    assert visited == [f"{key}.{page}" for key, page in PAGES]
    assert window.teaching.tab.lessons.currentRow() == len(LESSONS) - 1
    assert window.window.page._footer.text().startswith(
        f"Lesson {len(LESSONS)} of {len(LESSONS)} · your own drawing"
    )
    click(frame._next)
    assert window.window.draw_tab.isVisible(), "after the last lesson one draws"
    window.window.page.show_tab("Lessons")
    for key, page in PAGES[-2::-1]:
        QTest.keyClick(window.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda wanted=f"{key}.{page}": lessons.opened == wanted, timeout=10_000)
    assert not frame._back.isEnabled()


@pytest.mark.parametrize(("key", "page"), PAGES)
def test_every_page_says_what_it_is_and_nothing_is_cut_off(window, lesson, key, page):
    shown = lesson(key, page=page)
    frame = window.teaching.tab.frame
    assert spoken(frame) == (shown.texts.heading, shown.texts.text)
    for control in [*shown.findChildren(QPushButton), *shown.findChildren(QSlider)]:
        if control.isVisible():
            assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name), control
            assert min(control.width(), control.height()) >= 20, control
    window.window.resize(1024, 700)
    QApplication.processEvents()
    assert (window.window.width(), window.window.height()) == (1024, 700)
    assert not frame.findChild(QScrollArea).verticalScrollBar().maximum()
    assert shown.height() >= shown.layout().totalMinimumSize().height()
    assert shown.height() >= shown.layout().minimumHeightForWidth(shown.width())
    for text in frame.findChildren(QLabel):
        if text.isVisible() and text.text():
            needed = text.heightForWidth(text.width()) if text.wordWrap() else text.sizeHint().height()
            assert text.height() >= needed, text.text()
            assert text.wordWrap() or text.width() >= text.sizeHint().width(), text.text()
    for picture in shown.findChildren(CellPicture):
        if picture.isVisible():
            assert picture.box().height() >= 60, picture.accessibleName()
            assert picture.box().bottom() <= picture.height() + 1
    window.window.resize(1440, 900)


@pytest.mark.parametrize(("key", "page"), PAGES)
def test_every_page_bears_every_network(window, lesson, key, page):
    shown = lesson(key, page=page)
    for text, grid_size in NETWORKS:
        use(window, text, grid_size)
        own = shown.suits(window.session.model.network.architecture)
        assert shown.model is window.session.model if own else shown.model.name == "starter"
        assert (window.teaching.tab.frame.notice == "") == own
    draw(window, [(60, 60), (180, 180)])
    window.drawing.clear()
    demo.settle(window)


def test_where_next_leads_is_left_out_where_there_is_no_room(qtbot):
    frame = LessonFrame(load_words("common"))
    qtbot.addWidget(frame)
    frame.show_way(True, "Next: Again, deeper", "Page 1 of 4")
    for width_px, text in ((900, "Next: Again, deeper"), (380, "Next"), (900, "Next: Again, deeper")):
        frame.resize(width_px, 600)
        # It is not shown: that would take the keys from the window of the other tests.
        frame.resizeEvent(QResizeEvent(frame.size(), frame.size()))
        assert frame._next.text() == text
        assert frame._page_number.isHidden() == (text == "Next")
        assert frame._next.accessibleName() == "Next: Again, deeper"
        assert frame._next.shortcut().toString() == "Alt+Right"


def test_a_larger_grid_fits_too(window, lesson):
    lesson("convolution")
    use(window, "conv 3@7x7 bias, relu, pool 3x3, dense", 64)
    shown = window.teaching.lessons.page
    assert shown.map.values == pytest.approx(window.session.trace.values[0][shown.number.number], abs=1e-5)
    assert " ÷ 49 " in shown.sum.text()


def test_show_me_goes_to_the_same_value_in_the_network(window, lesson):
    shown = lesson("convolution")
    shown.player.go_to(130)
    cell = shown.cell
    click(window.teaching.tab.frame._show)
    assert window.window.draw_tab.isVisible()
    assert window.exploring.thread_shown.held == cell
    window.exploring.thread_shown.release()
    shown = lesson("grid")
    click(window.teaching.tab.frame._show)
    assert window.exploring.thread_shown.held == Cell(GRID, 0, *divmod(shown.player.place, 28))
    window.exploring.thread_shown.release()


def test_what_is_drawn_here_is_drawn_there(window, lesson):
    lesson("grid", drawing=None)
    draw(window, [(60, 60), (180, 180)])
    assert len(window.session.drawing.strokes) == 1
    assert window.window.draw_tab.board._drawing is window.session.drawing
    click(window.teaching.tab.frame.stage.clear)
    assert window.session.drawing.is_empty
    QTest.keyClick(window.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.session.drawing.strokes) == 1


def test_a_lucky_drawing_is_no_achievement(window, lesson):
    window.window.page.show_tab("Draw")
    window.drawing.clear()
    demo.draw(window.window.draw_tab.board, [[(-5, 100), (261, 100)]])
    demo.settle(window)
    window.window.page.show_tab("Lessons")
    window.teaching.lessons.open_lesson("grid")
    demo.settle(window)
    assert not is_solved(window)
    draw(window, [(10, 10), (20, 20)])
    assert is_solved(window)


def test_keys_alone_go_through_the_first_lesson(window, lesson):
    lesson("filter")
    tab = window.teaching.tab
    tab_to(window, tab.lessons)
    press(tab.lessons, Qt.Key.Key_Up)
    assert window.teaching.lessons.opened == "grid.1"
    shown = window.teaching.lessons.page
    tab_to(window, shown.resolution)
    press(shown.resolution, Qt.Key.Key_Home)
    assert shown.resolution.value() == 8
    tab_to(window, board(window))
    to_the_edge = [Qt.Key.Key_Up, Qt.Key.Key_Up, *[Qt.Key.Key_Left] * 20]
    press(board(window), *to_the_edge, Qt.Key.Key_Space, *[Qt.Key.Key_Right] * 40, Qt.Key.Key_Space)
    demo.settle(window)
    assert is_solved(window)
    tab_to(window, tab.frame._next)
    press(tab.frame._next, Qt.Key.Key_Space)
    assert window.teaching.lessons.opened == "filter.1"


def test_the_focus_stays_in_the_lessons(window, lesson):
    page = lesson("pooling")
    tab_to(window, page.ask)
    window.teaching.lessons.open_lesson("stacking")
    assert QApplication.focusWidget() is window.teaching.tab.frame._next


def test_what_was_solved_is_marked_and_remembered(qapp):
    with open_program(None) as program:
        program._remembers = True
        program.window.page.show_tab("Lessons")
        draw(program, [(-5, 100), (261, 100)])
        assert is_solved(program)
        tab = program.teaching.tab
        name = QAccessible.queryAccessibleInterface(tab.lessons).child(0).text(QAccessible.Text.Name)
        assert name.endswith("done")
        assert load_settings().lessons_solved == ("grid.1",), "on disk at once"
        click(tab.frame._next)
        click(tab.frame._back)
        assert box(program).best_text == "✓ Done before"
        assert box(program).share == 1
        program._remembers = False


def test_the_book_is_one_button_away(window, lesson):
    from tickdraw.gui.explore.xo_example_dialog import ExampleDialog

    lesson("grid")
    click(window.teaching.tab.book)
    (shown,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ExampleDialog)]
    assert shown.finding == "49 of 49 numbers agree with the book."
    shown.close()


def test_nothing_is_loaded_before_the_tab_is_shown(qapp):
    with open_program(None) as program:
        assert not program.teaching.tab.is_built
        program.teaching.lessons.open_lesson("relu")
        assert program.teaching.lessons.page is None
        program.window.page.show_tab("Lessons")
        assert program.teaching.lessons.opened == "relu.1"


def test_a_course_forgets_pages_that_are_gone():
    course = Course(LESSONS, ("grid.1", "alchemy.1", "grid.7"))
    assert course.solved == ("grid.1",)
    assert course.solved_lessons()[:2] == [True, False]
    assert course.find("alchemy.1") == Place(0)
    assert course.beside(Place(0), -1) is None
    assert not course.solve(Place(0))
    assert course.solve(Place(1))
