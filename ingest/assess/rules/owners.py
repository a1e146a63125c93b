"""Tie each mention of soldiers to the state they belong to; whether that is a deployment is not asked here.

A force noun gets its owner, in this order, from an attribute before it ("North Korean soldiers",
also coordinated: "Russian and North Korean soldiers"), from a complement after it ("soldiers from
North Korea", "солдаты КНДР", "troops sent by Pyongyang"), or from the subject of the verb of
sending it is the object of ("Pyongyang has sent Moscow 3,000 soldiers"). What has no owner may
point back to an earlier mention (ingest/assess/rules/coreference.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import (
    ARMY,
    BIT,
    BUILDER,
    CAPTIVE,
    DEPLOY,
    FORCE,
    MENTION,
    NK_FORCE,
    PEOPLE,
    REF,
    SAPPER,
    THINGS,
    any_of,
)

OWN_NK, OWN_RU, OWN_UA, OWN_OTHER = 1, 2, 4, 8

_ADJ = {
    BIT["nk_adj"]: OWN_NK,
    BIT["nk_force"]: OWN_NK,
    BIT["ru_adj"]: OWN_RU,
    BIT["ua_adj"]: OWN_UA,
    BIT["other_adj"]: OWN_OTHER,
}
_NOUN = {
    BIT["nk"]: OWN_NK,
    BIT["ru"]: OWN_RU,
    BIT["ua"]: OWN_UA,
    BIT["other"]: OWN_OTHER,
}
ANY_ADJ = sum(_ADJ)
ANY_NOUN = sum(_NOUN)
_STRONG = FORCE | SAPPER | BUILDER | NK_FORCE | CAPTIVE | DEPLOY
# Words that may stand between an owner and its noun without breaking the phrase.
_FILLER = any_of(
    *("force", "army", "people", "sapper", "builder", "captive", "foreign_adj"),
    *("more", "at_least", "at_most", "about"),
    *("kill", "wound", "capture", "send", "move", "fight"),
)
_AND, _OF, _BY, _SUB, _BUT, _PREP = (BIT[r] for r in ("and", "of", "by", "sub", "but", "prep"))
_ASK = BIT["ask"]
_ACTS = BIT["send"] | BIT["move"] | BIT["fight"] | BIT["return"] | BIT["kill"] | BIT["capture"]
_SENDS = BIT["send"] | DEPLOY
_BREAKS = re.compile(r"[;:()\"!?\n]|,(?!\d)")
# Longest stretch of unknown words inside one noun phrase, in characters: "Pyongyang's newly
# arrived battle-hardened" fits, a whole clause does not.
_GAP = 34
_REACH = 12
_CLOSE = 60
# What may follow a noun that is an attribute where nouns take particles: nothing, or the genitive.
_GENITIVE = (" ", "의", "の", "")


@dataclass(slots=True)
class Mention:
    """Soldiers named in a sentence. `owners` is a set of OWN_* bits; `points_back`: by coreference."""

    sentence: int
    at: int
    hit: Hit
    owners: int
    strong: bool
    via: str
    points_back: bool = False


def find_mentions(doc: Document, sentence: Sentence) -> list[Mention]:
    """Shape: all mentions of soldiers in one sentence, owned or not, in order."""
    found: list[Mention] = []
    if not sentence.roles & MENTION:
        return found
    for at, hit in enumerate(sentence.hits):
        if not hit.roles & MENTION:
            continue
        owners, via = _owner(doc, sentence, at, hit)
        strong = bool(hit.roles & _STRONG) and not hit.roles & ARMY
        found.append(Mention(sentence.index, at, hit, owners, strong, via))
    return found


def _owner(doc: Document, sentence: Sentence, at: int, hit: Hit) -> tuple[int, str]:
    if hit.roles & NK_FORCE:
        return OWN_NK, "itself"
    if hit.roles & REF and doc.matcher.canonical(hit, REF) == "they":
        return 0, ""
    hits = sentence.hits
    for via, find in (
        ("attribute", _owner_before),
        ("complement", _owner_after),
        ("possessive", _owner_of_possessive),
        ("subject", _owner_as_subject),
    ):
        owners = find(doc, hits, at)
        if owners:
            return owners, via
    if _is_nobodys(doc, sentence, at, hit):
        return OWN_NK, "sentence"
    return 0, ""


def _is_nobodys(doc: Document, sentence: Sentence, at: int, hit: Hit) -> bool:
    """Soldiers without an owner in a sentence where only North Korea can have sent them."""
    roles = sentence.roles
    if not roles & (BIT["nk"] | BIT["nk_adj"]):
        return False
    if hit.roles & DEPLOY:
        return not _other_acts(doc, sentence.hits, at)
    if hit.roles & (ARMY | PEOPLE | REF) or not roles & (_ACTS | BIT["war"]):
        return False
    if roles & (BIT["visit"] | BIT["home"] | BIT["drill"]) or stands_near(sentence, hit, THINGS):
        return False
    return not any(
        h.roles & (BIT["ua_adj"] | BIT["ru_adj"] | BIT["other_adj"])
        for h in sentence.hits[max(0, at - 3) : at + 3]
    ) and not _is_recipient(doc, sentence.hits, at)


def stands_near(sentence: Sentence, hit: Hit, roles: int) -> bool:
    """Whether a word of one of the roles stands close enough to belong to the same statement."""
    return bool(sentence.roles & roles) and any(
        h.roles & roles and not h.roles & MENTION and abs(h.start - hit.start) < _CLOSE
        for h in sentence.hits
    )


def _other_acts(doc: Document, hits: list[Hit], at: int) -> bool:
    """The nearest state before a word like "troop deployment" is neither of the two."""
    for j in range(at - 1, -1, -1):
        agent = _agent(doc, hits, j)
        if agent:
            return not agent & (OWN_NK | OWN_RU)
    return False


def _owner_before(doc: Document, hits: list[Hit], at: int) -> int:
    text = doc.text
    right = hits[at].start
    head_last = doc.lexicon.grammar.order == "head_last"
    plain = True
    runs_together = doc.lexicon.grammar.edges == "open"
    for j in range(at - 1, max(-1, at - 7), -1):
        hit = hits[j]
        gap = text[hit.end : right]
        if len(gap) > _GAP or _BREAKS.search(gap):
            return 0
        if hit.roles & (BIT["the"] | BIT["own"]) and not hit.roles & ANY_ADJ:
            # A determiner opens the noun phrase: nothing before it is an attribute.
            return 0
        adj = hit.roles & ANY_ADJ
        if adj:
            return _bits(adj, _ADJ) | _coordinated(text, hits, j)
        noun = hit.roles & ANY_NOUN
        if noun and _is_oblique(doc, hit):
            return 0
        if noun:
            adjunct = plain and doc.lexicon.grammar.order != "free" and not gap.strip()
            close = adjunct or (head_last and gap[:1] in _GENITIVE and len(gap) < 14)
            return _bits(noun, _NOUN) | _coordinated(text, hits, j) if close else 0
        if not hit.roles & _FILLER and not (hit.roles & BIT["weapon"] and not gap.strip()):
            return 0
        # "North Korea special forces" and 北韓年輕士兵, but not "offer Moscow another corps".
        plain = plain and bool(hit.roles & MENTION or runs_together)
        right = hit.start
    return 0


def _coordinated(text: str, hits: list[Hit], j: int) -> int:
    """ "Russian and North Korean soldiers": the owner before the conjunction, too."""
    if j < 2 or not hits[j - 1].roles & _AND:
        return 0
    if (
        text[hits[j - 1].end : hits[j].start].strip()
        or text[hits[j - 2].end : hits[j - 1].start].strip()
    ):
        return 0
    roles = hits[j - 2].roles
    return _bits(roles & ANY_ADJ, _ADJ) | _bits(roles & ANY_NOUN, _NOUN)


def _owner_after(doc: Document, hits: list[Hit], at: int) -> int:
    """ "Soldiers of the DPRK", "soldiers sent to Russia by Kim", "soldiers Pyongyang sent"."""
    if doc.lexicon.grammar.order == "head_last":
        return 0
    text = doc.text
    left = hits[at].end
    linked = moved = False
    # "Soldats russes": where attributes may follow, they own as names do.
    names = ANY_NOUN | (ANY_ADJ if doc.lexicon.grammar.order == "free" else BIT["nk_adj"])
    for hit in hits[at + 1 : at + 8]:
        gap = text[left : hit.start]
        if hit.roles & _SUB and gap == ", ":
            gap = " "
        if len(gap) > 24 or _BREAKS.search(gap):
            return 0
        if hit.roles & names:
            if linked or (not gap.strip() and not moved):
                return _bits(hit.roles & ANY_NOUN, _NOUN) | _bits(hit.roles & ANY_ADJ, _ADJ)
            if not moved:
                return 0
        elif hit.roles & (_OF | _BY):
            linked = True
        elif hit.roles & _SUB:
            linked = text[hit.end : hit.end + 1] == " "
        elif hit.roles & (BIT["send"] | BIT["move"]):
            moved, linked = True, False
        elif hit.roles & (_PREP | BIT["war"] | BIT["place"]):
            linked = False
            if not moved:
                return 0
        elif not hit.roles & (ARMY | FORCE | BIT["the"] | BIT["verb"]):
            return 0
        left = hit.end
    return 0


def _owner_of_possessive(doc: Document, hits: list[Hit], at: int) -> int:
    """ "Pyongyang lends Moscow its soldiers": the possessive points to a state named before."""
    right = hits[at].start
    for j in range(at - 1, max(-1, at - 5), -1):
        hit = hits[j]
        gap = doc.text[hit.end : right]
        if len(gap) > _GAP or _BREAKS.search(gap):
            return 0
        if hit.roles & BIT["own"]:
            states = [
                _bits(h.roles & ANY_NOUN, _NOUN) | _bits(h.roles & ANY_ADJ, _ADJ)
                for h in hits[max(0, j - _REACH) : j]
                if h.roles & (ANY_NOUN | BIT["nk_adj"])
            ]
            # "Putin told Kim that his men fought well": of both, the one who lends soldiers.
            return OWN_NK if OWN_NK in states else states[0] if states else 0
        if not hit.roles & (_FILLER | BIT["the"]):
            return 0
        right = hit.start
    return 0


def _owner_as_subject(doc: Document, hits: list[Hit], at: int) -> int:
    """ "Pyongyang sent Moscow 3,000 soldiers"; asked-for soldiers belong to who is asked."""
    if doc.lexicon.grammar.order == "head_last":
        return _subject_head_last(doc, hits, at)
    verb: Hit | None = None
    between = 0
    recipient = _is_recipient(doc, hits, at)
    for j in range(at - 1, max(-1, at - _REACH), -1):
        hit = hits[j]
        owner = _agent(doc, hits, j)
        if hit.roles & _BUT:
            break
        if verb is None:
            between |= owner
            if hit.roles & _ASK and between & OWN_NK:
                return OWN_NK
            if hit.roles & _SENDS and not recipient:
                verb = hit
        elif owner:
            return owner
    # "Направила КНДР солдат": the subject may follow its verb.
    return OWN_NK if verb is not None and between & OWN_NK else 0


def _agent(doc: Document, hits: list[Hit], j: int) -> int:
    """The state a hit names, if it can be who acts: not "Ukrainian" of "Ukrainian troops"."""
    hit = hits[j]
    adj = hit.roles & ANY_ADJ
    following = hits[j + 1] if adj and j + 1 < len(hits) else None
    if following and following.roles & MENTION and following.start - hit.end < 12:
        return 0
    if _is_oblique(doc, hit):
        return 0
    behind = j and hits[j - 1].roles & (_PREP | _OF) and hit.start - hits[j - 1].end <= 1
    if behind and not hit.roles & BIT["nk"]:
        return 0
    return _bits(hit.roles & ANY_NOUN, _NOUN) | _bits(adj, _ADJ)


def _is_recipient(doc: Document, hits: list[Hit], at: int) -> bool:
    """Behind "to", "for", "by": somebody gets something, he is not sent."""
    right = hits[at].start
    for j in range(at - 1, max(-1, at - 5), -1):
        hit = hits[j]
        if len(doc.text[hit.end : right]) > 20:
            return False
        if hit.roles & (_PREP | _BY):
            return True
        if hit.roles & _SENDS and not hit.roles & MENTION:
            # "In the end put 100,000 soldiers": the preposition ends with its verb.
            return False
        if not hit.roles & (_FILLER | BIT["the"] | BIT["own"] | BIT["front"] | ANY_ADJ):
            return False
        right = hit.start
    return False


def _subject_head_last(doc: Document, hits: list[Hit], at: int) -> int:
    # The verb stands behind its object, or before it in a relative clause ("내준 병사들").
    if not any(h.roles & (_SENDS | _ASK | BIT["move"]) for h in hits[max(0, at - 3) : at + 8]):
        return 0
    for j in range(at - 1, max(-1, at - _REACH), -1):
        hit = hits[j]
        if hit.roles & ANY_NOUN and _is_subject(doc, hit):
            return _bits(hit.roles & ANY_NOUN, _NOUN)
    return 0


def _is_subject(doc: Document, hit: Hit) -> bool:
    return doc.text.startswith(doc.lexicon.grammar.subject_marks, hit.end)


def _is_oblique(doc: Document, hit: Hit) -> bool:
    openers = doc.lexicon.grammar.place_openers
    return bool(openers) and doc.text.endswith(openers, 0, hit.start)


def _bits(roles: int, table: dict[int, int]) -> int:
    owners = 0
    if not roles:
        return 0
    for role, owner in table.items():
        if roles & role:
            owners |= owner
    return owners
