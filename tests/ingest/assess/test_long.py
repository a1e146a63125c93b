"""Long articles: unrelated items side by side make no deployment; a passing item at the end is found."""

import random

import pytest

from domain.assessment import TROOP_DEPLOYMENT
from tests.eval.scoring import read_corpus

LANGUAGES = ("en", "ko", "ru")
DIGESTS = 40


@pytest.fixture
def flags(judge):
    def flagged(title, text, language):
        return TROOP_DEPLOYMENT in judge(text, title=title, language=language).flags

    return flagged


@pytest.fixture
def items(flags):
    """Texts of a language that are judged rightly alone: those without the flag, those with it."""

    def read(language):
        right = [
            r
            for r in read_corpus(language)
            if flags(r["title"], r["text"], language) == r["labels"]["flag"]
        ]
        return (
            [r for r in right if not r["labels"]["flag"]],
            [r for r in right if r["labels"]["flag"]],
        )

    return read


@pytest.mark.parametrize("language", LANGUAGES)
def test_items_of_a_digest_do_not_add_up_to_a_deployment(flags, items, language):
    others, _ = items(language)
    draw = random.Random(3)
    false = 0
    for _ in range(DIGESTS):
        digest = draw.sample(others, min(20, len(others)))
        false += flags(digest[0]["title"], "\n\n".join(r["text"] for r in digest), language)
    assert false <= DIGESTS // 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_at_the_end_of_a_digest_is_found(flags, items, language):
    others, wanted = items(language)
    draw = random.Random(3)
    found = 0
    for record in wanted[:DIGESTS]:
        digest = draw.sample(others, min(15, len(others)))
        text = "\n\n".join(r["text"] for r in [*digest, record])
        found += flags(digest[0]["title"], text, language)
    assert found >= 0.95 * min(DIGESTS, len(wanted))
