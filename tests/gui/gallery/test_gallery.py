"""My drawings: seen, found, relabelled, deleted, opened; every step undone."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import numpy as np
import PySide6
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu

from tests.gui.windows import spoken
from tickdraw.data.grid import render
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import Drawing
from tickdraw.gui.gallery.class_list import NAME_ROLE
from tickdraw.gui.gallery.drawings_tab import uneven
from tickdraw.training.gallery.gallery_query import Order
from tickdraw.training.gallery.model_opinions import Opinions

WAIT_MS = 20_000
# Older versions know whole pixels alone, and Qt 6.12 warns of those.
DRAGGED_AT = QPointF if PySide6.__version_info__ >= (6, 12) else QPoint


def test_the_gallery_loads_only_what_is_looked_at(gallery, qtbot):
    model = gallery.tab.model
    assert model.rowCount() == len(gallery.samples.ids())
    qtbot.waitUntil(lambda: model.peek(0) is not None, timeout=WAIT_MS)
    in_sight = gallery.tab.gallery.rows_in_sight[1]
    assert in_sight < model.rowCount()
    assert model.peek(model.rowCount() - 1) is None
    thumb = model.thumb(0)
    grid = np.where(np.frombuffer(thumb.image.constBits(), np.uint32).reshape(28, 28) > 0xFF808080, 1, -1)
    confidences = gallery.session.model.network.confidences(grid.astype(np.float32)[None])[0]
    assert thumb.answer == gallery.session.model.answer(confidences)
    assert thumb.confidence == pytest.approx(confidences.max(), abs=1e-5)


def test_scrolling_loads_what_comes_into_sight(gallery, qtbot):
    gallery.tab.gallery.verticalScrollBar().setValue(gallery.tab.gallery.verticalScrollBar().maximum())
    last = gallery.tab.model.rowCount() - 1
    qtbot.waitUntil(lambda: gallery.tab.model.peek(last) is not None, timeout=WAIT_MS)
    assert gallery.tab.gallery.rows_in_sight[1] == last + 1


def test_relabelling_by_key_can_be_undone(gallery, qtbot):
    number = gallery.ids_of("tick")[0]
    gallery.select(number)
    qtbot.keyClick(gallery.tab.gallery, Qt.Key.Key_2)
    assert gallery.label_of(number) == "cross"
    assert gallery.tab.selected_ids() == [number], "what was selected stays selected"
    gallery.undo_stack.undo()
    assert gallery.label_of(number) == "tick"
    qtbot.keyClick(gallery.tab.gallery, Qt.Key.Key_1)
    assert gallery.undo_stack.can_redo, "a label that changes nothing is no step"


def test_keys_go_through_a_class_drawing_by_drawing(gallery, qtbot):
    gallery.choose_class("tick")
    first, second = gallery.tab.model.ids[:2].tolist()
    gallery.select(first)
    qtbot.keyClick(gallery.tab.gallery, Qt.Key.Key_2)
    assert gallery.tab.selected_ids() == [second], "the next one takes its place"


def test_deleting_by_key_can_be_undone(gallery, qtbot):
    count = gallery.tab.model.rowCount()
    gallery.tab.gallery.setFocus()
    gallery.tab.gallery.selectAll()
    assert f"{count} selected" in gallery.tab.selection._count.text()
    qtbot.keyClick(gallery.tab.gallery, Qt.Key.Key_Delete)
    assert gallery.tab.model.rowCount() == 0
    assert "No drawings yet" in gallery.tab._empty.text()
    gallery.undo_stack.undo()
    assert gallery.tab.model.rowCount() == count


def test_arrow_keys_move_in_rows_and_columns(gallery, qtbot):
    gallery.tab.gallery.setFocus()
    gallery.tab.gallery.setCurrentIndex(gallery.tab.model.index(0))
    columns = gallery.tab.gallery.columns
    for key, row in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, columns + 1),
        (Qt.Key.Key_Left, columns),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, gallery.tab.model.rowCount() - 1),
        (Qt.Key.Key_Down, gallery.tab.model.rowCount() - 1),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(gallery.tab.gallery, key)
        assert gallery.tab.gallery.currentIndex().row() == row
    qtbot.keyClick(gallery.tab.gallery, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert gallery.tab.gallery.selected_rows() == [0, 1]


def test_a_frame_pulled_around_drawings_selects_them(gallery, qtbot):
    view = gallery.tab.gallery.viewport()
    below = gallery.tab.gallery.visualRect(gallery.tab.model.index(gallery.tab.gallery.columns + 1)).center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseMove(view, QPoint(40, 40))
    qtbot.mouseMove(view, below)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=below)
    assert gallery.tab.gallery.selected_rows() == [
        0,
        1,
        gallery.tab.gallery.columns,
        gallery.tab.gallery.columns + 1,
    ]


def test_disagreement_is_found_counted_and_gone_when_relabelled(gallery, qtbot):
    model = gallery.session.model
    wrong = gallery.ids_of("tick")[0]
    gallery.samples.relabel([wrong], "cross")
    gallery.project.tell_of_change()
    gallery.show(Order.DISAGREES)
    shown = [gallery.tab.model.thumb(row) for row in range(gallery.tab.model.rowCount())]
    assert wrong in [thumb.kept.id for thumb in shown]
    assert all(thumb.disagrees for thumb in shown)
    assert f"({len(shown)})" in gallery.tab._chips.button(list(Order).index(Order.DISAGREES)).text()
    told = {kept.id for kept in gallery.samples if model_says(model, kept) != kept.sample.label}
    assert {thumb.kept.id for thumb in shown} == told
    gallery.select(wrong)
    qtbot.keyClick(gallery.tab.gallery, Qt.Key.Key_1)
    gallery.settle()
    assert wrong not in gallery.tab.model.ids


def model_says(model, kept):
    return model.answer(model.network.confidences(render(kept.sample.drawing)[None])[0])


def test_the_least_sure_come_first(gallery, qtbot):
    gallery.show(Order.LEAST_SURE)
    model = gallery.session.model
    margins = []
    for row in range(gallery.tab.model.rowCount()):
        grid = np.frombuffer(gallery.tab.model.thumb(row).image.constBits(), np.uint32).reshape(28, 28)
        confidences = model.network.confidences(np.where(grid > 0xFF808080, 1, -1).astype(np.float32)[None])[0]
        over = np.sort(confidences - np.array(model.thresholds))
        margins.append(min(abs(over[-1]), over[-1] - over[-2]))
    assert len(margins) == len(gallery.samples.ids())
    assert margins == pytest.approx(sorted(margins), abs=1e-5)


def test_what_to_label_next_is_taken_from_those_without_a_label(gallery, qtbot):
    bare = gallery.samples.ids()[:12].tolist()
    gallery.samples.relabel(bare, "")
    gallery.project.tell_of_change()
    gallery.show(Order.LABEL_NEXT)
    assert sorted(gallery.tab.model.ids.tolist()) == sorted(bare)
    gallery.choose_class("")
    gallery.settle()
    assert sorted(gallery.tab.model.ids.tolist()) == sorted(bare)


def test_newest_author_and_split_are_filters(gallery, qtbot):
    gallery.samples.add_many([Sample(Drawing.from_lists([[[20, 200], [20, 200]]]), "tick")], author="Ada")
    gallery.project.tell_of_change()
    newest = gallery.samples.ids()[0]
    gallery.show(Order.NEWEST)
    assert gallery.tab.model.ids[0] == newest
    gallery.tab._authors.setCurrentIndex(gallery.tab._authors.findData("Ada"))
    gallery.tab._authors.activated.emit(0)
    assert gallery.tab.model.ids.tolist() == [newest]
    gallery.tab._authors.setCurrentIndex(0)
    gallery.tab._splits.setCurrentText("Exam only")
    gallery.tab._splits.activated.emit(2)
    assert sorted(gallery.tab.model.ids.tolist()) == sorted(gallery.samples.ids(split="exam").tolist())


def test_copies_are_shown_and_all_but_the_first_removed(gallery, qtbot):
    first = gallery.samples.load(gallery.samples.ids()[-2:])
    gallery.samples.add_many([kept.sample for kept in first])
    gallery.samples.add(first[0].sample.drawing, "star")
    gallery.project.tell_of_change()
    count = len(gallery.samples.ids())
    gallery.show(Order.COPIES)
    assert gallery.tab.model.rowCount() == 5
    gallery.tab._remove_copies.click()
    assert len(gallery.samples.ids()) == count - 2, "a copy under another label is for people to decide"
    gallery.tab._remove_copies.click()
    assert len(gallery.samples.ids()) == count - 2
    assert "different labels" in gallery.told[-1]
    gallery.undo_stack.undo()
    assert len(gallery.samples.ids()) == count


def test_stop_leaves_what_was_found_and_says_so(gallery, qtbot, monkeypatch):
    may_go_on = threading.Event()
    ask = Opinions.ask

    def ask_slowly(opinions, ids, samples):
        ask(opinions, ids, samples)
        if len(opinions.missing(gallery.samples.ids())) < 60:
            assert may_go_on.wait(WAIT_MS / 1000)

    monkeypatch.setattr(Opinions, "ask", ask_slowly)
    monkeypatch.setattr("tickdraw.training.gallery.gallery_query.REPORT_S", 0.0)
    monkeypatch.setattr("tickdraw.training.gallery.model_opinions.PAGE", 10)
    gallery.press(Order.LEAST_SURE)
    qtbot.waitUntil(lambda: "Asking the network" in gallery.tab.asking.text, timeout=WAIT_MS)
    gallery.tab.asking.stop_requested.emit()
    may_go_on.set()
    gallery.settle()
    assert gallery.tab.asking.text.startswith("Stopped after ")
    assert 0 < gallery.tab.model.rowCount() < len(gallery.samples.ids())
    gallery.press(Order.ALL)
    assert not gallery.tab.asking.isVisible()


def test_another_query_takes_the_place_of_one_under_way(gallery, qtbot):
    gallery.press(Order.LEAST_SURE)
    gallery.press(Order.DISAGREES)
    gallery.press(Order.ALL)
    gallery.settle()
    assert gallery.tab.model.ids.tolist() == gallery.samples.ids()[::-1].tolist()


def test_dragging_to_a_class_relabels(gallery):
    ids = gallery.ids_of("tick")[:3]
    gallery.select(*ids)
    drop(gallery, "cross")
    assert {gallery.label_of(number) for number in ids} == {"cross"}
    gallery.undo_stack.undo()
    assert {gallery.label_of(number) for number in ids} == {"tick"}


def test_dragging_nothing_or_to_no_class_changes_nothing(gallery):
    drop(gallery, "cross")
    gallery.select(int(gallery.samples.ids()[0]))
    drop(gallery, None)
    assert not gallery.undo_stack.can_undo


def drop(gallery, name):
    """Drop what is selected on a class, as Qt's drag would."""
    classes = gallery.tab.classes
    item = next(item for item in map(classes.item, range(classes.count())) if item.data(NAME_ROLE) == name)
    at = classes.visualItemRect(item).center()
    mime = gallery.tab.model.mimeData([])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(DRAGGED_AT(at), copy, mime, left, none),
        QDragMoveEvent(DRAGGED_AT(at), copy, mime, left, none),
        QDropEvent(QPointF(at), copy, mime, left, none),
    ):
        QApplication.sendEvent(classes.viewport(), event)


