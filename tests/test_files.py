"""Nothing but files is opened, and a place holds the old file or the new one, whole, with nothing beside it."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from tickdraw import files
from tickdraw.files import (
    ARRAYS,
    LINES,
    MODEL,
    ONNX,
    PDF,
    PNG,
    PROJECT,
    SVG,
    NotAFileError,
    OutputError,
    check_output,
    clear_leftovers,
    open_file,
    placing,
    placing_folder,
    replacing,
)  # fmt: skip

KINDS = (MODEL, PROJECT, ONNX, LINES, ARRAYS, PNG, SVG, PDF)
posix_only = pytest.mark.skipif(os.name == "nt", reason="no such thing on Windows")
A_DAY_AGO_S = -90_000


def put(path, data=b"new"):
    with replacing(path) as file:
        file.write(data)


@pytest.fixture
def strange(tmp_path):
    """One of everything that is no file."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "terminal").symlink_to("/dev/tty")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
    return tmp_path


@posix_only
@pytest.mark.parametrize("name", ["folder", "zero", "terminal", "loop", "pipe", "socket", "missing", "x" * 300])
def test_what_is_no_file_is_neither_opened_nor_replaced(strange, name):
    before = sorted(each.name for each in strange.iterdir())
    with pytest.raises(OSError, match=name):
        open_file(strange / name)
    if name != "missing":
        with pytest.raises(OSError, match=name):
            put(strange / name)
    assert sorted(each.name for each in strange.iterdir()) == before


@posix_only
def test_a_pipe_that_takes_a_file_s_place_at_the_last_moment_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    looked_at = (tmp_path / "file").stat()
    monkeypatch.setattr("os.stat", lambda *_args, **_more: looked_at)
    with pytest.raises(NotAFileError):
        open_file(tmp_path / "pipe")


def test_reading_tells_how_far_it_is_and_can_be_stopped(tmp_path):
    (tmp_path / "a").write_bytes(bytes(1 << 20))
    shares = []
    with open_file(tmp_path / "a", shares.append) as file:
        assert len(file.read(1 << 21)) == 1 << 20
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)

    def stop(share):
        raise ZeroDivisionError

    with open_file(tmp_path / "a", stop) as file, pytest.raises(ZeroDivisionError):
        file.read(100)


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a"
    put(path, b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as file:  # noqa: PT012
        file.write(b"half")
        file.flush()
        assert path.read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 2
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    put(path)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
def test_a_file_keeps_its_permissions_and_is_never_more_readable(tmp_path, mode):
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    with replacing(path) as file:
        assert os.fstat(file.fileno()).st_mode & 0o777 == 0o600
        file.write(b"new")
    assert path.stat().st_mode & 0o777 == mode


@posix_only
@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o700), (0o022, 0o755), (0o002, 0o775)])
def test_new_files_and_folders_follow_the_umask(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        put(tmp_path / "file")
        with placing_folder(tmp_path / "folder"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "folder").stat().st_mode & 0o777 == mode
    assert (tmp_path / "file").stat().st_mode & 0o777 == mode & 0o666


@posix_only
def test_a_link_stays_and_leads_to_the_new_file(tmp_path):
    (tmp_path / "far").mkdir()
    put(tmp_path / "far" / "file", b"old")
    (tmp_path / "link").symlink_to(tmp_path / "far" / "file")
    (tmp_path / "nowhere").symlink_to(tmp_path / "far" / "none")
    put(tmp_path / "link")
    put(tmp_path / "nowhere")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "nowhere").is_symlink()
    assert {each.name: each.read_bytes() for each in (tmp_path / "far").iterdir()} == {
        "file": b"new",
        "none": b"new",
    }


@posix_only
def test_a_write_protected_file_stays(tmp_path, monkeypatch):
    put(tmp_path / "a", b"old")
    (tmp_path / "a").chmod(0o444)
    monkeypatch.setattr("os.access", lambda path, _: path.stat().st_mode & 0o200)  # root may write everywhere
    with pytest.raises(PermissionError):
        put(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_errors_name_the_file_that_was_asked_for(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none/a'$"):
        put(tmp_path / "none" / "a")


def test_long_names_are_no_obstacle(tmp_path):
    path = tmp_path / ("🙂" * 63)
    put(path)
    put(path, b"again")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(path.name, b"again")]


def test_two_at_once_do_not_disturb_each_other(tmp_path):
    def write(number):
        for _ in range(50):
            put(tmp_path / str(number % 2), bytes([number]) * 1000)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["0", "1"]
    assert all(len(set(each.read_bytes())) == 1 for each in tmp_path.iterdir())


@pytest.fixture
def ended():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(folder, process, computer=None, *, age_s=0.0, ending=""):
    path = folder / f".tickdraw-{computer or files._this_computer()}-{process}-0123456789ab{ending}"
    path.write_bytes(b"half")
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + age_s))
    return path


