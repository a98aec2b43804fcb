"""The frozen program, as on a machine without Python. Left out where there is no bundle of the present sources."""

import filecmp
import json
import os
import shutil
import subprocess
import sys
import tomllib

import pytest

from tests.bundle.programs import FOLDER, PROGRAM, RESOURCES, ROOT, bare_environment, needs_bundle, run
from tests.stories.test_demo import ANSWERS
from tickdraw.data.formats import read
from tickdraw.nn.storage import load_model

pytestmark = needs_bundle


def test_it_draws_and_answers_without_python_and_without_a_display(tmp_path):
    done = run(tmp_path, "demo", "--picture", "window.png", QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout, done.stderr) == (0, ANSWERS, "")
    assert (tmp_path / "window.png").stat().st_size > 10_000


def test_it_knows_its_version(tmp_path):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert run(tmp_path, "--version").stdout == f"tickdraw {version}\n"


def test_the_command_line_works_from_it(tmp_path):
    assert run(tmp_path, "generate", "--count", 60, "--seed", 1, "--out", "some.ndjson").returncode == 0
    answers = run(tmp_path, "classify", "some.ndjson", "--json").stdout.splitlines()
    assert {json.loads(line)["answer"] for line in answers} == {"tick", "cross", "neither"}
    assert json.loads(run(tmp_path, "evaluate", "some.ndjson", "--no-fit", "--json").stdout)["accuracy"] > 0.9
    trained = run(tmp_path, "train", "--count", 100, "--epochs", 1, "--out", "m.safetensors")
    assert (trained.returncode, trained.stderr.count("Traceback")) == (0, 0)
    assert set(load_model(tmp_path / "m.safetensors").classes) == {"tick", "cross"}
    assert run(tmp_path, "convert", "some.ndjson", "own.tickdraw").returncode == 0
    assert len(list(read(tmp_path / "own.tickdraw"))) == 60
    assert run(tmp_path, "export", "m.safetensors", "m.onnx").returncode == 0
    for name in ("m.safetensors", "own.tickdraw"):
        assert run(tmp_path, "info", name).returncode == 0


def test_all_resources_are_in_it():
    resources = ROOT / "resources"
    names = [str(file.relative_to(resources)) for file in resources.rglob("*") if file.is_file()]
    assert filecmp.cmpfiles(resources, RESOURCES, names, shallow=False) == (names, [], [])


def test_nothing_of_other_packages_is_in_it(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import contents

    assert contents.strangers(FOLDER) == []


def test_licences_are_in_it():
    licences = FOLDER / "_internal" / "licences"
    assert "LESSER GENERAL PUBLIC LICENSE" in (licences / "Qt" / "LGPL-3.0.txt").read_text(encoding="utf-8")
    for name in (
        "tickdraw",
        "Inter",
        "Python",
        "numpy",
        "pyqtgraph",
        "safetensors",
        "platformdirs",
        "pyinstaller",
    ):
        assert any((licences / name).iterdir()), name


@pytest.mark.skipif(sys.platform != "linux", reason="links are checked where the bundle has them")
def test_no_link_leads_nowhere_or_out():
    links = [path for path in FOLDER.rglob("*") if path.is_symlink()]
    assert links
    for link in links:
        assert link.resolve(strict=True).is_relative_to(FOLDER)


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux looks for libraries")
def test_a_library_that_the_system_lacks_is_named_with_the_line_to_type(tmp_path):
    copy = tmp_path / "tickdraw"
    shutil.copytree(FOLDER, copy, symlinks=True, copy_function=os.link)
    asking = copy / "_internal" / "PySide6" / "Qt" / "lib" / "libQt6XcbQpa.so.6"
    content = asking.read_bytes()
    asking.unlink()  # it is a link to the bundle's own
    asking.write_bytes(content.replace(b"libxcb-cursor.so.0", b"libxcb-absent.so.0"))
    environment = bare_environment(tmp_path, DISPLAY=":0")
    done = subprocess.run([copy / PROGRAM.name], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "libxcb-absent.so.0" in done.stderr
    assert "sudo apt-get install" in done.stderr
