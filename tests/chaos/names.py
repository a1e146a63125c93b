"""Names as the table's cases need them: private, two-faced, of another mind at each look-up; the rest is asked of the system."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp.abc import AbstractResolver, ResolveResult

from ingest.fetch.resolve import ThreadResolver

# Name -> what each look-up gives; the last one for ever after. Documentation addresses stand for public ones
# where something is dialled at last: no test leaves this machine.
NAMES: Mapping[str, Sequence[Sequence[str]]] = {
    "inward.test": [["127.0.0.1"]],
    "mapped.test": [["::ffff:127.0.0.1"]],
    "metadata.test": [["169.254.169.254"]],
    "nat64.test": [["64:ff9b::7f00:1"]],
    "two-faced.test": [["192.0.2.7", "127.0.0.1", "::1"]],
    "turncoat.test": [["192.0.2.7"], ["127.0.0.1"]],
    # In `allow_private` by its name.
    "friend.test": [["127.0.0.1"]],
}


@dataclass
class Names(AbstractResolver):
    """A resolver over a table; `asked` counts the look-ups of each name."""

    table: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=lambda: NAMES)
    asked: Counter[str] = field(default_factory=Counter)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        turns = self.table.get(host)
        if turns is None:
            return await ThreadResolver().resolve(host, port, family)
        addresses = turns[min(self.asked[host], len(turns) - 1)]
        self.asked[host] += 1
        return [_result(host, address, port) for address in addresses]

    async def close(self) -> None:
        """Nothing is open."""


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=family,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST,
    )
