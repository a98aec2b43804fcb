"""Make the pictures of this documentation from the real window, off screen: ``python3 dev.py pictures``."""

import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from tickdraw.gui import demo
from tickdraw.gui.app import Program, create_application

FOLDER = Path(__file__).parent / "pictures"
SIZE = (1440, 900)
PICTURES = {"draw.png": ("light", "tick"), "draw-dark.png": ("dark", "cross")}


def main() -> None:
    """Draw on the window in each theme, and save what it looks like."""
    create_application([])
    program = Program([], remember=False)
    program.window.resize(*SIZE)
    demo.show_and_load(program)
    FOLDER.mkdir(exist_ok=True)
    for name, (theme, drawing) in PICTURES.items():
        program.window.actions_by_key[f"theme_{theme}"].trigger()
        program.drawing.clear()
        demo.draw(program.window.draw_tab.board, demo.DRAWINGS[drawing])
        demo.settle(program)
        program.window.grab().save(str(FOLDER / name))
        print(FOLDER / name)  # noqa: T201
    program.window.close()
    QApplication.processEvents()


if __name__ == "__main__":
    main()
