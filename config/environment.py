"""Settings and secrets out of the environment, or out of files that it names; it does not judge their values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.tomlfile import read_text
from domain.errors import ConfigError

PREFIX = "TUMEN_"
FILE_SUFFIX = "_FILE"
# Names that a route may well give to a secret of its own (`secret_env = "TUMEN_DESK_SECRET"`).
SECRET_ENDINGS = ("_SECRET", "_PASSWORD", "_TOKEN", "_KEY")
# Secrets are short; a file beyond this is not one.
MAX_SECRET_BYTES = 65_536


def read_secret(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the value of the variable `name`, or the content of the file that `name`_FILE names.

    An empty variable counts as not set: compose files pass those on for variables nobody defined.
    Errors: ConfigError when both are set, or when the file cannot be read or is empty.
    """
    value, file = environ.get(name), environ.get(name + FILE_SUFFIX)
    if value and file:
        raise ConfigError(
            f"environment: {name} and {name}{FILE_SUFFIX} are both set; keep only one of them"
        )
    if not file:
        return value or None
    try:
        content = read_text(Path(file), max_bytes=MAX_SECRET_BYTES).rstrip("\r\n")
    except ConfigError as error:
        raise ConfigError(
            f"environment variable {name}{FILE_SUFFIX}: {error.message}"
        ) from error.__cause__
    if not content:
        raise ConfigError(f"environment variable {name}{FILE_SUFFIX}: {file} is empty")
    return content


def read_variables(
    places: Mapping[str, tuple[str, ...]], environ: Mapping[str, str]
) -> tuple[dict[tuple[str, ...], tuple[str, str]], list[str]]:
    """Collect the settings of the environment.

    Shape: `places` maps each variable to the place of its setting. Returns the found ones as
    place -> (variable, value), and the names of all TUMEN_ variables that mean neither a
    setting nor, by their ending, a secret.
    """
    found = {}
    for variable, place in places.items():
        if value := read_secret(variable, environ):
            used = variable if environ.get(variable) else variable + FILE_SUFFIX
            found[place] = (used, value)
    known = {*places, *(variable + FILE_SUFFIX for variable in places)}
    unknown = sorted(
        name
        for name, value in environ.items()
        if name.startswith(PREFIX)
        and value
        and name not in known
        and not name.removesuffix(FILE_SUFFIX).endswith(SECRET_ENDINGS)
    )
    return found, unknown


def variable_name(place: tuple[str, ...]) -> str:
    """Name the variable of a setting.

    Example:
        >>> variable_name(("web", "port"))
        'TUMEN_WEB__PORT'
    """
    return PREFIX + "__".join(part.upper() for part in place)
