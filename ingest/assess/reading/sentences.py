"""Split a document into sentences by offset; the title is a sentence of its own.

It does not parse: abbreviations come from the lexicon, everything else is punctuation.
"""

from __future__ import annotations

import re

# One set of characters at the start: the search skips everything else at full speed.
_END = re.compile(
    r"""[.!?。！？\n](?:
      (?<=[.!?])[.!?]*["')\]]*(?=\s|$|["'(\[])\s*     # European and Korean stops before a space
    | (?<=[。！？])["')\]」』”’]*\s*                     # CJK stops
    | (?<=[\u3040-\u9fff][!?])[!?]*["')\]]*\s*        # the same, folded to half width
    | (?<=\n)\s*                                       # paragraphs and list lines
    | (?<=[가-힣]\.)["')\]]*(?=[가-힣])               # Korean stop without a space
    )""",
    re.VERBOSE,
)
# In the abbreviations of a lexicon: any number with a stop, "528. Regiment". Years have four digits.
ORDINAL = "#."
# A text without stops must not become one endless sentence: rules look around within a sentence.
_LONGEST = 1_500
_INITIAL = re.compile(r"(?:^|[\s(\"'])\w(?:\.\w)*\.$")


def split_sentences(text: str, abbreviations: frozenset[str]) -> list[tuple[int, int]]:
    """Shape: folded text -> spans without surrounding space, in order."""
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text):
        stop, after = match.span()
        if text[stop] == "." and _is_abbreviation(text, start, stop, after, abbreviations):
            continue
        _keep(spans, text, start, stop + len(match[0].rstrip()))
        # Every form of an end takes the space behind it: what follows begins with a sign or letter.
        start = after
    _keep(spans, text, start, len(text))
    return spans


def _keep(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        spans.append((start, cut))
        start = cut
    if end > start:
        spans.append((start, end))


def _is_abbreviation(
    text: str, start: int, stop: int, after: int, abbreviations: frozenset[str]
) -> bool:
    if after == len(text) or text.find("\n", stop, after) >= 0:
        return False
    head = text.rfind(" ", start, stop) + 1
    word = text[max(head, start) : stop + 1].lstrip("\"'(")
    if word in abbreviations:
        return True
    if ORDINAL in abbreviations and len(word) <= 4 and word[:-1].isdigit():
        return True
    # A single letter or a chain of them: "u.s.", "j. smith"; Korean syllables are whole words.
    if len(word) > 2 and word[-3].isalnum():
        return False
    return bool(_INITIAL.search(word)) and word[0] < "\u1100" and not word[0].isdigit()
