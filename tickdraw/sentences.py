"""What people are told, whatever their language: an English text, and the facts for its places.

What computes raises sentences as errors; `tickdraw.language` says them where they are shown, in the user's
language. ``str()`` of each is English, which the command line prints and the log keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


def mark(text: str) -> str:
    """Return the text as it is, and let the catalogues have it: for what is asked for later."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English text, the one for a ``count`` other than 1 if it needs one, and the facts for its places."""

    text: str
    many: str
    facts: Mapping[str, Any]

    def __str__(self) -> str:
        text = self.many if self.many and self.facts["count"] != 1 else self.text
        return text.format(**self.facts) if self.facts else text


class SentenceError(ValueError):
    """Something cannot be done, and a sentence says why: a literal with a ``{name}`` for each fact.

    A fact may be another error: its sentence is said in the same language.
    """

    def __init__(self, text: str | Sentence, many: str = "", /, **facts: object) -> None:
        for name, fact in facts.items():
            if isinstance(fact, Exception):
                facts[name] = fact.sentence if isinstance(fact, SentenceError) else str(fact)
        super().__init__(text if isinstance(text, Sentence) else Sentence(text, many, facts))

    @property
    def sentence(self) -> Sentence:
        """What happened, and what to do."""
        told: Sentence = self.args[0]
        return told
