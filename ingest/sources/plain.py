"""Plain text, titles, names and language tags out of what feeds and pages carry in their fields.

It keeps paragraphs and nothing else of the markup; finding the article in a page is not done here.
"""

from __future__ import annotations

import html
import re
import unicodedata

from lxml import etree

from ingest.parse.decode import clean

HIDDEN = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "select",
        "button",
        "textarea",
        "title",
    }
)
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
        "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
    }
)  # fmt: skip
_TAG_NAMES = (
    "abbr|a|b|big|blockquote|br|center|cite|code|del|div|em|font|h[1-6]|img|ins|i|li|mark|nobr|ol|p|q|small"
    "|span|strike|strong|sub|sup|s|tt|ul|u|wbr"
)
# Only names of HTML make a tag: `5 < 6 > 4` and `<name withheld>` are text.
_TAG = re.compile(rf"</?(?P<name>{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SPACING = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_UNSHOWN = re.compile(
    r"<(script|style)\b[^<>]*>[^<]*</\1\s*>|<!--[^<>]*-->|<!\[CDATA\[|\]\]>", re.IGNORECASE
)
# A semicolon is asked for, or "R&D" and "?a=1&copy=2" would change.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ANY_MARKUP = re.compile(r"<[A-Za-z/!?]")
# Invisible and made to stay so: soft hyphens and zero-width spaces break words apart for any matcher,
# bidirectional controls reorder what a reader sees. The joiners of emoji and Indic scripts stay.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufff9-\ufffb]"
)
# What WordPress appends to every text in its feeds; it repeats the title and is no part of the article.
_APPENDED = re.compile(
    r"The post .{1,600} (?:appeared first on|first appeared on) .{1,200}", re.DOTALL
)
# Starts only where a word does: searching from every letter took time in the square of the field's length.
_EMAIL = re.compile(r"(?<![^\s<>()\[\],;:@])[^\s<>()\[\],;:@]++@[^\s<>()\[\],;:]+")


