"""Let unowned mentions ("the men", "they", "солдаты") point back to soldiers named before.

A mention points to the nearest earlier owned mention within a few sentences; soldiers of another
state named in between take over. It decides nothing about deployments.
"""

from __future__ import annotations

from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.roles import (
    BIT,
    BUILDER,
    CAPTIVE,
    DEPLOY,
    FORCE,
    NK,
    PEOPLE,
    REF,
    SAPPER,
    THINGS,
)
from ingest.assess.rules.implied import find_implied
from ingest.assess.rules.owners import OWN_NK, Mention, find_mentions

# Sentences a mention may look back. Chosen, not tuned: on the short texts of tests/eval (2026-11-23)
# values from 1 to 10 score the same; it bounds how far a long article can carry an owner.
_LOOK_BACK = 4
_POINTERS = REF | CAPTIVE | FORCE | SAPPER | BUILDER | PEOPLE | DEPLOY
_STATES = BIT["nk"] | BIT["ru"] | BIT["ua"] | BIT["other"]
# "Its newly raised army": letters between a possessive and its noun.
_BESIDE = 20
_ACTS = BIT["send"] | BIT["move"] | BIT["stay"] | BIT["fight"] | BIT["return"]


def resolve_mentions(doc: Document) -> list[list[Mention]]:
    """Shape: for each sentence its mentions, with owners filled in where they point back."""
    resolved: list[list[Mention]] = []
    last: Mention | None = None
    for sentence in doc.sentences:
        mentions = find_mentions(doc, sentence)
        for mention in mentions:
            if not mention.owners and _is_theirs(doc, sentence, mention):
                mention.owners = OWN_NK
                mention.via = "possessive"
            if not mention.owners and mention.hit.roles & _POINTERS:
                _point_back(doc, sentence, mention, mentions, last)
        if not any(m.owners & OWN_NK for m in mentions):
            implied = find_implied(doc, sentence)
            if implied is not None:
                mentions.append(implied)
        last = _salient(mentions) or last
        resolved.append(mentions)
    return resolved


def _is_theirs(doc: Document, sentence: Sentence, mention: Mention) -> bool:
    """ "The delegate of the DPRK … Its army", "our army, said the North Korean delegate".

    A possessive right before the noun, and no state in its sentence or the one before but North Korea.
    """
    hits = sentence.hits
    if not mention.at or not hits[mention.at - 1].roles & BIT["own"]:
        return False
    if mention.hit.start - hits[mention.at - 1].end > _BESIDE:
        return False
    named = sentence.roles
    before = doc.sentences[max(0, sentence.index - 1)]
    if not named & _STATES and before.paragraph == sentence.paragraph:
        named |= before.roles
    return bool(named & NK) and not named & (_STATES & ~BIT["nk"])


def _salient(mentions: list[Mention]) -> Mention | None:
    """Whom "they" of the next sentence means: ours if named, or else the first soldiers named.

    "… said a spokesman of Ukraine's special forces" must not take over from the North Koreans.
    """
    owned = [m for m in mentions if m.owners]
    north = [m for m in owned if m.owners & OWN_NK]
    return north[0] if north else owned[0] if owned else None


def _point_back(
    doc: Document,
    sentence: Sentence,
    mention: Mention,
    mentions: list[Mention],
    last: Mention | None,
) -> None:
    earlier = [m for m in mentions if m.owners and m.at < mention.at]
    antecedent = _salient(earlier) or last
    if antecedent is not None and _means_things(doc, sentence, mention, antecedent):
        return
    if antecedent is last and last is not None and _is_elsewhere(doc, sentence, last):
        return
    if antecedent is not None and sentence.index - antecedent.sentence <= _LOOK_BACK:
        mention.owners = antecedent.owners
        mention.points_back = True
    elif _topic_is_north(doc, sentence, mention, mentions):
        mention.owners = OWN_NK
        mention.points_back = True


def _is_elsewhere(doc: Document, sentence: Sentence, last: Mention) -> bool:
    """Another paragraph, where another state comes in: its soldiers are nobody's of before."""
    if doc.sentences[last.sentence].paragraph == sentence.paragraph:
        return False
    return any(h.roles & BIT["other"] and not h.roles & BIT["speaker"] for h in sentence.hits)


def _means_things(doc: Document, sentence: Sentence, mention: Mention, antecedent: Mention) -> bool:
    """ "… guns on a train. Crews will have to learn to use them": things named since then are meant."""
    if not mention.hit.roles & REF or antecedent.sentence >= sentence.index - 1:
        return False
    return bool(doc.sentences[sentence.index - 1].roles & THINGS)


def _topic_is_north(
    doc: Document, sentence: Sentence, mention: Mention, mentions: list[Mention]
) -> bool:
    """Soldiers of nobody's on the move, right after a sentence about North Korea and no thing of it."""
    if sentence.index == 0 or any(m.owners for m in mentions):
        return False
    if mention.hit.roles & REF and doc.matcher.canonical(mention.hit, REF) == "they":
        # After "Lavrov and Choe met in Wonsan", they are the ministers.
        return False
    before = doc.sentences[sentence.index - 1]
    return bool(
        before.roles & NK and not before.roles & THINGS and sentence.roles & _ACTS
    ) and not sentence.roles & (BIT["ua_adj"] | BIT["other_adj"] | BIT["ru_adj"] | THINGS)
