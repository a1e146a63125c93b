"""Lexicons as frozen records: the words of one language with their roles; matching lives in ingest/assess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.weights import Weights

Edges = Literal["word", "open"]
Order = Literal["head_last", "adjunct", "free"]

# What a word can be in a sentence. A lexicon table bears the name of a role.
ROLES: tuple[str, ...] = (
    # who
    "nk",  # North Korea as a noun: the state, its leader, its ministries and towns
    "nk_adj",  # North Korea as an attribute: adjectives and genitives
    "nk_short",  # short forms ("the North") that count once the text has named North Korea
    "nk_force",  # words that mean North Korean soldiers all by themselves
    "ru",
    "ru_adj",
    "ua",
    "ua_adj",
    "other",
    "other_adj",
    "foreign_adj",  # "foreign", "Asian", "allied": somebody's soldiers, not said whose
    # men
    "force",  # soldiers, troops, special forces
    "army",  # weak: army, military, forces; needs a predicate of its own
    "people",  # weak: men, manpower, personnel, fighters
    "sapper",
    "builder",  # military construction troops
    "ref",  # words that point back: the men, they, the contingent
    "deploy",  # men and movement in one word: troop deployment, 파병
    # what they do and what happens to them
    "send",
    "move",
    "stay",
    "fight",
    "return",
    "kill",
    "wound",
    "casualty",
    "capture",
    "captive",  # the nouns: prisoner, POW
    "honour",
    "ask",
    # where
    "war",  # the war and its regions
    "front",  # front, battlefield: of this war once the text is about it
    "place",  # any destination worth naming in a claim
    "abroad",  # overseas, foreign soil
    # what it is not
    "weapon",
    "civil",
    "visit",
    "home",
    "drill",
    "era",
    "unit",  # counted things that are no people: days, kilometres, shells
    "noise",  # idioms that only hide the words within them
    # the relationship
    "bond",
    # the claim
    "planned",
    "possible",
    "denied",
    "not",
    "undenied",
    "mute",
    "demand",
    "condition",
    "asserted",
    "speaker",
    "say",
    "at_least",
    "at_most",
    "about",
    "more",
    # function words
    "of",
    "by",
    "prep",
    "and",
    "but",
    "sub",
    "the",
    "own",  # its, his, their: the owner is the subject
    "given",  # in response to, amid: what follows is taken as a fact
    "aside",
    "verb",
)

# What a word can be in a claim, beside its role: read in flagged sentences only, by a matcher of its
# own, so that words as common as "may" or "one" cost nothing elsewhere. The comment says what the key
# of an entry means.
CUES: tuple[str, ...] = (
    # when
    "month",  # 1 to 12
    "month_weak",  # the same for words that are mostly something else ("may"): they need a date word
    "weekday",  # 1 (Monday) to 7
    "season",  # spring, summer, autumn, winter; south of the equator nobody files from
    "relative",  # -1, 0, 1: "last", "this", "next" beside a unit, month, season or weekday
    "period",  # a day, week … counted from the day of publication: "year-1", "week+0", "year+0:late"
    "date_mark",  # year, month, day: what follows a number of a date (年, 년, г.)
    "span_unit",  # day, week, month, year: what "ago" and "in the past" count
    "ago",  # before, after: "ago" follows its span, "il y a" stands before it
    "past",  # before, after: "in the past", "최근"
    "part",  # early, mid, late, half1, half2, quarter1 …: narrows the period beside it
    "since",  # before, after: the period opens and goes on
    "until",  # before, after: the period closes it
    "ahead",  # before, after: the same, but the period itself is left out ("before December")
    "date_opener",  # "in", "during": what stands before a bare year or a weak month
    # wave
    "ordinal",  # 1 to 20
    "ordinal_mark",  # before, after: what makes digits an ordinal ("3rd", "3차", "第3")
    "wave",  # wave, batch, deployment
    "further",  # another, additional, new
    # who says it
    "cite",  # before, after: the source follows it ("citing") or precedes it ("에 따르면")
    "saying",  # any: verbs that only tell who speaks; those of the role `say` weigh for flags, too
    "topic",  # subject, stop: the first of them behind a name tells whether it is who says it (는, は)
    "passive",  # any: between a name and its verb it takes the name's voice away ("is said to")
    "pronoun",  # any, cited ("according to him"): whoever spoke last goes on
    "voice",  # any: people and bodies without a name (officials, ministry); else its canonical name
    "capital",  # canonical name of the state: Kyiv; it speaks when it stands right at the verb or colon
    "state",  # the same for Ukraine; before a colon it is what the text is about
    "outlet",  # any: canonical names of those that pass on what others say
    # figures
    "increment",
    "cumulative",
    "demining",  # mines, clearing, lifting: counted men beside it are sappers
    "rebuilding",  # roads, houses, reconstruction: military builders
    "mourning",  # portraits, urns, names on a wall: the dead
    "detention",  # cell, interrogation, surrender: prisoners
    "headcount",  # souls, bayonets, strength, number: what is counted are men
    "whole",  # before, opening (of a clause), after: of this number a part is told ("of 400 men")
    "none",  # idioms that only hide the words within them ("more than")
)
_PART = r"early|mid|late|half[12]|quarter[1-4]"
_BESIDE = r"before|after"
# The keys an entry of a cue may have; a cue that is not here takes any.
CUE_KEYS: dict[str, str] = {
    "month": r"[1-9]|1[0-2]",
    "month_weak": r"[1-9]|1[0-2]",
    "weekday": r"[1-7]",
    "season": r"spring|summer|autumn|winter",
    "relative": r"-1|0|1",
    "period": rf"(day|week|month|year|spring|summer|autumn|winter)[+-]\d+(:({_PART}))?",
    "date_mark": r"year|month|day",
    "span_unit": r"day|week|month|year",
    "ago": _BESIDE,
    "past": _BESIDE,
    "part": _PART,
    "since": _BESIDE,
    "until": _BESIDE,
    "ahead": _BESIDE,
    "date_opener": r"before",
    "ordinal": r"[1-9]|1\d|20",
    "ordinal_mark": _BESIDE,
    "wave": r"wave|deployment",
    "further": r"any",
    "cite": _BESIDE,
    "saying": r"any",
    "topic": r"subject|stop",
    "passive": r"any",
    "pronoun": r"any|cited",
    "outlet": r"any",
    "increment": r"any",
    "cumulative": r"any",
    "demining": r"any",
    "rebuilding": r"any",
    "mourning": r"any",
    "detention": r"any",
    "headcount": r"any",
    "whole": r"before|opening|after",
    "none": r"any",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One written form and its role.

    `surface` is folded (NFKC, casefold). An open side may touch further letters. `not_after` and
    `not_before` are letters that must not stand right before or after it.
    """

    surface: str
    role: str
    canonical: str
    open_left: bool = False
    open_right: bool = False
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWord:
    """A number in letters. `multiplies`: thousand, 만, тыс.; otherwise it stands for its value.

    A value of 0.5 only adds to the number before it ("two and a half thousand").
    `counts_people`: it can only count people (двое, 두 명), so no noun needs to follow.
    `counted`: without a number before it, it is vague (тисячі, сотні).
    """

    surface: str
    value: float
    multiplies: bool = False
    open_right: bool = False
    counts_people: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The few facts of grammar that differ by language.

    `edges`: terms stand between word edges, or anywhere (Korean). `order`: attributes only before
    their noun (head_last), also after it (free), and nouns as attributes, too ("North Korea troops":
    adjunct). `subject_marks`: what follows a subject. `place_openers`: what stands right before a
    country that is a place or recipient where words run together (向, 在). `compound_numbers`:
    number words are written in one ("einundzwanzigtausend", "dwunastotysięczny"). `number_joints`:
    what joins number words ("and", "und"). `verb_last`: participles and infinitives end the
    clause. The abbreviation `#.` stands for ordinals ("528."). `topic_marks`: first letters of
    the particle that marks the topic (은, は). `date_joints`: what stands between day,
    month and year (" de ", " of "); `day_after_month`: March 24. `utc_offset_h`: how far the clocks of its outlets are ahead of UTC,
    where they agree: a Korean morning is still yesterday in UTC.
    """

    edges: Edges = "word"
    order: Order = "free"
    subject_marks: tuple[str, ...] = ()
    place_openers: tuple[str, ...] = ()
    decimal: str = "."
    group: str = ","
    abbreviations: tuple[str, ...] = ()
    range_words: tuple[str, ...] = ()
    range_openers: tuple[str, ...] = ()
    people_counters: tuple[str, ...] = ()
    bound_suffixes: tuple[tuple[str, str], ...] = ()
    vague_prefixes: tuple[str, ...] = ()
    compound_numbers: bool = False
    verb_last: bool = False
    number_joints: tuple[str, ...] = (" and ",)
    topic_marks: tuple[str, ...] = ()
    date_joints: tuple[str, ...] = ()
    day_after_month: bool = False
    utc_offset_h: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """All the rules know of one language.

    `weights` settle what the rules leave open; they know of roles, not of words, and are the same
    for all languages (None: the rules alone). `version` must change with the content (the loader appends a digest): compiled matchers are kept by
    language and version, so that a lexicon may cross process borders.
    """

    language: str
    version: str
    grammar: Grammar
    terms: tuple[Term, ...]
    numbers: tuple[NumberWord, ...] = ()
    cues: tuple[Term, ...] = ()
    weights: Weights | None = None
