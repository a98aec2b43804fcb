"""Labels of drawings beside the classes of a model: which are none of them, and what may have been meant."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from tickdraw.data.samples import NEITHER


def strangers(counts: Counter[str], classes: Sequence[str]) -> dict[str, int]:
    """Return the labels that are no class, with how often each comes, the most frequent first."""
    return {label: count for label, count in counts.most_common() if label not in (NEITHER, *classes)}


def same_but_for_spelling(label: str, classes: Sequence[str]) -> str | None:
    """Return the class that differs from a label in capitals, spaces or the form of accents alone, if any."""
    return next((name for name in (*classes, NEITHER) if _plain(name) == _plain(label)), None)


def in_words(counts: dict[str, int], classes: Sequence[str]) -> str:
    """Return labels with their counts as one line, and for each what may have been meant."""
    from difflib import get_close_matches

    parts = []
    for label, count in counts.items():
        meant = same_but_for_spelling(label, classes) or next(
            iter(get_close_matches(label, classes, 1, 0.75)), None
        )
        question = f', did you mean "{meant}"?' if meant else ""
        parts.append(f'"{label}" ({count:,}{question})')
    return ", ".join(parts)


def _plain(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())
