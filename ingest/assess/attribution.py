"""Find who says a sentence: a named speaker tied to a verb of saying; chains are kept whole."""

from __future__ import annotations

from ingest.assess.document import Document, Sentence
from ingest.assess.matching import BIT

_SPEAKER, _SAY = BIT["speaker"], BIT["say"]
# A speaker further away than this from its verb is somebody the sentence is about.
_REACH = 90


def speaker_of(doc: Document, sentence: Sentence) -> str | None:
    """The canonical speaker, or a chain "Reuters < Yonhap < NIS" from outlet to source."""
    if not sentence.roles & _SPEAKER or not sentence.roles & _SAY:
        return None
    says = [h for h in sentence.hits if h.roles & _SAY]
    names: list[str] = []
    for hit in sentence.hits:
        if not hit.roles & _SPEAKER:
            continue
        if any(min(abs(s.start - hit.end), abs(hit.start - s.end)) <= _REACH for s in says):
            name = doc.matcher.canonical(hit, _SPEAKER)
            if name and name not in names:
                names.append(name)
    return " < ".join(names) if names else None
