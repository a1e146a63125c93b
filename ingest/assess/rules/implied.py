"""Find soldiers that a sentence implies without naming them: counted men, heroes and fallen of a war.

"Pyongyang may send 30,000 more to Russia" and "Kim honoured the fallen of Kursk" speak of soldiers
though no noun says so; so does "Seoul counts 4,700 killed or wounded" next to a finding. It runs only
where no mention was found.
"""

from __future__ import annotations

from ingest.assess.reading.document import Document, Sentence, roles_near
from ingest.assess.reading.roles import BIT, HOME, NK, THINGS
from ingest.assess.rules.owners import OWN_NK, Mention

_THERE = BIT["war"] | BIT["ru"]
_THINGS = THINGS | HOME | BIT["era"]
_TRIBUTE = BIT["honour"] | BIT["kill"]
_OTHERS = BIT["ru_adj"] | BIT["ua_adj"] | BIT["other_adj"] | BIT["ask"]
_BEFELL = BIT["kill"] | BIT["wound"] | BIT["casualty"] | BIT["capture"] | BIT["return"]
_HARM_OR_HOME = _BEFELL & ~BIT["casualty"]
_MOVES = BIT["send"] | BIT["move"] | BIT["stay"] | BIT["fight"]
_DENIALS = BIT["denied"] | BIT["undenied"]
_AHEAD = BIT["planned"] | BIT["possible"]
_THIRD = BIT["other"] | BIT["ua"]
_VISIBLE = BIT["home"] | BIT["visit"]
# Fewer than this without a noun are delegates or days more often than soldiers.
_FEWEST = 300


def find_implied(doc: Document, sentence: Sentence) -> Mention | None:
    """Shape: a mention standing for the unnamed soldiers, or None."""
    roles = sentence.roles
    if not roles & NK or roles & (BIT["era"] | BIT["drill"]):
        return None
    if roles & _TRIBUTE and roles & (BIT["war"] | BIT["abroad"]) and not roles & BIT["civil"]:
        if not (roles & BIT["weapon"] and not roles & BIT["abroad"]):
            return _stand_in(sentence, _TRIBUTE)
        return None
    if roles & _THINGS:
        return None
    front = roles & BIT["front"] and doc.roles & (_THERE | BIT["ua"] | BIT["ua_adj"])
    if roles & BIT["send"] and (roles & _THERE or front):
        return _counted(doc, sentence, BIT["send"])
    told = roles & (_BEFELL | _MOVES)
    if told and (roles & BIT["war"] or front) and not roles & _OTHERS:
        return _counted(doc, sentence, told, only_people=True)
    return None


def find_at_kursk(doc: Document, sentence: Sentence) -> Mention | None:
    """North Korea and Kursk in one sentence or near each other, and no thing that it is about.

    What North Korea had in Kursk was soldiers; weapons, workers, guests and condemnations aside.
    """
    roles = sentence.roles
    around = roles_near(doc, sentence)
    if roles & _THINGS or (around & BIT["ua_adj"] and around & BIT["fight"]):
        return None
    if not around & (NK | BIT["nk_force"]) or around & _THINGS & ~_VISIBLE:
        return None
    for at, hit in enumerate(sentence.hits):
        if hit.roles & BIT["war"] and doc.matcher.canonical(hit, BIT["war"]) == "Kursk":
            return Mention(sentence.index, at, hit, OWN_NK, True, "implied")
    return None


def find_continued(doc: Document, sentence: Sentence, *, counted: bool) -> Mention | None:
    """A sentence near a finding that counts people or tells what befell them, and names nobody else.

    `counted`: further away in the paragraph only a count goes on about them.
    """
    roles = sentence.roles
    if not counted and roles & _DENIALS and not roles & _THINGS:
        return _stand_in(sentence, _DENIALS)
    told = roles & (_BEFELL | _MOVES)
    if not told or roles & (_THINGS | _OTHERS):
        return None
    if roles & _THIRD and any(_is_third(h.roles) for h in sentence.hits):
        return None
    if (
        not counted
        and roles & BIT["send"]
        and roles & _AHEAD
        and roles & (BIT["more"] | BIT["ref"])
    ):
        # "A further dispatch cannot be ruled out."
        return _stand_in(sentence, BIT["send"])
    is_title = doc.has_title and sentence.index == 0
    if roles & _HARM_OR_HOME and not is_title and not counted:
        return _stand_in(sentence, told)
    return _counted(doc, sentence, told)


def _is_third(roles: int) -> bool:
    return bool(roles & _THIRD) and not roles & BIT["speaker"]


def _stand_in(sentence: Sentence, wanted: int) -> Mention:
    at, hit = next((i, h) for i, h in enumerate(sentence.hits) if h.roles & wanted)
    return Mention(sentence.index, at, hit, OWN_NK, True, "implied")


def _counted(
    doc: Document, sentence: Sentence, wanted: int, *, only_people: bool = False
) -> Mention | None:
    for number in doc.numbers_in(sentence):
        counted = doc.text.startswith(doc.lexicon.grammar.people_counters, number.end)
        tail = doc.text[number.end : number.end + 12].strip()
        follower = next((h for h in sentence.hits if h.start >= number.end), None)
        bare = not tail or not tail[0].isalpha()
        if follower is not None and not bare and not counted:
            bare = follower.start - number.end <= 1 and not follower.roles & BIT["unit"]
        bare = bare and not only_people and not 1900 <= number.low <= 2100
        if number.high >= _FEWEST and (counted or bare):
            return _stand_in(sentence, wanted)
    return None
