"""What a poll remembers of a feed's items, so that the next one reads only those that are new.

It reads no entries: it finds the items in well-formed XML, and tells the known ones from the new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from xml.parsers import expat

# Raised whenever the same bytes would be read as something else than before: all is then read anew.
READER_VERSION = 1
# Eight bytes: among a million items of one feed two collide once in 40 million feeds.
DIGEST_BYTES = 8
_ITEM_NAMES = ("item", "entry")
_LINGERING = ("lang", "base")


@dataclass(frozen=True, slots=True)
class Item:
    """Where an item stands in the bytes, and a digest of it with all that it inherits.

    `lingers`: it sets a language or a base, which in feedparser may outlast it and colour the next item (where
    content that is called plain text has a <div>, the two are not taken back): it has to be read each time.
    """

    start: int
    end: int
    digest: bytes
    lingers: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """The items of the last whole reading, with the identity that each had; `head` is what they share."""

    head: bytes
    identities: dict[bytes, bytes]

    def packed(self) -> bytes:
        pairs = (key + value for key, value in self.identities.items())
        return b"".join((bytes([READER_VERSION]), self.head, *pairs))


def unpacked(packed: bytes | None) -> Memory | None:
    """Read what `Memory.packed` wrote; None for nothing, for another version's and for what is damaged."""
    step = 2 * DIGEST_BYTES
    start = 1 + DIGEST_BYTES
    if not packed or packed[0] != READER_VERSION or (len(packed) - start) % step:
        return None
    pairs = (packed[at : at + step] for at in range(start, len(packed), step))
    identities = {pair[:DIGEST_BYTES]: pair[DIGEST_BYTES:] for pair in pairs}
    return Memory(packed[1:start], identities)


def digest_of(*parts: object) -> bytes:
    """A short digest of values that have a faithful `repr`."""
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest()


def find_items(data: bytes) -> tuple[Item, ...] | None:
    """Find the outermost items of a feed; None if it is not well formed or declares a document type.

    Expat is the parser below feedparser's strict one: what passes here is not repaired there. A document
    type may declare entities, and their meaning does not stand in the item.

    Shape:   UTF-8 bytes without a declaration -> items in their order
    """
    finder = _Finder(data)
    try:
        finder.parser.Parse(data, True)
    except expat.ExpatError:
        return None
    return None if finder.has_doctype else tuple(finder.items)


def without(data: bytes, items: Sequence[Item]) -> bytes:
    """The document without these items; all else, also between them, stays as it is."""
    kept, at = [], 0
    for item in items:
        kept.append(data[at : item.start])
        at = item.end
    return b"".join((*kept, data[at:]))


class _Finder:
    """Receives expat's events; notes the spans of items, and what the elements around them say."""

    def __init__(self, data: bytes) -> None:
        self.items: list[Item] = []
        self.has_doctype = False
        self.parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._data = data
        self._depth = 0  # within an item
        self._begin = 0
        self._lingers = False
        self._above: list[tuple[str, object]] = []
        self._declared: list[tuple[str | None, str | None]] = []
        self._inherited = b""

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._depth:
            self._depth += 1
            self._lingers |= _sets_context(attributes)
        elif name.rpartition(" ")[2].lower() in _ITEM_NAMES:
            self._depth = 1
            self._lingers = _sets_context(attributes)
            self._begin = self.parser.CurrentByteIndex
            self._inherited = self._inherited or digest_of(self._above, self._declared)
        else:
            self._above.append((name, attributes))
            self._inherited = b""

    def _end(self, _name: str) -> None:
        if not self._depth:
            self._above.pop()
            self._inherited = b""
            return
        self._depth -= 1
        if not self._depth:
            mark = b"</" if self._data.startswith(b"</", self.parser.CurrentByteIndex) else b"/>"
            close = b">" if mark == b"</" else mark
            end = self._data.find(close, self.parser.CurrentByteIndex) + len(close)
            body = self._inherited + self._data[self._begin : end]
            digest = blake2b(body, digest_size=DIGEST_BYTES).digest()
            self.items.append(Item(self._begin, end, digest, self._lingers))

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if not self._depth:
            self._declared.append((prefix, uri))

    def _doctype(self, *_: object) -> None:
        self.has_doctype = True


def _sets_context(attributes: list[str]) -> bool:
    """Whether names among names and values in turn set a language or a base."""
    return any(name.rpartition(" ")[2].lower() in _LINGERING for name in attributes[::2])
