"""The registry of channels: one module and one line per way to tell a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import ModuleType

from alerts.channels import email, webhook
from alerts.channels.options import fail
from alerts.routing import TELLING
from domain.alert import Route
from domain.errors import ConfigError
from domain.ports import Channel, Clock, Poster

# A channel's module has read_options(route), check_secrets(route, secrets) and build(…); one
# whose routes name several people also has split(route): options for each of them.
CHANNELS: dict[str, ModuleType] = {
    "webhook": webhook,
    "email": email,
}
# Named in the design, refused until they exist: a route that tells nobody is worse than no start.
LATER = ("apprise", "feed")


def check_route(route: Route, secrets: Mapping[str, str] | None = None) -> None:
    """Check a route's channel and options; with `secrets` also that they are there and usable.

    Errors: ConfigError that names route and field, and the nearest valid name.
    """
    try:
        channel = _channel(route.channel)
    except ConfigError as error:
        raise fail(route, "channel", error.message) from None
    if route.digest != "none":
        raise fail(route, "digest", f"'{route.digest}' is not available yet, use 'none'")
    _check_flags(route)
    channel.read_options(route)
    if secrets is not None:
        channel.check_secrets(route, secrets)


def split_route(route: Route) -> tuple[Route, ...]:
    """One route for each person that a route tells, so that each has alerts and retries of their own.

    The first keeps the name, the others are "name (2)", "name (3)".
    """
    split = getattr(_channel(route.channel), "split", None)
    if split is None:
        return (route,)
    return tuple(
        replace(
            route, name=route.name if number == 1 else f"{route.name} ({number})", options=options
        )
        for number, options in enumerate(split(route), start=1)
    )


def build_channel(
    name: str, *, poster: Poster, secrets: Mapping[str, str], clock: Clock
) -> Channel:
    """Make the channel for all routes that use it. Errors: ConfigError for an unknown name."""
    channel: Channel = _channel(name).build(poster=poster, secrets=secrets, clock=clock)
    return channel


def _check_flags(route: Route) -> None:
    """Refuse what could never fire: only stories with a flag of `TELLING` interrupt anybody."""
    for clause in route.filter.clauses:
        if clause.field != "flag":
            continue
        unheard = [value for value in clause.values if value not in TELLING]
        if unheard and not clause.negated:
            raise fail(
                route,
                "filter",
                f"no alert is made of flag '{unheard[0]}'; flags that alert: {', '.join(TELLING)}",
            )
        if clause.negated and not set(TELLING) - set(clause.values):
            raise fail(route, "filter", "leaves out every flag that alerts, so it could never fire")


def _channel(name: str) -> ModuleType:
    if name in CHANNELS:
        return CHANNELS[name]
    if name in LATER:
        remedy = f"'{name}' is not available in this version; channels are {', '.join(CHANNELS)}"
        raise ConfigError(remedy, reason="channel")
    near = get_close_matches(name, CHANNELS, n=1)
    remedy = f"did you mean '{near[0]}'?" if near else f"channels are {', '.join(CHANNELS)}"
    raise ConfigError(f"'{name}' is not a channel, {remedy}", reason="channel")
