"""`tumen sources discover`: find the listings of a site, read each, and say what is in it; it writes nothing.

Where a listing may be is said by `ingest/sources/discovery.py`; here each place is asked, one after the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from urllib.parse import urljoin, urlsplit

from app.build import House, Plan, open_house
from domain.errors import TumenError
from domain.fetched import Fetched, FetchRequest, Purpose
from domain.listing import Listing
from domain.source import Source, SourceKind
from ingest.sources import detect_kind, read_listing
from ingest.sources.discovery import Candidate, linked, named_by_robots, once, usual_places

# A directory of feeds may name hundreds, and each costs the site a request; what is left out is said.
MAX_ASKED = 40
# Of an index of sitemaps, the first that speak of news; archives of years say nothing of tomorrow.
MAX_CHILDREN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A listing that was read. `newest` is the newest date among its entries."""

    source: Source
    found_by: str
    format: str
    entries: int
    newest: datetime | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a site has: listings, best first, and where there was none, with the reason."""

    found: tuple[Found, ...]
    refused: tuple[tuple[str, str], ...]


async def discover(
    plan: Plan,
    url: str,
    *,
    everywhere: bool = False,
    tell: Callable[[str], object] = lambda _: None,
) -> Discovery:
    """Find the listings of the site at `url`. `everywhere`: also at usual addresses, if others were found.

    Errors: none of the network; a place that does not answer is one of the refused.
    """
    async with open_house(plan) as house:
        return await discover_in(house, url, everywhere=everywhere, tell=tell)


async def discover_in(
    house: House,
    url: str,
    *,
    everywhere: bool = False,
    tell: Callable[[str], object] = lambda _: None,
) -> Discovery:
    """The same with an open house."""
    search = _Search(house, tell)
    address = url if "://" in url else f"https://{url}"
    await search.begin(address)
    if search.reached and (everywhere or not search.found):
        await search.ask(usual_places(search.site))
    if not search.found:
        await search.read_page()
    best = sorted(search.found, key=_worth, reverse=True)
    return Discovery(found=_named(best), refused=tuple(search.refused))


class _Search:
    """One search under way: what was asked, found and refused."""

    def __init__(self, house: House, tell: Callable[[str], object]) -> None:
        self.found: list[Found] = []
        self.refused: list[tuple[str, str]] = []
        self.page: Fetched | None = None
        self.site = ""
        # Whether anything is known of what the site allows: if not, no place of it may be asked.
        self.reached = True
        self._house, self._tell = house, tell
        self._asked: set[str] = set()
        self._contents: set[frozenset[str]] = set()

    async def begin(self, address: str) -> None:
        """Ask the address itself, then what it links to and what the site's robots.txt names."""
        self.site = address
        fetched = await self._fetch(address, "page")
        candidates: tuple[Candidate, ...] = ()
        if fetched is not None:
            self.site = fetched.final_url
            kind = self._kind(fetched)
            if kind in ("feed", "sitemap"):
                own = Candidate(url=address, kind=kind, found_by="the address itself")
                await self._read(own, fetched)
            elif kind == "page":
                self.page = fetched
                candidates = await self._links(fetched)
        robots = await self._fetch(urljoin(self.site, "/robots.txt"), "robots", quiet=True)
        if robots is not None:
            candidates = (*candidates, *named_by_robots(robots.body, self.site))
        await self.ask(once(candidates))

    async def ask(self, candidates: Iterable[Candidate], *, deeper: bool = True) -> None:
        """Ask each place that was not asked before; an HTML page in its stead may link to the feed."""
        waiting = [one for one in candidates if one.url not in self._asked]
        if left := len(waiting) - MAX_ASKED:
            self._tell(f"{left} further places not asked") if left > 0 else None
        for candidate in waiting[:MAX_ASKED]:
            fetched = await self._fetch(candidate.url, "listing")
            if fetched is None:
                continue
            kind = self._kind(fetched)
            if kind == "page":
                self.refused.append((candidate.url, "an HTML page"))
                if deeper and candidate.found_by != "at a usual address":
                    await self.ask(await self._links(fetched), deeper=False)
            elif kind is not None:
                await self._read(replace(candidate, kind=kind), fetched, deeper=deeper)

    async def read_page(self) -> None:
        """Read the page itself as a list of links: the last resort."""
        if self.page is not None:
            url = self.page.final_url
            await self._read(Candidate(url=url, kind="page", found_by="its own links"), self.page)

    async def _fetch(self, url: str, purpose: Purpose, *, quiet: bool = False) -> Fetched | None:
        self._asked.add(url)
        self._tell(url)
        fetch = self._house.settings.fetch
        try:
            if purpose != "robots" and fetch.respect_robots:
                verdict = await self._house.robots.allows(url)
                if not verdict.allowed:
                    self.reached = self.reached and not verdict.transient
                    why = (
                        f"{verdict.reason} ({verdict.detail})" if verdict.detail else verdict.reason
                    )
                    self.refused.append((url, f"robots.txt: {why}"))
                    return None
            return await self._house.http.fetch(
                FetchRequest(
                    url=url, purpose=purpose, deadline_s=fetch.deadline_s, max_bytes=fetch.max_bytes
                )
            )
        except TumenError as error:
            if not quiet:
                self.refused.append((url, error.message))
            return None

    def _kind(self, fetched: Fetched) -> SourceKind | None:
        try:
            return detect_kind(fetched)
        except TumenError as error:
            self.refused.append((fetched.url, error.message))
            return None

    async def _links(self, fetched: Fetched) -> tuple[Candidate, ...]:
        deadline_s = self._house.settings.workers.parse_deadline_s
        try:
            return await self._house.workers.run(linked, fetched, deadline_s=deadline_s)
        except TumenError as error:
            self.refused.append((fetched.url, error.message))
            return ()

    async def _read(self, candidate: Candidate, fetched: Fetched, *, deeper: bool = True) -> None:
        url = fetched.permanent_url or candidate.url
        source = Source(id="listing", name=candidate.title, url=url, kind=candidate.kind)
        deadline_s = self._house.settings.workers.parse_deadline_s
        now = self._house.clock.now()
        try:
            listing = await self._house.workers.run(
                partial(read_listing, source, fetched, now=now), deadline_s=deadline_s
            )
        except TumenError as error:
            self.refused.append((candidate.url, error.message))
            return
        if listing.children and deeper:
            by = f"in the index {candidate.url}"
            news = [child for child in listing.children if "news" in child.lower()]
            await self.ask(
                [
                    Candidate(url=child, kind="sitemap", found_by=by)
                    for child in (news or listing.children)[:MAX_CHILDREN]
                ],
                deeper=False,
            )
            return
        self._keep(source, candidate, listing)

    def _keep(self, source: Source, candidate: Candidate, listing: Listing) -> None:
        links = frozenset(entry.url or entry.identity for entry in listing.entries)
        if not links:
            self.refused.append((candidate.url, "; ".join(listing.notes) or "no entries"))
        elif links in self._contents:
            self.refused.append((candidate.url, "the same entries as another"))
        else:
            self._contents.add(links)
            self.found.append(_found(source, candidate, listing))