def plain_line(markup: str) -> str:
    """Return a title or name as one line: tags and entities gone, also when they were escaped twice.

    Example:
        >>> plain_line(" Kim &amp;quot;visits&amp;quot; <b>Kursk</b>,&lt;br&gt;R&D  says ")
        'Kim "visits" Kursk, R&D says'
    """
    text = markup
    for _ in range(3):
        before = text
        text = (
            _TAG.sub(_space_for, _UNSHOWN.sub("", text)) if "<" in text or "]]>" in text else text
        )
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
        if text == before:
            break
    return tidy(text)


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML, or of plain text, with a blank line between paragraphs.

    A line break stays a line break; markup that was escaped twice is read as markup.

    Source:  lxml's target interface: its trees end silently at 256 levels of nesting (2,048 with
             huge_tree), events do not (measured with libxml2 2.14.6 on 100,000 levels)
    Example:
        >>> plain_text("<p>One<br>two</p><script>x</script><p>three &amp; <i>four</i></p>")
        'One\\ntwo\\n\\nthree & four'
    """
    paragraphs = _paragraphs(clean(markup))
    again = "\n\n".join(paragraphs)
    if _TAG.search(again):
        paragraphs = _paragraphs(again)
    if len(paragraphs) > 1 and _APPENDED.fullmatch(paragraphs[-1]):
        paragraphs.pop()
    return unicodedata.normalize("NFC", "\n\n".join(paragraphs))


def tidy(text: str) -> str:
    """Collapse white space and drop what nobody can see; canonical composition (NFC)."""
    return unicodedata.normalize("NFC", " ".join(_INVISIBLE.sub("", clean(text)).split()))


def person_names(stated: str) -> tuple[str, ...]:
    """Split an author field into names; addresses and functions without a name give none.

    Example:
        >>> person_names("desk@example.org (Kim Min-su)")
        ('Kim Min-su',)
        >>> person_names("By Anna Petrova, Lee Ji-eun and John Smith")
        ('Anna Petrova', 'Lee Ji-eun', 'John Smith')
        >>> person_names("Smith, John")
        ('Smith, John',)
    """
    line = _EMAIL.sub(" ", plain_line(stated))
    line = re.sub(r"^(?:by|автор|автор:)\s+", "", line.strip(" ()<>[],;"), flags=re.IGNORECASE)
    parts = re.split(r"\s*[;、|]\s*", line)
    for pattern in (r"\s*,\s*(?:and\s+)?", r"\s+(?:and|и|та)\s+"):
        parts = [name for part in parts for name in _split_full_names(part, pattern)]
    return tuple(dict.fromkeys(name for part in parts if (name := part.strip(" ()<>[],;"))))


def language_tag(stated: str | None) -> str | None:
    """Return a BCP 47 tag in its usual case, or None for what is none.

    Example:
        >>> language_tag("KO_kr"), language_tag("zh-hant-tw"), language_tag("English")
        ('ko-KR', 'zh-Hant-TW', None)
    """
    parts = (stated or "").strip().replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", parts[0]) or not all(
        re.fullmatch(r"\w{1,8}", p) for p in parts
    ):
        return None
    cased = (
        part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower()
        for part in parts[1:]
    )
    return "-".join((parts[0].lower(), *cased))


def shortened(text: str, limit: int = 120) -> str:
    """Return the beginning of a text as a title: its first line, cut between words if it is long."""
    first = text.partition("\n")[0].strip()
    if len(first) <= limit:
        return first
    cut = first.rfind(" ", limit // 2, limit + 1)
    return first[: cut if cut > 0 else limit].rstrip(" ,;:-–—") + "…"


def _split_full_names(part: str, pattern: str) -> list[str]:
    """Split only where each side is a full name (two words, or Hangul, Kana or Han)."""
    names = [name for name in re.split(pattern, part) if name]
    full = all(" " in name or (len(name) > 1 and ord(name[0]) >= 0x3040) for name in names)
    return names if full else [part]


def _space_for(tag: re.Match[str]) -> str:
    return " " if tag["name"].lower() in _SPACING else ""


def _paragraphs(text: str) -> list[str]:
    if not _ANY_MARKUP.search(text):
        plain = _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
        if not _TAG.search(plain):
            return [line for block in re.split(r"\n[^\S\n]*\n", plain) if (line := tidy(block))]
        text = plain
    reader = _Text()
    # the stub asks for methods that lxml treats as optional
    parser = etree.HTMLParser(  # type: ignore[call-overload]
        target=reader, encoding="utf-8", no_network=True, huge_tree=True
    )
    parser.feed(b"<div>" + text.encode("utf-8", "replace") + b"</div>")
    parser.close()
    return reader.paragraphs


class _Text:
    """Receives lxml's parser events; keeps paragraphs of lines."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._hidden = 0
        self._kept_as_is = 0

    def start(self, tag: str, _attributes: object) -> None:
        if tag in HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._end_line()
        elif tag in BLOCKS:
            self._end_paragraph()
        elif tag in ("td", "th"):
            self._pieces.append(" ")
        self._kept_as_is += tag == "pre"

    def end(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in BLOCKS:
            self._end_paragraph()
        self._kept_as_is -= tag == "pre"

    def data(self, data: str) -> None:
        if self._hidden:
            return
        first, *more = data.split("\n") if self._kept_as_is else [data]
        self._pieces.append(first)
        for line in more:
            self._end_line()
            self._pieces.append(line)

    def close(self) -> None:
        self._end_paragraph()

    def _end_line(self) -> None:
        line = tidy("".join(self._pieces))
        self._pieces.clear()
        if line:
            self._lines.append(line)
        elif self._lines:  # two breaks in a row
            self.paragraphs.append("\n".join(self._lines))
            self._lines.clear()

    def _end_paragraph(self) -> None:
        self._end_line()
        if self._lines:
            self.paragraphs.append("\n".join(self._lines))
            self._lines.clear()
