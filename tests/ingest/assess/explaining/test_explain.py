"""Explanations: each reason given is one that the rules follow, in every language with a corpus."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from domain.article import document_text
from domain.lexicon import ROLES
from ingest.assess import assess
from ingest.assess.explaining.balance import counting_in, proposed_in
from ingest.assess.explaining.explain import MAX_TRIED, explain
from ingest.assess.explaining.trial import Subject
from ingest.assess.explaining.wording import (
    ROLE_WORDS,
    RULE_WORDS,
    VIA_WORDS,
    meaning_of,
    rule_words,
)
from ingest.assess.reading.roles import BIT

CORPUS = sorted((Path(__file__).parents[3] / "eval").glob("*.jsonl"))
LANGUAGES = [path.stem for path in CORPUS]


def texts(language: str) -> list[tuple[str, str]]:
    path = next(path for path in CORPUS if path.stem == language)
    rows = [json.loads(line) for line in path.read_text().splitlines() if line]
    return [(row["title"], row["text"]) for row in rows]


@pytest.fixture(scope="session")
def why(lexicons):
    def run(text, *, title="", language="en"):
        return explain(title, text, language=language, published=None, lexicons=lexicons)

    return run


@pytest.fixture(scope="session")
def why_by_rules(lexicons):
    """Explain by the rules alone: what the words of a sentence do, whatever the weights learnt last."""
    alone = {language: replace(lexicon, weights=None) for language, lexicon in lexicons.items()}

    def run(text):
        return explain("", text, language="en", published=None, lexicons=alone)

    return run


def test_every_role_has_words():
    assert set(ROLE_WORDS) == set(ROLES)


def test_a_rule_that_nobody_described_is_explained_all_the_same():
    assert rule_words("arms").startswith("described in the code")


def test_a_word_of_many_roles_is_named_by_the_most_telling():
    assert meaning_of(BIT["speaker"] | BIT["ru"] | BIT["say"]) == "Russia; speaker; saying"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_and_tie_of_the_corpus_has_words(lexicons, language):
    for title, text in texts(language):
        subject = Subject(title=title, text=text, lexicon=lexicons[language], published=None)
        reading = subject.read()
        for findings in reading.fired.values():
            assert {finding.rule for finding in findings} <= set(RULE_WORDS), text
        assert {m.via for found in reading.mentions for m in found} <= set(VIA_WORDS), text


def test_every_rule_with_words_is_met_somewhere(lexicons):
    """Also those whose every sentence the weights overrule, and those that are found last, by a figure."""
    met = set()
    for language in LANGUAGES:
        for title, text in texts(language):
            subject = Subject(title=title, text=text, lexicon=lexicons[language], published=None)
            reading = subject.read()
            met |= {f.rule for f in (*proposed_in(reading), *counting_in(reading))}
    assert met == set(RULE_WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_to_be_needed_is_needed(why, lexicons, language):
    needs = 0
    for title, text in texts(language)[::4]:
        said = why(text, title=title, language=language)
        for carrier in said.carriers:
            assert document_text(title, text)[carrier.quote.start :].startswith(carrier.quote.text)
            for need in carrier.needs:
                if need.reach == "text" and need.ends_flag:
                    without = [_without(part, need.words) for part in (title, text)]
                    judged = assess(*without, language=language, published=None, lexicons=lexicons)
                    assert judged.flags == (), (text, need)
                    needs += 1
    assert needs


def _without(text, words):
    for word in sorted(words, key=len, reverse=True):
        at = text.casefold().find(word.casefold())
        while at >= 0:
            text = text[:at] + "x" * len(word) + text[at + len(word) :]
            at = text.casefold().find(word.casefold())
    return text


def test_words_of_a_plain_sentence_are_needed_or_not(why_by_rules):
    (carrier,) = why_by_rules("North Korean soldiers have been seen in Kursk.").carriers
    assert carrier.rule == "war"
    assert carrier.direct
    assert {(need.words, need.reach, need.ends_flag) for need in carrier.needs} >= {
        (("North Korean",), "word", True),
        (("Kursk",), "word", True),
    }
    assert "seen" in carrier.spare
    meanings = {word.span.text: word.meaning for word in carrier.words}
    assert meanings["North Korean"] == "North Korea, as attribute"
    assert meanings["soldiers"] == "soldiers; North Korea's, by the attribute before it"
    assert meanings["Kursk"].startswith("place of the war")


def test_words_that_replace_each_other_are_needed_together(why_by_rules):
    (carrier,) = why_by_rules("North Korean soldiers fight in Kursk and in Belgorod.").carriers
    (place,) = [need for need in carrier.needs if "Kursk" in need.words]
    assert (place.words, place.reach) == (("Kursk", "Belgorod"), "sentence")


def test_a_sentence_among_others_ends_no_flag(why_by_rules):
    said = why_by_rules(
        "North Korean soldiers are in Kursk.\n\nNorth Korean soldiers fight in Belgorod."
    )
    assert len(said.carriers) == 2
    single = [n for c in said.carriers for n in c.needs if n.reach == "word"]
    assert single
    assert not any(need.ends_flag for need in single)


def test_statuses_and_figures_name_the_words_that_gave_them(why_by_rules):
    (carrier,) = why_by_rules("North Korea could send about 3,000 soldiers to Kursk.").carriers
    (status,) = carrier.statuses
    assert (status.what, status.words) == ("possible", ("could",))
    assert status.instead
    (figure,) = carrier.figures
    assert figure.what.startswith("about 3,000 troops")
    assert figure.shades == ("about",)
    (carrier,) = why_by_rules("Some 600 North Korean soldiers were killed in Kursk.").carriers
    (killed,) = carrier.figures
    assert killed.words == ("killed",)
    assert killed.instead == ("about 600 troops",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_of_a_text_stands_in_a_sentence_that_is_explained(why, language):
    for title, text in texts(language)[::4]:
        said = why(text, title=title, language=language)
        told = {carrier.quote.start for carrier in said.carriers}
        assert {claim.evidence.start for claim in said.assessment.claims} <= told, text


@pytest.mark.parametrize(
    ("text", "language", "missing", "change"),
    [
        ("North Korea sends missiles to Russia.", "en", "no word for soldiers", "“soldiers”"),
        ("Ukrainian troops attacked in Kursk.", "en", "Ukraine's", "“North Korean” instead"),
        ("South Korean troops left for Russia.", "en", "another country's", "“North Korean”"),
        ("North Korean soldiers marched in a parade.", "en", "no word for the war", "“kursk”"),
        ("Южнокорейские солдаты прибыли в Курск.", "ru", "North Korea", "“Северокорейские”"),
        ("한국군 병사들이 쿠르스크에 도착했다.", "ko", "another country's", "“북한”"),
    ],
)
def test_an_unflagged_text_is_told_what_it_lacks(why, text, language, missing, change):
    said = why(text, language=language)
    assert said.assessment.flags == ()
    assert said.nearest is not None
    assert said.nearest.quote.text == text
    assert any(missing in line for line in said.nearest.missing), said.nearest.missing
    assert any(change in line for line in said.nearest.changes), said.nearest.changes


def test_changes_that_are_told_work(why, judge):
    said = why("North Korea sends missiles to Russia.")
    assert judge("North Korea sends missiles to Russia.").flags == ()
    assert said.nearest.changes == ("“soldiers” instead of “missiles” (weapon)",)
    assert judge("North Korea sends soldiers to Russia.").flags


def test_a_text_about_something_else_has_no_nearest_sentence(why):
    assert why("Stocks rose in the morning.").nearest is None


def test_a_language_without_rules_is_not_explained(why):
    said = why("Pohjois-Korea lähetti sotilaita.", language="fi")
    assert said.assessment.relevance.reasons == ("no rules for language fi",)
    assert (said.carriers, said.nearest) == ((), None)


def test_what_is_beyond_the_trials_is_shown_and_said_to_be_untried(why):
    said = why("\n\n".join(["North Korean soldiers fight in Kursk."] * (MAX_TRIED + 3)))
    assert [c.tried for c in said.carriers] == [True] * MAX_TRIED + [False] * 3
    assert not said.carriers[-1].needs


def test_edits_of_title_and_text_keep_all_else(lexicons):
    subject = Subject(title="ab", text="cdef", lexicon=lexicons["en"], published=None)
    edited = subject.edited([(0, 1, "X"), (4, 6, "YYY"), (8, 8, "!")])
    assert (edited.title, edited.text) == ("Xb", "YYYef!")
    assert subject.without([(4, 6)]).whole == "ab\n\nxxef"
