"""The snippets that everybody knows, and a generated application, in one process: what else goes on meets both."""

OURS, NAIVE = "/ws/rooms/workspace", "/naive/ws"
OUR_EVENTS, NAIVE_EVENTS = "/events/workspace", "/naive/events"

MODULE = """
import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from lively.main import app as generated
from pydantic import BaseModel

naive = FastAPI()


class Connections:
    def __init__(self) -> None:
        self.active: list[WebSocket] = []

    async def connect(self, socket: WebSocket) -> None:
        await socket.accept()
        self.active.append(socket)

    def disconnect(self, socket: WebSocket) -> None:
        self.active.remove(socket)

    async def broadcast(self, text: str) -> None:
        for socket in self.active:
            await socket.send_text(text)


connections = Connections()


@naive.websocket("/naive/ws")
async def enter(socket: WebSocket) -> None:
    await connections.connect(socket)
    try:
        while True:
            await connections.broadcast(f"Somebody says: {await socket.receive_text()}")
    except WebSocketDisconnect:
        connections.disconnect(socket)
        await connections.broadcast("Somebody left the chat")


class Publication(BaseModel):
    data: str


streams: list[asyncio.Queue[str]] = []


@naive.get("/naive/events")
async def follow() -> StreamingResponse:
    async def lines() -> AsyncIterator[str]:
        queue = asyncio.Queue()
        streams.append(queue)
        try:
            while True:
                yield f"data: {await queue.get()}\\n\\n"
        finally:
            streams.remove(queue)

    return StreamingResponse(lines(), media_type="text/event-stream")


@naive.post("/naive/events", status_code=202)
async def publish(publication: Publication) -> None:
    for queue in streams:
        queue.put_nowait(publication.data)


async def app(scope, receive, send) -> None:
    chosen = naive if scope.get("path", "").startswith("/naive/") else generated
    await chosen(scope, receive, send)
"""
