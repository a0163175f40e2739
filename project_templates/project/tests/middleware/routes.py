"""Routes on which the tests look at what middleware makes of replies."""

import threading
from collections.abc import AsyncIterator
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, BackgroundTasks, HTTPException, Request, WebSocket
from fastapi.responses import HTMLResponse, Response, StreamingResponse

PATIENCE = 10.0  # seconds: a guard against hanging, never a measure


def demo() -> APIRouter:
    routes = APIRouter(prefix="/demo")

    @routes.get("/seen")
    async def seen(request: Request) -> dict[str, Any]:
        client = request.client.host if request.client else None
        return {"client": client, "link": str(request.url_for("seen"))}

    @routes.get("/closed")
    async def closed() -> None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})

    @routes.get("/fails")
    async def fails() -> None:
        raise RuntimeError("…")

    @routes.get("/own-policy")
    async def own_policy() -> HTMLResponse:
        return HTMLResponse("", headers={"Content-Security-Policy": "sandbox"})

    @routes.get("/long")
    async def long(media_type: str = "application/json") -> Response:
        return Response(b"a" * 5000, media_type=media_type)

    @routes.get("/varied")
    async def varied(streamed: bool = False) -> Response:
        headers = {"Vary": "accept-encoding, Accept, ORIGIN,accept"}
        if streamed:
            return StreamingResponse(iter([b"a" * 5000]), headers=headers)
        return Response(b"a" * 5000, headers=headers, media_type="text/plain")

    @routes.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    @routes.post("/large", max_body_size=20_000)
    async def large(request: Request) -> int:
        return len(await request.body())

    @routes.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json([websocket.url.scheme, websocket.client])
        await websocket.close()

    return routes


def waiting(released: threading.Event, done: threading.Event) -> APIRouter:
    """A stream whose parts wait for `released`, and a background task that sets `done`."""
    routes = APIRouter(prefix="/waiting")

    @routes.get("/stream")
    async def stream(media_type: str) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            await to_thread.run_sync(released.wait, PATIENCE)
            yield b"data: 1\n\n"
            released.clear()
            await to_thread.run_sync(released.wait, PATIENCE)
            yield b"data: 2\n\n"

        return StreamingResponse(parts(), media_type=media_type)

    @routes.get("/background")
    async def background(tasks: BackgroundTasks) -> str:
        async def work() -> None:
            await to_thread.run_sync(released.wait, PATIENCE)
            done.set()

        tasks.add_task(work)
        return "started"

    return routes