def test_what_a_killed_process_left_goes_with_the_next_write_in_the_folder(tmp_path, ended):
    gone = [left(tmp_path, ended), left(tmp_path, ended, ending="-journal"), left(tmp_path, 4_000_000_000)]
    gone += [left(tmp_path, os.getpid()), left(tmp_path, 1, age_s=A_DAY_AGO_S)]
    gone += [left(tmp_path, ended, "11111111", age_s=A_DAY_AGO_S)]
    folder = tmp_path / f".tickdraw-{files._this_computer()}-{ended}-aaaaaaaaaaaa"
    (folder / "tick").mkdir(parents=True)
    (folder / "tick" / "1.png").touch()
    stay = [left(tmp_path, os.getppid()), left(tmp_path, ended, "00000000"), left(tmp_path, ended, ending="-mine")]
    with placing(tmp_path / "b"):
        put(tmp_path / "a")
    assert not [each.name for each in (*gone, folder) if each.exists()]
    assert all(each.exists() for each in stay)
    assert (tmp_path / "b").exists()


def test_a_folder_that_is_not_there_has_nothing_to_clear(tmp_path):
    clear_leftovers(tmp_path / "none")


# What each kind may look like, and what it never does.
HEADS = {
    MODEL: b'\x40\0\0\0\0\0\0\0{"__metadata__":{"tickdraw":"{}"}}'.ljust(90),
    PROJECT: b"SQLite format 3\0" + bytes(52) + b"tick" + bytes(28),
    ONNX: b"\x08\x07\x12\x08tickdraw",
    LINES: b'\n{"drawing": []}\n',
    ARRAYS: b"PK\3\4" + bytes(22) + b"\x09\0\0\0grids.npy",
    PNG: b"\x89PNG\r\n\x1a\n",
    SVG: b'<?xml version="1.0"?>\n<svg width="1">',
    PDF: b"%PDF-1.4\n",
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.suffix)
def test_no_output_takes_the_place_of_another_kind(tmp_path, kind):
    path = tmp_path / f"My file{kind.suffix.upper()}"
    assert check_output(path, *KINDS) is kind
    path.touch()
    assert check_output(path, *KINDS) is kind
    for other, head in HEADS.items():
        path.write_bytes(head)
        if other is kind:
            assert check_output(path, *KINDS) is kind
        else:
            with pytest.raises(OutputError, match="something else"):
                check_output(path, *KINDS)
    for head in (b"My diary", b"\0", b"\xff\xd8\xff\xe0 JFIF", b"SQLite format 3\0" + bytes(90)):
        path.write_bytes(head)
        with pytest.raises(OutputError, match="something else"):
            check_output(path, kind)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a.txt", "a", "-", ".safetensors", "a.safetensors.bak"])
def test_an_output_says_what_it_is(tmp_path, name):
    with pytest.raises(OutputError, match=r"must end in \.safetensors, \.onnx"):
        check_output(tmp_path / name, MODEL, ONNX)


@posix_only
def test_no_output_takes_the_place_of_what_is_read(tmp_path):
    for name in ("a.ndjson", "other.ndjson"):
        (tmp_path / name).write_bytes(HEADS[LINES])
    (tmp_path / "link.ndjson").symlink_to("a.ndjson")
    os.link(tmp_path / "a.ndjson", tmp_path / "hard.ndjson")
    inputs = [tmp_path / "missing", tmp_path / "a.ndjson"]
    for name in ("a.ndjson", "link.ndjson", "hard.ndjson"):
        with pytest.raises(OutputError, match="it is read here"):
            check_output(tmp_path / name, LINES, inputs=inputs)
    check_output(tmp_path / "other.ndjson", LINES, inputs=inputs)


@posix_only
@pytest.mark.parametrize("name", ["folder", "loop", "zero", "pipe", "none/a"])
def test_places_where_nothing_can_be_written_are_told_before_any_work(strange, name):
    strange.joinpath(name).with_suffix(".png").symlink_to(strange / name) if "/" not in name else None
    with pytest.raises(OSError, match=name.split("/")[0]):
        check_output(strange / f"{name}.png", PNG)
