"""Server-sent events of real processes."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.realtime.clients import Client, ask, connected, enter, event, follow, probed
from tests.realtime.conftest import Serve
from tests.realtime.project import Server
from tests.realtime.redis_server import RedisServer


def memory(server: Server) -> int:
    """Return the resident memory in MB."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1000


def test_streams_that_nobody_reads_do_not_hold_events(serve: Serve) -> None:
    async def main(server: Server) -> int:
        streams = [await follow(server.port) for _ in range(8)]
        for stream in streams:
            stream.writer.transport.pause_reading()  # type: ignore[attr-defined]  # it is a ReadTransport too
        before = memory(server)
        for _ in range(600):
            assert (await ask(server.port, "/events/a", {"data": "x" * 100_000}))[0] == 202
        after = memory(server)
        for stream in streams:
            stream.close()
        return after - before

    with serve() as server:
        assert asyncio.run(main(server)) < 60


def test_the_clock_ticks_by_itself_and_does_not_hold_up_the_end_of_the_server(serve: Serve) -> None:
    async def main(server: Server) -> float:
        stream = await connected(server.port, "GET /events/clock HTTP/1.1\r\nHost: x\r\n\r\n")
        first, second = [await event(stream) for _ in range(2)]
        assert first["data"] < second["data"]
        server.process.terminate()
        await asyncio.wait_for(stream.reader.read(), 5)
        stream.close()
        return server.stop(5)

    with serve() as server:
        assert asyncio.run(main(server)) < 5


def test_nothing_remains_of_300_clients_that_broke_off(serve: Serve) -> None:
    async def drop(port: int, number: int) -> None:
        client = await connected(port, "GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n")
        if number % 2:
            await client.reader.readuntil(b": open\n\n")
        client.reset()

    async def main(port: int) -> bool:
        for begin in range(0, 300, 50):
            await asyncio.gather(*(drop(port, begin + number) for number in range(50)))
        await ask(port, "/events/a", {"data": 1})
        assert await probed(port, "streams", 0, within=15)
        assert await probed(port, "subscriptions", 0)
        for client in [await follow(port) for _ in range(60)]:
            client.close()
        return True

    with serve(SSE_CONNECTIONS="60") as server:
        assert asyncio.run(main(server.port))
        log = server.log

    assert "Traceback" not in log


def test_each_of_many_streams_gets_every_event_in_order(plain: Server) -> None:
    async def listen(client: Client) -> list[str]:
        return [(await event(client))["data"] for _ in range(40)]

    async def main(port: int) -> list[list[str]]:
        clients = [await follow(port) for _ in range(100)]
        heard = asyncio.gather(*(listen(client) for client in clients))
        for number in range(40):
            await ask(port, "/events/a", {"data": number})
        found = await heard
        for client in clients:
            client.close()
        return found

    heard = asyncio.run(asyncio.wait_for(main(plain.port), 20))

    assert heard == [[str(number) for number in range(40)]] * 100


def test_a_stream_is_resumed_in_another_process(serve: Serve, redis: RedisServer) -> None:
    async def main(one: int, two: int) -> list[str]:
        client = await follow(one)
        await ask(two, "/events/a", {"data": 1})
        first = await event(client)
        client.reset()
        await ask(one, "/events/a", {"data": 2})
        client = await follow(two, after=first["id"])
        await ask(one, "/events/a", {"data": 3})
        found = [first["data"], (await event(client))["data"], (await event(client))["data"]]
        client.close()
        return found

    with serve(redis=redis.url) as one, serve(redis=redis.url) as two:
        assert asyncio.run(asyncio.wait_for(main(one.port, two.port), 10)) == ["1", "2", "3"]


@pytest.mark.parametrize("options", [(), ("--timeout-graceful-shutdown", "20")])
def test_open_streams_and_sockets_do_not_hold_up_the_end_of_the_server(serve: Serve, options: tuple[str, ...]) -> None:
    async def main(port: int, process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
        socket, stream = await enter(port), await follow(port)
        await socket.until("joined")
        process.terminate()
        code, rest = await socket.closed(), await asyncio.wait_for(stream.reader.read(), 5)
        socket.close()
        stream.close()
        return code, rest

    with serve(*options) as server:
        code, rest = asyncio.run(main(server.port, server.process))
        took = server.stop(5)
        log = server.log

    assert code == 1012
    assert rest.endswith(b"0\r\n\r\n")
    assert took < 5
    assert "Traceback" not in log
    assert "Cancel" not in log


def test_a_stream_that_nobody_reads_ends(serve: Serve) -> None:
    async def main(port: int) -> bool:
        client = await follow(port)
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]  # it is a ReadTransport too
        for _ in range(80):
            await ask(port, "/events/a", {"data": "x" * 120_000})
        found = await probed(port, "streams", 0, within=10)
        client.close()
        return found

    with serve(SSE_SEND_SECONDS="1") as server:
        assert asyncio.run(main(server.port))
        log = server.log

    assert "Traceback" not in log
