"""Pictures of panels and the page that tells how the network decided: PNG, SVG, PDF, whole or not at all."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QMenu

from tickdraw.data.grid import render
from tickdraw.data.strokes import Drawing
from tickdraw.gui.answer.explanation_blocks import figures
from tickdraw.gui.answer.verdict_text import describe
from tickdraw.gui.app.demo import DRAWINGS, draw, settle
from tickdraw.gui.common.widgets import Card
from tickdraw.gui.export.decision_page import PAGE, Sheet
from tickdraw.gui.export.picture_export import KINDS, PictureError, painted, save_picture
from tickdraw.nn.architecture import Architecture
from tickdraw.nn.model import Model
from tickdraw.nn.network import Network

SIZE = QSize(120, 80)
TICK = Drawing.from_lists([[[60, 100, 200], [120, 180, 60]]])


def red(painter):
    painter.fillRect(0, 0, SIZE.width(), SIZE.height(), QColor("red"))


def texts(path):
    """Return the texts of an SVG, one after the other."""
    return " ".join("".join(each.itertext()) for each in ET.parse(path).iter() if each.tag.endswith("text"))


def page(model, drawing=TICK):
    trace = model.network.trace(render(drawing, model.network.architecture.grid_size))
    return Sheet(drawing, model, trace, describe(model, trace)), trace


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_shows_what_was_painted(qapp, tmp_path, kind):
    path = tmp_path / f"picture{kind.upper()}"
    save_picture(path, SIZE, red, "A red box")
    if kind == ".png":
        image = QImage(str(path))
        assert image.size() == SIZE * 2
        assert image.pixelColor(100, 100) == QColor("red")
    elif kind == ".svg":
        renderer = QSvgRenderer(str(path))
        assert renderer.isValid()
        assert renderer.viewBox().size() == SIZE
    else:
        data = path.read_bytes()
        assert data.startswith(b"%PDF")
        assert data.rstrip().endswith(b"%%EOF")
        assert b"/MediaBox [0 0 90 60]" in data.replace(b".000000", b"")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_an_unknown_kind_is_refused(qapp, tmp_path):
    with pytest.raises(PictureError, match=r"\.gif"):
        save_picture(tmp_path / "picture.gif", SIZE, red, "")
    assert list(tmp_path.iterdir()) == []


OLD = b"\x89PNG\r\n\x1a\n and more"


def test_what_was_there_stays_when_painting_fails(qapp, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(OLD)

    def fail(_painter):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_picture(path, SIZE, fail, "")
    assert path.read_bytes() == OLD
    assert len(list(tmp_path.iterdir())) == 1


def test_the_page_tells_the_numbers_of_the_trace(qapp, tmp_path, make_model):
    sheet, trace = page(make_model(("tick", "cross", "star")))
    save_picture(tmp_path / "page.svg", PAGE, sheet.paint, "")
    told = texts(tmp_path / "page.svg")
    assert sheet.answer.headline.split()[0] in told
    for name, confidence in zip(sheet.answer.classes, trace.confidences.tolist(), strict=True):
        assert name in told
        assert f"{confidence:.2f}" in told
    unit = int(trace.confidences.argmax()) if sheet.answer.winner is None else sheet.answer.winner
    weights = sheet.model.network.weights[-1][unit].astype(np.float64)
    votes = trace.values[-2].astype(np.float64) * weights
    assert figures(float(votes[np.abs(votes).argmax()])) in told
    assert figures(float(trace.scores[unit])) in told


@pytest.mark.parametrize("drawing", [Drawing(), Drawing.from_lists([[[128], [128]]])])
def test_the_page_of_nothing_and_of_a_dot(qapp, tmp_path, make_model, drawing):
    sheet, _ = page(make_model(), drawing)
    save_picture(tmp_path / "page.png", PAGE, sheet.paint, "")
    assert not QImage(str(tmp_path / "page.png")).isNull()


@pytest.mark.parametrize(
    "layers",
    ["dense", "conv 32@3x3, relu, pool 2x2, conv 64@3x3, relu, pool 2x2, dense 64, relu, dense"],
)
def test_the_page_of_other_networks(qapp, tmp_path, layers):
    names = tuple(f"a rather long name {number}" for number in range(9))
    architecture = Architecture.from_text(layers, names, 28)
    network = Network.fresh(architecture, np.random.default_rng(1))
    sheet, _ = page(Model(network, (0.5,) * 9))
    save_picture(tmp_path / "page.svg", PAGE, sheet.paint, "")
    assert "and 3 more" in texts(tmp_path / "page.svg")


def test_every_panel_of_the_window_can_be_saved(program, tmp_path):
    draw(program.window.draw_tab.board, DRAWINGS["tick"])
    settle(program)
    for tab in ("Draw", "Train", "My drawings", "Lessons"):
        program.window.page.show_tab(tab)
        QApplication.processEvents()
        panels = program.pictures.panels()
        assert panels, f"no panel in {tab}"
        for card in panels:
            assert card.isVisible()
            for kind in KINDS if tab == "Draw" else (".svg",):
                path = tmp_path / f"panel{kind}"
                program.pictures.save(str(path), card.size(), painted(card), "")
                assert path.stat().st_size > 500
                path.unlink()


def test_a_folder_that_is_not_there_is_one_sentence(program, tmp_path):
    program.pictures.save_sheet(str(tmp_path / "no" / "page.pdf"))
    assert "No picture was saved" in program.window.message_bar.text
    program.pictures.save_sheet(str(tmp_path / "page.doc"))
    assert "page.doc: A picture can be .png, .svg, .pdf" in program.window.message_bar.text


def test_the_menu_of_a_panel_offers_its_picture(program, monkeypatch):
    shown, asked = [], []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))  # off screen, none can be shown
    monkeypatch.setattr(program.pictures, "_ask", lambda name: asked.append(name) or "")
    card = program.window.draw_tab.network_card
    at = card.mapTo(program.window, QPoint(30, 10))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, program.window.mapToGlobal(at))
    QApplication.sendEvent(program.window, event)
    shown[0].actions()[0].trigger()
    assert asked == ["What the network sees"]
    program.window.actions_by_key["picture"].trigger()
    assert [action.text() for action in shown[1].actions()][-1] == "The whole window"
    assert {card.accessibleName() for card in program.window.findChildren(Card) if card.isVisible()} >= {
        action.text() for action in shown[1].actions()[:-1]
    }


def test_the_right_button_on_the_board_erases_and_brings_no_menu(program, monkeypatch):
    shown = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))
    board = program.window.draw_tab.board
    at = board.mapTo(program.window, board.rect().center())
    QApplication.sendEvent(
        program.window, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, program.window.mapToGlobal(at))
    )
    assert shown == []
    board.setFocus(Qt.FocusReason.OtherFocusReason)
    QApplication.sendEvent(
        program.window, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, program.window.mapToGlobal(at))
    )
    assert len(shown) == 1
