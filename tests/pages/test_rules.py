"""Every rule on a publisher has a page in its structure, and reads it without a fault."""

from __future__ import annotations

from functools import partial

import pytest

from config.publishers import load_publishers
from tests.pages.scoring import Page, ours, read_pages, score

RULED = [page for page in read_pages() if page.publisher]


def test_every_rule_has_a_page() -> None:
    assert {rule.domain for rule in load_publishers().values()} == {p.publisher for p in RULED}


@pytest.mark.parametrize("page", RULED, ids=[page.key for page in RULED])
def test_a_rule_reads_its_page_without_a_fault(page: Page) -> None:
    read = partial(ours, rules=True)
    assert score([page], read).errors == []
    assert "missed" not in read(page).by
