"""Make the weights (config/data/weights.json) from the labelled corpora; it scores nothing.

Run `python tests/eval/training.py` from the root of the project after any change to lexicons, rules or
texts; it takes seconds. Only the `dev` halves and the texts in `practice/` are learnt from; the
`held` halves stay unseen. The model is logistic regression (one per decision, softmax over the kinds
of figures) with L2 and L1 penalties, fitted by L-BFGS-B.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

sys.path.insert(0, str(Path(__file__).parents[2]))

from config.lexicons import WEIGHTS, bundled_lexicons
from domain.assessment import FIGURE_KINDS, STATUSES
from domain.lexicon import Lexicon
from ingest.assess.reading.document import Document, read_document
from ingest.assess.rules.coreference import resolve_mentions
from ingest.assess.rules.deployment import find_deployments
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import Mention
from ingest.assess.rules.relevance import relevance_of
from ingest.assess.weighing.candidates import find_candidates
from ingest.assess.weighing.counting import numbers_near
from ingest.assess.weighing.features import describe_statuses, describe_text
from ingest.assess.weighing.scales import Features, scale_of
from tests.eval.scoring import FOLDER, SETS, half_of, read_corpus

# Kept out of the flag's features: they change when a neutral paragraph is added.
_EXTENT = ("text:0", "text:1", "text:2", "text:3", "relevant by rule")
# Strengths of the penalties. By five-fold cross-validation over 1,000 of the texts to learn from, pairs
# from (2, 0.3) to (8, 0.6) score within 0.01 of each other in every measure; this one is in the middle.
_L2, _L1 = 4.0, 0.6
# Misses cost as much as false figures: a number that is none counts a little less.
_L2_FIGURES, _NONE = 14.0, 0.75
_SMALLEST = 0.01
# A feature of fewer texts than this teaches nothing.
_RAREST = 3

Tables = Mapping[str, Mapping[str, float]]


@dataclass(slots=True)
class Example:
    """A labelled text with everything the rules made of it."""

    record: dict[str, Any]
    doc: Document
    mentions: list[list[Mention]]
    findings: list[Finding]
    features: Features


def examples(lexicons: dict[str, Lexicon]) -> Iterator[Example]:
    """All texts to learn from."""
    for folder in SETS:
        for path in sorted((FOLDER / folder).glob("*.jsonl")):
            for record in read_corpus(path.stem, FOLDER / folder):
                if half_of(record) == "dev":
                    yield _example(record, lexicons[path.stem])


def _example(record: dict[str, Any], lexicon: Lexicon) -> Example:
    doc = read_document(record["title"], record["text"], lexicon)
    mentions = resolve_mentions(doc)
    findings = find_deployments(doc, mentions)
    by_rule = relevance_of(doc, findings)
    features = describe_text(doc, mentions, findings, by_rule=by_rule)
    return Example(record, doc, mentions, findings, features)


def train(found: Sequence[Example], start: Tables | None = None) -> dict[str, dict[str, float]]:
    """Shape: the tables of `domain.weights.Weights`.

    `start`: weights to begin with. The losses are convex, so they lead to the same end, sooner from near it.
    """
    begin = start or {}
    known = [e for e in found if e.doc.sentences]
    flagged = [e for e in known if e.record["labels"]["flag"]]
    tables = {
        "flag": _fit_one(
            [_names(e.features, without=_EXTENT) for e in known],
            [e.record["labels"]["flag"] for e in known],
            begin.get("flag"),
            rising="text:",
        ),
        "relevant": _fit_one(
            [_names(e.features) for e in known],
            [e.record["labels"]["relevant"] for e in known],
            begin.get("relevant"),
        ),
    }
    scale = scale_of(tables["flag"])
    for example in flagged:
        example.findings = example.findings or find_candidates(example.doc, example.mentions, scale)
    told = [e for e in flagged if e.findings]
    names = [_names(describe_statuses(e.doc, e.findings, e.features)) for e in told]
    for status in STATUSES:
        wanted = [status in e.record["labels"]["statuses"] for e in told]
        tables[f"status:{status}"] = _fit_one(names, wanted, begin.get(f"status:{status}"))
    tables.update(_train_figures(told, begin))
    return tables


def _train_figures(told: Sequence[Example], start: Tables) -> dict[str, dict[str, float]]:
    kinds = ("none", *FIGURE_KINDS)
    names: list[list[str]] = []
    wanted: list[int] = []
    for example in told:
        labels = {
            tuple(n) if isinstance(n, list) else (n, n): what
            for n, what in reversed(example.record["labels"]["figures"])
        }
        near = numbers_near(example.doc, example.mentions, example.findings)
        for _, numbers, i, features in near:
            number = numbers[i]
            names.append(_names(features))
            wanted.append(kinds.index(labels.get((number.low, number.high), "none")))
    begin = [start.get(f"figure:{kind}", {}) for kind in kinds]
    fitted = _fit(names, _weighted(np.eye(len(kinds))[wanted]), begin, rising=None, l2=_L2_FIGURES)
    return {f"figure:{kind}": table for kind, table in zip(kinds, fitted, strict=True)}


def _weighted(wanted: np.ndarray) -> np.ndarray:
    """Rare kinds count up to twice: else the penalties, the same for all, would leave them to `troops`."""
    many = wanted[:, 1:].sum(axis=0)
    heavier = np.minimum(2.0, np.sqrt(many.max() / np.maximum(many, 1.0)))
    return wanted * np.concatenate([[_NONE], heavier])


def _names(features: Features, without: tuple[str, ...] = ()) -> list[str]:
    return [n for n in features.names() if not (without and n.startswith(without))]


def _fit_one(
    names: Sequence[list[str]],
    wanted: Sequence[bool],
    start: Mapping[str, float] | None,
    rising: str | None = None,
) -> dict[str, float]:
    yes = np.array(wanted, dtype=float)
    (table,) = _fit(names, yes[:, None], [start or {}], rising=rising)
    return table


def _fit(
    names: Sequence[list[str]],
    wanted: np.ndarray,
    begin: Sequence[Mapping[str, float]],
    rising: str | None,
    l2: float = _L2,
) -> list[dict[str, float]]:
    """Fit one column (logistic) or several (softmax); features that begin with `rising` weigh >= 0."""
    seen = Counter(n for row in names for n in row)
    columns = {n: i for i, n in enumerate(sorted(n for n in seen if seen[n] >= _RAREST))}
    cells = [(i, columns[n]) for i, row in enumerate(names) for n in row if n in columns]
    rows, at = [i for i, _ in cells], [j for _, j in cells]
    x = csr_matrix((np.ones(len(at)), (rows, at)), shape=(len(names), len(columns)))
    size, kinds = len(columns), wanted.shape[1]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        plus, minus = flat[: size * kinds], flat[size * kinds : 2 * size * kinds]
        weights = (plus - minus).reshape(size, kinds)
        logits = x @ weights + flat[2 * size * kinds :]
        value, error = _log_loss(logits, wanted)
        gradient = (x.T @ error + l2 * weights).ravel()
        value += 0.5 * l2 * float((weights**2).sum()) + _L1 * float((plus + minus).sum())
        return value, np.concatenate([gradient + _L1, -gradient + _L1, error.sum(axis=0)])

    fixed = [bool(rising) and name.startswith(str(rising)) for name in columns]
    bounds = [(0, None)] * (size * kinds)
    bounds += [(0, 0) if f else (0, None) for f in fixed for _ in range(kinds)]
    bounds += [(None, None)] * kinds
    known = np.array([[table.get(name, 0.0) for table in begin] for name in columns])
    constants = [table.get("", 0.0) for table in begin]
    start = np.concatenate([np.maximum(known, 0).ravel(), np.maximum(-known, 0).ravel(), constants])
    best = minimize(
        loss,
        start,
        jac=True,
        bounds=bounds,
        method="L-BFGS-B",
        options={"maxiter": 300, "ftol": 1e-7},
    )
    weights = (best.x[: size * kinds] - best.x[size * kinds : -kinds]).reshape(size, kinds)
    return [
        {"": round(float(best.x[k - kinds]), 3)}
        | {
            name: round(float(weights[i, k]), 3)
            for name, i in columns.items()
            if abs(weights[i, k]) >= _SMALLEST
        }
        for k in range(kinds)
    ]


def _log_loss(logits: np.ndarray, wanted: np.ndarray) -> tuple[float, np.ndarray]:
    if wanted.shape[1] == 1:
        value = float((np.logaddexp(0, logits) - wanted * logits).sum())
        return value, 1 / (1 + np.exp(-logits)) - wanted
    shifted = logits - logits.max(axis=1, keepdims=True)
    norm = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    # Rows may weigh more than one: a row of `wanted` adds up to its weight.
    total = wanted.sum(axis=1, keepdims=True)
    return float(-(wanted * (shifted - norm)).sum()), total * np.exp(shifted - norm) - wanted


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    found = list(examples(dict(bundled_lexicons())))
    tables = train(found)
    WEIGHTS.write_text(json.dumps(tables, indent=0, sort_keys=True, ensure_ascii=False) + "\n")
    size = sum(len(t) for t in tables.values())
    print(f"{len(found)} texts, {len(tables)} decisions, {size} weights: {WEIGHTS.name}")


if __name__ == "__main__":
    main()
