"""What roles, rules and ties are called in plain words, for explanations; it decides nothing."""

from __future__ import annotations

from ingest.assess.matching import BIT
from ingest.assess.owners import OWN_NK, OWN_OTHER, OWN_RU, OWN_UA

NORTH, MEN, DEED, PLACE = (
    "North Korea",
    "soldiers",
    "what happens to them",
    "the war, Russia or Ukraine",
)

# Most telling first: of a word with several roles the first one names it.
ROLE_WORDS: dict[str, str] = {
    "nk_force": "North Korean soldiers in one word",
    "nk_adj": "North Korea, as attribute",
    "nk": "North Korea",
    "nk_short": "short form of North Korea",
    "deploy": "soldiers and their movement in one word",
    "sapper": "sappers, military engineers",
    "builder": "military construction troops",
    "captive": "prisoners of war",
    "force": "soldiers",
    "army": "army (weak: needs a verb of its own)",
    "people": "people (weak: soldiers only by what stands around)",
    "send": "sending",
    "move": "movement",
    "fight": "fighting",
    "return": "return",
    "kill": "death",
    "wound": "wounds",
    "casualty": "casualties",
    "capture": "capture",
    "honour": "honour, tribute",
    "stay": "presence, training",
    "ask": "asking for soldiers",
    "war": "place of the war",
    "front": "front, battlefield",
    "abroad": "abroad",
    "era": "another era",
    "home": "at home",
    "drill": "drill, exercise",
    "visit": "visit, ceremony",
    "weapon": "weapon",
    "civil": "civilians",
    "noise": "idiom without soldiers in it",
    "ru_adj": "Russia, as attribute",
    "ru": "Russia",
    "ua_adj": "Ukraine, as attribute",
    "ua": "Ukraine",
    "other_adj": "another country, as attribute",
    "other": "another country",
    "foreign_adj": "foreign, not said whose",
    "bond": "the relationship of both states",
    "place": "a place",
    "ref": "word that points back",
    "denied": "denial",
    "undenied": "no denial",
    "mute": "declines to comment",
    "possible": "possibility",
    "planned": "plan, announcement",
    "condition": "condition",
    "demand": "demand",
    "asserted": "assertion",
    "not": "negation",
    "given": "what follows is taken as known",
    "speaker": "speaker",
    "say": "saying",
    "at_least": "at least",
    "at_most": "at most",
    "about": "about",
    "more": "more, another",
    "unit": "counted things that are no people",
    "aside": "aside",
    "but": "contrast",
    "own": "possessive",
    "of": "of",
    "by": "by",
    "prep": "preposition",
    "and": "and",
    "sub": "relative clause",
    "the": "determiner",
    "verb": "auxiliary verb",
}

RULE_WORDS: dict[str, str] = {
    "war": "North Korean soldiers and the war or the front in one sentence",
    "russia": "North Korean soldiers and Russia in one sentence, with something that happens to them",
    "army": "North Korea's army, sent, fighting or harmed, with the war or Russia in the sentence",
    "people": "North Korean people who can only be soldiers, with the war or Russia near",
    "pointer": "a word that points back to North Korean soldiers, with the war or Russia in the sentence",
    "implied": "North Korea sends, loses or honours people that no noun names, with the war or Russia",
    "nearby": "North Korean soldiers, and the sentences around tell of the war or Russia",
    "reverse": "Russian soldiers in North Korea",
    "context": "soldiers of nobody's, with North Korea and the war or Russia in the sentences around",
    "kursk": "North Korea and Kursk near each other, and no weapon, worker or guest it could be about",
    "weighed": "no rule ties it together, but the words that stand with North Korea weigh for it",
    "counted": "gives a figure of the same soldiers; another sentence carries the flag",
    "continued": "goes on about the same soldiers; another sentence carries the flag",
}

VIA_WORDS: dict[str, str] = {
    "itself": "by the word itself",
    "attribute": "by the attribute before it",
    "complement": "by the words after it",
    "possessive": "by a possessive that points to a state",
    "subject": "by the subject of the verb",
    "sentence": "nobody else in the sentence can have sent them",
    "implied": "implied",
    "weighed": "by the weight of what stands around them",
    "": "by the sentences around",
}
POINTS_BACK = "points back to soldiers named before"

OWNER_WORDS: dict[int, str] = {
    OWN_NK: "North Korea's",
    OWN_RU: "Russia's",
    OWN_UA: "Ukraine's",
    OWN_OTHER: "another country's",
}

_BITS = {BIT[role]: words for role, words in ROLE_WORDS.items()}


def meaning_of(roles: int) -> str:
    """The roles of a word in plain words, most telling first, three at the most.

    Example:
        >>> meaning_of(BIT["send"] | BIT["move"])
        'sending; movement'
    """
    return "; ".join([words for bit, words in _BITS.items() if roles & bit][:3])


def owner_words(owners: int) -> str:
    return " and ".join(words for bit, words in OWNER_WORDS.items() if owners & bit) or "nobody's"
