"""Elements of XML files, read without anything that XML can do besides: no entities, no other files, no depth."""

from dataclasses import dataclass, field
from xml.parsers import expat

from tickdraw.data.formats.entries import FormatError
from tickdraw.language import tr

MAX_BYTES = 16 << 20
_DEEPEST = 64
_MOST = 50_000
_MOST_ATTRIBUTES = 250_000


@dataclass(slots=True)
class Element:
    """An element: its name and attributes without their namespaces, its text, and the elements in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    inside: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        """Return the elements of a name, at any depth, in order."""
        found = []
        for element in self.inside:
            found += [element] if element.name == name else []
            found += element.all(name)
        return found


class _Builder:
    """Takes what the parser finds."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._count += 1
        if self._count > _MOST or len(self._open) >= _DEEPEST:
            raise FormatError(tr("the file has too many parts, or parts inside each other"))
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].inside.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def end(self, _name: str) -> None:
        """Close the element that was opened last."""
        self._open.pop().text = "".join(self._texts.pop())

    def text(self, text: str) -> None:
        """Add to the text of the element that is open."""
        self._texts[-1].append(text)


def root_element(data: bytes) -> Element:
    """Return the outermost element of a file.

    Raises
    ------
    FormatError
        If it is no XML, declares entities, or is too large.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(tr("the file is too large to be a drawing"))
    if data.count(b"=") > _MOST_ATTRIBUTES:  # the parser gathers all of an element before it tells of any
        raise FormatError(tr("the file has too many parts, or parts inside each other"))
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(tr("the file is damaged: it is no XML")) from None
    if builder.root is None:
        raise FormatError(tr("the file is damaged: it is no XML"))
    return builder.root


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _refuse_entities(*_: object) -> None:
    raise FormatError(tr("the file declares entities, which tickdraw does not read; save it as plain XML"))
