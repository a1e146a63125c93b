"""Name look-ups that cannot hold anything else up; judges no address, that is the guard's at the dial.

The usual way runs getaddrinfo in the loop's default executor: six threads on two cores. A name server
that does not answer keeps each for up to half a minute, and with them every `asyncio.to_thread` of
the daemon; at the end the interpreter waits for them, too. So: daemon threads of our own.
"""

from __future__ import annotations

import asyncio
import socket
import threading

from aiohttp.abc import AbstractResolver, ResolveResult

# Each waiting look-up is one sleeping thread (8 MB of address space, some 10 KB of memory).
MAX_LOOKUPS = 64


class ThreadResolver(AbstractResolver):
    """Asks the system's resolver in a daemon thread per look-up."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(MAX_LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Errors: OSError (gaierror) if there is no address."""
        await self._turns.acquire()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[ResolveResult]] = loop.create_future()

        def settle(result: list[ResolveResult] | OSError) -> None:
            # The turn ends with the thread, not with the one who waits: a cancelled request must
            # not make room for yet another thread.
            self._turns.release()
            if answer.done():
                return
            if isinstance(result, OSError):
                answer.set_exception(result)
            else:
                answer.set_result(result)

        def ask() -> None:
            result = _lookup(host, port, family)
            try:
                loop.call_soon_threadsafe(settle, result)
            except RuntimeError:
                return  # the loop is closed: nobody waits any more

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        return await answer

    async def close(self) -> None:
        """Nothing to close: threads end by themselves and hold nothing up."""


def _lookup(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult] | OSError:
    try:
        infos = socket.getaddrinfo(
            host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
    except OSError as error:
        return error
    except UnicodeError:
        return socket.gaierror(socket.EAI_NONAME, "not a host name")
    results = [
        ResolveResult(
            hostname=host,
            host=str(sockaddr[0]),
            port=int(sockaddr[1]),
            family=family_,
            proto=protocol,
            flags=socket.AI_NUMERICHOST,
        )
        for family_, _, protocol, _, sockaddr in infos
    ]
    return results or socket.gaierror(socket.EAI_NONAME, "no address")
