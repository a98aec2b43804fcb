"""dev.py: what it installs, and when. Nothing here touches the network."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.dev_in_a_project import PYPROJECT, calls, dev, missing_libraries, module

__all__ = ["calls", "dev", "missing_libraries", "module"]
LDD = """
lib/libQt6Gui.so.6:
\tlinux-vdso.so.1 (0x00007ffd6a1f2000)
\tlibEGL.so.1 => not found
\tlibglib-2.0.so.0 => not found
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f0f5a000000)
lib/libQt6Widgets.so.6:
\tlibEGL.so.1 => not found
"""


# Setting up


def test_first_call_makes_and_installs_and_the_second_does_nothing(dev, calls):
    dev.set_up("dev")
    making, installing = calls.take()
    assert "-m venv --clear" in making
    assert installing.endswith(f"--editable {dev.ROOT} pytest==8.3 iniconfig==2.3 ruff==0.17.*")
    assert "--only-binary=:all:" in installing
    dev.set_up("dev")
    assert calls.take() == []


def test_running_needs_no_group_and_testing_adds_its_own_later(dev, calls):
    dev.set_up()
    assert calls.take()[-1].endswith(f"--editable {dev.ROOT}")
    dev.set_up("dev", "bench")
    (installing,) = calls.take()
    assert installing.endswith("pytest==8.3 iniconfig==2.3 ruff==0.17.* torch==2.13")
    dev.set_up()
    dev.set_up("bench")
    assert calls.take() == []


def test_changed_project_is_installed_again_into_the_same_environment(dev, calls):
    dev.set_up("dev")
    calls.take()
    (dev.ROOT / "pyproject.toml").write_text(PYPROJECT.replace("ruff==0.17", "ruff==0.18"))
    dev.set_up()
    (installing,) = calls.take()
    assert "ruff" not in installing
    dev.set_up("dev")
    (installing,) = calls.take()
    assert "ruff==0.18" in installing


def test_interrupted_installation_is_begun_again_from_nothing(dev, calls):
    calls.failing = " install "
    with pytest.raises(dev.DevError, match="pip could not install"):
        dev.set_up()
    calls.failing = ""
    calls.take()
    dev.set_up()
    assert ["venv --clear" in command for command in calls.take()] == [True, False]


@pytest.mark.parametrize("damage", ["no python", "no stamp", "half a stamp", "moved", "another Python"])
def test_environment_that_cannot_be_trusted_is_made_anew(dev, calls, monkeypatch, damage):
    dev.set_up()
    calls.take()
    if damage == "no python":
        dev.PYTHON.unlink()
    elif damage == "no stamp":
        dev.STAMP.unlink()
    elif damage == "half a stamp":
        dev.STAMP.write_text(dev.STAMP.read_text()[:20])
    elif damage == "moved":
        monkeypatch.setattr(dev, "ROOT", dev.ROOT.rename(dev.ROOT.with_name("elsewhere")))
        for name in ("VENV", "SCRIPTS", "PYTHON", "STAMP"):
            monkeypatch.setattr(dev, name, Path(str(getattr(dev, name)).replace("tick draw", "elsewhere")))
    else:
        stamp = json.loads(dev.STAMP.read_text())
        dev.STAMP.write_text(json.dumps({**stamp, "home": stamp["home"].replace("Python 3", "Python 2")}))
    dev.set_up()
    assert ["venv --clear" in command for command in calls.take()] == [True, False]


def test_python_without_ensurepip_uses_its_own_pip_for_the_environment(dev, calls, monkeypatch):
    monkeypatch.setattr(dev, "has_module", lambda python, name: python == dev.BASE_PYTHON and name == "pip")
    dev.set_up()
    making, installing = calls.take()
    assert "--without-pip" in making
    assert installing.startswith(
        f"{dev.BASE_PYTHON} -m pip --python {dev.PYTHON} --disable-pip-version-check install"
    )


def test_python_without_pip_and_ensurepip_names_the_package(dev, calls, monkeypatch):
    monkeypatch.setattr(dev, "has_module", lambda _python, _name: False)
    monkeypatch.setattr(dev, "apt_install", lambda _packages: False)
    with pytest.raises(dev.DevError, match=r"neither pip nor venv.*python3-venv"):
        dev.set_up()
    assert calls.take() == []


# Libraries of the system


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for ldd")
@pytest.mark.parametrize(
    ("listing", "missing"),
    [(LDD, ["libEGL.so.1", "libglib-2.0.so.0"]), ("\tnot a dynamic executable\n", []), ("", [])],
)
def test_ldd_names_each_missing_library_once(dev, missing_libraries, tmp_path, monkeypatch, listing, missing):
    qt = dev.VENV / "lib/python3.11/site-packages/PySide6/Qt"
    (qt / "lib").mkdir(parents=True)
    (qt / "lib" / "libQt6Gui.so.6").touch()
    ldd = tmp_path / "bin" / "ldd"
    ldd.parent.mkdir()
    ldd.write_text(f"#!/bin/sh\n[ $# = 1 ] && [ -f \"$1\" ] && cat <<'END'\n{listing}\nEND\n")
    ldd.chmod(0o755)
    monkeypatch.setenv("PATH", str(ldd.parent), prepend=os.pathsep)
    monkeypatch.setattr(sys, "platform", "linux")
    assert missing_libraries(["lib/libQt6Gui.so.6", "plugins/*.so"]) == missing
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing_libraries(["lib/libQt6Gui.so.6"]) == []


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libGL.so.1", "libgl1"),
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
        ("libwayland-cursor.so.0", "libwayland-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ],
)
def test_debian_names_packages_after_libraries(dev, library, package):
    assert dev.debian_packages([library, library]) == [package]


def test_root_gets_the_libraries_installed(dev, calls, monkeypatch):
    answers = [["libEGL.so.1", "libglib-2.0.so.0"], []]
    monkeypatch.setattr(dev, "missing_libraries", lambda _patterns: answers.pop(0))
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    assert dev.bring_libraries()
    assert calls.take() == [f"sh -c {dev.APT_INSTALL} libegl1 libglib2.0-0"]
    assert calls.options[0]["env"]["DEBIAN_FRONTEND"] == "noninteractive"


def lacking(dev, monkeypatch, libraries, needed, programs):
    """Let Qt lack libraries for somebody who is not root and has these programs."""
    monkeypatch.setattr(
        dev, "missing_libraries", lambda patterns: libraries if patterns != dev.QT_NEEDED else needed
    )
    monkeypatch.setattr(dev.shutil, "which", lambda name: name if name in programs else None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)


@pytest.mark.parametrize(("programs", "start"), [(("apt-get", "sudo"), "sudo sh -c"), (("apt-get",), "su - -c")])
def test_others_get_one_line_to_type_and_every_call_stops_there(dev, calls, monkeypatch, programs, start):
    lacking(dev, monkeypatch, ["libEGL.so.1"], ["libEGL.so.1"], programs)
    line = f"{start} 'apt-get update && apt-get install --yes --no-install-recommends libegl1'"
    for _ in range(2):
        with pytest.raises(dev.DevError) as caught:
            dev.run([])
        assert str(caught.value).endswith(line)
        assert "\n" not in str(caught.value)
    assert len(calls.take()) == 2  # .venv and pip, once; the program never


@pytest.mark.parametrize("words", [["classify", "a.ndjson"], ["--version"], ["missing.tickdraw"]])
def test_what_needs_no_qt_is_done_without_its_libraries(dev, calls, monkeypatch, words):
    lacking(dev, monkeypatch, ["libEGL.so.1"], ["libEGL.so.1"], ("apt-get",))
    assert dev.main(["run", *words]) == 0
    assert calls.take()[-1].endswith(" ".join(["-m tickdraw", *words]))


@pytest.mark.parametrize("words", [[], ["demo"], ["a.tickdraw"]])
def test_what_opens_the_window_needs_them(dev, calls, monkeypatch, tmp_path, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.tickdraw").touch()
    lacking(dev, monkeypatch, ["libEGL.so.1"], ["libEGL.so.1"], ("apt-get",))
    assert dev.main(["run", *words]) == 1
    assert "tickdraw" not in calls.take()[-1].partition("-m ")[2].partition("--editable")[0]


def test_line_once_typed_lets_the_program_start(dev, calls, monkeypatch):
    lacking(dev, monkeypatch, ["libEGL.so.1"], ["libEGL.so.1"], ("apt-get",))
    with pytest.raises(dev.DevError):
        dev.set_up()
    calls.take()
    lacking(dev, monkeypatch, [], [], ("apt-get",))
    dev.set_up()
    assert calls.take() == []
    assert json.loads(dev.STAMP.read_text())["libraries"] == "complete"


def test_libraries_of_displays_alone_stop_nobody(dev, calls, monkeypatch, capsys):
    lacking(dev, monkeypatch, ["libxcb-cursor.so.0"], [], ("apt-get", "sudo"))
    dev.set_up()
    assert "libxcb-cursor0" in capsys.readouterr().err


def test_systems_without_apt_get_the_libraries_named(dev, calls, monkeypatch):
    lacking(dev, monkeypatch, ["libEGL.so.1"], ["libEGL.so.1"], ())
    with pytest.raises(dev.DevError, match=r"your system's packages should bring: libEGL\.so\.1"):
        dev.set_up()
