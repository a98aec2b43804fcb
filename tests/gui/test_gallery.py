"""My drawings: seen, found, relabelled, deleted, opened; every step undone."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu

from tests.gui.windows import spoken
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.data.synthetic import generate
from tickdraw.gui.class_list import NAME_ROLE
from tickdraw.gui.drawings_tab import uneven
from tickdraw.training.listing import Order

WAIT_MS = 20_000


@pytest.fixture
def learning(program):
    """The learning part of the loaded program, with the default project open and My drawings in sight."""
    program.learning.files.open_default()
    program.window.page.show_tab("My drawings")
    yield program.learning
    program.learning.shut_down()


@pytest.fixture
def tab(learning):
    learning.drawings_tab.learning = learning  # so that a test can wait for what goes on behind the tab
    return learning.drawings_tab


@pytest.fixture
def samples(learning):
    """Some generated drawings, kept in the project; as the ids of the project tell them."""
    made = [sample for sample in generate(90, 3) if not sample.drawing.is_empty]
    learning.project.project.samples.add_many(made)
    learning.project.changed.emit()
    return learning.project.project.samples


def show(qtbot, tab, order):
    """Press a chip and wait until all that was asked for is there."""
    tab._chips.button(list(Order).index(order)).click()
    settle(qtbot, tab)


def settle(qtbot, tab):
    qtbot.waitUntil(lambda: not tab.learning.gallery._jobs.is_running, timeout=WAIT_MS)


def label_of(learning, number):
    return learning.project.project.samples.load([number])[0].sample.label


def ids_of(learning, label):
    return learning.project.project.samples.ids(label=label).tolist()


def select(tab, *ids):
    tab.gallery.setFocus()
    tab.select_ids(ids)
    assert sorted(tab.selected_ids()) == sorted(ids)


def choose_class(tab, name):
    for row in range(tab.classes.count()):
        if tab.classes.item(row).data(NAME_ROLE) == name:
            tab.classes.setCurrentRow(row)
            return
    pytest.fail(f"no class {name} in the list")


def test_the_gallery_loads_only_what_is_looked_at(qtbot, program, tab, samples):
    model = tab.model
    assert model.rowCount() == len(samples.ids())
    qtbot.waitUntil(lambda: model.peek(0) is not None, timeout=WAIT_MS)
    in_sight = tab.gallery.rows_in_sight[1]
    assert in_sight < model.rowCount()
    assert model.peek(model.rowCount() - 1) is None
    thumb = model.thumb(0)
    grid = np.where(np.frombuffer(thumb.image.constBits(), np.uint32).reshape(28, 28) > 0xFF808080, 1, -1)
    confidences = program.session.model.network.confidences(grid.astype(np.float32)[None])[0]
    assert thumb.answer == program.session.model.answer(confidences)
    assert thumb.confidence == pytest.approx(confidences.max(), abs=1e-5)


def test_scrolling_loads_what_comes_into_sight(qtbot, tab, samples):
    tab.gallery.verticalScrollBar().setValue(tab.gallery.verticalScrollBar().maximum())
    last = tab.model.rowCount() - 1
    qtbot.waitUntil(lambda: tab.model.peek(last) is not None, timeout=WAIT_MS)
    assert tab.gallery.rows_in_sight[1] == last + 1


def test_relabelling_by_key_can_be_undone(qtbot, program, learning, tab, samples):
    number = ids_of(learning, "tick")[0]
    select(tab, number)
    qtbot.keyClick(tab.gallery, Qt.Key.Key_2)
    assert label_of(learning, number) == "cross"
    assert tab.selected_ids() == [number], "what was selected stays selected"
    program.undo_stack.undo()
    assert label_of(learning, number) == "tick"
    qtbot.keyClick(tab.gallery, Qt.Key.Key_1)
    assert program.undo_stack.canRedo(), "a label that changes nothing is no step"


def test_keys_go_through_a_class_drawing_by_drawing(qtbot, learning, tab, samples):
    choose_class(tab, "tick")
    first, second = tab.model.ids[:2].tolist()
    select(tab, first)
    qtbot.keyClick(tab.gallery, Qt.Key.Key_2)
    assert tab.selected_ids() == [second], "the next one takes its place"


def test_deleting_by_key_can_be_undone(qtbot, program, tab, samples):
    count = tab.model.rowCount()
    tab.gallery.setFocus()
    tab.gallery.selectAll()
    assert f"{count} selected" in tab.selection._count.text()
    qtbot.keyClick(tab.gallery, Qt.Key.Key_Delete)
    assert tab.model.rowCount() == 0
    assert "No drawings yet" in tab._empty.text()
    program.undo_stack.undo()
    assert tab.model.rowCount() == count


def test_arrow_keys_move_in_rows_and_columns(qtbot, tab, samples):
    tab.gallery.setFocus()
    tab.gallery.setCurrentIndex(tab.model.index(0))
    columns = tab.gallery.columns
    for key, row in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, columns + 1),
        (Qt.Key.Key_Left, columns),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, tab.model.rowCount() - 1),
        (Qt.Key.Key_Down, tab.model.rowCount() - 1),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(tab.gallery, key)
        assert tab.gallery.currentIndex().row() == row
    qtbot.keyClick(tab.gallery, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert tab.gallery.selected_rows() == [0, 1]


def test_a_frame_pulled_around_drawings_selects_them(qtbot, tab, samples):
    view = tab.gallery.viewport()
    below = tab.gallery.visualRect(tab.model.index(tab.gallery.columns + 1)).center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseMove(view, QPoint(40, 40))
    qtbot.mouseMove(view, below)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=below)
    assert tab.gallery.selected_rows() == [0, 1, tab.gallery.columns, tab.gallery.columns + 1]


def test_disagreement_is_found_counted_and_gone_when_relabelled(qtbot, program, learning, tab, samples):
    model = program.session.model
    wrong = ids_of(learning, "tick")[0]
    samples.relabel([wrong], "cross")
    learning.project.changed.emit()
    show(qtbot, tab, Order.DISAGREES)
    shown = [tab.model.thumb(row) for row in range(tab.model.rowCount())]
    assert wrong in [thumb.kept.id for thumb in shown]
    assert all(thumb.disagrees for thumb in shown)
    assert f"({len(shown)})" in tab._chips.button(list(Order).index(Order.DISAGREES)).text()
    told = {kept.id for kept in samples if model_says(model, kept) != kept.sample.label}
    assert {thumb.kept.id for thumb in shown} == told
    select(tab, wrong)
    qtbot.keyClick(tab.gallery, Qt.Key.Key_1)
    settle(qtbot, tab)
    assert wrong not in tab.model.ids


def model_says(model, kept):
    from tickdraw.data.grid import render

    return model.answer(model.network.confidences(render(kept.sample.drawing)[None])[0])


def test_the_least_sure_come_first(qtbot, program, tab, samples):
    show(qtbot, tab, Order.LEAST_SURE)
    model = program.session.model
    margins = []
    for row in range(tab.model.rowCount()):
        grid = np.frombuffer(tab.model.thumb(row).image.constBits(), np.uint32).reshape(28, 28)
        confidences = model.network.confidences(np.where(grid > 0xFF808080, 1, -1).astype(np.float32)[None])[0]
        over = np.sort(confidences - np.array(model.thresholds))
        margins.append(min(abs(over[-1]), over[-1] - over[-2]))
    assert len(margins) == len(samples.ids())
    assert margins == pytest.approx(sorted(margins), abs=1e-5)


def test_what_to_label_next_is_taken_from_those_without_a_label(qtbot, learning, tab, samples):
    bare = samples.ids()[:12].tolist()
    samples.relabel(bare, "")
    learning.project.changed.emit()
    show(qtbot, tab, Order.LABEL_NEXT)
    assert sorted(tab.model.ids.tolist()) == sorted(bare)
    choose_class(tab, "")
    settle(qtbot, tab)
    assert sorted(tab.model.ids.tolist()) == sorted(bare)


def test_newest_author_and_split_are_filters(qtbot, learning, tab, samples):
    samples.add_many([Sample(Drawing.from_lists([[[20, 200], [20, 200]]]), "tick")], author="Ada")
    learning.project.changed.emit()
    newest = samples.ids()[0]
    show(qtbot, tab, Order.NEWEST)
    assert tab.model.ids[0] == newest
    tab._authors.setCurrentIndex(tab._authors.findData("Ada"))
    tab._authors.activated.emit(0)
    assert tab.model.ids.tolist() == [newest]
    tab._authors.setCurrentIndex(0)
    tab._splits.setCurrentText("Exam only")
    tab._splits.activated.emit(2)
    assert sorted(tab.model.ids.tolist()) == sorted(samples.ids(split="exam").tolist())


def test_copies_are_shown_and_all_but_the_first_removed(qtbot, program, learning, tab, samples):
    first = samples.load(samples.ids()[-2:])
    samples.add_many([kept.sample for kept in first])
    samples.add(first[0].sample.drawing, "star")
    learning.project.changed.emit()
    count = len(samples.ids())
    show(qtbot, tab, Order.COPIES)
    assert tab.model.rowCount() == 5
    tab._remove_copies.click()
    assert len(samples.ids()) == count - 2, "a copy under another label is for people to decide"
    tab._remove_copies.click()
    assert len(samples.ids()) == count - 2
    assert "different labels" in program.window.message_bar.text
    program.undo_stack.undo()
    assert len(samples.ids()) == count


def test_stop_leaves_what_was_found_and_says_so(qtbot, learning, tab, samples, monkeypatch):
    monkeypatch.setattr("tickdraw.training.listing.REPORT_S", 0.0)
    monkeypatch.setattr("tickdraw.training.review.PAGE", 1)
    show_order = tab._chips.button(list(Order).index(Order.LEAST_SURE))
    show_order.click()
    qtbot.waitUntil(lambda: "Asking the network" in tab.asking.text, timeout=WAIT_MS)
    tab.asking.stop_requested.emit()
    settle(qtbot, tab)
    if "Stopped" in tab.asking.text:  # unless all was asked by then
        assert 0 < tab.model.rowCount() < len(samples.ids())


def test_another_query_takes_the_place_of_one_under_way(qtbot, tab, samples):
    tab._chips.button(list(Order).index(Order.LEAST_SURE)).click()
    tab._chips.button(list(Order).index(Order.DISAGREES)).click()
    tab._chips.button(list(Order).index(Order.ALL)).click()
    settle(qtbot, tab)
    assert tab.model.ids.tolist() == samples.ids()[::-1].tolist()


def test_dragging_to_a_class_relabels(program, learning, tab, samples):
    ids = ids_of(learning, "tick")[:3]
    select(tab, *ids)
    drop(tab, "cross")
    assert {label_of(learning, number) for number in ids} == {"cross"}
    program.undo_stack.undo()
    assert {label_of(learning, number) for number in ids} == {"tick"}


def test_dragging_nothing_or_to_no_class_changes_nothing(program, tab, samples):
    drop(tab, "cross")
    select(tab, int(samples.ids()[0]))
    drop(tab, None)
    assert not program.undo_stack.canUndo()


def drop(tab, name):
    """Drop what is selected on a class, as Qt's drag would."""
    classes = tab.classes
    item = next(item for item in map(classes.item, range(classes.count())) if item.data(NAME_ROLE) == name)
    at = classes.visualItemRect(item).center()
    mime = tab.model.mimeData([])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(at, copy, mime, left, none),
        QDragMoveEvent(at, copy, mime, left, none),
        QDropEvent(QPointF(at), copy, mime, left, none),
    ):
        QApplication.sendEvent(classes.viewport(), event)


