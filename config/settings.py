"""The operator's settings as one frozen record; how they are read and merged is in `config/merge.py`.

Rules, in words:
- What was given to `load_settings` wins over the environment, that over tumen.toml, that over the defaults.
- `[web] port` is TUMEN_WEB__PORT, or the content of the file that TUMEN_WEB__PORT_FILE names.
- A name nobody knows stops the start. So does a value of the wrong type, and a named file that is missing.
- Relative paths, the SQLite one too, start from the folder of tumen.toml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from config.environment import read_secret
from config.merge import Merged, merge, validate
from domain.errors import ConfigError

__all__ = [
    "AlertSettings",
    "FetchSettings",
    "LogSettings",
    "Settings",
    "WebSettings",
    "WorkerSettings",
    "load_settings",
    "read_secret",
]

# Variables with our prefix that are no settings, for nobody should write them into a file.
SWITCHES = frozenset({"TUMEN_FAILPOINT"})
DEFAULT_FILE = "tumen.toml"
# Files that are used without being named, when they lie beside tumen.toml.
DEFAULT_NAMES = {
    "sources_file": "sources.toml",
    "routes_file": "routes.toml",
    "seed_file": "seed.md",
}
# A wrong value of these is not repeated in the complaint: it may be a password in the wrong place.
_HIDDEN = frozenset({("database_url",)})
# Standard Webhooks suggests this ladder: an outage of a day loses nothing, and a dead end is found within two.
RETRY_SCHEDULE_S = (5, 60, 300, 1800, 7200, 18000, 36000, 86400)

_HOST_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")
_BARE_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_CONTACT = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+|https?://[^\s<>]+")
_CALLBACK = re.compile(r"https?://[^\s/?#@\\]+(/[^\s?#]*)?")
_RELATIVE_SQLITE = re.compile(
    r"(?P<scheme>sqlite(?:\+pysqlite)?):///(?P<path>(?!/|:memory:|file:)[^?]+)(?P<query>.*)"
)
_DATABASES = ("sqlite:///", "sqlite+pysqlite:///", "postgresql://", "postgresql+psycopg://")
_PASSWORD_IN_URL = re.compile(r"(?P<before>//[^:/@]*):.*@", re.DOTALL)
_PASSWORD_IN_QUERY = re.compile(
    r"(?P<before>[?&](?:password|sslpassword|passfile)=)[^&]*", re.IGNORECASE
)


class _Table(BaseModel):
    # hide_input: an error of pydantic's own would print what stands in the file, passwords too.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class FetchSettings(_Table):
    """How we behave as guests. Units: seconds and decoded bytes."""

    allow_private: tuple[str, ...] = ()
    min_interval_s: int = Field(default=300, ge=1)
    user_agent: str = Field(
        default="tumen/1", min_length=1, pattern=r"^[\x21-\x7e]+(?: [\x21-\x7e]+)*$"
    )
    contact: str = ""
    concurrency: int = Field(default=128, ge=1, le=1000)
    per_host: int = Field(default=2, ge=1, le=100)
    # Between two pages of one host that is not in allow_private.
    page_gap_s: float = Field(default=0.5, ge=0, le=3600)
    deadline_s: float = Field(default=30.0, gt=0, le=600)
    page_deadline_s: float = Field(default=30.0, gt=0, le=600)
    max_bytes: int = Field(default=10_000_000, ge=1000)
    respect_robots: bool = True
    # Two requests to Google for each link, by a way that it does not document.
    resolve_google_news: bool = False

    @field_validator("allow_private")
    @classmethod
    def _check_hosts(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            match = _HOST_PORT.fullmatch(entry)
            port_ok = match is None or match["port"] is None or 0 < int(match["port"]) <= 65535
            if not port_ok or not (match or _BARE_IPV6.fullmatch(entry)):
                raise ValueError(
                    f"entry '{entry}' must be a host or host:port, such as '127.0.0.1:8080'"
                )
        return tuple(entry.lower() for entry in entries)

    @field_validator("contact")
    @classmethod
    def _check_contact(cls, contact: str) -> str:
        if contact and not _CONTACT.fullmatch(contact):
            raise ValueError("must be an e-mail address or an http(s) address, or be left out")
        return contact


class WebSettings(_Table):
    """Where the dashboard and the health page answer; port 0 takes any free one.

    `allowed_hosts`: further names a request may use for us, such as a container's service name.
    `callback_url`: where hubs reach this server from outside (WebSub); empty: nothing is subscribed.
    """

    host: str = Field(default="127.0.0.1", min_length=1, pattern=r"^[A-Za-z0-9.:_-]+$")
    port: int = Field(default=8321, ge=0, le=65535)
    allowed_hosts: tuple[str, ...] = ()
    callback_url: str = ""

    @field_validator("callback_url")
    @classmethod
    def _check_callback(cls, url: str) -> str:
        if url and not _CALLBACK.fullmatch(url):
            raise ValueError(
                "must be the public http(s) address of this server without query, such as"
                " 'https://news.example.org', or be left out"
            )
        return url.rstrip("/")


class AlertSettings(_Table):
    """How long we try to tell. `max_age_days` 0: news of any age is told."""

    retry_schedule_s: tuple[int, ...] = RETRY_SCHEDULE_S
    max_age_days: int = Field(default=0, ge=0)

    @field_validator("retry_schedule_s")
    @classmethod
    def _check_schedule(cls, gaps: tuple[int, ...]) -> tuple[int, ...]:
        if any(gap < 1 for gap in gaps):
            raise ValueError("must hold whole seconds of at least 1")
        if list(gaps) != sorted(gaps):
            raise ValueError("must not shrink: each wait at least as long as the one before")
        return gaps


class WorkerSettings(_Table):
    """Parsing processes. `count` 0: one per processor."""

    count: int = Field(default=0, ge=0, le=256)
    parse_deadline_s: float = Field(default=20.0, gt=0, le=600)
    memory_mb: int = Field(default=1024, ge=256)


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class LogSettings(_Table):
    """What is logged and how."""

    level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"


class Settings(_Table):
    """Everything the operator decided. Paths are absolute; a file of None means the bundled one, or none.

    `database_url` may hold a password: print `shown()`, never the field.
    """

    database_url: str = Field(default="sqlite:///var/tumen.db", repr=False)
    sources_file: Path | None = None
    routes_file: Path | None = None
    seed_file: Path | None = None
    # What a daemon works on is nobody else's for so long; if its whole machine is gone, another goes on then.
    lease_s: float = Field(default=300.0, ge=1, le=86_400)
    fetch: FetchSettings = FetchSettings()
    web: WebSettings = WebSettings()
    alerts: AlertSettings = AlertSettings()
    workers: WorkerSettings = WorkerSettings()
    logs: LogSettings = LogSettings()
    base_dir: Path

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, url: str) -> str:
        if url == "sqlite://" or (url.startswith(_DATABASES) and not url.endswith("///")):
            return url
        raise ValueError("must be sqlite:///PATH, or postgresql+psycopg://USER:PASSWORD@HOST/NAME")

    def shown(self) -> dict[str, Any]:
        """Return all settings as plain values that may be printed: passwords are masked."""
        values: dict[str, Any] = self.model_dump(mode="json")
        values["database_url"] = mask_password(self.database_url)
        return values


def load_settings(
    path: Path | None,
    environ: Mapping[str, str],
    *,
    given: Mapping[str, Any] | None = None,
) -> Settings:
    """Read, merge and check the settings.

    Shape: `path` None means ./tumen.toml if it is there, else the defaults. `given` is nested as the
    file is (`{"web": {"port": 0}}`) and wins over everything: options of the command line.
    Errors: ConfigError with all complaints, a line each.
    """
    file = path or Path(DEFAULT_FILE)
    named = file if path or file.exists() else None
    variables = {name: value for name, value in environ.items() if name not in SWITCHES}
    merged = merge(Settings, named, variables, given or {}, kept=frozenset({"base_dir"}))
    base_dir = (path.parent if path else Path()).resolve()
    settings = validate(Settings, merged, {"base_dir": str(base_dir)}, hidden=_HIDDEN)
    return _settle(settings, merged)


def mask_password(url: str) -> str:
    """Replace the password of a database URL, however badly it is quoted.

    Example:
        >>> mask_password("postgresql://ann:p@ss@db/tumen")
        'postgresql://ann:***@db/tumen'
    """
    return _PASSWORD_IN_QUERY.sub(r"\g<before>***", _PASSWORD_IN_URL.sub(r"\g<before>:***@", url))


def _settle(settings: Settings, merged: Merged) -> Settings:
    """Make paths absolute and look for the files they name."""
    changes: dict[str, Any] = {"database_url": _absolute_url(settings)}
    problems = []
    for field, default_name in DEFAULT_NAMES.items():
        named: Path | None = getattr(settings, field)
        file = settings.base_dir / (named or default_name)
        if file.is_file():
            changes[field] = file
        elif named:
            problems.append(
                f"{merged.where((field,))}: {field}: {file} is not there; correct the name, create"
                f" the file (`tumen init` writes examples) or remove the setting"
            )
    if problems:
        raise ConfigError("\n".join(problems))
    return settings.model_copy(update=changes)


def _absolute_url(settings: Settings) -> str:
    if not (match := _RELATIVE_SQLITE.fullmatch(settings.database_url)):
        return settings.database_url
    return f"{match['scheme']}:///{settings.base_dir / match['path']}{match['query']}"
