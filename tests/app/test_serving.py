"""The last resort of a stop: the process ends on time and well, whatever hangs in it."""

from __future__ import annotations

import subprocess
import sys

HANG = """
import threading
from app.serving import end_anyway
print("before")
end_anyway(0.05)
threading.Event().wait()
"""


def test_process_that_hangs_ends_on_time_with_what_it_said() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANG], timeout=20, check=False, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout) == (0, "before\n")
    assert "did not stop in time" in ended.stderr
