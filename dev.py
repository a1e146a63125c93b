#!/usr/bin/env python3
"""Makes the virtual environment from the hashed lock file and goes: run, test, check, lock.

Standard library only, and nothing of ours is imported: it must work before anything is installed.

    python3 dev.py run [ARGS]     the daemon (`tumen run ARGS`), for example: run --demo
    python3 dev.py test [ARGS]    format, lint, types, import rules, pytest ARGS
    python3 dev.py check          the same without pytest
    python3 dev.py soak [ARGS]    kills the daemon 200 times (docs/testing.md), for example: soak --kills 20
    python3 dev.py lock [ARGS]    writes both lock files anew, for example: lock --upgrade

State: `.venv/tumen-stamp` holds the digest of what is installed, or `incomplete` while we are at it.
The digest makes the second start a comparison of two strings; `incomplete` makes the next start
throw a half-made environment away. Talk goes to stderr, stdout belongs to what is run.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

# Parsed and run by any Python from 3.6 on as far as main(): annotations that an old Python cannot
# evaluate stand in quotes, and the newer syntax is left out (tests/test_dev.py holds this).

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
LOCK, RUNTIME_LOCK = ROOT / "requirements.lock", ROOT / "requirements-runtime.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "tumen-stamp"
INCOMPLETE = "incomplete"
# Measured on 2 shared cores on 23 Nov 2026, 1,200 tests: one process 17.9 s, two 15.0 s. Under load every
# further one cost 4 to 5 s, for each collects all tests anew; so not "auto".
PYTEST_PROCESSES = "2"

LOCK_COMMAND = (
    "uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml"
)


class Failure(Exception):
    """What went wrong, and on the next lines what to do about it."""


def main(arguments: "list[str]") -> int:
    """Do one command; returns the exit status: 0 done, 1 failed, 2 misused."""
    commands = {"run": run, "test": test, "check": check, "soak": soak, "lock": lock}
    if not arguments or arguments[0] not in commands:
        wanted = arguments[:1] in (["-h"], ["--help"], ["help"])
        print(__doc__, file=sys.stdout if wanted else sys.stderr)
        return 0 if wanted else 2
    try:
        require_python(sys.version_info[:2])
        prepare()
        return commands[arguments[0]](arguments[1:])
    except Failure as failure:
        print("dev.py: " + str(failure), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: "list[str]") -> int:
    """Become the daemon, so that signals reach it and not us."""
    sys.stdout.flush()
    sys.stderr.flush()
    # -P: a folder `config` or `app` where the caller stands must not be taken for ours.
    os.execv(tool("python"), [tool("python"), "-P", "-m", "app", "run", *arguments])


def test(arguments: "list[str]") -> int:
    parallel = [] if chooses_processes(arguments) else ["-n", PYTEST_PROCESSES]
    return gates([*static_gates(), ("tests", [tool("pytest"), *parallel, *arguments])])


def check(arguments: "list[str]") -> int:
    if arguments:
        raise Failure(
            "check takes no arguments\n  for pytest's: python3 dev.py test " + " ".join(arguments)
        )
    return gates(static_gates())


def soak(arguments: "list[str]") -> int:
    command = [tool("python"), "-m", "tests.soak", *arguments]
    return subprocess.run(command, cwd=str(ROOT), env=surroundings()).returncode


def lock(arguments: "list[str]") -> int:
    """Resolve both lock files; the second is held to the versions of the first."""
    command = [tool("uv"), *LOCK_COMMAND.split()[1:], "--extra", "postgres", *arguments]
    say("resolving " + LOCK.name)
    checked([*command, "--group", "dev", "-o", LOCK.name])
    say("resolving " + RUNTIME_LOCK.name)
    checked([*command, "--group", "build", "-c", LOCK.name, "-o", RUNTIME_LOCK.name])
    prepare()
    return 0


# --- gates -------------------------------------------------------------------------------------


def static_gates() -> "list[tuple[str, list[str]]]":
    return [
        ("format", [tool("ruff"), "format", "--check", "."]),
        ("lint", [tool("ruff"), "check", "."]),
        ("types", [tool("mypy")]),
        ("import rules", [tool("lint-imports"), "--no-logo"]),
    ]


def gates(steps: "list[tuple[str, list[str]]]") -> int:
    """Run every step, the later ones too when one fails: one run tells all there is to repair."""
    results = []
    for name, command in steps:
        say("== " + name + ": " + shown(command))
        started = time.monotonic()
        status = subprocess.run(command, cwd=str(ROOT), env=surroundings()).returncode
        results.append((name, status, time.monotonic() - started))
    say("== summary")
    for name, status, took_s in results:
        say(f"   {name:<14}{'ok' if status == 0 else 'FAILED':<8}{took_s:6.1f} s")
    failed = [name for name, status, _ in results if status != 0]
    say("dev.py: " + (f"failed: {', '.join(failed)}" if failed else "all passed"))
    return 1 if failed else 0


def surroundings() -> "dict[str, str]":
    """Keep byte code in .venv where the shell forbids to write it beside the sources.

    Else every process that the tests start compiles all of tumen anew: 0.2 s each, 6 s for each of pytest's.
    """
    found = dict(os.environ)
    if found.pop("PYTHONDONTWRITEBYTECODE", ""):
        found["PYTHONPYCACHEPREFIX"] = str(VENV / "bytecode")
    return found


def chooses_processes(arguments: "list[str]") -> bool:
    """Say whether the caller has an own wish; a debugger needs one process."""
    return any(a.startswith(("-n", "--numprocesses", "--pdb", "--dist")) for a in arguments)


def shown(command: "list[str]") -> str:
    return " ".join([Path(command[0]).name, *command[1:]])


# --- the environment ---------------------------------------------------------------------------


def require_python(version: "tuple[int, ...]") -> None:
    """Errors: Failure for a Python that is too old, with the command that would work."""
    if os.name == "nt":
        raise Failure("Windows is not supported\n  use WSL 2, or the Dockerfile")
    if version >= OLDEST:
        return
    newer = [n for n in ("python3.14", "python3.13", "python3.12", "python3.11") if can_serve(n)]
    remedy = (
        f"use the newer one that is here: {newer[0]} dev.py {' '.join(sys.argv[1:])}"
        if newer
        else install_hint("python3 python3-venv")
    )
    wanted, found = (".".join(map(str, v)) for v in (OLDEST, version))
    raise Failure(f"Python {wanted} or newer is needed, this is {found}\n  {remedy}")


def can_serve(name: str) -> bool:
    """Say whether a Python of this name starts and can make environments; version shims may not."""
    try:
        probe = subprocess.run([name, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return probe.returncode == 0


def require_venv() -> None:
    """Debian ships Python without what makes a virtual environment; say so before venv does."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        raise Failure(
            f"this Python cannot make a virtual environment (no module {error.name})\n"
            f"  {install_hint('python3-venv')}"
        ) from error


