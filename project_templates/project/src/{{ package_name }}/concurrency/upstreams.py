"""Calls to other services: one shared client, bounded, retried where a repetition is harmless."""

import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx2
import stamina

from .gathering import SourceError
from .settings import ConcurrencySettings

# What may pass by itself; any other status is an answer.
PASSING = frozenset((502, 503, 504))


class PassingError(Exception):
    """Worth another try."""


class Upstreams:
    """Reads JSON from other services. A GET may be repeated, so it is retried with jitter."""

    def __init__(self, client: httpx2.AsyncClient, settings: ConcurrencySettings) -> None:
        self.client, self.settings = client, settings

    async def get(self, url: str) -> Any:
        """The JSON at `url`. Raises SourceError with a reason that holds neither address nor body."""
        tries = stamina.retry_context(
            on=(PassingError, httpx2.TransportError),
            attempts=self.settings.attempts,
            timeout=self.settings.total_timeout,
            wait_initial=0.05,
            wait_max=1.0,
            wait_jitter=0.2,
        )
        try:
            async for attempt in tries:
                with attempt:
                    return await self.fetch(url)
        except httpx2.PoolTimeout as error:
            raise SourceError("busy") from error
        except httpx2.TimeoutException as error:
            raise SourceError("timeout") from error
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            raise SourceError("unreachable") from error
        except PassingError as error:
            raise SourceError(str(error)) from error

    async def fetch(self, url: str) -> Any:
        """One try."""
        async with self.client.stream("GET", url) as reply:
            if reply.status_code in PASSING:
                raise PassingError(f"status {reply.status_code}")
            if reply.status_code != 200:
                raise SourceError(f"status {reply.status_code}")
            body = bytearray()
            async for chunk in reply.aiter_bytes():
                body += chunk
                if len(body) > self.settings.max_bytes:
                    raise SourceError("reply too large")
        try:
            return json.loads(body)
        except ValueError as error:
            raise SourceError("reply is not JSON") from error


@cache
def trusted() -> ssl.SSLContext:
    """Read once: hundreds of certificates take longer than the rest of a start."""
    return httpx2.create_ssl_context()


@asynccontextmanager
async def open_upstreams(
    settings: ConcurrencySettings, transport: httpx2.AsyncBaseTransport | None = None
) -> AsyncIterator[Upstreams]:
    """One client for the whole process: its pool is what bounds connections and saves handshakes."""
    limits = httpx2.Limits(max_connections=settings.connections)
    async with httpx2.AsyncClient(
        timeout=settings.call_timeout, limits=limits, transport=transport, verify=trusted()
    ) as client:
        yield Upstreams(client, settings)
