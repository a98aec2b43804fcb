"""Everything that can be done from a menu or a key, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from tickdraw.language import LANGUAGES, mark, tr

Sections = tuple[tuple[str, ...], ...]  # of a menu, by the keys of the actions


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
    ActionInfo("open", mark("Open…"), ("Ctrl+O",)),
    ActionInfo("save", mark("Save the network as…"), ("Ctrl+S", "Ctrl+Shift+S")),
    ActionInfo("starter", mark("Use the starter network")),
    ActionInfo("project_new", mark("New project…"), ("Ctrl+N",)),
    ActionInfo("project_open", mark("Open project…"), ("Ctrl+Shift+O",)),
    ActionInfo("project_save_as", mark("Save project as…")),
    ActionInfo("project_backup", mark("Make a backup now")),
    ActionInfo("next_pupil", mark("Next pupil"), ("N",)),
    ActionInfo("picture", mark("Save a picture of…"), ("Ctrl+Shift+P",)),
    ActionInfo("page", mark("Save as a living page…"), ("Ctrl+Shift+L",)),
    ActionInfo("sheet", mark("Save how it decided, on one page…"), ("Ctrl+Shift+D",)),
    ActionInfo("quit", mark("Quit"), ("Ctrl+Q",)),
    ActionInfo("undo", mark("Undo"), ("Ctrl+Z",)),
    ActionInfo("redo", mark("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionInfo("clear", mark("Clear the board"), ("Del", "Ctrl+Backspace")),
    ActionInfo("pen", mark("Pen"), ("P",), checkable=True, group="tool"),
    ActionInfo("eraser", mark("Eraser"), ("E",), checkable=True, group="tool"),
    ActionInfo("grid", mark("Show the grid on the board"), ("G",), checkable=True),
    ActionInfo("centre", mark("Centre my drawing"), ("C",), checkable=True),
    ActionInfo("zoom", mark("Look closer at a map…"), ("Z",)),
    ActionInfo("dream", mark("What does it dream of?…")),
    ActionInfo("book", mark("Check it against the book…")),
    ActionInfo("theme_system", mark("Colours of the system"), (), checkable=True, group="theme"),
    ActionInfo("theme_light", mark("Light"), (), checkable=True, group="theme"),
    ActionInfo("theme_dark", mark("Dark"), (), checkable=True, group="theme"),
    *(
        ActionInfo(f"language_{code}", name, (), checkable=True, group="language")
        for code, name in LANGUAGES.items()
    ),
    ActionInfo("less_motion", mark("Less motion: show changes at once"), (), checkable=True),
    ActionInfo("full_screen", mark("Full screen"), ("F11",), checkable=True),
    ActionInfo("present", mark("Presentation mode"), ("F5",), checkable=True),
    ActionInfo("larger", mark("Larger"), ("Ctrl++", "Ctrl+=")),
    ActionInfo("smaller", mark("Smaller"), ("Ctrl+-",)),
    ActionInfo("usual_size", mark("Usual size"), ("Ctrl+0",)),
    ActionInfo("look_only", mark("Only look: no labelling, training or painting"), (), checkable=True),
    *(ActionInfo(key, mark("Keep the drawing as class {key}"), (str(n),)) for n, key in enumerate(LABEL_KEYS, 1)),
)
PROJECT = "project"  # in the menu, the place of the menu with these
VIEW = "view"  # likewise, of the menu with the sections of VIEW_MENU
PROJECT_KEYS = ("project_new", "project_open", "project_save_as", "project_backup")
MENU: Sections = (
    ("open", "save", "starter"),
    (PROJECT,),
    ("undo", "redo", "clear", "next_pupil"),
    ("pen", "eraser", "grid", "centre"),
    ("zoom", "dream", "book"),
    ("picture", "sheet", "page"),
    ("present", VIEW, "look_only"),
    ("quit",),
)
VIEW_MENU: Sections = (
    ("full_screen", "larger", "smaller", "usual_size"),
    ("less_motion",),
    ("theme_system", "theme_light", "theme_dark"),
    tuple(f"language_{code}" for code in LANGUAGES),
)


def make_actions(owner: QWidget) -> dict[str, QAction]:
    """Create every action of the table on a window, so that its shortcuts work there."""
    groups: dict[str, QActionGroup] = {}
    made = {}
    for info in ACTIONS:
        text = tr(info.text, key=info.shortcuts[0]) if info.key in LABEL_KEYS else tr(info.text)
        action = QAction(text, owner)
        action.setShortcuts([QKeySequence(keys) for keys in info.shortcuts])
        action.setCheckable(info.checkable)
        if info.group:
            group = groups.setdefault(info.group, QActionGroup(owner))
            group.addAction(action)
        owner.addAction(action)
        made[info.key] = action
    return made


def fill_menu(
    menu: QMenu, sections: Sections, actions: Mapping[str, QAction], inner: Mapping[str, QMenu] | None = None
) -> None:
    """Put actions, and the menus inside it, into a menu, section by section."""
    for section in sections:
        for key in section:
            if inner and key in inner:
                menu.addMenu(inner[key])
            else:
                menu.addAction(actions[key])
        menu.addSeparator()
