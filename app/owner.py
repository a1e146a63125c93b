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


def new_owner() -> str:
    """A name that no other process has, now or later: place, process id, chance."""
    return f"{_place()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def has_died(owner: str) -> bool:
    """Whether the process of this name was on this machine and certainly runs no more.

    Asked at a start, before this process has a name: so its own process id in a name is an
    earlier life's, as in a container that was started again.
    """
    place, _, rest = owner.rpartition(":")[0].rpartition(":")
    if place != _place() or not rest.isdecimal():
        return False
    pid = int(rest)
    return pid == os.getpid() or not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


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
