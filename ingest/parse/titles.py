"""Find the title as the article carries it, freed of the outlet's name and section.

It does not judge whether a page is an article.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from ingest.parse.paragraphs import fold, squeeze

# Signs that outlets put between title and name. The last one splits first.
_SPACED = re.compile(
    r"\s+(?:[-|–—•·»«/<>~]|::|:|\|\||ㅣ|│)\s+|\s*(?:[｜ㅣ│|]|::)\s*|\s*：\s*|:\s+(?=\S+$)|\s+-(?=\S+$)"
)
_PREFIX = re.compile(r"(.{2,40}?)\s*(?:[:|：｜]|\s[-–—]|::)\s+(.+)")
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")


def choose_title(
    *,
    headline: str = "",
    declared: Iterable[str] = (),
    headings: Iterable[str] = (),
    title: str = "",
    names: Iterable[str] = (),
) -> str:
    """Choose the title of an article.

    `headline` is the one of JSON-LD, `declared` those of OpenGraph and its like, `headings` the page's
    h1 elements, `title` the one in the head, `names` what the outlet is called. A heading that agrees
    with a declaration is what readers see and wins; a declaration comes next.

    Example:
        >>> choose_title(title="Troops arrive - Example News", names=["Example News"])
        'Troops arrive'
    """
    known = [name for name in map(squeeze, names) if len(name) > 1]
    shown = [text for text in map(_plain, headings) if text]
    page = _plain(title)
    declarations = [text for text in map(_plain, (headline, *declared)) if text]
    rivals = [*shown, *declarations, page]
    raw = [text for text in declarations if squeeze(text) not in known]
    stated = [strip_names(text, known, rivals) for text in raw]
    for heading in shown:
        # The same words: the declaration has no kicker's or line break's stray spaces in it.
        same = next((text for text in stated if squeeze(text) == squeeze(heading)), None)
        if same or any(_agree(heading, text) for text in (*raw, page) if text):
            return strip_names(same or _unspaced(heading, rivals), known)
    for text in (*stated, strip_names(page, known, rivals)):
        if text:
            return text
    return next((text for text in shown if squeeze(text) not in known), page)


def _unspaced(heading: str, rivals: Iterable[str]) -> str:
    """Close the gap that markup leaves before a kicker's colon, unless others write one, as in French."""
    if any(" :" in rival for rival in rivals if rival != heading):
        return heading
    return heading.replace(" : ", ": ")


def strip_names(title: str, names: Iterable[str], rivals: Iterable[str] = ()) -> str:
    """Remove the outlet's name, and what stands between it and the title.

    A part goes when it is one of the (squeezed) `names`, or when one of the `rivals`, another form of
    the same title, ends where the part begins.
    """
    known = list(names)
    others = {squeeze(rival) for rival in rivals}
    while match := _last_separator(title):
        head, tail = title[: match.start()], title[match.end() :]
        if not head or not (_is_name(tail, known) or squeeze(head) in others):
            break
        title = head.rstrip()
    if first := _PREFIX.match(title):
        name, rest = first.groups()
        # "Kicker: title" is a title; "Outlet - title" is not, when the page shows it without.
        if squeeze(name) in known or (
            ":" not in title[: len(name) + 2] and squeeze(rest) in others
        ):
            return str(rest)
    return title


def _last_separator(title: str) -> re.Match[str] | None:
    found = list(_SPACED.finditer(title))
    return found[-1] if found else None


def _is_name(part: str, names: list[str]) -> bool:
    word = squeeze(part)
    if not word:
        return True
    if len(word) > 40:
        return False
    return any(
        word == name or (len(word) > 2 and (word in name or (len(name) > 2 and name in word)))
        for name in names
    )


def _agree(heading: str, text: str) -> bool:
    """Whether a heading is the title that `text` declares, give or take a name at its end."""
    shown, stated = squeeze(heading), squeeze(_CUT.sub("", text))
    if not shown or not stated:
        return False
    if shown == stated:
        return True
    if any(squeeze(text[: part.start()]) == shown for part in _SPACED.finditer(text)):
        return True
    short, long = sorted((shown, stated), key=len)
    return len(short) >= 8 and long.startswith(short) and len(short) * 2 > len(long)


def _plain(text: str) -> str:
    # Twice escaped entities are common in declarations: &amp;quot;
    return fold(re.sub(r"<[a-z/][^>]{0,100}>", "", html.unescape(html.unescape(text))))
