"""Lexicons as frozen records: the words of one language with their roles; matching lives in ingest/assess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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

    `counts_people`: it can only count people (двое, 두 명), so no noun needs to follow.
    `counted`: without a number before it, it is vague (тисячі, сотні).
    """

    surface: str
    value: int
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
    clause. The abbreviation `#.` stands for ordinals ("528.").
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """All the rules know of one language.

    `version` must change with the content (the loader appends a digest): compiled matchers are kept by
    language and version, so that a lexicon may cross process borders.
    """

    language: str
    version: str
    grammar: Grammar
    terms: tuple[Term, ...]
    numbers: tuple[NumberWord, ...] = ()
