"""The registry of channels: one module and one line per way to tell a person."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import ModuleType

from alerts.channels import email, webhook
from alerts.channels.options import fail
from alerts.telling import check_flags
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
    check_flags(route)
    channel.read_options(route)
    if secrets is not None:
        channel.check_secrets(route, secrets)


def build_channel(
    name: str, *, poster: Poster, secrets: Mapping[str, str], clock: Clock
) -> Channel:
    """Make the channel for all routes that use it. Errors: ConfigError for an unknown name."""
    channel: Channel = _channel(name).build(poster=poster, secrets=secrets, clock=clock)
    return channel


def _channel(name: str) -> ModuleType:
    if name in CHANNELS:
        return CHANNELS[name]
    if name in LATER:
        remedy = f"'{name}' is not available in this version; channels are {', '.join(CHANNELS)}"
        raise ConfigError(remedy, reason="channel")
    near = get_close_matches(name, CHANNELS, n=1)
    remedy = f"did you mean '{near[0]}'?" if near else f"channels are {', '.join(CHANNELS)}"
    raise ConfigError(f"'{name}' is not a channel, {remedy}", reason="channel")
