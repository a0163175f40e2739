"""Who is connected to this process, and how a frame reaches them from any process."""

import json
import logging
from collections.abc import Iterable
from typing import Any

from fastapi import HTTPException

from ..events import Event, Events, Reset
from .connection import RESTART, Connection
from .presence import Presence

log = logging.getLogger(__name__)

TOPIC = "ws:frames"  # one for all: a process hears it with a single subscription
Frame = dict[str, Any]
Members = dict[str, set[Connection]]


class Hub:
    """Frames are JSON objects of your own; each is delivered with the `id` of its event."""

    def __init__(self, events: Events, presence: Presence, max_rooms: int) -> None:
        self.events, self.presence, self.max_rooms = events, presence, max_rooms
        self.rooms: Members = {}
        self.clients: Members = {}
        events.attach(TOPIC, self)

    async def join(self, room: str, connection: Connection) -> bool:
        """Whether it is the client's first connection in the room, in any process."""
        if room not in self.rooms and len(self.rooms) >= self.max_rooms:
            raise HTTPException(503, "Too many rooms are open", {"Retry-After": "5"})
        self.rooms.setdefault(room, set()).add(connection)
        self.clients.setdefault(connection.client, set()).add(connection)
        try:
            return await self.presence.enter(room, connection.client)
        except BaseException:
            self._drop(room, connection)
            self.presence.forget(room, connection.client)
            raise

    async def leave(self, room: str, connection: Connection) -> bool:
        """Whether it was the client's last connection in the room, in any process."""
        self._drop(room, connection)
        return await self.presence.leave(room, connection.client)

    def _drop(self, room: str, connection: Connection) -> None:
        for members, name in ((self.rooms, room), (self.clients, connection.client)):
            members[name].discard(connection)
            if not members[name]:
                del members[name]

    async def to_room(self, room: str, frame: Frame) -> str:
        """To everybody in the room; the id is returned. Raises EventsUnavailable, InvalidEvent."""
        return await self.events.publish(TOPIC, {"room": room, "frame": frame})

    async def to_client(self, client: str, frame: Frame) -> str:
        """To all connections of one client, whatever room they are in."""
        return await self.events.publish(TOPIC, {"client": client, "frame": frame})

    async def to_all(self, frame: Frame) -> str:
        return await self.events.publish(TOPIC, {"frame": frame})

    def offer(self, item: Event | Reset) -> bool:
        """Called by `events`, in every process, with all that is published."""
        if isinstance(item, Reset):
            frame, receivers = {"type": "reset"}, self._everybody()
        else:
            try:
                frame, receivers = item.data["frame"], self._receivers(item.data)
                frame = {**frame, "id": item.id}
            except (KeyError, TypeError):
                log.warning("websockets: event %s is no frame", item.id)
                return False
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        for connection in tuple(receivers):
            connection.send(text)
        return False

    def _receivers(self, address: dict[str, str]) -> Iterable[Connection]:
        if "room" in address:
            return self.rooms.get(address["room"], ())
        if "client" in address:
            return self.clients.get(address["client"], ())
        return self._everybody()

    def _everybody(self) -> Iterable[Connection]:
        return (connection for members in self.clients.values() for connection in members)

    def close(self) -> None:
        self.events.detach(TOPIC, self)
        for connection in tuple(self._everybody()):
            connection.end(RESTART, "restarting")
