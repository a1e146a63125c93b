"""Reads a route's channel options strictly; what an option means is the channel's business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from domain.alert import Route
from domain.errors import ConfigError, DeliveryError

T = TypeVar("T", str, int, float)


def fail(route: Route, field: str, why: str) -> ConfigError:
    """An error that names route and field; the value stays out, it may be a secret in a wrong place."""
    return ConfigError(f"route '{route.name}': {field}: {why}", reason="route")


def only_known(route: Route, known: Iterable[str]) -> None:
    """Errors: ConfigError with the nearest valid name for the first unknown option."""
    names = sorted(known)
    for field in sorted(set(route.options) - set(names)):
        near = get_close_matches(field, names, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"options are {', '.join(names)}"
        raise fail(route, field, f"no option of channel '{route.channel}', {remedy}")


def required(route: Route, field: str) -> str:
    value = optional(route, field, str)
    if not value:
        raise fail(route, field, f"is required by channel '{route.channel}'")
    return value


def optional(route: Route, field: str, kind: type[T]) -> T | None:
    """The option in its type, or None when absent; a whole number passes for a decimal one."""
    value = route.options.get(field)
    if value is None:
        return None
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return kind(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        words = {str: "text in quotes", int: "a whole number", float: "a number"}
        raise fail(route, field, f"must be {words[kind]}")
    return value


def between(route: Route, field: str, kind: type[T], low: T, high: T, default: T) -> T:
    value = optional(route, field, kind)
    if value is None:
        return default
    if not low <= value <= high:
        raise fail(route, field, f"must be between {low} and {high}")
    return value


def one_of(route: Route, field: str, values: tuple[str, ...], default: str) -> str:
    value = optional(route, field, str)
    if value is not None and value not in values:
        raise fail(route, field, f"must be one of {', '.join(values)}")
    return default if value is None else value


def secret(route: Route, field: str, variable: str, secrets: Mapping[str, str]) -> str:
    """Errors: ConfigError that names the variable, never its content."""
    value = secrets.get(variable, "")
    if not value:
        raise fail(route, field, f"the variable {variable} is not set")
    return value


def unusable(error: ConfigError) -> DeliveryError:
    """Configuration that went bad after the start: the alert waits for the operator's repair."""
    return DeliveryError(error.message, reason="config", transient=True)
