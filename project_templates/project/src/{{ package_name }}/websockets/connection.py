"""One client: a bounded queue, a writer of its own, and every reason to close it."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count

import anyio
from anyio.lowlevel import checkpoint
from fastapi import WebSocket, WebSocketDisconnect

from ..context import caller
from ..events.background import beside
from .handshake import agreed
from .settings import WebSocketSettings

UNSUPPORTED, BROKEN, POLICY, TOO_BIG = 1003, 1007, 1008, 1009
RESTART, SLOW, EXPIRED, IDLE = 1012, 1013, 4401, 4408
TURN = 16  # frames that are written, or read, before others get their turn
BURST = 10  # seconds over which the rate of messages is averaged

Handle = Callable[[str], Awaitable[None]]


class Refused(Exception):
    """Raised by the handler of a message: close the connection."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Connection:
    """`client` is who is there: several connections may be the same client's."""

    def __init__(self, socket: WebSocket, client: str, settings: WebSocketSettings) -> None:
        self.socket, self.client, self.settings = socket, client, settings
        self.queue: deque[str] = deque()
        self.queued = 0  # characters
        self.filled = asyncio.Event()
        self.scope = anyio.CancelScope()
        self.closing: tuple[int, str] | None = None
        self.active = self.counted = time.monotonic()
        self.blocked: float | None = None  # since when a frame is not taken
        self.allowance = settings.messages_per_second * BURST

    def send(self, text: str) -> bool:
        """Never waits; says whether the writer should be given a turn now.

        A client whose queue is full is closed: it delays nobody.
        """
        full = len(self.queue) >= self.settings.queue or self.queued > self.settings.queue_bytes
        if full:
            self.end(SLOW, "too slow")
        elif self.closing is None:
            self.queue.append(text)
            self.queued += len(text)
            self.filled.set()
        return len(self.queue) % TURN == 0

    def end(self, code: int, reason: str) -> None:
        """Close as soon as possible; the first reason counts."""
        if self.closing is None:
            self.closing = code, reason
            self.queue.clear()
            self.scope.cancel()

    async def serve(self, handle: Handle) -> None:
        """Accept, hand every message to `handle` until the connection ends, close."""
        with self.scope:
            try:
                await self.socket.accept(agreed(self.socket.scope["subprotocols"]))
            except OSError:  # gone already
                return
            async with beside(self._write, self._watch):
                await self._read(handle)
        if self.closing is not None:
            with anyio.move_on_after(self.settings.close_seconds, shield=True):
                with suppress(WebSocketDisconnect, RuntimeError):
                    await self.socket.close(*self.closing)

    async def _read(self, handle: Handle) -> None:
        for number in count(1):
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                await handle(self._checked(message.get("text")))
            except Refused as refused:
                return self.end(refused.code, refused.reason)
            if number % TURN == 0:  # a server may hand over many messages without a pause
                await checkpoint()

    def _checked(self, text: str | None) -> str:
        limit, rate = self.settings.message_bytes, self.settings.messages_per_second
        self.active = time.monotonic()
        if text is None:
            raise Refused(UNSUPPORTED, "text only")
        if len(text) > limit or len(text.encode(errors="replace")) > limit:
            raise Refused(TOO_BIG, "message too big")
        earned = rate * (self.active - self.counted)
        self.allowance = min(self.allowance + earned, rate * BURST) - 1
        self.counted = self.active
        if self.allowance < 0:
            raise Refused(POLICY, "too many messages")
        return text

    async def _write(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # the reader sees the end too
            while True:
                while self.queue:
                    self.blocked = time.monotonic()
                    text = self.queue.popleft()
                    self.queued -= len(text)
                    await self.socket.send_text(text)
                    self.active, self.blocked = self.blocked, None
                self.filled.clear()
                await self.filled.wait()

    async def _watch(self) -> None:
        """End what is idle, stuck or no longer allowed."""
        user = caller(self.socket)
        expiry = time.monotonic() + user.expires_at - time.time() if user else float("inf")
        patience = self.settings.send_seconds
        while True:
            now = time.monotonic()
            if now >= expiry:
                return self.end(EXPIRED, "token expired")
            if self.blocked is not None and now >= self.blocked + patience:
                return self.end(SLOW, "too slow")
            idle = self.active + self.settings.idle_seconds
            if now >= idle:
                return self.end(IDLE, "idle")
            await anyio.sleep(min(expiry - now, idle - now, patience / 2))
