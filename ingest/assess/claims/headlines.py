"""Find who says a headline by where the name stands: before a colon, a quote, or behind a dash.

It reads no verbs; attribution.py does.
"""

from __future__ import annotations

import re

from ingest.assess.claims.voices import Voice
from ingest.assess.reading.document import Document, Sentence

_COLON = re.compile(r"\s?:")
_HEADLINE_BREAK = re.compile(r"\s?[:,]|\s?\"")
_DASH_BEFORE = re.compile(r"[:\-=|]\s?$")


def at_edges(
    doc: Document, sentence: Sentence, voices: list[Voice], *, headline: bool
) -> list[Voice]:
    """Seoul: …, 합참 "…", … - Зеленский."""
    found: list[Voice] = []
    opening = _HEADLINE_BREAK if headline and doc.lexicon.grammar.edges == "open" else _COLON
    for voice in voices:
        if voice.kind in ("pronoun", "state") or not voice.name:
            continue
        leads = voice.start - sentence.start <= 1 and opening.match(doc.text, voice.end)
        ends = sentence.end - voice.end <= 1 and headline
        trails = ends and _DASH_BEFORE.search(doc.text, sentence.start, voice.start)
        if leads or trails:
            found.append(voice)
    return found
