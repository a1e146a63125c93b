"""Scores who leans on whom, and how many sources a story has, against our own labels; it changes nothing.

python tests/eval/syndication/scoring.py [dev|held] [--wrong]
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.outlets import bundled_outlets
from domain.syndication import Told, independent_sources
from ingest.stories.syndication import provenance_of

FOLDER = Path(__file__).parent
Row = dict[str, Any]  # a labelled text as its file has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Shape: precision and recall of (text, outlet) pairs; `stories`: share whose sources are counted right."""

    pairs: int
    precision: float
    recall: float
    stories: float
    wrong: tuple[str, ...]


def read_texts(half: str | None = None) -> list[Row]:
    lines = (FOLDER / "texts.jsonl").read_text("utf-8").splitlines()
    return [row for line in lines if half in (None, (row := json.loads(line))["half"])]


def score(half: str | None = None) -> Result:
    book, wanted = bundled_outlets(), json.loads((FOLDER / "stories.json").read_text("utf-8"))
    right = said = held = 0
    wrong: list[str] = []
    stories: defaultdict[str, list[Told]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for row in read_texts(half):
        given = {"url": row["url"], "outlet": row["outlet"], "source": None, "book": book}
        found = provenance_of(row["title"], row["text"], **given)
        names, labels = {r.outlet for r in found.relies}, set(row["relies"])
        right, said, held = right + len(names & labels), said + len(names), held + len(labels)
        if names != labels:
            wrong.append(f"{row['id']}: {sorted(names)} instead of {sorted(labels)}")
        number = numbers.setdefault(row["id"], len(numbers))
        copied = numbers.get(row["copies"])
        told = Told(article_id=number, outlet=found.outlet, relies=frozenset(names), copies=copied)
        stories[row["story"]].append(told)
    counted = {story: independent_sources(told) for story, told in stories.items()}
    for story, sources in counted.items():
        if len(sources) != wanted[story]:
            wrong.append(f"{story}: {list(sources)} instead of {wanted[story]}")
    good = sum(len(sources) == wanted[story] for story, sources in counted.items())
    return Result(
        pairs=held,
        precision=right / said if said else 1.0,
        recall=right / held,
        stories=good / len(counted),
        wrong=tuple(wrong),
    )


def main(arguments: list[str]) -> None:
    for half in [a for a in arguments if a in ("dev", "held")] or ["dev", "held"]:
        result = score(half)
        print(
            f"{half}: {result.pairs} labels, precision {result.precision:.3f},"
            f" recall {result.recall:.3f}, stories {result.stories:.3f}"
        )
        if "--wrong" in arguments:
            print(*result.wrong, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
