"""What the worker tests let a child do; a module of its own, for a child must be able to import it."""

from __future__ import annotations

import os
import signal
import sys
import threading

from domain.errors import FetchError, ParseError


def add(one: int, other: int) -> int:
    return one + other


def pid() -> int:
    return os.getpid()


def echo(data: bytes) -> bytes:
    return data


def hang() -> None:
    threading.Event().wait()


def hang_in_c() -> int:
    """Hold the interpreter: no signal handler of Python's and no other thread gets a turn."""
    return sum(10**9 for _ in iter(int, 1))


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def leave() -> None:
    os._exit(3)


def interrupt() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)
    return "still here"


def eat(size_mb: int) -> int:
    return len(bytearray(size_mb * 1024 * 1024))


def fail_to_parse() -> None:
    try:
        int("x")
    except ValueError as error:
        raise ParseError("no listing", reason="html") from error


def fail_to_fetch() -> None:
    raise FetchError("busy", status=503, retry_after_s=9)


def divide() -> float:
    return 1 / 0


def quit_now() -> None:
    sys.exit(4)


def talk() -> str:
    print("this must not reach standard output")
    return "said"


def unsendable() -> object:
    return lambda: None


class Stubborn:
    """Can be sent, cannot be read."""

    def __reduce__(self) -> tuple[object, ...]:
        return (divide, ())


def stubborn() -> object:
    return Stubborn()


def loaded(name: str) -> bool:
    return name in sys.modules
