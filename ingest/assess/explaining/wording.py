"""What roles, rules and ties are called in plain words, for explanations; it decides nothing."""

from __future__ import annotations

from ingest.assess.reading.roles import BIT
from ingest.assess.rules.owners import OWN_NK, OWN_OTHER, OWN_RU, OWN_UA

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

# The rule of a candidate, which no rule found (ingest/assess/weighing/candidates.py).
WEIGHED = "weighed"
CANDIDATE_WORDS = "no rule ties it together; it may tell of soldiers, but does not weigh enough"
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
    WEIGHED: "no rule ties it together, but the words that stand with North Korea weigh for it",
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


def rule_words(rule: str) -> str:
    """What a rule says in plain words; of a rule that nobody described its name must do."""
    return RULE_WORDS.get(rule, "described in the code of the rule only")


def owner_words(owners: int) -> str:
    return " and ".join(words for bit, words in OWNER_WORDS.items() if owners & bit) or "nobody's"


# Where the words of a feature stand, by its block. `{}`: what else the sentence or clause holds.
PLACE_WORDS: dict[str, str] = {
    "nk": "in a sentence that names North Korea",
    "nk+": "in a sentence that names North Korea and {}",
    "near": "beside a sentence that names North Korea",
    "passage": "in a paragraph that names North Korea",
    "text": "anywhere in the text",
    "first": "in the first sentence that carries the flag",
    "found": "in a sentence that counts",
    "found+": "in a clause with {}",
    "rest found+": "in a clause with {}, in a sentence nearby",
}
PARTNER_WORDS: dict[str, str] = {
    "war": "the war",
    "front": "the front",
    "ru": "Russia",
    "ua": "Ukraine",
    "other": "another country",
    "force": "soldiers",
    "people": "people",
    "army": "an army",
    "sapper": "sappers or builders",
    "send": "sending",
    "move": "movement",
    "fight": "fighting",
    "harm": "death or wounds",
    "kill": "death",
    "capture": "capture",
    "captive": "prisoners",
    "weapon": "weapons",
    "civil": "civilians",
    "home": "home",
    "era": "another era",
    "visit": "a visit",
    "drill": "a drill",
    "honour": "honour",
    "denied": "a denial",
    "undenied": "no denial",
    "mute": "no comment",
    "not": "a negation",
    "possible": "a possibility",
    "planned": "a plan",
    "condition": "a condition",
    "demand": "a demand",
    "return": "return",
    "ask": "asking for soldiers",
}
BY_RULES = "what the rules found"
OWN = "soldiers that the rules take for North Korea's"
OWN_OTHERS = "soldiers of other states"
EXTENT = "how long the text is, and how much of it names North Korea"
STATUS_RULES = "what the rules say of the statuses"
PAIR = "both states stand in one sentence"
# Features that are no role, by how their names begin; the first that fits.
MARK_WORDS: tuple[tuple[str, str], ...] = (
    ("direct", BY_RULES),
    ("continued", BY_RULES),
    ("by ", BY_RULES),
    ("via:", BY_RULES),
    ("own:nk", OWN),
    ("own:mixed", OWN),
    ("own:", OWN_OTHERS),
    ("length:", EXTENT),
    ("share:", EXTENT),
    ("named ", EXTENT),
    ("text:", EXTENT),
    ("pair", PAIR),
    ("relevant by rule", "the rules call the text relevant"),
    ("status", STATUS_RULES),
    ("question", "a sentence that counts is a question"),
)
NUMBER_RULES = "what the rules say of the number and of those beside it"
NUMBER_PLACE = "where the number stands"
NUMBER_OWNERS = "whose soldiers stand next to it"
NUMBER_FORM = "the number itself, and what it touches"
# The same of numbers: words that the name of a feature holds.
NUMBER_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("rule", "again", "last here", "last beside", "next here", "next beside"), NUMBER_RULES),
    (("owner",), NUMBER_OWNERS),
    (("direct", "continued", "finding", "north", "title"), NUMBER_PLACE),
)


def place_words(block: str) -> str:
    """Where the words of a block of features stand.

    Example:
        >>> place_words("nk+war")
        'in a sentence that names North Korea and the war'
    """
    head, plus, partner = block.partition("+")
    return PLACE_WORDS[head + plus].format(PARTNER_WORDS.get(partner, ""))


def mark_words(mark: str) -> str:
    """What a feature that is no role means; the name itself if nobody said."""
    return next((words for start, words in MARK_WORDS if mark.startswith(start)), mark)
