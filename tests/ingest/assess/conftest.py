"""Fixtures of the assessment tests: the bundled lexicons, and a short way to assess a text."""

from collections.abc import Callable
from datetime import datetime

import pytest

from config.lexicons import bundled_lexicons
from domain.assessment import TROOP_DEPLOYMENT, Assessment
from ingest.assess import assess


@pytest.fixture(scope="session")
def lexicons():
    return bundled_lexicons()


@pytest.fixture(scope="session")
def judge(lexicons) -> Callable[..., Assessment]:
    def run(
        text: str,
        *,
        title: str = "",
        language: str | None = "en",
        published: datetime | None = None,
    ) -> Assessment:
        return assess(title, text, language=language, published=published, lexicons=lexicons)

    return run


@pytest.fixture(scope="session")
def flagged(judge) -> Callable[..., bool]:
    def run(text: str, **kwargs) -> bool:
        return TROOP_DEPLOYMENT in judge(text, **kwargs).flags

    return run
