"""The wheel and the source archive: what they hold, and that they install and run in a clean environment."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.campaigns import RUN_ALL
from tests.stories.test_demo import ANSWERS
from tests.test_children import TRAINING
from tests.traps import Traps

ROOT = Path(__file__).parents[1]
TIMEOUT_S = 600
bin_folder = "Scripts" if os.name == "nt" else "bin"
pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(not RUN_ALL, reason="makes two environments and installs into them"),
]


def run(*words: object, **options) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [str(word) for word in words],
        env=environment | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
        **options,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(folder: Path) -> Path:
    """Make a virtual environment and return the folder of its programs."""
    run(sys.executable, "-m", "venv", folder)
    return folder / bin_folder


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Build both with the tool that pyproject.toml names, from a copy of the sources as git has them."""
    base = tmp_path_factory.mktemp("archives")
    checkout = base / "checkout"
    run("git", "clone", "--quiet", "--no-hardlinks", ROOT, checkout)
    tools = environment(base / "tools")
    run(tools / "python", "-m", "pip", "install", "--quiet", "hatchling>=1.27")
    run(tools / "hatchling", "build", "--directory", base / "made", cwd=checkout)
    return base / "made"


def test_the_wheel_holds_the_program_and_its_resources_and_nothing_else(archives):
    (wheel,) = archives.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for resource in (file for file in (ROOT / "resources").rglob("*") if file.is_file()):
        assert f"tickdraw/_resources/{resource.relative_to(ROOT / 'resources').as_posix()}" in names
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"tickdraw"}


def test_the_source_archive_holds_what_it_takes_to_build_and_test(archives):
    (archive,) = archives.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    needed = {"pyproject.toml", "LICENSE", "dev.py", "packaging/tickdraw.spec", "resources/starter.safetensors"}
    assert needed <= names
    assert any(name.startswith("tests/") for name in names)


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_it_installs_and_runs_in_a_clean_environment(archives, tmp_path, kind):
    (archive,) = archives.glob(kind)
    programs = environment(tmp_path / "clean")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--prefer-binary", archive)
    version = archive.name.split("-")[1].removesuffix(".tar.gz")
    assert run(programs / "tickdraw", "--version", cwd=tmp_path) == f"tickdraw {version}\n"
    assert run(programs / "python", "-m", "tickdraw", "--version", cwd=tmp_path) == f"tickdraw {version}\n"
    assert run(programs / "tickdraw", "demo", cwd=tmp_path) == ANSWERS
    script, downloads = tmp_path / "script" / "training.py", Traps(tmp_path)
    script.parent.mkdir()
    script.write_text(TRAINING)
    assert run(programs / "python", script, cwd=downloads.folder) == "done\n"
    train = ("train", "--count", 60, "--epochs", 1, "--out", "m.safetensors")
    run(programs / "tickdraw", *train, cwd=downloads.folder)
    assert not downloads.ran
