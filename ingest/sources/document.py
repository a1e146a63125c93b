"""Open the bytes of a listing: unpack, decode, see what kind of document it is.

It mends nothing (`mending.py`) and reads no entries; what a document means is said by the reader of its kind.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import Literal

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.source import Source
from ingest.parse.decode import decode

Form = Literal["xml", "html", "json", "text"]

FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})
# A sitemap may have 50 MB unpacked (sitemaps.org, "Sitemap file location"); a bomb has no end.
MAX_UNPACKED_BYTES = 52_428_800
# Warnings of a broken server page stand before the feed; a feed quoted in a page comes later.
DISPLACED_WITHIN = 8192

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_ROOT = re.compile(r"<([A-Za-z_][\w.\-]*(?::[\w.\-]+)?)")
_DISPLACED = re.compile(
    r"<(rss|rdf:RDF|feed|urlset|sitemapindex)\b[^<>]*\b(?:xmlns|version)[^<>]*>"
)
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|meta|script|title)\b", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A listing as text. `root` is the name of the root element as written, empty if there is none.

    `whole` is False when the end is missing; `cut_items` is then 1 if an item was left half.
    """

    form: Form
    text: str
    root: str = ""
    notes: tuple[str, ...] = ()
    whole: bool = True
    cut_items: int = 0

    @property
    def root_name(self) -> str:
        return self.root.rpartition(":")[2].lower()


def open_document(source: Source, fetched: Fetched) -> Document:
    """Unpack, decode and sniff; the content type a server states is not believed.

    Errors:  ParseError `empty` for no body or only white space, `too_large` for an unpacking bomb
    """
    body, whole = _unpacked(source, fetched)
    text = decode(
        body, charset=fetched.charset, override=source.encoding, language=source.language
    ).lstrip()
    if not text:
        raise ParseError(
            f"source '{source.id}': listing is empty ({described(fetched)})", reason="empty"
        )
    document = _sniffed(text)
    if whole:
        return document
    return replace(document, whole=False, notes=("packed data is cut",))


def described(fetched: Fetched) -> str:
    """What came, for messages: `text/html, 512 bytes`."""
    return f"{fetched.content_type or 'no content type'}, {len(fetched.body)} bytes"


def base_of(source: Source, fetched: Fetched) -> str | None:
    """The address relative links are resolved against: where the bytes really came from.

    Source:  RFC 3986 §5.1.3; Content-Location no longer changes the base (RFC 7231, appendix B)
    """
    known = (fetched.final_url, fetched.url, source.url)
    return next((url for url in known if url.lower().startswith(("http://", "https://"))), None)


def without_declaration(document: Document) -> Document:
    """Drop the XML declaration: what it says of the encoding is no longer true of decoded text."""
    return replace(document, text=_XML_DECLARATION.sub("", document.text, count=1))


def _unpacked(source: Source, fetched: Fetched) -> tuple[bytes, bool]:
    """Decompress gzip members, bounded. Returns the bytes and whether the end was reached."""
    packed = fetched.body
    if packed.startswith(_ZIP):
        return _from_zip(source, fetched), True
    if not packed.startswith(_GZIP):
        return packed, True
    pieces: list[bytes] = []
    size = 0
    while packed.startswith(_GZIP):
        stream = zlib.decompressobj(31)
        try:
            pieces.append(stream.decompress(packed, MAX_UNPACKED_BYTES + 1 - size))
        except zlib.error as error:
            if not size:
                message = f"source '{source.id}': packed listing is damaged ({described(fetched)}): {error}"
                raise ParseError(message, reason="damaged_gzip") from error
            return b"".join(pieces), False
        size += len(pieces[-1])
        if size > MAX_UNPACKED_BYTES:
            message = (
                f"source '{source.id}': listing unpacks to more than {MAX_UNPACKED_BYTES} bytes"
            )
            raise ParseError(message, reason="too_large")
        if not stream.eof and size:
            return b"".join(pieces), False
        if not stream.eof:
            message = f"source '{source.id}': packed listing ends at once ({described(fetched)})"
            raise ParseError(message, reason="damaged_gzip")
        packed = stream.unused_data
    return b"".join(pieces), True


def _from_zip(source: Source, fetched: Fetched) -> bytes:
    """The first file of an archive, bounded; GDELT packs each table on its own."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(fetched.body)) as archive,
            archive.open(archive.namelist()[0]) as file,
        ):
            body = file.read(MAX_UNPACKED_BYTES + 1)
    except Exception as error:  # zipfile documents one of the many that damaged archives raise
        message = f"source '{source.id}': packed listing is damaged ({described(fetched)}): {error}"
        raise ParseError(message, reason="damaged_zip") from error
    if len(body) > MAX_UNPACKED_BYTES:
        message = f"source '{source.id}': listing unpacks to more than {MAX_UNPACKED_BYTES} bytes"
        raise ParseError(message, reason="too_large")
    return body


def _sniffed(text: str) -> Document:
    if text[0] in "{[":
        return Document(form="json", text=text)
    at = _after_prolog(text)
    root = _ROOT.match(text, at)
    name = root[1] if root else ""
    if name.rpartition(":")[2].lower() in FEED_ROOTS | SITEMAP_ROOTS:
        return Document(form="xml", text=text, root=name)
    if (found := _DISPLACED.search(text, 0, DISPLACED_WITHIN)) and not _HTML.search(
        text, 0, found.start()
    ):
        note = f"{found.start()} characters before the listing ignored"
        return Document(form="xml", text=text[found.start() :], root=found[1], notes=(note,))
    declared = text.startswith("<?xml") and not _HTML.match(f"<{name}>")
    if declared and name and not _HTML_DOCTYPE.search(text, 0, at):
        return Document(form="xml", text=text, root=name)
    if name or _HTML.search(text, 0, DISPLACED_WITHIN):
        return Document(form="html", text=text, root=name)
    return Document(form="text", text=text)


def _after_prolog(text: str) -> int:
    """Where the root element starts: behind declaration, comments and document type."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text.startswith("<!", at):
            end = _end_of_doctype(text, at)
        else:
            return at
        if end <= at:
            return at
        at = end


def _end_of_doctype(text: str, at: int) -> int:
    end = text.find(">", at)
    if "[" in text[at : end + 1]:
        end = text.find(">", text.find("]", at))
    return end + 1
