"""Learn what the traits of a page's blocks are worth, and write ingest/parse/block_weights.json.

Run:  .venv/bin/python -m bench.train_reader FOLDER … (the folders of bench/pagesets.py)
Only the halves for looking are learnt from: half of the sites of each set, and the dev half of our own pages.
Logistic regression over traits that at least MIN_SITES sites have. The penalty was chosen by leaving out
sites in quarters (2026-11-24, 961 pages): mean F1 of four sets .925 at 1, .937 at 10, .941 at 25, .940 at 50,
.935 at 100.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import numpy as np
import scipy.sparse
from scipy.optimize import minimize

from bench.pagesets import Page as Sample
from bench.pagesets import read_set
from domain.errors import ParseError
from ingest.parse.canonical import host_of, registered
from ingest.parse.decode import decode
from ingest.parse.metadata import read_metadata
from ingest.parse.passages import Passage, passages_of
from ingest.parse.traits import Page
from ingest.parse.tree import parse_html

WEIGHTS = Path(__file__).parents[1] / "ingest" / "parse" / "block_weights.json"
OWN_PAGES = Path(__file__).parents[1] / "tests" / "data" / "pages"
PENALTY = 30.0
MIN_SITES = 5
LEAST = 0.02  # smaller weights are not written
SHINGLE = 4
# A block counts by its share of the text, and a little by itself, so that short ones are not forgotten.
# Our own pages are few and short, and the only ones in Korean, Russian, Ukrainian and Japanese.
OWN_SHARE, OWN_EACH = 0.01, 3.0
TEXT_SHARE, EACH, PIECES = 30.0, 0.15, 24.0
MAX_BLOCK = 1500
_WORD = re.compile(r"[가-힣ぁ-ヺー一-鿿]|[^\W가-힣ぁ-ヺー一-鿿]+")


@dataclass(frozen=True, slots=True)
class Example:
    """The traits of one block, whether it is text of the article, and how much that counts."""

    site: str
    traits: frozenset[str]
    is_text: bool
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    examples: list[Example] = []
    for folder in given.folders:
        for sample in read_set(folder, "look"):
            examples.extend(_examples(sample, own=False))
    for sample in _own_pages():
        examples.extend(_examples(sample, own=True))
    weights = fit(examples)
    rounded = {key: round(value, 2) for key, value in weights.items() if abs(value) >= LEAST}
    WEIGHTS.write_text(json.dumps(rounded, indent=0, sort_keys=True) + "\n", "utf-8")
    sys.stdout.write(f"{len(examples)} blocks, {len(rounded)} weights\n")


def fit(examples: list[Example]) -> dict[str, float]:
    """Weights that make the examples likeliest, held small by the penalty."""
    sites: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for trait in example.traits:
            sites[trait].add(example.site)
    names = sorted(trait for trait, where in sites.items() if len(where) >= MIN_SITES)
    index = {trait: n for n, trait in enumerate(names)}
    rows = [[index[t] for t in example.traits if t in index] for example in examples]
    ends = np.cumsum([0, *map(len, rows)])
    matrix = scipy.sparse.csr_matrix(
        (np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), len(names))
    )
    truth = np.array([example.is_text for example in examples], float)
    counts = np.array([example.weight for example in examples])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        chance = 1 / (1 + np.exp(-(matrix @ weights)))
        wrong = truth * np.log(chance + 1e-12) + (1 - truth) * np.log(1 - chance + 1e-12)
        slope = matrix.T @ (counts * (chance - truth)) + 2 * PENALTY * weights
        return -float(counts @ wrong) + PENALTY * float(weights @ weights), slope

    found = minimize(
        loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    return dict(zip(names, map(float, found.x), strict=True))


def _examples(sample: Sample, *, own: bool) -> Iterator[Example]:
    try:
        tree = parse_html(decode(sample.body))
        meta = read_metadata(tree, url=sample.url, now=datetime.now(UTC))
    except ParseError:
        return
    passages = passages_of(tree)
    page = Page(passages, title=meta.title, description=meta.description, declared=meta.body)
    if sample.text is None:
        labels = by_pieces(passages, sample.wanted, sample.unwanted)
    else:
        labels = by_text(passages, sample.text, sample.wanted)
    whole = sum(p.size for p, label in zip(passages, labels, strict=True) if label) or 1.0
    known = sum(label is not None for label in labels) or 1
    site = registered(host_of(sample.url))
    for passage, label, groups in zip(passages, labels, page.traits(), strict=True):
        if label is None:
            continue
        size = min(passage.size, MAX_BLOCK)
        if own:
            weight = OWN_SHARE * size + OWN_EACH
        elif sample.text is None:
            weight = PIECES / known
        else:
            weight = TEXT_SHARE * size / whole + EACH
        yield Example(site, frozenset(chain.from_iterable(groups)), label, weight)


def by_text(passages: list[Passage], truth: str, either: tuple[str, ...] = ()) -> list[bool | None]:
    """Which blocks are in the true text; None where that is open, as for the pieces of `either`.

    Longer blocks by their shingles. Shorter ones must follow where the last one ended.
    """
    words = _WORD.findall(truth)
    known = set(zip(*(words[n:] for n in range(SHINGLE)), strict=False))
    line, at = f" {' '.join(words)} ", 0
    labels: list[bool | None] = []
    for passage in passages:
        own = _WORD.findall(passage.text)
        label: bool | None = None
        if len(own) >= SHINGLE + 2:
            rows = list(zip(*(own[n:] for n in range(SHINGLE)), strict=False))
            share = sum(row in known for row in rows) / len(rows)
            label = None if 0.4 <= share <= 0.6 else share > 0.5
            start = line.find(f" {' '.join(own[:SHINGLE])} ", max(at - 50, 0)) if label else -1
            at = start + len(" ".join(own)) if start >= 0 else at
        elif own:
            start = line.find(f" {' '.join(own)} ", max(at - 2, 0))
            label = 0 <= start <= at + 60
            at = start + len(" ".join(own)) + 1 if label else at
        if not label and any(_alike(passage.text, piece) for piece in either):
            label = None
        labels.append(label)
    return labels


def by_pieces(
    passages: list[Passage], wanted: tuple[str, ...], unwanted: tuple[str, ...]
) -> list[bool | None]:
    """Which blocks hold a piece of the text, or of its surroundings; None for all others."""
    labels: list[bool | None] = []
    for passage in passages:
        text, label = " ".join(passage.text.split()), None
        if any(p in text or (len(text) > 25 and text in p) for p in map(_line, wanted)):
            label = True
        elif any(
            (p in text and len(p) * 3 > len(text)) or (len(text) > 10 and text in p)
            for p in map(_line, unwanted)
        ):
            label = False
        labels.append(label)
    return labels


def _own_pages() -> Iterator[Sample]:
    for path in sorted(OWN_PAGES.glob("*.toml")):
        case = tomllib.loads(path.read_text("utf-8"))
        if case.get("half") == "dev" and "expected" in case:
            yield Sample(
                key=path.stem,
                url=case["url"],
                body=path.with_suffix(".html").read_bytes(),
                text="\n\n".join(case["expected"]["text"]),
                wanted=tuple(case["expected"].get("optional", ())),
            )


def _line(text: str) -> str:
    return " ".join(text.split())


def _alike(one: str, other: str) -> bool:
    one, other = _line(one), _line(other)
    return one in other or other in one


if __name__ == "__main__":
    main()
