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
<<<<<<< HEAD
=======


# Commands


@pytest.fixture
def ready(dev, calls, monkeypatch):
    dev.set_up("dev", "bench")
    (dev.VENV / "browser" / "node_modules").mkdir(parents=True)
    monkeypatch.setattr(dev, "BROWSERS", {})
    calls.take()
    return calls


@pytest.fixture
def no_display(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_run_without_a_display_says_so_and_demonstrates(dev, ready, no_display, capsys):
    assert dev.main(["run"]) == 0
    assert ready.take()[0].endswith("-m tickdraw demo")
    assert "no display" in capsys.readouterr().err


def test_run_with_a_display_opens_the_window(dev, ready, no_display, monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert dev.main(["run"]) == 0
    assert ready.take()[0].endswith("-m tickdraw")


def test_run_passes_words_on_and_stays_in_the_callers_folder(dev, ready, no_display):
    assert dev.main(["run", "info", "a model.safetensors", "--json"]) == 0
    assert ready.take()[0].endswith("-m tickdraw info a model.safetensors --json")
    assert ready.options[-1]["cwd"] is None


def test_test_lints_first_and_says_how_long_each_stage_took(dev, ready, capsys):
    assert dev.main(["test"]) == 0
    tools = ["ruff check", "ruff format", "mypy", "lint-imports", "pytest"]
    assert all(tool in command for tool, command in zip(tools, ready.take(), strict=True))
    said = capsys.readouterr().err
    for name in ("lint", "format", "types", "imports", "tests"):
        assert f"dev.py: {name}: passed in " in said


@pytest.mark.parametrize(
    ("words", "passed", "campaigns"),
    [
        (["tests/nn", "-k", "book"], ["pytest tests/nn -k book"], None),
        (["--all", "tests/nn"], ["pytest tests/nn"], "1"),
        (["tests/nn", "--all", "-x"], ["pytest tests/nn -x"], "1"),
    ],
)
def test_tests_that_are_named_run_alone(dev, ready, monkeypatch, words, passed, campaigns):
    monkeypatch.delenv("TICKDRAW_ALL", raising=False)
    assert dev.main(["test", *words]) == 0
    assert [command.partition("-m ")[2] for command in ready.take()] == passed
    assert ready.options[-1]["env"].get("TICKDRAW_ALL") == campaigns


def test_all_brings_what_the_page_is_tried_in(dev, ready, monkeypatch):
    (dev.VENV / "browser" / "node_modules").rmdir()
    monkeypatch.setattr(dev, "BROWSERS", {"node": "nodejs", "npm": "npm", "chromium": "chromium"})
    there = {"npm": "/usr/bin/npm", "apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(dev.shutil, "which", there.get)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    dev.bring_browsers()
    apt, npm = ready.take()
    assert apt == f"sh -c {dev.APT_INSTALL} nodejs chromium"
    assert npm.startswith(f"/usr/bin/npm install --prefix {dev.VENV / 'browser'} ")
    assert npm.endswith(" ".join(dev.BROWSER_TOOLS))


def test_without_rights_it_says_what_to_type_and_goes_on(dev, ready, monkeypatch, capsys):
    monkeypatch.setattr(dev, "BROWSERS", {"node": "nodejs", "npm": "npm", "chromium": "chromium"})
    monkeypatch.setattr(dev.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    dev.bring_browsers()
    assert ready.take() == []
    assert "nodejs npm chromium'" in capsys.readouterr().err


def test_all_alone_still_lints(dev, ready):
    assert dev.main(["test", "--all"]) == 0
    assert len(ready.take()) == 5
    assert ready.options[-1]["env"]["TICKDRAW_ALL"] == "1"


def test_first_failing_stage_ends_it_with_one_line_and_its_status(dev, ready, capsys):
    ready.failing = "-m mypy"
    assert dev.main(["test"]) == 7
    assert capsys.readouterr().err.splitlines()[-1] == "dev.py: types: failed"
    assert "-m mypy" in ready.take()[-1]


def test_bench_runs_what_is_named_or_all_that_is_public(dev, ready):
    folder = dev.ROOT / "benchmarks"
    folder.mkdir()
    for name in ("live.py", "startup.py", "_common.py"):
        (folder / name).touch()
    assert dev.main(["bench"]) == 0
    assert [Path(command).name for command in ready.take()] == ["live.py", "startup.py"]
    assert dev.main(["bench", "startup"]) == 0
    assert [Path(command).name for command in ready.take()] == ["startup.py"]


@pytest.mark.parametrize(("words", "status"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_usage(dev, calls, capsys, words, status):
    assert dev.main(words) == status
    assert "python3 dev.py run" in capsys.readouterr().out
    assert calls.take() == []


def test_what_the_system_refuses_is_one_line(dev, calls, capsys):
    (dev.ROOT / "pyproject.toml").unlink()
    assert dev.main(["run"]) == 1
    assert "pyproject.toml" in capsys.readouterr().err


# Real processes


def test_call_hands_on_the_status(dev):
    dev.call(sys.executable, "-c", "pass")
    with pytest.raises(dev.DevError, match="it broke") as caught:
        dev.call(sys.executable, "-c", "raise SystemExit(5)", failure="it broke")
    assert caught.value.status == 5


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as on Unix")
@pytest.mark.parametrize(("ending", "status"), [("print('saved')", 0), ("raise", 130)])
def test_ctrl_c_waits_for_what_the_command_has_to_save(tmp_path, ending, status):
    child = tmp_path / "child.py"
    child.write_text(
        "import time\nprint('up', flush=True)\n"
        f"try:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    time.sleep(0.5)\n    {ending}\n"
    )
    parent = (
        "import signal, sys; sys.path.insert(0, sys.argv[1]); import dev\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # who started the tests may ignore it\n"
        "dev.COMMANDS['run'] = lambda words: dev.call(sys.executable, *words)\n"
        "sys.exit(dev.main(['run', sys.argv[2]]))"
    )
    command = [sys.executable, "-c", parent, str(ROOT), str(child)]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, start_new_session=True) as process:
        assert process.stdout.readline() == "up\n"
        time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == status
    assert ("saved" in out) == (status == 0)
    assert ("dev.py: stopped" in err) == (status == 130)
>>>>>>> 9ae952e (A page to try, what it is tried in, and how to hand it out)
