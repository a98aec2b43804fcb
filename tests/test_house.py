"""The house: names that are there once, sizes that one can read, and who may know what is current."""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1] / "tickdraw"
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}
MOST_LINES, MOST_LINES_OF_A_CLASS, MOST_LINES_OF_A_FUNCTION, MOST_METHODS = 400, 250, 50, 25


def definitions(kind):
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{path.relative_to(ROOT)}: {node.name}", node


def lines(node):
    return node.end_lineno - node.lineno + 1


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_the_window_is_folders_and_each_says_what_happens_there():
    loose = [path.name for path in (ROOT / "gui").glob("*.py") if path.name != "__init__.py"]
    assert loose == []
    for path, tree in MODULES.items():
        words = (ast.get_docstring(tree) or "").split()
        assert words, path
        if path.name == "__init__.py" and path.parent.parent == ROOT / "gui":
            assert len(words) > 12, path


def test_no_two_modules_and_no_two_public_classes_have_one_name():
    names = Counter(path.name for path in MODULES if path.name != "__init__.py")
    classes = Counter(
        node.name
        for tree in MODULES.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in (names + classes).items() if count > 1] == []


def test_only_controllers_and_what_builds_the_window_know_what_is_current():
    know = [
        str(path.relative_to(ROOT))
        for path, tree in MODULES.items()
        if any(name.startswith("tickdraw.gui.state") for name in imported(tree))
        and not path.stem.endswith("_controller")
        and path.parent.name not in ("app", "state")
    ]
    assert know == []


def test_the_rules_of_imports_can_be_read_at_a_glance():
    text = (ROOT.parent / "pyproject.toml").read_text(encoding="utf-8")
    rules = text[text.index("[tool.importlinter]") :].strip().splitlines()
    end = next((i for i, line in enumerate(rules) if i and line.startswith("[tool.")), len(rules))
    assert end <= 60


def test_files_classes_and_functions_are_short():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [str(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES]
    long += [
        f"{name} {lines(node)}" for name, node in definitions(functions) if lines(node) > MOST_LINES_OF_A_FUNCTION
    ]
    for name, node in definitions(ast.ClassDef):
        methods = sum(isinstance(each, functions) for each in node.body)
        if lines(node) > MOST_LINES_OF_A_CLASS or methods > MOST_METHODS:
            long.append(f"{name} {lines(node)} lines, {methods} methods")
    assert long == []