def install_hint(packages: str) -> str:
    if sys.platform == "darwin":
        return "install one: brew install python@3.12 && python3.12 dev.py test"
    if shutil.which("apt-get"):
        return "install it: sudo apt install " + packages
    return "install Python 3.11 or newer with the venv module from your system's packages"


def prepare() -> None:
    """Make .venv match the lock file; does nothing when it already does."""
    if is_ready():
        return
    with only_one():
        if is_ready():  # another dev.py made it while we waited
            return
        require_venv()
        started = time.monotonic()
        make_venv()
        install()
        write_stamp(wanted_stamp())
        say(f"ready in {time.monotonic() - started:.1f} s")


def is_ready() -> bool:
    # The file is looked for, too: an upgraded system Python leaves a dangling link behind.
    return read_stamp() == wanted_stamp() and os.access(tool("python"), os.X_OK)


def wanted_stamp() -> str:
    """The digest of all that decides what is installed, and where: scripts hold absolute paths."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp() -> str:
    try:
        return STAMP.read_text().strip()
    except OSError:
        return ""


def write_stamp(text: str) -> None:
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(text + "\n")
    fresh.replace(STAMP)


@contextlib.contextmanager
def only_one() -> "Iterator[None]":
    """Let one dev.py at a time touch .venv; the lock dies with its process."""
    import fcntl

    with (ROOT / ".venv.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("waiting for another dev.py that is preparing .venv")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Make .venv, or leave one standing that works and was once whole."""
    if VENV.exists() and (read_stamp() == INCOMPLETE or not works()):
        say("removing .venv, which is not whole")
        shutil.rmtree(str(VENV))
    fresh = not VENV.exists()
    VENV.mkdir(exist_ok=True)
    write_stamp(INCOMPLETE)
    if fresh:
        say(f"making .venv with Python {'.'.join(map(str, sys.version_info[:3]))}")
        checked([sys.executable, "-m", "venv", str(VENV)])


def works() -> bool:
    """Say whether the environment's Python starts, is new enough and has pip."""
    probe = [tool("python"), "-c", f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"]
    try:
        return subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def install() -> None:
    """Install the lock file's packages and this project, with uv or, where it cannot, with pip."""
    python = tool("python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    # Nothing is fetched to build the project itself: hatchling is in the lock.
    ours = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    if install_uv(pip):
        say(f"installing {count_pins()} packages with uv")
        uv = [tool("uv"), "--quiet", "pip"]
        synced = (
            subprocess.run(
                [*uv, "sync", "--python", python, "--require-hashes", str(LOCK)]
            ).returncode
            == 0
        )
        if synced and subprocess.run([*uv, "install", "--python", python, *ours]).returncode == 0:
            return
        say("uv could not; trying pip")
    say(f"installing {count_pins()} packages with pip (about a minute)")
    checked([*pip, "install", "--require-hashes", "-r", str(LOCK)])
    checked([*pip, "install", *ours])


def install_uv(pip: "list[str]") -> bool:
    """Install uv by the pin and the hashes the lock file has for it; False where there is no wheel."""
    pin = uv_pin(LOCK.read_text())
    excerpt = VENV / "uv.lock.txt"
    excerpt.write_text(pin)
    say("installing " + pin.split()[0])
    wheel = ["--only-binary=:all:", "--require-hashes", "-r", str(excerpt)]
    return subprocess.run([*pip, "install", *wheel]).returncode == 0


def uv_pin(text: str) -> str:
    """Cut uv's lines, the pin and its hashes, out of the lock file."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith("uv==")), None)
    if start is None:
        raise Failure(f"{LOCK.name} has no line uv==…\n  git checkout {LOCK.name}")
    end = start + 1
    while end < len(lines) and lines[end].startswith(" "):
        end += 1
    return "\n".join(lines[start:end]) + "\n"


def count_pins() -> int:
    return sum("==" in line for line in LOCK.read_text().splitlines())


def tool(name: str) -> str:
    return str(VENV / "bin" / name)


def checked(command: "list[str]") -> None:
    if subprocess.run(command, cwd=str(ROOT)).returncode != 0:
        raise Failure(
            f"this did not work: {shown(command)}\n"
            "  its own words are above; behind a proxy or a mirror set HTTPS_PROXY, or\n"
            "  PIP_INDEX_URL (pip) and UV_DEFAULT_INDEX (uv); then start dev.py again"
        )


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
