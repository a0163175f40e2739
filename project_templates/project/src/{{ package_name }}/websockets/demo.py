"""The demonstration: an echo, and rooms to talk in."""

import json
from typing import Annotated

import anyio
from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import HTTPConnection

from ..context import caller
from ..events import EventsUnavailable, InvalidEvent
from .connection import BROKEN, POLICY, Connection, Handle, Refused
from .hub import Frame, Hub
from .lifespan import ConnectionDep, HubDep, lifespan

LEAVING = 2.0  # seconds to tell the others

Room = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,64}$")]

router = APIRouter(prefix="/ws", tags=["websockets"], lifespan=lifespan)


class Message(BaseModel):
    """To everybody in the room, or to one client wherever it is."""

    text: str = Field(max_length=65_536)
    to: str | None = Field(None, max_length=200)


class Posted(BaseModel):
    id: str


def framed(type_: str, room: str, client: str, text: str = "") -> Frame:
    return {"type": type_, "room": room, "client": client, "text": text}


@router.websocket("/echo")
async def echo(connection: ConnectionDep) -> None:
    async def answer(text: str) -> None:
        connection.send(text)

    await connection.serve(answer)


@router.websocket("/rooms/{room}")
async def enter(room: Room, connection: ConnectionDep, hub: HubDep) -> None:
    """`{"text"}` in; `{type: message|joined|left, room, client, text, id}` out."""
    first = await hub.join(room, connection)
    try:
        joined = framed("joined", room, connection.client)
        if first:
            await hub.to_room(room, joined)
        else:  # the others know already
            connection.send(json.dumps({**joined, "id": ""}))
        await connection.serve(receiver(room, connection, hub))
    finally:
        with anyio.move_on_after(LEAVING, shield=True):
            await leave(room, connection, hub)


def receiver(room: str, connection: Connection, hub: Hub) -> Handle:
    async def receive(text: str) -> None:
        try:
            await talk(Message.model_validate_json(text), room, connection.client, hub)
        except ValidationError as error:
            broken = error.errors()[0]["type"] == "json_invalid"
            raise Refused(BROKEN if broken else POLICY, 'expected {"text"}') from error
        except InvalidEvent as error:
            raise Refused(POLICY, "message too big") from error
        except EventsUnavailable as error:
            failed = framed("error", room, connection.client, str(error))
            connection.send(json.dumps({**failed, "id": ""}))

    return receive


async def talk(message: Message, room: str, client: str, hub: Hub) -> str:
    frame = framed("message", room, client, message.text)
    if message.to is None:
        return await hub.to_room(room, frame)
    return await hub.to_client(message.to, frame)


async def leave(room: str, connection: Connection, hub: Hub) -> None:
    """While Redis is away nobody can be told; whoever is there gets a `reset` afterwards."""
    try:
        if await hub.leave(room, connection):
            await hub.to_room(room, framed("left", room, connection.client))
    except EventsUnavailable:
        pass


@router.post("/rooms/{room}/messages", status_code=202)
async def post(conn: HTTPConnection, room: Room, message: Message, hub: HubDep) -> Posted:
    """The same from outside; `client` is the caller's id, or nothing."""
    user = caller(conn)
    return Posted(id=await talk(message, room, user.id if user else "", hub))


@router.get("/rooms")
async def rooms(hub: HubDep) -> dict[str, dict[str, int]]:
    """Who is where, in any process: connections by room and client."""
    return await hub.presence.everybody()
