"""Who had the news from whom: outlets, what an article leans on, and how many sources a story has of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

# `credit`: the text is another's, and says so; `cites`: what it tells is another's; `copies`: it has the
# words of an earlier article of its story.
RelianceHow = Literal["credit", "cites", "copies"]
RELIANCES: tuple[RelianceHow, ...] = get_args(RelianceHow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A house that publishes news. `*` in a surface: any ending of the word; `hosts` take in their subdomains."""

    name: str
    surfaces: tuple[str, ...]
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletBook:
    """All outlets that are known by name, and the words by which texts lean on them."""

    outlets: tuple[Outlet, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """One outlet that an article has its news from, and the words that say so (a byline is one, too)."""

    outlet: str
    how: RelianceHow
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where an article comes from: the `outlet` that published it, and those that it leans on."""

    outlet: str
    relies: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article of a story as its sources are counted. `copies`: an earlier article whose words it has."""

    article_id: int
    outlet: str
    relies: frozenset[str] = field(default_factory=frozenset)
    copies: int | None = None


def origins_of(articles: Sequence[Told]) -> dict[int, frozenset[str]]:
    """Trace each article back to the outlets that it, or whom it leans on, has the news from.

    Rules, in words:
    - Who leans on nobody is an origin. A copy has the origins of what it copies; a credit goes before that.
    - An outlet all of whose articles lean on others is none: the way goes on to those.
    - Outlets that only cite each other are one, named by the first of them in the alphabet.
    """
    by_id = {article.article_id: article for article in articles}
    names = {article.article_id: _leans_on(article, by_id) for article in articles}
    ways: dict[str, set[str]] = {}
    own: set[str] = set()
    for article in articles:
        away = names[article.article_id] - {article.outlet}
        ways.setdefault(article.outlet, set()).update(away)
        if not away:
            own.add(article.outlet)
    return {id_: _ends(leaned, ways, own) for id_, leaned in names.items()}


def independent_sources(articles: Sequence[Told]) -> tuple[str, ...]:
    """The fewest outlets from whom all articles can have their news, sorted.

    Shape: an article that names several outlets may have it from any of them, so one of them suffices. With
    many such articles the choice is greedy: who explains most goes first, of equals the first name.
    Example:
        >>> yonhap, paper = Told(article_id=1, outlet="Yonhap"), Told(article_id=2, outlet="a.example")
        >>> cites = Told(article_id=3, outlet="b.example", relies=frozenset({"Yonhap"}))
        >>> independent_sources([yonhap, paper, cites])
        ('Yonhap', 'a.example')
    """
    wanted = set(origins_of(articles).values())
    chosen = {name for origins in wanted if len(origins) == 1 for name in origins}
    open_ = {origins for origins in wanted if not origins & chosen}
    while open_:
        best = min(_counted(open_).items(), key=lambda item: (-item[1], item[0]))[0]
        chosen.add(best)
        open_ = {origins for origins in open_ if best not in origins}
    return tuple(sorted(chosen))


def _leans_on(article: Told, by_id: Mapping[int, Told]) -> frozenset[str]:
    """Shape: itself, when it leans on nobody; of a copy what the first original leans on."""
    seen: set[int] = set()
    while not article.relies:
        seen.add(article.article_id)
        original = by_id.get(article.copies) if article.copies is not None else None
        if original is None or original.article_id in seen:
            return frozenset({article.outlet})
        article = original
    return article.relies


def _ends(names: Iterable[str], ways: Mapping[str, set[str]], own: set[str]) -> frozenset[str]:
    ends: set[str] = set()
    for name in names:
        reached = _reached(name, ways, own)
        found = {n for n in reached if n in own or not ways.get(n)}
        # Whoever is only on a ring leads nowhere else: the ring is one.
        ends |= found or {min(reached)}
    return frozenset(ends)


def _reached(name: str, ways: Mapping[str, set[str]], own: set[str]) -> set[str]:
    reached, ahead = set(), [name]
    while ahead:
        at = ahead.pop()
        if at not in reached:
            reached.add(at)
            ahead += () if at in own else ways.get(at, ())
    return reached


def _counted(sets: Iterable[frozenset[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for names in sets:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    return counts
