"""Describe the text blocks of a page by traits that hold for any outlet and language.

A trait is a short string; `choosing.py` adds up what each is worth. No word of a text is a trait but those
of the notices that `boilerplate.py` knows, and of names only what authors of templates call things.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ingest.parse.boilerplate import looks_like_lead, looks_like_notice
from ingest.parse.cards import cards_of
from ingest.parse.names import says_no_text
from ingest.parse.paragraphs import squeeze
from ingest.parse.passages import Passage, Place, around

# A CJK character says about as much as two letters.
_WIDE = re.compile("[가-힣ぁ-ヺ一-鿿]")
_SENTENCE = re.compile(r"[.!?…。！？다]\s*[»”\"'’」』)\]]*$")
_INNER_SENTENCE = re.compile(r"[.!?。！？]\s+\S|[。！？]\S")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b|(?:19|20)\d\d")

SIZES = (8, 16, 30, 50, 80, 120, 180, 260, 400, 700)
SHARES = (0.01, 0.15, 0.35, 0.6, 0.85)
MASSES = (0.02, 0.08, 0.2, 0.4, 0.7, 0.99)
COUNTS = (2, 3, 5, 8, 13, 25)
PLACES = (0.02, 0.1, 0.3, 0.7, 0.9, 0.98)
# Running text: long enough and with few links.
RUNNING = 40
RUNNING_SHARE = 0.4
MAX_HEADING = 200
Kin = tuple[int, float, float]

LINKED_ONLY = ["linked-only"]
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
AROUND_TAGS = [
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "form",
    "figure",
    "figcaption",
    "li",
    "table",
    "ul",
    "ol",
    "blockquote",
    "p",
    "dl",
    "address",
    "details",
    "section",
]


# Running text of a page: a flash, a short report, an article, a long one.
PAGES = (400, 1000, 2500)


def _named(place: Place) -> list[str]:
    """Whether names say that a part is no text, and how near to it."""
    found = []
    for steps, outer in enumerate(around(place)):
        if steps > 4 or outer.tag == "body":
            break
        sure, perhaps = says_no_text(outer.key)
        if sure:
            found.append(f"no-text{min(steps, 2)}")
        if perhaps:
            found.append(f"no-text-perhaps{min(steps, 2)}")
    return found


def bucket(value: float, edges: Sequence[float]) -> int:
    return bisect_right(edges, value)


def _of_shape(passage: Passage, size: int, share: int, kin: Kin) -> tuple[str, ...]:
    tag, many = passage.place.tag, bucket(kin[0], COUNTS)
    return (
        f"size{size}",
        f"share{share}",
        f"size{size}share{share}",
        f"tag-{tag}",
        f"tag-{tag}size{min(size, 8) // 2}",
        f"kin{many}size{bucket(kin[1], SIZES) // 2}",
        f"kinshare{bucket(kin[2], SHARES)}",
        f"kin{many}tag-{tag}",
        f"links{min(passage.links, 3)}size{size // 3}",
    )


class Page:
    """The blocks of one page and what they have in common."""

    def __init__(
        self, passages: list[Passage], *, title: str, description: str, declared: str
    ) -> None:
        self.passages = passages
        self._title = squeeze(title)
        self._description = squeeze(description)
        self._declared = squeeze(declared)
        self._names: dict[int, list[str]] = {}
        self._squeezed = [squeeze(p.text) for p in passages]
        self._repeated = Counter(self._squeezed)
        self._groups: dict[str, list[Passage]] = defaultdict(list)
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
                for place in around(passage.place):
                    place.total += weight
        self._cards = cards_of(passages)
        self.best = (
            max((p.mass for passage in passages for p in around(passage.place)), default=0.0) or 1.0
        )
        self.whole = (
            sum(
                p.size * (1 - p.share)
                for p in passages
                if p.size >= RUNNING and p.share < RUNNING_SHARE
            )
            or 1.0
        )
        self.heading = self._find_heading()
        shown = passages[self.heading].place if self.heading >= 0 else None
        self._above = {id(place): n for n, place in enumerate(around(shown))} if shown else {}

    def shown(self, paragraphs: list[str]) -> float:
        """The share of a text that stands on the page."""
        there = "".join(self._squeezed)
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

    def traits(self) -> list[list[str]]:
        """What is to be said of each block."""
        described = []
        mass = 0.0
        gap = 9  # blocks since running text
        under = "top"  # what the last heading announced
        seen: set[str] = set()
        groups = self._kin()
        sizes = [bucket(p.size, SIZES) for p in self.passages]
        shares = [bucket(p.share, SHARES) for p in self.passages]
        last = len(self.passages) - 1
        for n, passage in enumerate(self.passages):
            size, share, tag = sizes[n], shares[n], passage.place.tag
            if share == len(SHARES) and tag != "p":
                # Half of all blocks, and .6 % of the text, on 961 public pages: not worth describing.
                described.append(LINKED_ONLY)
                gap += 1
                continue
            found = [
                "bias",
                f"mass{bucket(mass / self.whole, PLACES)}",
                f"mass{bucket(mass / self.whole, PLACES)}size{size // 3}",
                f"before{sizes[n - 1] // 2 if n else 'x'}.{shares[n - 1] // 2 if n else 'x'}",
                f"after{sizes[n + 1] // 2 if n < last else 'x'}.{shares[n + 1] // 2 if n < last else 'x'}",
                *_of_shape(passage, size, share, groups[self.group(passage)]),
            ]
            if tag in HEADINGS or (size < 4 and passage.text.endswith(":")):
                under = "call" if looks_like_notice(passage.text) else tag
            found.append(f"under-{under}")
            found.append(f"gap{min(gap, 9)}size{size // 3}")
            gap += 1
            if passage.size >= RUNNING and passage.share < RUNNING_SHARE:
                mass += passage.size * (1 - passage.share)
                gap = 0
                start = self._squeezed[n][:80]
                if start in seen:
                    found.append("again")
                seen.add(start)
            if self._cards and not self._cards.isdisjoint(map(id, around(passage.place))):
                found.append("card")
                found.append(f"cardsize{size // 3}")
            if passage.place.hidden:
                found.append("hidden")
            self._of_place(passage, size, found)
            self._of_text(n, passage, size, found)
            described.append(found)
        return described

    def _kin(self) -> dict[str, Kin]:
        """Of the blocks that one template made: how many, and the means of their sizes and links."""
        return {
            key: (
                len(members),
                sum(p.size for p in members) / len(members),
                sum(p.share for p in members) / len(members),
            )
            for key, members in self._groups.items()
        }

    def _of_place(self, passage: Passage, size: int, found: list[str]) -> None:
        place = passage.place
        home = place.around if place.tag == "p" and place.around else place
        outer = home.around or home
        beyond = outer.around or outer
        own = bucket(home.mass / self.best, MASSES)
        found.append(f"home{own}")
        found.append(f"home{own}size{size // 2}")
        found.append(f"outer{bucket(outer.mass / self.best, MASSES)}")
        found.append(f"total{bucket(home.total / self.whole, MASSES)}")
        found.append(f"outertotal{bucket(outer.total / self.whole, MASSES)}")
        found.append(f"beyondtotal{bucket(beyond.total / self.whole, MASSES)}")
        found.append(f"heirs{bucket(home.heirs, COUNTS)}size{size // 3}")
        nearest = next((p for p in around(place) if p.total >= 0.5 * self.whole), place)
        steps = min(place.depth - nearest.depth, 6)
        found.append(f"steps{steps}")
        found.append(f"steps{steps}size{size // 3}")
        small = bucket(self.whole, PAGES)
        found.append(f"page{small}home{own}")
        found.append(f"page{small}steps{steps}")
        found.extend(_named(place))
        if self._above:
            up = min(self._steps_up(place), 6)
            found.append(f"up{up}")
            found.append(f"up{up}page{small}")
        for tag in AROUND_TAGS:
            if tag in place.inside:
                found.append(f"in-{tag}")
        found.extend(self._names_of(place))

    def _names_of(self, place: Place) -> list[str]:
        """Names of the element, the next one and those further out, as learnt words."""
        known = self._names.get(id(place))
        if known is None:
            known = [f"own:{w}" for w in place.words]
            if place.around is not None:
                known += [f"next:{w}" for w in place.around.words]
                far: set[str] = set()
                outer = place.around.around
                for n, p in enumerate(around(outer) if outer else ()):
                    if n > 5 or p.tag in ("body", "html"):
                        break
                    far.update(p.words)
                known += [f"far:{w}" for w in far]
            self._names[id(place)] = known
        return known

    def _of_text(self, n: int, passage: Passage, size: int, found: list[str]) -> None:
        text, key = passage.text, self._squeezed[n]
        ends = bool(_SENTENCE.search(text))
        found.append(f"ends{ends}size{size // 2}")
        found.append(f"inner{bool(_INNER_SENTENCE.search(text))}size{size // 3}")
        found.append(f"ends{ends}-{passage.place.tag}")
        if text[:1].islower():
            found.append("lower")
        if text.isupper():
            found.append("upper")
        if _CLOCK.search(text):
            found.append(f"clock{size // 2}")
        if "@" in text:
            found.append(f"at{size // 3}")
        if "|" in text:
            found.append("bar")
        if looks_like_notice(text):
            found.append("notice")
        if looks_like_lead(text):
            found.append("lead")
        if text.endswith(":"):
            found.append("colon")
        if self._title and key == self._title:
            found.append("title" if passage.place.tag in HEADINGS else "title-again")
        elif self._title and len(key) > 15 and key in self._title:
            found.append("parttitle")
        if (
            self._description
            and len(key) > 20
            and (key in self._description or self._description in key)
        ):
            found.append("described")
        if self._declared:
            stated = len(key) > 3 and key in self._declared
            found.append(f"stated{stated}{size // 3}")
        if self._repeated[key] > 1:
            found.append(f"repeated{size // 3}")
        if self.heading >= 0:
            gap = n - self.heading
            side = "before" if gap < 0 else "at" if gap == 0 else f"{bucket(gap, COUNTS)}"
            found.append(f"heading-{side}")
            found.append(f"heading-{side}size{size // 3}")
            found.append(f"heading-{side}page{bucket(self.whole, PAGES)}")
        else:
            found.append("heading-none")
