"""Everything that can be done from a menu or a key, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """One action: its key in the table, its text, its shortcuts, and the group of which only one is on."""

    key: str
    text: str
    shortcuts: tuple[str, ...] = ()
    checkable: bool = False
    group: str = ""


LABEL_KEYS = tuple(f"label_{n}" for n in range(1, 10))  # keys alone: the classes' buttons are on the Draw tab
ACTIONS = (
    ActionInfo("open", "Open…", ("Ctrl+O",)),
    ActionInfo("save", "Save the network as…", ("Ctrl+S", "Ctrl+Shift+S")),
    ActionInfo("starter", "Use the starter network"),
    ActionInfo("project_new", "New project…", ("Ctrl+N",)),
    ActionInfo("project_open", "Open project…", ("Ctrl+Shift+O",)),
    ActionInfo("project_save_as", "Save project as…"),
    ActionInfo("project_backup", "Make a backup now"),
    ActionInfo("next_pupil", "Next pupil", ("N",)),
    ActionInfo("picture", "Save a picture of…", ("Ctrl+Shift+P",)),
    ActionInfo("sheet", "Save how it decided, on one page…", ("Ctrl+Shift+D",)),
    ActionInfo("quit", "Quit", ("Ctrl+Q",)),
    ActionInfo("undo", "Undo", ("Ctrl+Z",)),
    ActionInfo("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionInfo("clear", "Clear the board", ("Del", "Ctrl+Backspace")),
    ActionInfo("pen", "Pen", ("P",), checkable=True, group="tool"),
    ActionInfo("eraser", "Eraser", ("E",), checkable=True, group="tool"),
    ActionInfo("grid", "Show the grid on the board", ("G",), checkable=True),
    ActionInfo("centre", "Centre my drawing", ("C",), checkable=True),
    ActionInfo("zoom", "Look closer at a map…", ("Z",)),
    ActionInfo("dream", "What does it dream of?…"),
    ActionInfo("book", "Check it against the book…"),
    ActionInfo("theme_system", "Colours of the system", (), checkable=True, group="theme"),
    ActionInfo("theme_light", "Light", (), checkable=True, group="theme"),
    ActionInfo("theme_dark", "Dark", (), checkable=True, group="theme"),
    ActionInfo("less_motion", "Less motion: show changes at once", (), checkable=True),
    ActionInfo("full_screen", "Full screen", ("F11",), checkable=True),
    ActionInfo("present", "Presentation mode", ("F5",), checkable=True),
    ActionInfo("larger", "Larger", ("Ctrl++", "Ctrl+=")),
    ActionInfo("smaller", "Smaller", ("Ctrl+-",)),
    ActionInfo("usual_size", "Usual size", ("Ctrl+0",)),
    ActionInfo("look_only", "Only look: no labelling, training or painting", (), checkable=True),
    *(ActionInfo(key, f"Keep the drawing as class {n}", (str(n),)) for n, key in enumerate(LABEL_KEYS, 1)),
)
PROJECT = "project"  # in the menu, the place of the menu with these
PROJECT_KEYS = ("project_new", "project_open", "project_save_as", "project_backup")
MENU = (
    ("open", "save", "starter"),
    (PROJECT,),
    ("undo", "redo", "clear", "next_pupil"),
    ("pen", "eraser", "grid", "centre"),
    ("zoom", "dream", "book"),
    ("picture", "sheet"),
    ("present", "full_screen", "larger", "smaller", "usual_size"),
    ("look_only", "less_motion"),
    ("theme_system", "theme_light", "theme_dark"),
    ("quit",),
)


def make_actions(owner: QWidget) -> dict[str, QAction]:
    """Create every action of the table on a window, so that its shortcuts work there."""
    groups: dict[str, QActionGroup] = {}
    made = {}
    for info in ACTIONS:
        action = QAction(info.text, owner)
        action.setShortcuts([QKeySequence(keys) for keys in info.shortcuts])
        action.setCheckable(info.checkable)
        if info.group:
            group = groups.setdefault(info.group, QActionGroup(owner))
            group.addAction(action)
        owner.addAction(action)
        made[info.key] = action
    return made


def fill_menu(menu: QMenu, actions: Mapping[str, QAction], inner: Mapping[str, QMenu]) -> None:
    """Put the actions, and the menus inside it, into a menu, section by section."""
    for section in MENU:
        for key in section:
            if key in inner:
                menu.addMenu(inner[key])
            else:
                menu.addAction(actions[key])
        menu.addSeparator()