def test_what_else_is_dragged_over_the_classes_is_not_taken(gallery):
    mime = QMimeData()
    mime.setText("something")
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(DRAGGED_AT(QPoint(5, 5)), Qt.DropAction.CopyAction, mime, left, none)
    event.ignore()
    QApplication.sendEvent(gallery.tab.classes.viewport(), event)
    assert not event.isAccepted()


def test_the_menu_of_the_selection_labels_too(monkeypatch, gallery):
    shown = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))  # off screen, none can be shown
    number = gallery.ids_of("tick")[0]
    gallery.select(number)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(), gallery.tab.gallery.viewport().mapToGlobal(QPoint(9, 9))
    )
    QApplication.sendEvent(gallery.tab.gallery, event)
    labels = next(action for action in shown[0].actions() if action.text() == "Label as")
    next(action for action in labels.menu().actions() if action.text().startswith("cross")).trigger()
    assert gallery.label_of(number) == "cross"


def test_a_kept_drawing_opens_on_the_blackboard(gallery):
    number = int(gallery.samples.ids()[0])
    gallery.select(number)
    gallery.tab.gallery.open_requested.emit()
    kept = gallery.samples.load([number])[0].sample.drawing
    assert [s.x.tolist() for s in gallery.opened[0].drawing.strokes] == [s.x.tolist() for s in kept.strokes]


