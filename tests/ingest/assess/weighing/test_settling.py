"""Weights settle what rules leave open; alone they flag nothing, and without them the rules stand."""

from dataclasses import replace

import pytest

from domain.assessment import FIGURE_KINDS, STATUSES, TROOP_DEPLOYMENT
from domain.weights import Weights
from ingest.assess import assess

REPORT = "North Korean soldiers fight in Kursk, Kyiv said. Pyongyang sent 3,000 men to Russia."
LOOSE = "Moscow thanked Pyongyang. They fought well."
TRADE = "North Korea bought 3,000 tonnes of Russian flour."
SOUTH = "The weather stayed mild in Lisbon."
OTHER = {f"figure:{kind}": {"": -9.0} for kind in FIGURE_KINDS} | {"figure:none": {"": 0.0}}


@pytest.fixture
def judge_by(lexicons):
    def run(text, **tables):
        weights = {
            "flag": {"": 0.0},
            "relevant": {"": 0.0},
            **{f"status:{s}": {"": -9.0} for s in STATUSES},
            **OTHER,
            **tables,
        }
        version = f"test {sorted((k, sorted(t.items())) for k, t in weights.items())}"
        lexicon = replace(lexicons["en"], weights=Weights(version=version, tables=weights))
        return assess("", text, language="en", published=None, lexicons={"en": lexicon})

    return run


def test_a_finding_of_the_rules_is_overruled_by_clear_weight_only(judge_by):
    assert TROOP_DEPLOYMENT in judge_by(REPORT, flag={"": -0.5}).flags
    assert judge_by(REPORT, flag={"": -3.0}).flags == ()


def test_a_candidate_is_flagged_when_it_weighs_enough(judge_by):
    assert judge_by(LOOSE, flag={"": -0.1}).flags == ()
    judged = judge_by(LOOSE, flag={"": 0.1})
    assert judged.flags == (TROOP_DEPLOYMENT,)
    assert [c.force for c in judged.claims] == [None]


@pytest.mark.parametrize("text", [SOUTH, "North Korea is cold in winter."])
def test_weights_alone_flag_nothing(judge_by, text):
    assert judge_by(text, flag={"": 99.0}).flags == ()


def test_relevance_is_a_probability_and_says_when_it_overrules(judge_by):
    judged = judge_by(TRADE, relevant={"": -2.0})
    assert (judged.relevant, judged.relevance.score) == (False, 0.12)
    assert judged.relevance.reasons[0] == "North Korea is a side matter"


def test_statuses_of_the_rules_stand_against_little_weight(judge_by):
    little = {f"status:{s}": {"": -0.5} for s in STATUSES}
    assert judge_by(REPORT, **little).statuses == ("reported",)


def test_a_flagged_text_always_has_a_status(judge_by):
    assert len(judge_by(REPORT).statuses) == 1


def test_a_status_that_weighs_enough_is_told_of_the_sentence_that_speaks_for_it(judge_by):
    told = judge_by(REPORT, **{"status:planned": {"": 1.0, "found:send": 2.0}})
    planned = [c for c in told.claims if c.status == "planned"]
    assert [c.evidence.text for c in planned] == ["Pyongyang sent 3,000 men to Russia."]


@pytest.mark.parametrize("kind", FIGURE_KINDS)
def test_the_kind_of_most_weight_wins(judge_by, kind):
    judged = judge_by(REPORT, **{f"figure:{kind}": {"": 5.0}})
    assert [(f.low, f.what) for f in judged.figures] == [(3000, kind)]


def test_without_weights_the_rules_decide_alone(lexicons):
    lexicon = replace(lexicons["en"], weights=None)
    judged = assess("", REPORT, language="en", published=None, lexicons={"en": lexicon})
    assert judged.flags == (TROOP_DEPLOYMENT,)
    assert [(f.low, f.what) for f in judged.figures] == [(3000, "troops")]
