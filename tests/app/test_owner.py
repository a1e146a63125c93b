"""Names in leases: what is known to be dead may be taken over, all else may not."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.owner import has_died, new_owner


def other(pid: int | str, started: str = "") -> str:
    """The name of another process of this machine."""
    host, namespace, _, _ = new_owner().split(":")
    return f"{host}:{namespace}:{pid}:{started}-abcd"


def test_names_differ() -> None:
    assert new_owner() != new_owner()


def test_process_of_another_host_of_the_same_name_has_not_died() -> None:
    host, place, pid, chance = new_owner().split(":")
    assert has_died(f"{host}:{place}:{pid}:{chance}")
    assert not has_died(f"{host}:another-boot{place}:{pid}:{chance}")
    assert not has_died(f"{host}:{place}1:{pid}:{chance}")


def test_process_that_has_ended_has_died() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert has_died(other(ended.pid))


def test_process_that_was_killed_but_not_waited_for_has_died() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert not has_died(other(child.pid))
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert has_died(other(child.pid))


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="only Linux tells the start")
def test_number_that_was_given_out_again_names_another_process() -> None:
    parent = os.getppid()
    assert has_died(other(parent, "1" * 18))
    assert not has_died(other(parent))


def test_name_with_our_own_number_is_of_an_earlier_life() -> None:
    assert has_died(new_owner())


def test_process_that_runs_has_not_died() -> None:
    assert not has_died(other(os.getppid()))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("elsewhere:1:999999:abcd", id="another-machine"),
        pytest.param("worker-1", id="no-number"),
        pytest.param("", id="empty"),
        pytest.param(other("9" * 30), id="number-of-no-process"),
    ],
)
def test_unknown_names_are_left_alone(name: str) -> None:
    assert not has_died(name)