def test_what_was_drawn_on_a_larger_board_is_fitted_to_ours(gallery):
    large = Drawing.from_lists([[[100, 900, 2000], [100, 1500, 40]]])
    gallery.samples.add(large, "tick")
    gallery.project.tell_of_change()
    gallery.select(int(gallery.samples.ids()[0]))
    gallery.tab.gallery.open_requested.emit()
    left, top, right, bottom = gallery.opened[0].drawing.bounds()
    assert min(left, top) >= 0
    assert max(right, bottom) <= 256


def test_thumbnails_speak(gallery, qtbot):
    qtbot.waitUntil(lambda: gallery.tab.model.peek(0) is not None, timeout=WAIT_MS)
    told = gallery.tab.model.data(gallery.tab.model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "the network says" in told
    assert spoken(gallery.tab.gallery)[0] == "Drawings"


def test_uneven_classes_are_told():
    assert uneven({"tick": 120, "cross": 117, "star": 20}).startswith("star: only 20")
    assert uneven({"tick": 10, "cross": 9}) == ""
    assert uneven({"tick": 10, "cross": 0}) == ""
    assert uneven({}) == ""


def test_a_damaged_drawing_leaves_the_others_in_sight_and_is_told_once(gallery, qtbot):
    number = int(gallery.tab.model.ids[3])
    with closing(sqlite3.connect(gallery.project.project.path)) as file, file:
        ((data,),) = file.execute("SELECT data FROM drawings WHERE id = ?", (number,)).fetchall()
        file.execute("UPDATE drawings SET data = ? WHERE id = ?", (data[:-1] + bytes([data[-1] ^ 1]), number))
    gallery.session.set_model(replace(gallery.session.model))  # everything is answered anew
    qtbot.waitUntil(lambda: bool(gallery.told), timeout=WAIT_MS)
    gallery.window.grab()
    in_sight = range(*gallery.tab.gallery.rows_in_sight)
    model = gallery.tab.model
    qtbot.waitUntil(lambda: not model._timer.isActive() and not model._wanted, timeout=WAIT_MS)
    gallery.window.grab()
    assert len(in_sight) > 20
    assert len(gallery.told) == 1
    assert "\n" not in gallery.told[0]
    assert model.data(model.index(3), Qt.ItemDataRole.AccessibleTextRole) == "damaged"
    gallery.select(number)
    gallery.tab.gallery.open_requested.emit()
    assert len(gallery.told) == 2
    assert gallery.opened == []
    gallery.show(Order.LEAST_SURE)
    assert len(gallery.told) == 3
