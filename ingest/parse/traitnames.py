"""Name the traits that come of a few small numbers or of names, each once: thousands of blocks share them.

It measures nothing; `traits.py` does, and says which numbers go together.
"""

from __future__ import annotations

from functools import lru_cache

from ingest.parse.names import says_no_text
from ingest.parse.passages import Place, around

# Traits that are always told together; what a group is worth is added up once (`choosing.py`).
Group = tuple[str, ...]

AROUND_TAGS = (
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
)
# How far out names are looked at.
NAMED_STEPS = 4
FAR_STEPS = 6


@lru_cache(maxsize=16384)
def of_flow(size: int, mass: int, before: str, after: str, under: str, gap: int) -> Group:
    """What is before and behind a block."""
    return (
        "bias",
        f"mass{mass}",
        f"mass{mass}size{size // 3}",
        f"before{before}",
        f"after{after}",
        f"under-{under}",
        f"gap{gap}size{size // 3}",
    )


@lru_cache(maxsize=16384)
def of_shape(
    tag: str, size: int, share: int, links: int, many: int, kin_size: int, kin_share: int
) -> Group:
    """Size, links and tag of a block, and the like of its kin."""
    return (
        f"size{size}",
        f"share{share}",
        f"size{size}share{share}",
        f"tag-{tag}",
        f"tag-{tag}size{min(size, 8) // 2}",
        f"kin{many}size{kin_size // 2}",
        f"kinshare{kin_share}",
        f"kin{many}tag-{tag}",
        f"links{links}size{size // 3}",
    )


@lru_cache(maxsize=16384)
def of_masses(
    size: int, home: int, outer: int, total: int, outer_total: int, beyond_total: int, heirs: int
) -> Group:
    """How much of the page's running text stands near a block."""
    return (
        f"home{home}",
        f"home{home}size{size // 2}",
        f"outer{outer}",
        f"total{total}",
        f"outertotal{outer_total}",
        f"beyondtotal{beyond_total}",
        f"heirs{heirs}size{size // 3}",
    )


@lru_cache(maxsize=16384)
def of_steps(size: int, home: int, steps: int, small: int, up: int) -> Group:
    """How far a block is from the bulk of the text, and from the title (-1 where none is shown)."""
    found = (
        f"steps{steps}",
        f"steps{steps}size{size // 3}",
        f"page{small}home{home}",
        f"page{small}steps{steps}",
    )
    return found if up < 0 else (*found, f"up{up}", f"up{up}page{small}")


@lru_cache(maxsize=4096)
def of_heading(size: int, side: str, small: int) -> Group:
    """On which side of the title a block stands."""
    if not side:
        return ("heading-none",)
    return (f"heading-{side}", f"heading-{side}size{size // 3}", f"heading-{side}page{small}")


def of_names(place: Place) -> Group:
    """What a place and those around it are called, and the tags they bear."""
    found = _denials(place)
    found.extend(f"in-{tag}" for tag in AROUND_TAGS if tag in place.inside)
    found.extend(f"own:{word}" for word in place.words)
    if place.around is not None:
        found.extend(f"next:{word}" for word in place.around.words)
        found.extend(f"far:{word}" for word in _far(place.around.around))
    return tuple(found)


def _denials(place: Place) -> list[str]:
    """Whether names say that a part is no text, and how near to it."""
    found = []
    for steps, outer in enumerate(around(place)):
        if steps > NAMED_STEPS or outer.tag == "body":
            break
        sure, perhaps = says_no_text(outer.key)
        if sure:
            found.append(f"no-text{min(steps, 2)}")
        if perhaps:
            found.append(f"no-text-perhaps{min(steps, 2)}")
    return found


def _far(outer: Place | None) -> set[str]:
    far: set[str] = set()
    for steps, place in enumerate(around(outer) if outer else ()):
        if steps >= FAR_STEPS or place.tag in ("body", "html"):
            break
        far.update(place.words)
    return far
