"""Classes in the window: added, renamed, merged, split, deleted; every step undone, every refusal said."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu

from tickdraw.gui.gallery.class_list import EVERYTHING
from tickdraw.gui.gallery.job_bar import JobBar
from tickdraw.nn.hand_edits import EditedNetwork, Part, with_muted
from tickdraw.nn.model import Model
from tickdraw.training.gallery import gallery_query

WAIT_MS = 20_000


@pytest.fixture
def star(gallery):
    """A gallery in which three crosses are stars; the class is chosen."""
    gallery.stars = gallery.ids_of("cross")[:3]
    gallery.samples.relabel(gallery.stars, "star")
    gallery.project.tell_of_change()
    gallery.choose_class("star")
    return gallery


def names(gallery):
    return gallery.project.class_names()


def test_a_class_is_renamed_in_place(star, qtbot):
    classes = star.tab.classes
    classes.setFocus()
    qtbot.keyClick(classes, Qt.Key.Key_F2)
    editor = classes.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "comet")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(star) == ("tick", "cross", "comet", "neither"), timeout=WAIT_MS)
    assert {star.label_of(number) for number in star.stars} == {"comet"}
    star.undo_stack.undo()
    assert names(star) == ("tick", "cross", "star", "neither")
    star.undo_stack.redo()
    assert names(star) == ("tick", "cross", "comet", "neither")


def test_what_the_network_knows_is_renamed_with_it_in_one_step(star):
    before = star.session.model
    confidences = before.network.confidences
    star.tab.classes.rename_requested.emit("tick", "check")
    assert star.session.model.classes == ("check", "cross")
    assert star.samples.ids(label="check").size
    assert names(star) == ("check", "cross", "star", "neither")
    grid = star.session.grid[None]
    assert (star.session.model.network.confidences(grid) == confidences(grid)).all()
    star.undo_stack.undo()
    assert star.session.model is before
    assert names(star)[0] == "tick"
    assert not star.undo_stack.can_undo


def test_a_network_changed_by_hand_stays_so_when_a_class_is_renamed(star):
    model = star.session.model
    edited = with_muted(model.network, Part(0, 1), True)
    star.session.set_model(Model(edited, model.thresholds))
    star.tab.classes.rename_requested.emit("tick", "check")
    network = star.session.model.network
    assert isinstance(network, EditedNetwork)
    assert network.muted == {Part(0, 1)}
    assert network.trained.architecture.classes == ("check", "cross")


@pytest.mark.parametrize("new", ["cross", "tick", "neither", "nothing", "", "a\nb"])
def test_a_name_that_cannot_be_changes_nothing_and_says_why(star, new):
    star.tab.classes.rename_requested.emit("star", new)
    assert names(star) == ("tick", "cross", "star", "neither")
    assert "Nothing was changed" in star.told[-1]
    assert not star.undo_stack.can_undo


def test_everything_and_neither_cannot_be_renamed_or_deleted(gallery, qtbot):
    classes = gallery.tab.classes
    for row in (0, classes.count() - 1):
        classes.setCurrentRow(row)
        assert classes.own_class is None
        assert not any(button.isEnabled() for button in gallery.tab.class_buttons._buttons)
        classes.rename()
        qtbot.keyClick(classes, Qt.Key.Key_Delete)
        gallery.tab.class_buttons.merge_requested.emit("tick")
    assert classes.item(0).text() == EVERYTHING
    assert not gallery.undo_stack.can_undo


def test_classes_are_merged_and_parted_again(star):
    crosses = star.ids_of("cross")
    star.tab.class_buttons.merge_requested.emit("cross")
    assert names(star) == ("tick", "cross", "neither")
    assert sorted(star.ids_of("cross")) == sorted(crosses + star.stars)
    star.undo_stack.undo()
    assert sorted(star.ids_of("star")) == sorted(star.stars)


def test_the_menu_offers_every_other_class_to_merge_into(star, monkeypatch):
    shown = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))  # off screen, none can be shown
    star.tab.classes.menu_requested.emit(star.tab.mapToGlobal(star.tab.pos()))
    merge = next(action for action in shown[0].actions() if action.text() == "Merge into")
    assert [action.text() for action in merge.menu().actions()] == ["tick", "cross", "neither"]
    merge.menu().actions()[-1].trigger()
    assert set(star.stars) <= set(star.ids_of("neither"))


def test_a_class_merged_with_itself_is_refused(star):
    star.tab.class_buttons.merge_requested.emit("star")
    assert "cannot be merged with itself" in star.told[-1]
    assert not star.undo_stack.can_undo


def test_a_class_is_deleted_with_its_drawings_and_comes_back(star, qtbot):
    star.tab.classes.setFocus()
    qtbot.keyClick(star.tab.classes, Qt.Key.Key_Delete)
    assert "star" not in names(star)
    assert not set(star.stars) & set(star.samples.ids().tolist())
    assert star.tab.classes.chosen is None, "all drawings are shown instead"
    star.undo_stack.undo()
    assert sorted(star.ids_of("star")) == sorted(star.stars)


def test_a_class_that_only_the_network_knows_cannot_be_deleted(gallery):
    gallery.samples.delete(gallery.ids_of("cross"))
    gallery.project.project.classes.remove("cross")
    gallery.project.tell_of_change()
    gallery.choose_class("cross")
    gallery.tab.class_buttons.remove_requested.emit()
    assert "Only the network knows" in gallery.told[-1]


def test_selected_drawings_become_a_class_of_their_own(gallery, qtbot):
    chosen = gallery.ids_of("tick")[:4]
    gallery.select(*chosen)
    gallery.tab.selection.ask_name()
    field = gallery.tab.selection._name_field
    qtbot.keyClicks(field, "long tick")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert sorted(gallery.ids_of("long tick")) == sorted(chosen)
    gallery.undo_stack.undo()
    assert "long tick" not in names(gallery)


def test_splitting_selects_the_smaller_of_two_groups(gallery):
    crosses = gallery.ids_of("cross")[:5]
    gallery.samples.relabel(crosses, "tick")
    gallery.project.tell_of_change()
    gallery.choose_class("tick")
    gallery.tab.class_buttons.split_requested.emit()
    gallery.settle()
    selected = gallery.tab.selected_ids()
    assert len(set(selected) & set(crosses)) >= 4, "ticks and crosses look different to the network"
    assert 2 * len(selected) <= gallery.tab.model.rowCount()
    assert gallery.tab.selection._name_field.isVisible()


def test_a_split_that_is_stopped_leaves_no_bar(gallery, qtbot, monkeypatch):
    may_go_on, look = threading.Event(), gallery_query.features

    def look_slowly(*asked, **how):
        assert may_go_on.wait(WAIT_MS / 1000)
        return look(*asked, **how)

    def look_slowly_from_now_on(*asked, **how):
        monkeypatch.setattr(gallery_query, "features", look_slowly)
        return look(*asked, **how)

    monkeypatch.setattr(gallery_query, "PAGE", 10)
    monkeypatch.setattr(gallery_query, "features", look_slowly_from_now_on)
    gallery.choose_class("tick")
    gallery.tab.class_buttons.split_requested.emit()
    qtbot.waitUntil(gallery.tab.asking.isVisible, timeout=WAIT_MS)
    gallery.tab.asking.stop_requested.emit()
    may_go_on.set()
    gallery.settle()
    assert not gallery.tab.asking.isVisible()
    assert gallery.tab.selected_ids() == []


@pytest.mark.parametrize("said", [False, True])
def test_a_bar_that_shows_progress_goes_with_its_job_and_a_result_stays(qtbot, said):
    bar = JobBar()
    qtbot.addWidget(bar)
    bar.start()
    bar.show_progress("Looking", 0.5)
    if said:
        bar.show_result("Found.")
    bar.end()
    assert bar.isVisible() == said


def test_one_drawing_cannot_be_split(gallery):
    gallery.samples.relabel(gallery.ids_of("tick")[:1], "star")
    gallery.project.tell_of_change()
    gallery.choose_class("star")
    gallery.tab.class_buttons.split_requested.emit()
    gallery.settle()
    assert "nothing to split" in gallery.tab.asking.text


@pytest.mark.parametrize(("name", "kept"), [("arrow", True), ("tick", False), ("neither", False), (" ", False)])
def test_a_new_class_is_added(gallery, qtbot, name, kept):
    before = names(gallery)
    qtbot.keyClicks(gallery.tab._name_field, name)
    qtbot.keyClick(gallery.tab._name_field, Qt.Key.Key_Return)
    assert (names(gallery) != before) == kept
    assert gallery.undo_stack.can_undo == kept