def test_what_else_is_dragged_over_the_classes_is_not_taken(tab, samples):
    mime = QMimeData()
    mime.setText("something")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(tab.classes.viewport(), event)
    assert not event.isAccepted()


def test_the_menu_of_the_selection_labels_too(monkeypatch, learning, tab, samples):
    shown = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))  # off screen, none can be shown
    number = ids_of(learning, "tick")[0]
    select(tab, number)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(), tab.gallery.viewport().mapToGlobal(QPoint(9, 9))
    )
    QApplication.sendEvent(tab.gallery, event)
    labels = next(action for action in shown[0].actions() if action.text() == "Label as")
    next(action for action in labels.menu().actions() if action.text().startswith("cross")).trigger()
    assert label_of(learning, number) == "cross"


def test_a_kept_drawing_opens_on_the_blackboard(program, tab, samples):
    number = int(samples.ids()[0])
    select(tab, number)
    tab.gallery.open_requested.emit()
    assert program.window.draw_tab.isVisible()
    kept = samples.load([number])[0].sample.drawing
    assert [s.x.tolist() for s in program.session.drawing.strokes] == [s.x.tolist() for s in kept.strokes]


def test_what_was_drawn_on_a_larger_board_is_fitted_to_ours(program, learning, tab, samples):
    large = Drawing.from_lists([[[100, 900, 2000], [100, 1500, 40]]])
    samples.add(large, "tick")
    learning.project.changed.emit()
    select(tab, int(samples.ids()[0]))
    tab.gallery.open_requested.emit()
    left, top, right, bottom = program.session.drawing.bounds()
    assert min(left, top) >= 0
    assert max(right, bottom) <= 256


def test_thumbnails_speak(qtbot, tab, samples):
    qtbot.waitUntil(lambda: tab.model.peek(0) is not None, timeout=WAIT_MS)
    told = tab.model.data(tab.model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "the network says" in told
    assert spoken(tab.gallery)[0] == "Drawings"


def test_uneven_classes_are_told():
    assert uneven({"tick": 120, "cross": 117, "star": 20}).startswith("star: only 20")
    assert uneven({"tick": 10, "cross": 9}) == ""
    assert uneven({"tick": 10, "cross": 0}) == ""
    assert uneven({}) == ""
