"""Second look at a text without a finding: soldiers of nobody's, told by what stands around them.

"The newcomers carry Tuvan papers. … Kim's officers give the orders. … Sudzha" names owner, soldiers and
war in different sentences. It never overrules a finding of ingest/assess/rules/deployment.py and never
takes soldiers that are said to be another state's.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.assess.reading.document import Document, Sentence, roles_near
from ingest.assess.reading.roles import (
    ARMY,
    BIT,
    CAPTIVE,
    DEPLOY,
    FOREIGN,
    HARM,
    HOME,
    NORTH,
    PEOPLE,
    REF,
    RUSSIAN,
    THINGS,
    UKRAINIAN,
)
from ingest.assess.rules.owners import OWN_NK, Mention, stands_near

_WAR, _FRONT = BIT["war"], BIT["front"]
_ACTS = BIT["send"] | BIT["move"] | BIT["fight"] | BIT["return"] | HARM
_AT_WAR = _ACTS | BIT["stay"] | BIT["ask"] | BIT["honour"] | DEPLOY
_STRONG = BIT["force"] | BIT["sapper"] | BIT["builder"] | CAPTIVE | DEPLOY | BIT["nk_force"]
_CLOSE = 45


def soldiers_by_context(
    doc: Document, mentions: list[list[Mention]]
) -> Iterator[tuple[Sentence, list[Mention], bool]]:
    """Shape: sentences with the mentions that can only be ours; the last item: does it tell by itself."""
    for sentence, named in zip(doc.sentences, mentions, strict=True):
        if sentence.roles & (HOME | BIT["era"]):
            continue
        own = [m for m in named if _may_be_ours(sentence, m)]
        if not own:
            continue
        around = roles_near(doc, sentence)
        if around & BIT["home"] and not sentence.roles & (_WAR | _FRONT | RUSSIAN):
            continue
        told = (around & NORTH or doc.hinted) and around & (_WAR | RUSSIAN | UKRAINIAN)
        direct = bool(told) and any(_acts(sentence, m, around) for m in own)
        if direct or sentence.roles & _AT_WAR:
            for mention in own:
                mention.owners = OWN_NK
            yield sentence, own, direct


def _acts(sentence: Sentence, mention: Mention, around: int) -> bool:
    """Something happens to them that happens to soldiers abroad; weak nouns need the war for it."""
    roles = sentence.roles
    if not mention.hit.roles & _STRONG:
        if not roles & (_WAR | _FRONT) or not around & _WAR or roles & UKRAINIAN:
            return False
        return bool(roles & _AT_WAR or mention.hit.roles & PEOPLE)
    if around & _WAR or (roles & _FRONT and around & UKRAINIAN):
        unnamed = not mention.hit.roles & BIT["nk_force"] or around & (BIT["civil"] | HOME)
        return bool(roles & (_AT_WAR | _WAR | _FRONT)) or not unnamed
    if mention.hit.roles & CAPTIVE and around & UKRAINIAN:
        return True
    if around & (THINGS | HOME) and not roles & (RUSSIAN | UKRAINIAN | BIT["abroad"]):
        return False
    if mention.hit.roles & PEOPLE and around & BIT["civil"]:
        return False
    return bool(roles & _ACTS)


def _may_be_ours(sentence: Sentence, mention: Mention) -> bool:
    if mention.owners & ~OWN_NK or mention.hit.roles & ARMY:
        return False
    beside = sentence.hits[max(0, mention.at - 3) : mention.at + 3]
    if any(h.roles & FOREIGN for h in beside):
        return False
    third = any(
        _is_third(h.roles) and abs(h.start - mention.hit.start) < _CLOSE for h in sentence.hits
    )
    if (third and not sentence.roles & NORTH) or is_in_korea(sentence):
        return False
    return bool(mention.hit.roles & REF) or not stands_near(sentence, mention.hit, THINGS)


def _is_third(roles: int) -> bool:
    """Another state that does not only speak: "soldiers rule in Mali", not "Seoul says"."""
    return bool(roles & (BIT["other"] | BIT["other_adj"])) and not roles & BIT["speaker"]


def is_in_korea(sentence: Sentence) -> bool:
    """ "Near Pyongyang", and no word of Russia or the war: the sentence places itself at home."""
    return not sentence.roles & (_WAR | RUSSIAN) and any(
        hit.roles & BIT["nk"] and before.roles & BIT["prep"] and hit.start - before.end <= 1
        for before, hit in zip(sentence.hits, sentence.hits[1:], strict=False)
    )
