"""Prepares what the page shows, in words and pieces; the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.assessment import segments
from domain.story import FigureKey, StoryArticle, figure_words
from web.health import Verdict, watched
from web.ports import SOURCE_HEALTHS, Counts, FlaggedStory, SaidClaim, WatchedSource

# A reader skims: the claims that differ come first, the rest is one click away at the article.
MAX_CLAIMS = 4
MAX_LINKS = 6
# A "sentence" of broken text can be a whole page.
MAX_QUOTE = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One claim as it is shown; `pieces` are (text, is marked)."""

    status: str
    speaker: str
    figures: Sequence[str]
    pieces: Sequence[tuple[str, bool]]
    language: str | None
    article: StoryArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One story as it is shown; `links` has the first article of each outlet and how many it has.

    The `more_…` say how many claims and outlets are left out.
    """

    story: FlaggedStory
    figures: Sequence[str]
    quotes: Sequence[Quote]
    more_claims: int
    links: Sequence[tuple[StoryArticle, int]]
    more_links: int


def render_page(
    *,
    counts: Counts,
    verdict: Verdict,
    stories: Sequence[FlaggedStory],
    sources: Sequence[WatchedSource],
    now: datetime,
    version: str,
) -> str:
    """The whole page as HTML; every text from outside is escaped by the template engine."""
    ranked = sorted(sources, key=lambda s: (SOURCE_HEALTHS.index(s.health), s.id))
    calm = ("well", "disabled")
    return (
        _templates()
        .get_template("now.html")
        .render(
            counts=counts,
            watched=watched(counts),
            verdict=verdict,
            cards=[make_card(story) for story in stories],
            troubled=[s for s in ranked if s.health not in calm],
            well=[s for s in ranked if s.health in calm],
            now=now,
            version=version,
        )
    )


def make_card(story: FlaggedStory) -> Card:
    quotes = [_quote(said) for said in _telling(story.claims)]
    links = _by_outlet(story.articles)
    return Card(
        story=story,
        figures=_figures(story),
        quotes=quotes[:MAX_CLAIMS],
        more_claims=max(0, len(quotes) - MAX_CLAIMS),
        links=links[:MAX_LINKS],
        more_links=max(0, len(links) - MAX_LINKS),
    )


def _figures(story: FlaggedStory) -> list[str]:
    """The figures of a story, with their bound where all who name the figure name the same."""
    bounds: dict[FigureKey, set[str]] = {}
    for said in story.claims:
        for f in said.claim.figures:
            bounds.setdefault((f.what, f.low, f.high), set()).add(f.bound)
    shown = []
    for figure in story.figures:
        bound = bounds.get(figure, set())
        shown.append(figure_words(figure, *bound) if len(bound) == 1 else figure_words(figure))
    return shown


def ago(at: datetime | None, now: datetime) -> str:
    """A moment as people say it.

    Example:
        >>> from datetime import UTC, timedelta
        >>> noon = datetime(2025, 3, 24, 12, tzinfo=UTC)
        >>> ago(noon - timedelta(minutes=90), noon), ago(noon + timedelta(hours=2), noon)
        ('90 min ago', 'in 2 h')
    """
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    size = abs(seconds)
    if size < 60:
        return "just now"
    if size < 7_200:
        words = f"{size / 60:.0f} min"
    elif size < 172_800:
        words = f"{size / 3_600:.0f} h"
    else:
        words = f"{size / 86_400:.0f} days"
    return f"{words} ago" if seconds > 0 else f"in {words}"


def _telling(claims: Iterable[SaidClaim]) -> list[SaidClaim]:
    """The claims without repeats of a sentence, one of each status and speaker first."""
    first: list[SaidClaim] = []
    others: list[SaidClaim] = []
    sentences: set[str] = set()
    voices: set[tuple[str, str | None]] = set()
    for said in claims:
        claim = said.claim
        # One sentence may be two statements: 11,000 in December and 3,000 more this year.
        told = {
            claim.evidence.text,
            *(f.evidence.text + claim.evidence.text for f in claim.figures),
        }
        if claim.evidence.text in sentences and told <= sentences:
            continue
        sentences |= told
        voice = (claim.status, claim.speaker)
        (others if voice in voices else first).append(said)
        voices.add(voice)
    return first + others


def _by_outlet(articles: Iterable[StoryArticle]) -> list[tuple[StoryArticle, int]]:
    groups: dict[str, list[StoryArticle]] = {}
    for article in articles:
        groups.setdefault(article.outlet or article.source_id or article.url, []).append(article)
    return [(group[0], len(group)) for group in groups.values()]


def _quote(said: SaidClaim) -> Quote:
    claim = said.claim
    pieces = segments(claim.evidence, [figure.evidence for figure in claim.figures])
    return Quote(
        status=claim.status,
        speaker=claim.speaker or "speaker not named in the text",
        figures=[figure_words((f.what, f.low, f.high), f.bound, f.extent) for f in claim.figures],
        pieces=_cut(pieces),
        language=said.article.language,
        article=said.article,
    )


def _cut(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    room, kept = MAX_QUOTE, []
    for text, marked in pieces:
        if len(text) > room:
            kept.append((f"{text[:room]}…", marked))
            break
        kept.append((text, marked))
        room -= len(text)
    return kept


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["ago"] = ago
    environment.filters["clock"] = lambda at: f"{at:%Y-%m-%d %H:%M} UTC"
    environment.tests["web_link"] = lambda url: str(url).startswith(("https://", "http://"))
    return environment
