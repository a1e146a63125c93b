"""Names this process in leases, and tells which named processes of this machine are no more; takes no lease."""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path

# Process ids mean nothing outside their namespace: containers may share a host name.
_NAMESPACE = Path("/proc/self/ns/pid")
# The namespace of the host has the same number everywhere, and hosts may share a name.
_BOOT = Path("/proc/sys/kernel/random/boot_id")
# Killed, but its parent has not asked for its exit status yet: it does nothing any more.
_DEAD = frozenset("ZX")


def new_owner() -> str:
    """A name that no other process has, now or later: place, process id, its start, chance."""
    _, started = _state(os.getpid())
    return f"{_place()}:{os.getpid()}:{started}-{uuid.uuid4().hex[:8]}"


def has_died(owner: str) -> bool:
    """Whether the process of this name was on this machine and certainly runs no more.

    Never asked about the name of this very process: so its own process id in a name is an
    earlier life's, as in a container that was started again.
    """
    named, _, rest = owner.rpartition(":")
    place, _, number = named.rpartition(":")
    if place != _place() or not number.isdecimal():
        return False
    pid = int(number)
    return pid == os.getpid() or not _lives(pid, rest.partition("-")[0])


def _lives(pid: int, started: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    state, began = _state(pid)
    # Numbers are given out again: one that began at another time is another process.
    return state not in _DEAD and (not began or not started.isdecimal() or began == started)


def _state(pid: int) -> tuple[str, str]:
    """State and start of a process, in ticks since the machine started; empty where nobody tells.

    Source: proc(5), /proc/PID/stat, fields 3 and 22. The second may hold spaces and brackets.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return fields[0], fields[19]
    except (OSError, IndexError):
        return "", ""


def _place() -> str:
    try:
        namespace = _NAMESPACE.stat().st_ino
    except OSError:
        namespace = 0  # not Linux
    try:
        boot = _BOOT.read_text().strip()
    except OSError:
        boot = ""  # not Linux
    return f"{socket.gethostname()}:{boot}/{namespace}"
