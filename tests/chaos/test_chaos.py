"""Every case of the hostile web, polled by the real daemon in passes they all share."""

from __future__ import annotations

import asyncio

import pytest

from tests.chaos.case import Case
from tests.chaos.client import Web, run_cases
from tests.chaos.table import CASES
from tests.chaos.verdict import faults

QUICK = [case for case in CASES if not case.heavy]


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    return asyncio.run(run_cases(QUICK, tmp_path_factory.mktemp("chaos")))


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_case(web: Web, case: Case) -> None:
    assert faults(case, web.seen[case.name]) == []


def test_names_of_cases_are_unlike() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_loop_never_stands_still(web: Web) -> None:
    # The promise is 250 ms on a quiet machine, which `python -m tests.chaos.verdict` prints; what parses or
    # loads in the loop took 1.9 s. Processor time, so that other work on the machine costs little.
    assert web.longest_gap_s < 1.0