def _found(source: Source, candidate: Candidate, listing: Listing) -> Found:
    languages = Counter(entry.language for entry in listing.entries if entry.language)
    dates = [dated.at for e in listing.entries if (dated := e.published or e.updated)]
    name = listing.title or candidate.title or urlsplit(source.url).hostname or source.url
    language = languages.most_common(1)[0][0] if languages else None
    return Found(
        source=replace(source, name=name, language=language, topic_specific=False),
        found_by=candidate.found_by,
        format=listing.format,
        entries=len(listing.entries),
        newest=max(dates, default=None),
        notes="; ".join(listing.notes),
    )


def _worth(found: Found) -> tuple[bool, bool, float, int]:
    """Feeds before sitemaps before pages, then the newest, then the longest."""
    kind = found.source.kind
    newest = found.newest.timestamp() if found.newest else 0.0
    return kind == "feed", kind == "sitemap", newest, found.entries


def _named(found: Iterable[Found]) -> tuple[Found, ...]:
    """Give each an id of host and kind, or what tells its address from the others'."""
    taken: set[str] = set()
    named = []
    for one in found:
        parts = urlsplit(one.source.url)
        host = re.sub(r"^(?:www|rss|feeds?)\.", "", parts.hostname or "site").rpartition(".")[0]
        stem = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "site"
        words = re.findall(r"[a-z0-9]+", parts.path.lower())
        tail = "-".join(
            word for word in words if word not in ("rss", "feed", "feeds", "xml", "index")
        )
        choices = [stem, f"{stem}-{tail}"[:60].rstrip("-")] if tail else [stem]
        choices += [f"{stem}-{number}" for number in range(2, len(taken) + 3)]
        id_ = next(choice for choice in choices if choice not in taken)
        taken.add(id_)
        named.append(replace(one, source=replace(one.source, id=id_)))
    return tuple(named)
