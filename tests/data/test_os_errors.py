"""What the system says, in words of ours where we have some."""

import errno
import os
import sqlite3

import pytest

from tickdraw.data import os_errors


@pytest.fixture
def abroad(monkeypatch):
    """Speak a language in which every text that can be translated is in brackets."""
    monkeypatch.setattr(os_errors, "tr", "[{}]".format)


@pytest.mark.skipif(os.name == "nt", reason="Windows speaks its user's language itself")
def test_usual_troubles_are_translated(abroad):
    for number in (errno.EACCES, errno.ENOENT, errno.ENOSPC, errno.EROFS):
        assert os_errors.in_words(OSError(number, os.strerror(number))) == f"[{os.strerror(number)}]"
    assert os_errors.in_words(sqlite3.OperationalError("disk I/O error")) == "[disk I/O error]"


def test_what_is_not_known_stays_as_it_is(abroad):
    assert os_errors.in_words(OSError(errno.ELOOP, "round and round")) == "round and round"
    assert os_errors.in_words(ValueError("a sentence, translated already")) == "a sentence, translated already"
