"""Scores the grouping of labelled articles into stories; run it as a script for the table.

python tests/eval/stories/scoring.py [--half dev|held] [--errors]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from config.concepts import bundled_concepts, bundled_event_weights
from config.lexicons import bundled_lexicons
from domain.event import EventWeights
from ingest.stories import Document, EventIndex, group, profile_of

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article of the corpus: the event it tells, and the group of its copies."""

    document: Document
    language: str
    event: str
    near_dup: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """B-cubed over stories (Bagga and Baldwin 1998); the others over pairs of articles."""

    articles: int
    precision: float
    recall: float
    across_languages: float
    copies_precision: float
    copies_recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def read_articles(half: str, weights: EventWeights) -> list[Labelled]:
    """Read a half of the corpus with the profiles of its articles."""
    lexicons, concepts = bundled_lexicons(), bundled_concepts()
    articles = []
    for line in (FOLDER / f"{half}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        published = datetime.fromisoformat(row["published"])
        profile = profile_of(
            row["title"],
            row["text"],
            at=published,
            lexicon=lexicons[row["lang"]],
            concepts=concepts,
            weights=weights,
        )
        document = Document(
            id=row["id"],
            title=row["title"],
            text=row["text"],
            published=published,
            profile=profile,
        )
        articles.append(
            Labelled(
                document=document,
                language=row["lang"],
                event=row["event"],
                near_dup=row["near_dup"],
            )
        )
    return articles


def score(articles: Sequence[Labelled], weights: EventWeights) -> tuple[Score, dict[str, str]]:
    """Group the articles and compare with the labels; also answers the story of each."""
    grouped = group([a.document for a in articles], EventIndex(bundled_concepts(), weights))
    stories = {g.id: g.story for g in grouped}
    copies = {g.id: g.near_dup_group for g in grouped}
    precision, recall = b_cubed({a.document.id: a.event for a in articles}, stories)
    across = joined = told = right = wrong = 0
    for one, other in combinations(articles, 2):
        same_story = stories[one.document.id] == stories[other.document.id]
        if one.event == other.event and one.language != other.language:
            across += 1
            joined += same_story
        group_id = copies[one.document.id]
        found = group_id is not None and group_id == copies[other.document.id]
        labelled = one.near_dup is not None and one.near_dup == other.near_dup
        told += labelled
        right += found and labelled
        wrong += found and not labelled
    result = Score(
        articles=len(articles),
        precision=precision,
        recall=recall,
        across_languages=joined / across,
        copies_precision=right / (right + wrong),
        copies_recall=right / told,
    )
    return result, stories


def b_cubed(
    labels: Mapping[str, str], stories: Mapping[str, str], *, of: Collection[str] | None = None
) -> tuple[float, float]:
    """Precision and recall, each article weighing the same; `of`: the mean over these articles only."""
    by_label: defaultdict[str, set[str]] = defaultdict(set)
    by_story: defaultdict[str, set[str]] = defaultdict(set)
    for article, label in labels.items():
        by_label[label].add(article)
        by_story[stories[article]].add(article)
    precision = recall = 0.0
    asked = labels if of is None else of
    for article in asked:
        label = labels[article]
        both = len(by_label[label] & by_story[stories[article]])
        precision += both / len(by_story[stories[article]])
        recall += both / len(by_label[label])
    return precision / len(asked), recall / len(asked)


def main() -> None:
    parser = argparse.ArgumentParser(description="Stories of labelled articles, scored.")
    parser.add_argument("--half", choices=("dev", "held"), default="dev")
    parser.add_argument("--errors", action="store_true", help="stories that hold several events")
    given = parser.parse_args()
    weights = bundled_event_weights()
    articles = read_articles(given.half, weights)
    result, stories = score(articles, weights)
    print(f"{given.half}: {result.articles} articles")
    print(
        f"  stories  P {result.precision:.3f}  R {result.recall:.3f}  F1 {result.f1:.3f} (B-cubed)"
    )
    print(f"  pairs across languages together  {result.across_languages:.3f}")
    print(f"  copies   P {result.copies_precision:.3f}  R {result.copies_recall:.3f}")
    if given.errors:
        print_errors(articles, stories)


def print_errors(articles: Sequence[Labelled], stories: Mapping[str, str]) -> None:
    by_story: defaultdict[str, list[Labelled]] = defaultdict(list)
    for article in articles:
        by_story[stories[article.document.id]].append(article)
    for story, members in by_story.items():
        if len({m.event for m in members}) > 1:
            print(f"\n{story}: {', '.join(m.document.id for m in members)}")
    by_event: defaultdict[str, set[str]] = defaultdict(set)
    for article in articles:
        by_event[article.event].add(stories[article.document.id])
    for event, found in by_event.items():
        if len(found) > 1:
            print(f"\n{event} in {len(found)} stories: {', '.join(sorted(found))}")


if __name__ == "__main__":
    main()
