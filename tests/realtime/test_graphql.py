"""GraphQL sockets between real processes: events, authentication, and limits."""

import asyncio
import base64
import json
import os
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from fastapi_adv.verify.process_group import Processes
from tests.realtime.clients import Socket, ask, connected, probed
from tests.realtime.conftest import Serve
from tests.realtime.project import Project, render, serving
from tests.realtime.redis_server import RedisServer

PROBE = '''"""Application with a route that counts its subscriptions."""

from starlette.requests import Request

from lively.main import app


@app.get("/probe")
async def probe(request: Request) -> dict[str, int]:
    return {"subscriptions": len(request.scope["state"]["events"].subscriptions)}
'''
CHANGES = "subscription { itemChanged { action item { name } } }"


@pytest.fixture(scope="module")
def graphql_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Project with graphql and auth, rendered once."""
    processes = Processes()
    yield render(tmp_path_factory.mktemp("graphql"), processes, ["graphql", "auth"], PROBE)
    processes.stop()


@pytest.fixture
def serve(graphql_project: Project, tmp_path: Path) -> Serve:
    """Start servers that share a database and a secret."""
    numbers = count()
    shared = {"DATABASE_URL": f"sqlite:///{tmp_path}/app.db", "AUTH_SECRET": "s" * 40}
    return lambda *options, **settings: partial(serving, graphql_project, tmp_path / f"server-{next(numbers)}.log")(
        *options, **(shared | settings)
    )


async def enter(port: int, origin: str = "") -> Socket:
    """Open a socket for graphql-transport-ws. Raise ConnectionRefusedError if the handshake is refused."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: graphql-transport-ws\r\n{origin}\r\n"
    )
    client = await connected(port, request)
    head = await client.reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head:
        client.close()
        await client.writer.wait_closed()
        raise ConnectionRefusedError(head.decode())
    return Socket(client.reader, client.writer)


async def say(socket: Socket, kind: str, **more: Any) -> None:
    await socket.send(json.dumps({"type": kind, **more}))


async def subscribed(port: int, token: str) -> Socket:
    """Return a socket whose subscription to items has begun."""
    socket = await enter(port)
    await say(socket, "connection_init", payload={"authorization": f"Bearer {token}"})
    assert json.loads(await socket.text()) == {"type": "connection_ack"}
    await say(socket, "subscribe", id="1", payload={"query": CHANGES})
    await say(socket, "ping")
    assert json.loads(await socket.text()) == {"type": "pong"}
    return socket


async def signed_up(port: int) -> str:
    """Return the access token of a new account."""
    account = {"email": "ada@example.org", "password": "correct horse battery"}
    status, body = await ask(port, "/auth/register", account)
    assert status == 201, body
    form = f"username={account['email']}&password=correct+horse+battery&grant_type=password"
    typed = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
    client = await connected(port, f"POST /auth/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{typed}\r\n{form}")
    answer = (await client.reader.read()).decode()
    client.close()
    return str(json.loads(answer.partition("\r\n\r\n")[2])["access_token"])


async def create(port: int, token: str, name: str) -> None:
    """Create an item over REST."""
    content = json.dumps({"name": name, "price_cents": 1})
    head = f"POST /items HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n"
    typed = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    client = await connected(port, f"{head}{typed}\r\n{content}")
    assert b" 201 " in await client.reader.read()
    client.close()


def test_a_write_in_one_process_reaches_subscribers_of_both(serve: Serve, redis: RedisServer) -> None:
    async def main(one: int, two: int) -> list[list[str]]:
        token = await signed_up(one)
        sockets = [await subscribed(port, token) for port in (one, two)]
        for number, port in enumerate([one, two] * 5):
            await create(port, token, f"Item {number}")
        found = []
        for socket in sockets:
            changes = [json.loads(await socket.text())["payload"]["data"]["itemChanged"] for _ in range(10)]
            found.append([change["item"]["name"] for change in changes])
            socket.close()
        return found

    with serve(redis=redis.url) as one, serve(redis=redis.url) as two:
        heard = asyncio.run(asyncio.wait_for(main(one.port, two.port), 30))

    assert heard == [[f"Item {number}" for number in range(10)]] * 2


def test_sockets_without_a_valid_token_are_closed(serve: Serve) -> None:
    async def close_code(port: int, *messages: dict[str, Any]) -> int:
        socket = await enter(port)
        for message in messages:
            await socket.send(json.dumps(message))
        found = await socket.closed()
        socket.close()
        await socket.writer.wait_closed()
        return found

    async def main(port: int) -> list[int]:
        bad = {"type": "connection_init", "payload": {"authorization": "Bearer bad"}}
        return [
            await close_code(port, {"type": "connection_init"}),
            await close_code(port, bad),
            await close_code(port, {"type": "subscribe", "id": "1", "payload": {"query": CHANGES}}),
            await close_code(port, {"type": "ping", "payload": {"padding": "x" * 1_000_000}}),
            await close_code(port),
        ]

    with serve(GRAPHQL_INIT_TIMEOUT="0.3") as server:
        codes = asyncio.run(asyncio.wait_for(main(server.port), 20))
        with pytest.raises(ConnectionRefusedError, match=" 403 "):
            asyncio.run(enter(server.port, "Origin: https://evil.example.org\r\n"))
        assert "Traceback" not in server.log

    assert codes == [4403, 4403, 4401, 1009, 4408]


def test_a_lost_connection_ends_the_subscription(serve: Serve) -> None:
    async def main(port: int) -> bool:
        token = await signed_up(port)
        sockets = [await subscribed(port, token) for _ in range(10)]
        assert await probed(port, "subscriptions", 10)
        for socket in sockets:
            socket.reset()
        return await probed(port, "subscriptions", 0)

    with serve() as server:
        assert asyncio.run(asyncio.wait_for(main(server.port), 30))
        assert "Traceback" not in server.log
