"""Random and mutated texts: no exception, exact spans. 100,000 of them: python -m bench.fuzz_assess."""

import pytest

from bench.fuzz_assess import try_one
from bench.strain import STRAINS, strained
from config.lexicons import bundled_lexicons
from ingest.assess import assess
from ingest.parse.language import identify_language

LEXICONS = bundled_lexicons()
# A tenth of a second each in the worst case known; 64 KB would still show a quadratic step.
STRAINED = 16_384


@pytest.mark.parametrize("hundred", range(12))
def test_mutated_texts_are_judged_with_exact_spans(hundred):
    outcomes = [try_one(7, number) for number in range(hundred * 100, hundred * 100 + 100)]
    assert not [outcome for outcome in outcomes if outcome.problem]


@pytest.mark.parametrize("name", sorted(STRAINS))
@pytest.mark.parametrize("language", ["en", "ko", "ru", "de"])
def test_texts_made_to_hurt_are_judged(name, language):
    text = strained(STRAINS[name], STRAINED)
    judged = assess(text[:200], text, language=language, published=None, lexicons=LEXICONS)
    assert judged.relevant is not None
    identify_language(text)
