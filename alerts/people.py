"""Splits a route that names several people into one for each; it knows no channel's options."""

from __future__ import annotations

from dataclasses import replace

from alerts.channels import CHANNELS
from domain.alert import Route


def split_route(route: Route) -> tuple[Route, ...]:
    """One route for each person that a checked route tells, so that each has retries of their own.

    The first keeps the name, the others are "name (2)", "name (3)".
    """
    split = getattr(CHANNELS.get(route.channel), "split", None)
    if split is None:
        return (route,)
    return tuple(
        replace(
            route, name=route.name if number == 1 else f"{route.name} ({number})", options=options
        )
        for number, options in enumerate(split(route), start=1)
    )
