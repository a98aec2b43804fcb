"""What the system says went wrong, in the user's language as far as it is usual."""

from tickdraw.language import mark, said, tr

_USUAL = frozenset(
    {
        mark("it is not a file"),
        mark("Permission denied"),
        mark("No such file or directory"),
        mark("Not a directory"),
        mark("Is a directory"),
        mark("File name too long"),
        mark("Read-only file system"),
        mark("No space left on device"),
        mark("Input/output error"),
        mark("disk I/O error"),
        mark("unable to open database file"),
    }
)


def in_words(error: Exception) -> str:
    """Return why the system could not do something, as part of a sentence."""
    told = getattr(error, "strerror", None) or said(error)
    return tr(told) if told in _USUAL else told
