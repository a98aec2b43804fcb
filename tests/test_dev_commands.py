"""dev.py: which commands it runs. Nothing here touches the network."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.dev_in_a_project import PYPROJECT, ROOT, calls, dev, missing_libraries, module

__all__ = ["calls", "dev", "missing_libraries", "module"]


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


@pytest.fixture
def browsers(dev, monkeypatch):
    """What the page is tried in is to be brought to a machine that has these programs."""
    monkeypatch.setattr(dev, "BROWSERS", {"node": "nodejs", "npm": "npm", "chromium": "chromium"})

    def have(*programs, user):
        monkeypatch.setattr(dev.shutil, "which", {name: f"/usr/bin/{name}" for name in programs}.get)
        monkeypatch.setattr(dev.os, "geteuid", lambda: user, raising=False)

    return have


def test_root_gets_browsers_and_what_drives_them(dev, ready, browsers):
    (dev.VENV / "browser" / "node_modules").rmdir()
    browsers("npm", "apt-get", user=0)
    dev.bring_browsers()
    apt, npm = ready.take()
    assert apt == f"sh -c {dev.APT_INSTALL} nodejs chromium"
    assert npm.startswith(f"/usr/bin/npm install --prefix {dev.VENV / 'browser'} ")
    assert npm.endswith(" ".join(dev.BROWSER_TOOLS))


def test_without_rights_it_says_what_browsers_to_type_for_and_goes_on(dev, ready, browsers, capsys):
    browsers("apt-get", user=1000)
    dev.bring_browsers()
    assert ready.take() == []
    assert "nodejs npm chromium'" in capsys.readouterr().err


def test_a_browser_that_cannot_be_brought_is_no_fault(dev, ready, browsers, capsys):
    (dev.VENV / "browser" / "node_modules").rmdir()
    browsers("npm", "apt-get", user=0)
    ready.failing = "apt-get"
    dev.bring_browsers()
    assert "not tried in all browsers: apt-get could not install" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "ci", "user", "brought"),
    [
        ([], "true", 0, True),
        (["--all"], "", 0, True),
        (["--all", "tests/page"], "", 0, True),
        ([], "true", 1000, False),
        ([], "", 0, False),
        (["tests/page"], "true", 0, False),
    ],
)
def test_browsers_come_with_all_and_to_root_in_ci(dev, ready, browsers, monkeypatch, words, ci, user, brought):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(dev, "set_up", lambda *_, **__: None)
    monkeypatch.setattr(dev, "numbers_elsewhere", lambda: None)
    browsers("npm", "node", "apt-get", user=user)
    assert dev.main(["test", *words]) == 0
    apt = [command for command in ready.take() if "apt-get" in command]
    assert apt == [f"sh -c {dev.APT_INSTALL} chromium"] * brought


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


def test_all_alone_lints_and_calculates_as_other_machines_do(dev, ready, monkeypatch):
    monkeypatch.setattr(dev.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(dev.sys, "version", "3.13.0 (main)")
    monkeypatch.setattr(dev, "find_python", {"3.11": "/opt/python3.11"}.get)
    assert dev.main(["test", "--all"]) == 0
    *_, tests, haswell, nehalem, other = ready.take()
    whole, *kernels, on_311 = [options["env"] for options in ready.options[-4:]]
    assert " -n auto " in tests
    assert whole["TICKDRAW_ALL"] == "1"
    assert haswell == nehalem == f"{dev.PYTHON} -m pytest tests/nn tests/training"
    assert [each["OPENBLAS_CORETYPE"] for each in kernels] == ["Haswell", "Nehalem"]
    assert other == f"/opt/python3.11 {dev.ROOT / 'dev.py'} test tests/nn tests/training"
    assert on_311["TICKDRAW_VENV"] == ".venv-3.11"
    assert on_311.get("OPENBLAS_CORETYPE") == os.environ.get("OPENBLAS_CORETYPE")


def test_a_python_is_found_if_it_starts(dev, monkeypatch, tmp_path):
    monkeypatch.setattr(dev.Path, "home", lambda: tmp_path)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/shims/{name}")
    assert dev.find_python("3.13") == "/shims/python3.13"
    kept = tmp_path / ".pyenv" / "versions" / "3.13.0" / "bin" / "python"
    monkeypatch.setattr(dev, "has_module", lambda python, _name: python == str(kept))
    assert dev.find_python("3.13") is None
    kept.parent.mkdir(parents=True)
    kept.touch()
    assert dev.find_python("3.13") == str(kept)


OUTDATED = '[{"name": "Py-Installer", "latest_version": "6.2"}, {"name": "numpy", "latest_version": "3"}]'


@pytest.mark.parametrize(("listing", "told", "count"), [(OUTDATED, "6.1 → 6.2", 1), ("[]", "", 0), ("", "", 0)])
def test_newer_tools_are_listed_and_no_index_is_no_fault(dev, ready, monkeypatch, capsys, listing, told, count):
    (dev.ROOT / "pyproject.toml").write_text(PYPROJECT.replace("ruff==0.17.*", "ruff==0.17.6"))
    answer = subprocess.CompletedProcess([], 1, stdout=listing)
    monkeypatch.setattr(dev.subprocess, "run", lambda *_args, **_options: answer)
    assert dev.main(["tools"]) == 0
    said = capsys.readouterr()
    assert told in said.out
    assert f"{count} of 5 pinned tools" in said.err


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
