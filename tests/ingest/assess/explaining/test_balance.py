"""Balances: what is told of the weights is what they summed and settled, with words of the text."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from domain.assessment import FIGURE_KINDS, STATUSES, TROOP_DEPLOYMENT
from domain.explanation import explanation_to_dict
from domain.weights import Weights
from ingest.assess.explaining.balance import LEAST, MOST
from ingest.assess.explaining.explain import explain
from ingest.assess.explaining.trial import Subject
from ingest.assess.explaining.wording import mark_words, place_words
from ingest.assess.weighing.features import describe_statuses, describe_text
from ingest.assess.weighing.settling import MARGIN

CORPUS = sorted((Path(__file__).parents[3] / "eval").glob("*.jsonl"))
REPORT = (
    "North Korean soldiers fight in Kursk. A contingent of 3,000 came from Pyongyang to Russia."
)
LOOSE = "Moscow thanked Pyongyang. They fought well."


def corpus(path):
    rows = [json.loads(line) for line in path.read_text().splitlines() if line]
    return [(row["title"], row["text"]) for row in rows][::5]


@pytest.fixture
def why_by(lexicons):
    """Explain by weights made for the test, on top of ones that settle nothing."""

    def run(text, **tables):
        neutral = {"flag": {"": 0.0}, "relevant": {"": 0.0}, "figure:none": {"": 0.0}}
        neutral |= {f"status:{status}": {"": -9.0} for status in STATUSES}
        neutral |= {f"figure:{kind}": {"": -9.0} for kind in FIGURE_KINDS}
        tables = neutral | tables
        version = f"why {sorted((k, sorted(t.items())) for k, t in tables.items())}"
        lexicon = replace(lexicons["en"], weights=Weights(version=version, tables=tables))
        return explain("", text, language="en", published=None, lexicons={"en": lexicon})

    return run


def balance(said, decision):
    (found,) = [b for b in said.balances if b.decision == decision]
    return found


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_what_is_told_is_what_was_settled(lexicons, path):
    told = 0
    for title, text in corpus(path):
        said = explain(title, text, language=path.stem, published=None, lexicons=lexicons)
        judged = said.assessment
        for one in said.balances:
            told += 1
            assert one.start + one.rest + sum(w.weight for w in one.weights) == pytest.approx(
                one.log_odds, abs=0.01
            )
        flags = [b.holds for b in said.balances if b.decision == "flag"]
        assert flags in ([], [TROOP_DEPLOYMENT in judged.flags])
        for one in said.balances:
            if one.decision == "relevant":
                assert one.holds == judged.relevant
                assert one.probability == pytest.approx(judged.relevance.score, abs=0.006)
        held = {b.decision for b in said.balances if b.holds}
        assert {d[7:] for d in held if d.startswith("status:")} == set(judged.statuses)
        assert {d[7:] for d in held if d.startswith("figure:")} == {f.what for f in judged.figures}
    assert told


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_weight_of_words_quotes_them_from_the_text(lexicons, path):
    quoted = 0
    for title, text in corpus(path):
        said = explain(title, text, language=path.stem, published=None, lexicons=lexicons)
        for weight in (w for b in said.balances for w in b.weights):
            assert not weight.where or weight.words, (weight, text)
            assert all(word in said.document for word in weight.words)
            assert weight.weight == pytest.approx(sum(w for _, w in weight.features), abs=0.002)
            quoted += len(weight.words)
    assert quoted


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_feature_of_a_text_has_words(lexicons, path):
    for title, text in corpus(path):
        subject = Subject(title=title, text=text, lexicon=lexicons[path.stem], published=None)
        reading = subject.read()
        findings = reading.verdict.by_rule[TROOP_DEPLOYMENT]
        features = [describe_text(reading.doc, reading.mentions, findings)]
        if findings:
            features.append(describe_statuses(reading.doc, findings, features[0]))
        for one in features:
            assert all(place_words(block) for block in one.masks)
            assert not [mark for mark in one.marks if mark_words(mark) == mark]


def test_one_word_counts_once_with_all_its_features(why_by):
    flag = balance(
        why_by(REPORT, flag={"": -1.0, "nk+war:force": 0.5, "nk:force": 0.25, "nk:fight": -0.5}),
        "flag",
    )
    men, deed = flag.weights
    assert (men.weight, men.words, men.meaning) == (0.75, ("soldiers",), "soldiers")
    assert men.where == "in a sentence that names North Korea and the war"
    assert set(men.features) == {("nk+war:force", 0.5), ("nk:force", 0.25)}
    assert (deed.weight, deed.words) == (-0.5, ("fight",))
    assert (flag.log_odds, flag.start, flag.rest) == (-0.75, -1.0, 0.0)
    assert (flag.probability, flag.takes, flag.holds, flag.by_rule) == (0.321, -0.8, True, True)


def test_light_and_many_weights_are_summed_as_the_rest(why_by):
    table = {"": 0.0, "nk:force": LEAST / 2} | {
        f"text:{role}": 0.2 + i / 10
        for i, role in enumerate(("nk_adj", "nk", "fight", "war", "force", "ru"))
    }
    flag = balance(why_by(REPORT, flag=table), "flag")
    assert len(flag.weights) == MOST
    assert flag.rest == pytest.approx(sum(table.values()) - sum(w.weight for w in flag.weights))


def test_a_sentence_the_weights_overrule_is_shown_with_its_rule(why_by):
    said = why_by("North Korean soldiers fight in Kursk.", flag={"": 0.0, "nk:fight": -3.0})
    assert said.assessment.flags == ()
    (dropped,) = said.dropped
    assert (dropped.rule, dropped.weights) == ("war", ())
    assert dropped.quote.text == "North Korean soldiers fight in Kursk."
    flag = balance(said, "flag")
    assert (flag.by_rule, flag.holds, flag.log_odds) == (True, False, -3.0)
    assert said.nearest.changes == ("no “fight” (fighting)",)


def test_a_flag_without_a_rule_says_which_sentence_weighs_and_why(why_by):
    said = why_by(LOOSE, flag={"": -0.5, "nk+ru:ru": 0.75})
    assert said.assessment.flags == (TROOP_DEPLOYMENT,)
    (carrier,) = [c for c in said.carriers if c.direct]
    assert carrier.rule == "weighed"
    flag = balance(said, "flag")
    assert (flag.by_rule, flag.holds, flag.log_odds) == (False, True, 0.25)
    assert {w.words for w in flag.weights} == {("Moscow",)}


def test_a_candidate_that_weighs_too_little_tells_how_far_it_was(why_by):
    said = why_by(LOOSE, flag={"": -1.5, "near:fight": 0.5})
    assert said.assessment.flags == ()
    (dropped,) = said.dropped
    assert (dropped.rule, dropped.quote.text) == ("weighed", "They fought well.")
    assert [(w.words, w.weight) for w in dropped.weights] == [(("fought",), 0.5)]
    flag = balance(said, "flag")
    assert (flag.holds, flag.log_odds, flag.takes) == (False, -1.0, 0.0)


def test_the_paragraph_that_decided_is_the_one_that_is_told(why_by):
    digest = f"Sport and weather.\n\n{REPORT}\n\nTrade fair opened, a drill was held in Lisbon."
    flag = balance(why_by(digest, flag={"": 0.0, "text:war": 1.0, "text:drill": -3.0}), "flag")
    assert (flag.scope, flag.log_odds, flag.holds) == ("paragraph", 1.0, True)
    assert [w.words for w in flag.weights] == [("Kursk",)]


def test_statuses_are_told_for_and_against_the_rules(why_by):
    said = why_by(
        REPORT,
        **{
            "status:reported": {"": -2.0},
            "status:planned": {"": -1.0, "text:send": 0.0, "found:fight": 2.0},
        },
    )
    planned, reported = balance(said, "status:planned"), balance(said, "status:reported")
    assert (planned.by_rule, planned.holds, planned.takes) == (False, True, MARGIN)
    assert (reported.by_rule, reported.holds, reported.takes) == (True, False, -MARGIN)
    assert [w.words for w in planned.weights] == [("fight",)]


def test_a_figure_is_told_against_the_next_best(why_by):
    said = why_by(REPORT, **{"figure:killed": {"": 2.0}, "figure:troops": {"": 1.5, "range": 9.0}})
    killed = balance(said, "figure:killed")
    assert (killed.subject, killed.rival) == ("3,000", "figure:troops")
    assert (killed.by_rule, killed.holds, killed.log_odds) == (False, True, 0.5)


def test_a_figure_the_weights_overrule_is_told(why_by):
    said = why_by(REPORT)
    assert said.assessment.figures == ()
    (figure,) = [b for b in said.balances if b.decision.startswith("figure:")]
    assert (figure.by_rule, figure.holds, figure.rival) == (True, False, "figure:none")


def test_relevance_against_the_rules_is_told(why_by):
    relevant = balance(why_by(REPORT, relevant={"": -2.0}), "relevant")
    assert (relevant.by_rule, relevant.holds, relevant.probability) == (True, False, 0.119)


@pytest.mark.parametrize("text", ["The weather stayed mild in Lisbon.", "Stocks rose in Seoul."])
def test_a_text_that_names_no_north_korea_is_not_weighed(why_by, text):
    said = why_by(text, flag={"": 9.0})
    assert (said.balances, said.dropped) == ((), ())


def test_without_weights_nothing_is_weighed(lexicons):
    alone = {"en": replace(lexicons["en"], weights=None)}
    said = explain("", REPORT, language="en", published=None, lexicons=alone)
    assert said.carriers
    assert said.balances == ()


def test_all_of_it_is_json(why_by):
    told = json.loads(json.dumps(explanation_to_dict(why_by(LOOSE, flag={"": -1.5}))))
    assert [one["rule"] for one in told["dropped"]] == ["weighed"]
    assert [one["decision"] for one in told["balances"]] == ["flag", "relevant"]
