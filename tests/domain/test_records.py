from __future__ import annotations

import dataclasses
import json
import pickle
import pkgutil
from datetime import date
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.article import document_text
from domain.assessment import (
    Assessment,
    Claim,
    Evidence,
    Figure,
    Link,
    Relevance,
    Wave,
    When,
    assessment_to_dict,
    segments,
)
from domain.errors import ConfigError, FetchError, FilterError, RefusedError, TumenError
from domain.fetched import Fetched

SENTENCE = Evidence(start=10, end=40, text="3,000 men and 500 more reached")


def all_records() -> list[type]:
    modules = [import_module(f"domain.{m.name}") for m in pkgutil.iter_modules(domain.__path__)]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        and dataclasses.is_dataclass(value)
    ]


@pytest.mark.parametrize("record", all_records(), ids=lambda r: r.__name__)
def test_records_are_frozen_and_have_slots(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]  # of the dataclass
    assert "__slots__" in vars(record)


def test_a_records_field_cannot_be_set() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SENTENCE.start = 0  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize(
    "error",
    [
        ConfigError("settings.toml: wrong"),
        FetchError("x", reason="timeout", status=503, retry_after_s=7.0),
        RefusedError("x", reason="private"),
        FilterError("x", position=3, hint="y"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_errors_cross_a_process_border_whole(error: TumenError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))


def test_errors_are_graded_by_kind_unless_told_otherwise() -> None:
    assert FetchError("x").transient
    assert not RefusedError("x").transient
    assert not ConfigError("x").transient
    assert not FetchError("x", transient=False).transient
    assert FetchError("x").reason == "fetch"


def test_evidence_counts_code_points_of_title_blank_line_and_text() -> None:
    text = document_text("북한군 👩‍✈️", "Text")
    assert text[text.index("Text") :] == "Text"
    assert text.startswith("북한군 👩‍✈️\n\n")


@pytest.mark.parametrize(
    ("header", "kind", "charset"),
    [
        ("text/html; charset=EUC-KR", "text/html", "EUC-KR"),
        ('Text/XML; a=b; Charset="utf-8"', "text/xml", "utf-8"),
        ("application/json", "application/json", None),
        ("", "", None),
        ("text/html; charset=", "text/html", None),
    ],
)
def test_content_type_and_charset_are_read_from_the_header(
    header: str, kind: str, charset: str | None
) -> None:
    fetched = Fetched(url="u", final_url="u", status=200, headers={"content-type": header})
    assert (fetched.content_type, fetched.charset) == (kind, charset)


_EVIDENCE = {"start": 0, "end": 5, "text": "3,000"}
_FIGURES = [
    {
        "low": 3000,
        "high": 3000,
        "bound": "exact",
        "what": "troops",
        "extent": "increment",
        "evidence": _EVIDENCE,
    }
]
_SHAPE = {
    "language": "en",
    "relevant": None,
    "relevance": {"score": 0.5, "reasons": ["both sides named"]},
    "flags": ["troop_deployment"],
    "statuses": ["reported"],
    "figures": _FIGURES,
    "claims": [
        {
            "status": "reported",
            "speaker": "NIS",
            "actor": None,
            "force": None,
            "origin": None,
            "destination": None,
            "when": None,
            "wave": None,
            "chain": [],
            "figures": _FIGURES,
            "evidence": _EVIDENCE,
        },
        {
            "status": "possible",
            "speaker": None,
            "actor": None,
            "force": None,
            "origin": None,
            "destination": None,
            "when": {
                "start": "2024-12-01",
                "end": None,
                "precision": "month",
                "evidence": _EVIDENCE,
            },
            "wave": {"number": 3, "evidence": _EVIDENCE},
            "chain": [
                {"name": "Reuters", "evidence": _EVIDENCE},
                {"name": "NIS", "evidence": _EVIDENCE},
            ],
            "figures": [],
            "evidence": _EVIDENCE,
        },
    ],
}


def test_an_assessment_becomes_the_stable_json_shape() -> None:
    span = Evidence(start=0, end=5, text="3,000")
    figure = Figure(low=3000, high=3000, bound="exact", what="troops", evidence=span)
    figure = dataclasses.replace(figure, extent="increment")
    assessment = Assessment(
        language="en",
        relevant=None,
        relevance=Relevance(score=0.5, reasons=("both sides named",)),
        flags=("troop_deployment",),
        statuses=("reported",),
        figures=(figure,),
        claims=(
            Claim(status="reported", speaker="NIS", figures=(figure,), evidence=span),
            Claim(
                status="possible",
                when=When(start=date(2024, 12, 1), end=None, precision="month", evidence=span),
                wave=Wave(number=3, evidence=span),
                chain=(Link(name="Reuters", evidence=span), Link(name="NIS", evidence=span)),
                evidence=span,
            ),
        ),
    )
    shape = json.loads(json.dumps(assessment_to_dict(assessment)))
    assert shape == _SHAPE


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [("3,000 men and 500 more reached", True)]),
        (
            [(24, 27), (10, 15)],
            [("3,000", True), (" men and ", False), ("500", True), (" more reached", False)],
        ),
        ([(10, 15), (12, 19)], [("3,000", True), (" men", True), (" and 500 more reached", False)]),
        ([(0, 15)], [("3,000", True), (" men and 500 more reached", False)]),
        ([(0, 9), (50, 60)], [("3,000 men and 500 more reached", True)]),
        ([(0, 90)], [("3,000 men and 500 more reached", True)]),
    ],
    ids=["none", "two-unsorted", "overlapping", "beginning-before", "outside", "around"],
)
def test_a_sentence_is_cut_at_its_marks(
    marks: list[tuple[int, int]], expected: list[tuple[str, bool]]
) -> None:
    spans = [Evidence(start=start, end=end, text="") for start, end in marks]
    assert list(segments(SENTENCE, spans)) == expected


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=6))
def test_the_pieces_always_join_to_the_sentence(marks: list[tuple[int, int]]) -> None:
    spans = [Evidence(start=min(m), end=max(m), text="") for m in marks]
    assert "".join(text for text, _ in segments(SENTENCE, spans)) == SENTENCE.text
