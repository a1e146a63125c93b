"""Score the assessment against the labelled corpora: precision, recall, F1 per language and measure.

Run `python tests/eval/scoring.py [--set SET] [--half dev|held|all] [--errors] [--rules] [LANG…]` from the root of
the project. It decides nothing about floors (tests/eval/test_floors.py does).

The sets (folders): the plain texts; `reworded`, real reports in unusual wording; `hard`, as oblique as
the definition allows; `practice`, only learnt from. All but the plain ones were written and labelled
by people who had not seen the rules.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from config.lexicons import bundled_lexicons
from domain.assessment import TROOP_DEPLOYMENT, Assessment
from domain.lexicon import Lexicon
from ingest.assess import assess

FOLDER = Path(__file__).parent
# The sets of texts, as folders: the plain ones, reworded reports, the most oblique, and those only learnt from.
SETS = (".", "reworded", "apart", "hard", "practice")
MEASURES = ("flag", "relevant", "statuses", "figures")


@dataclass(slots=True)
class Score:
    """Counts of one measure."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 1.0


@dataclass(slots=True)
class Table:
    """The scores of one language and one line per error."""

    texts: int = 0
    scores: dict[str, Score] = field(default_factory=lambda: {m: Score() for m in MEASURES})
    errors: list[str] = field(default_factory=list)

    def add(self, other: Table) -> None:
        """Count another table in."""
        self.texts += other.texts
        for measure, score in other.scores.items():
            mine = self.scores[measure]
            mine.hits += score.hits
            mine.false += score.false
            mine.missed += score.missed


def read_corpus(language: str, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """All labelled texts of a language."""
    lines = (folder / f"{language}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def half_of(record: Mapping[str, Any]) -> str:
    """`dev` is tuned on, `held` is looked at for scores only."""
    if "half" in record:
        return str(record["half"])
    text_id = record["id"]
    return "held" if hashlib.sha256(text_id.encode()).digest()[0] % 2 else "dev"


def score(
    language: str, half: str, lexicons: Mapping[str, Lexicon], folder: Path = FOLDER
) -> Table:
    """Statuses and figures are scored over the texts that are labelled as flagged."""
    table = Table()
    for record in read_corpus(language, folder):
        if half not in ("all", half_of(record)):
            continue
        table.texts += 1
        judged = assess(
            record["title"], record["text"], language=language, published=None, lexicons=lexicons
        )
        _compare(table, record, judged)
    return table


def _compare(table: Table, record: dict[str, Any], judged: Assessment) -> None:
    labels = record["labels"]
    flagged = TROOP_DEPLOYMENT in judged.flags
    pairs: list[tuple[str, Iterable[Any], Iterable[Any]]] = [
        ("flag", ["flag"] * labels["flag"], ["flag"] * flagged),
        ("relevant", ["relevant"] * labels["relevant"], ["relevant"] * bool(judged.relevant)),
    ]
    if labels["flag"]:
        pairs.append(("statuses", labels["statuses"], judged.statuses))
        wanted = [
            (tuple(n) if isinstance(n, list) else (n, n), what) for n, what in labels["figures"]
        ]
        pairs.append(("figures", wanted, [((f.low, f.high), f.what) for f in judged.figures]))
    for measure, wanted_items, given_items in pairs:
        wanted_set, given_set = set(wanted_items), set(given_items)
        count = table.scores[measure]
        count.hits += len(wanted_set & given_set)
        count.false += len(given_set - wanted_set)
        count.missed += len(wanted_set - given_set)
        if wanted_set != given_set:
            table.errors.append(
                f"{record['id']} {measure}: missed {sorted(wanted_set - given_set)} "
                f"false {sorted(given_set - wanted_set)} | {record['title']} / {record['text']}"
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("languages", nargs="*")
    parser.add_argument("--half", default="all", choices=("dev", "held", "all"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument(
        "--set", default=".", choices=SETS, help="folder of texts; .: the plain ones"
    )
    parser.add_argument("--rules", action="store_true", help="the rules alone, without weights")
    args = parser.parse_args()
    folder = FOLDER / args.set
    lexicons = bundled_lexicons()
    if args.rules:
        lexicons = {tag: replace(known, weights=None) for tag, known in lexicons.items()}
    languages = args.languages or sorted(p.stem for p in folder.glob("*.jsonl"))
    print(f"{'':4}{'half':6}{'n':>4}  " + "".join(f"{m:>22}" for m in MEASURES))
    total = Table()
    for language in languages:
        table = score(language, args.half, lexicons, folder)
        _print_row(language, args.half, table)
        if args.errors:
            print("\n".join(table.errors))
        total.add(table)
    _print_row("all", args.half, total)


def _print_row(language: str, half: str, table: Table) -> None:
    cells = (
        f"{s.precision:6.2f} {s.recall:5.2f} {s.f1:6.3f}   "
        for s in (table.scores[m] for m in MEASURES)
    )
    print(f"{language:4}{half:6}{table.texts:4}  " + "".join(f"{c:>22}" for c in cells))


if __name__ == "__main__":
    main()
