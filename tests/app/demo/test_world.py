"""Holds the demonstration's world together: sources, routes and sinks fit each other and the domain."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from alerts.channels import check_route
from app.demo.world import demo_world
from domain.ports import Clock
from domain.source import SOURCE_KINDS


async def test_world_has_every_kind_of_source_in_three_languages(clock: Clock) -> None:
    async with demo_world(clock) as world:
        assert len({source.id for source in world.sources}) == 8
        assert {source.kind for source in world.sources} == set(SOURCE_KINDS)
        assert set(Counter(source.language for source in world.sources)) == {"en", "ko", "ru"}
        assert all(source.url.startswith(world.base_url + "/") for source in world.sources)


async def test_routes_have_all_they_need(clock: Clock) -> None:
    async with demo_world(clock) as world:
        assert {route.channel for route in world.routes} == {"email", "webhook"}
        for route in world.routes:
            check_route(route, world.secrets)


async def test_guard_is_opened_for_two_ports_of_loopback_only(clock: Clock) -> None:
    async with demo_world(clock) as world:
        hosts = [entry.rpartition(":") for entry in world.allow_private]
        assert [host for host, _, _ in hosts] == ["127.0.0.1", "127.0.0.1"]
        assert all(port.isdecimal() for _, _, port in hosts)


async def test_secret_is_another_in_every_run(clock: Clock) -> None:
    async with demo_world(clock) as one, demo_world(clock) as other:
        assert one.secrets.keys() == other.secrets.keys()
        assert one.secrets != other.secrets


async def test_nothing_listens_after_the_end(clock: Clock) -> None:
    async with demo_world(clock) as world:
        port = int(world.base_url.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
