"""Describe the text blocks of a page by traits that hold for any outlet and language.

A trait is a short string; `choosing.py` adds up what each is worth. No word of a text is a trait but those
of the notices that `boilerplate.py` knows, and of names only what authors of templates call things.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ingest.parse.boilerplate import looks_like_lead, looks_like_notice
from ingest.parse.cards import cards_of
from ingest.parse.paragraphs import Whole, squeeze
from ingest.parse.passages import Passage, Place, around
from ingest.parse.traitnames import (
    Group,
    of_flow,
    of_heading,
    of_masses,
    of_names,
    of_shape,
    of_steps,
)

# A CJK character says about as much as two letters.
_WIDE = re.compile("[가-힣ぁ-ヺ一-鿿]")
_SENTENCE = re.compile(r"[.!?…。！？다]\s*[»”\"'’」』)\]]*$")
_INNER_SENTENCE = re.compile(r"[.!?。！？]\s+\S|[。！？]\S")
# 9:30 or a year; written so that a search can look for a digit first.
_CLOCK = re.compile(r"[0-9](?:(?<=\b[0-9])[0-9]?:\d\d\b|(?:(?<=1)9|(?<=2)0)\d\d)")

SIZES = (8, 16, 30, 50, 80, 120, 180, 260, 400, 700)
SHARES = (0.01, 0.15, 0.35, 0.6, 0.85)
MASSES = (0.02, 0.08, 0.2, 0.4, 0.7, 0.99)
COUNTS = (2, 3, 5, 8, 13, 25)
PLACES = (0.02, 0.1, 0.3, 0.7, 0.9, 0.98)
# Running text: long enough and with few links.
RUNNING = 40
RUNNING_SHARE = 0.4
MAX_HEADING = 200

LINKED_ONLY: list[Group] = [("linked-only",)]
AGAIN: Group = ("again",)
HIDDEN: Group = ("hidden",)
# A sentence's end is looked for in so many last signs.
ENDING = 8
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Running text of a page: a flash, a short report, an article, a long one.
PAGES = (400, 1000, 2500)


def bucket(value: float, edges: Sequence[float]) -> int:
    return bisect_right(edges, value)


class Page:
    """The blocks of one page and what they have in common."""

    def __init__(
        self, passages: list[Passage], *, title: str, description: str, declared: str
    ) -> None:
        self.passages = passages
        self._title = squeeze(title)
        self._description = squeeze(description)
        self._declared = Whole(squeeze(declared))
        self._names: dict[tuple[str, Group, int], Group] = {}
        self._squeezed = [squeeze(p.text) for p in passages]
        self._repeated = Counter(self._squeezed)
        self._groups: dict[str, list[Passage]] = defaultdict(list)
        best = whole = 0.0
        for passage in passages:
            text = passage.text
            passage.size = len(text) + len(_WIDE.findall(text)) if not text.isascii() else len(text)
            passage.share = min(passage.linked / len(text), 1.0)
            self._groups[self.group(passage)].append(passage)
            passage.place.heirs += 1
            if passage.size >= RUNNING and passage.share < RUNNING_SHARE:
                weight = passage.size * (1 - passage.share)
                # Paragraphs are what they stand in.
                home = (
                    passage.place.around
                    if passage.place.tag == "p" and passage.place.around
                    else passage.place
                )
                home.mass += weight
                best = max(best, home.mass)
                whole += weight
                at: Place | None = passage.place
                while at is not None:
                    at.total += weight
                    at = at.around
        self._cards = cards_of(passages)
        self.best = best or 1.0
        self.whole = whole or 1.0
        self.heading = self._find_heading()
        shown = passages[self.heading].place if self.heading >= 0 else None
        self._above = {id(place): n for n, place in enumerate(around(shown))} if shown else {}

    def shown(self, paragraphs: list[str]) -> float:
        """The share of a text that stands on the page."""
        there = Whole("".join(self._squeezed))
        keys = [squeeze(paragraph) for paragraph in paragraphs]
        return sum(len(k) for k in keys if k in there) / (sum(map(len, keys)) or 1)

    def nearest(self, passages: Iterable[Passage]) -> list[Passage]:
        """Those of the blocks that share the innermost place with the title; all when none is shown."""
        steps = [(self._steps_up(passage.place), passage) for passage in passages]
        least = min((up for up, _ in steps), default=0)
        return [passage for up, passage in steps if up == least]

    def _steps_up(self, place: Place) -> int:
        """How far out of the title's place one has to go to find this one, too."""
        return next((self._above[id(p)] for p in around(place) if id(p) in self._above), 9)

    @staticmethod
    def group(passage: Passage) -> str:
        place = passage.place
        return f"{place.key}<{place.around.key}" if place.around else place.key

    def _find_heading(self) -> int:
        """Where the title is shown: the h1 that says it, or any block that does."""
        first = next((n for n, p in enumerate(self.passages) if p.place.tag == "h1"), -1)
        if not self._title:
            return first
        found = -1
        for n, (passage, text) in enumerate(zip(self.passages, self._squeezed, strict=True)):
            if passage.place.tag not in ("h1", "h2", "h3") and passage.size >= MAX_HEADING:
                continue
            if text == self._title or (
                len(text) > 12 and (text in self._title or self._title in text)
            ):
                if passage.place.tag == "h1":
                    return n
                found = n if found < 0 else found
        return found if found >= 0 else first

    def traits(self) -> list[list[Group]]:
        """What is to be said of each block, in groups that stand together."""
        described: list[list[Group]] = []
        mass = 0.0
        gap = 9  # blocks since running text
        under = "top"  # what the last heading announced
        seen: set[str] = set()
        kin = self._kin()
        sizes = [bucket(p.size, SIZES) for p in self.passages]
        shares = [bucket(p.share, SHARES) for p in self.passages]
        near = [f"{size // 2}.{share // 2}" for size, share in zip(sizes, shares, strict=True)]
        near = ["x.x", *near, "x.x"]
        small = bucket(self.whole, PAGES)
        for n, passage in enumerate(self.passages):
            size, share, tag = sizes[n], shares[n], passage.place.tag
            if share == len(SHARES) and tag != "p":
                # Half of all blocks, and .6 % of the text, on 961 public pages: not worth describing.
                described.append(LINKED_ONLY)
                gap += 1
                continue
            if tag in HEADINGS or (size < 4 and passage.text.endswith(":")):
                under = "call" if looks_like_notice(passage.text) else tag
            done = bucket(mass / self.whole, PLACES)
            found = [
                of_flow(size, done, near[n], near[n + 2], under, min(gap, 9)),
                of_shape(tag, size, share, min(passage.links, 3), *kin[self.group(passage)]),
                *self._of_place(passage.place, size, small),
                of_heading(size, self._side(n), small),
            ]
            gap += 1
            if passage.size >= RUNNING and passage.share < RUNNING_SHARE:
                mass += passage.size * (1 - passage.share)
                gap = 0
                start = self._squeezed[n][:80]
                if start in seen:
                    found.append(AGAIN)
                seen.add(start)
            if self._cards and not self._cards.isdisjoint(map(id, around(passage.place))):
                found.append(("card", f"cardsize{size // 3}"))
            if passage.place.hidden:
                found.append(HIDDEN)
            found.append(tuple(self._of_text(n, passage, size)))
            described.append(found)
        return described

    def _kin(self) -> dict[str, tuple[int, int, int]]:
        """Of the blocks that one template made: how many, and the means of their sizes and links."""
        return {
            key: (
                bucket(len(members), COUNTS),
                bucket(sum(p.size for p in members) / len(members), SIZES),
                bucket(sum(p.share for p in members) / len(members), SHARES),
            )
            for key, members in self._groups.items()
        }

    def _of_place(self, place: Place, size: int, small: int) -> tuple[Group, Group, Group]:
        home = place.around if place.tag == "p" and place.around else place
        outer = home.around or home
        beyond = outer.around or outer
        own = bucket(home.mass / self.best, MASSES)
        nearest = next((p for p in around(place) if p.total >= 0.5 * self.whole), place)
        up = min(self._steps_up(place), 6) if self._above else -1
        return (
            of_masses(
                size,
                own,
                bucket(outer.mass / self.best, MASSES),
                bucket(home.total / self.whole, MASSES),
                bucket(outer.total / self.whole, MASSES),
                bucket(beyond.total / self.whole, MASSES),
                bucket(home.heirs, COUNTS),
            ),
            of_steps(size, own, min(place.depth - nearest.depth, 6), small, up),
            self._names_of(place),
        )

    def _names_of(self, place: Place) -> Group:
        """Names of the element, the next one and those further out: of siblings of one template the same."""
        key = (place.key, place.words, id(place.around))
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = of_names(place)
        return known

    def _side(self, n: int) -> str:
        """On which side of the title a block stands; empty when none is shown."""
        if self.heading < 0:
            return ""
        gap = n - self.heading
        return "before" if gap < 0 else "at" if gap == 0 else f"{bucket(gap, COUNTS)}"

    def _of_text(self, n: int, passage: Passage, size: int) -> Iterator[str]:
        text, key = passage.text, self._squeezed[n]
        ends = bool(_SENTENCE.search(text[-ENDING:]))
        yield f"ends{ends}size{size // 2}"
        yield f"inner{bool(_INNER_SENTENCE.search(text))}size{size // 3}"
        yield f"ends{ends}-{passage.place.tag}"
        if text[:1].islower():
            yield "lower"
        if text.isupper():
            yield "upper"
        if _CLOCK.search(text):
            yield f"clock{size // 2}"
        if "@" in text:
            yield f"at{size // 3}"
        if "|" in text:
            yield "bar"
        if looks_like_notice(text):
            yield "notice"
        if looks_like_lead(text):
            yield "lead"
        if text.endswith(":"):
            yield "colon"
        yield from self._of_statements(key, size, passage.place.tag)

    def _of_statements(self, key: str, size: int, tag: str) -> Iterator[str]:
        """Whether what a block says is what the page says of itself elsewhere."""
        if self._title and key == self._title:
            yield "title" if tag in HEADINGS else "title-again"
        elif self._title and len(key) > 15 and key in self._title:
            yield "parttitle"
        if (
            self._description
            and len(key) > 20
            and (key in self._description or self._description in key)
        ):
            yield "described"
        if self._declared:
            yield f"stated{len(key) > 3 and key in self._declared}{size // 3}"
        if self._repeated[key] > 1:
            yield f"repeated{size // 3}"
