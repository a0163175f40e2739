"""Outages and failovers of Redis."""

import asyncio
import os
import signal
import time

import pytest

from fastapi_adv.verify.process_group import free_port
from tests.realtime.clients import Client, ask, enter, event, follow
from tests.realtime.conftest import Serve
from tests.realtime.redis_server import Address, RedisServer


async def published(port: int, data: object) -> str:
    """Publish as soon as Redis takes it. Return the id."""
    async with asyncio.timeout(10):
        while True:
            status, body = await ask(port, "/events/a", {"data": data})
            if status == 202:
                return str(body["id"])
            await asyncio.sleep(0.05)


async def told(stream: Client) -> str:
    """Return the data of the next event that is not a reset."""
    while (found := await event(stream)).get("event") == "reset":
        pass
    return found["data"]


def test_clients_stay_through_an_outage_and_are_reset(serve: Serve, redis: RedisServer) -> None:
    async def main(port: int) -> list[str]:
        stream, socket = await follow(port), await enter(port)
        await socket.until("joined")
        await published(port, "before")
        before = await event(stream)
        redis.stop()
        began = time.monotonic()
        status, problem = await ask(port, "/events/a", {"data": "lost"})
        assert (status, problem["code"]) == (503, "events_unavailable")
        await socket.say("lost")
        assert (await socket.until("error"))["text"]
        assert time.monotonic() - began < 3
        redis.start()
        reset = await asyncio.wait_for(event(stream), 10)
        await socket.until("reset")
        await published(port, "after")
        after = await told(stream)
        await socket.say("back")
        assert (await socket.until("message"))["text"] == "back"
        late = await follow(port, after=before["id"])
        missed = await event(late)
        for client in (stream, socket, late):
            client.close()
        return [reset["event"], after, missed["event"]]

    with serve(redis=redis.url) as server:
        heard = asyncio.run(main(server.port))
        log = server.log

    assert heard == ["reset", '"after"', "reset"]
    assert log.count("events: Redis is away") == log.count("events: Redis is back") == 1
    assert "Traceback" not in log


def test_a_frozen_redis_costs_no_request_more_than_a_few_seconds_and_loses_nothing(
    serve: Serve, redis: RedisServer
) -> None:
    async def main(port: int) -> list[str]:
        stream = await follow(port)
        await published(port, 1)
        first = await event(stream)
        pid = redis.freeze()
        try:
            began = time.monotonic()
            status, _ = await ask(port, "/events/a", {"data": 2})
            took = time.monotonic() - began
        finally:
            os.kill(pid, signal.SIGCONT)
        assert status == 503
        assert took < 4
        await published(port, 3)
        found = [first["data"], await told(stream)]
        while found[-1] != "3":
            found.append(await told(stream))
        stream.close()
        return found

    with serve(redis=redis.url) as server:
        heard = asyncio.run(asyncio.wait_for(main(server.port), 20))

    # What timed out may have been taken all the same.
    assert heard in (["1", "3"], ["1", "2", "3"])


def test_a_server_that_starts_before_redis_catches_up(serve: Serve, redis: RedisServer) -> None:
    async def main(port: int) -> list[str]:
        assert (await ask(port, "/events/a", {"data": 1}))[0] == 503
        stream = await follow(port)
        redis.start()
        reset = await event(stream)
        await published(port, 2)
        found = await told(stream)
        stream.close()
        return [reset["event"], found]

    redis.stop()
    with serve(redis=redis.url) as server:
        assert asyncio.run(asyncio.wait_for(main(server.port), 20)) == ["reset", "2"]


def test_a_failover_is_followed_to_the_new_primary(serve: Serve, redis: RedisServer) -> None:
    """The old primary still answers, but takes no writes any more."""
    new = RedisServer()
    new.start()
    new.command("REPLICAOF", "127.0.0.1", str(redis.port))
    address = Address(redis)
    address.start()

    async def main(port: int) -> list[str]:
        stream, socket = await follow(port), await enter(port)
        await socket.until("joined")
        await published(port, "before")
        heard = [(await event(stream))["data"]]
        while new.command("XLEN", "lively:events") != redis.command("XLEN", "lively:events"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        new.command("REPLICAOF", "NO", "ONE")
        redis.command("REPLICAOF", "127.0.0.1", str(free_port()))
        address.primary = new
        await published(port, "after")
        heard.append((await event(stream))["data"])
        await socket.say("hello")
        heard.append((await socket.until("message"))["text"])
        assert (await ask(port, "/health/ready"))[1]["checks"]["redis"] == {"status": "ok"}
        stream.close()
        socket.close()
        return heard

    try:
        with serve(redis=address.url) as server:
            heard = asyncio.run(asyncio.wait_for(main(server.port), 20))
            log = server.log
    finally:
        new.stop()

    assert heard == ['"before"', '"after"', "hello"]
    assert "Traceback" not in log


def test_a_replica_is_not_ready(serve: Serve, redis: RedisServer) -> None:
    redis.command("REPLICAOF", "127.0.0.1", str(free_port()))
    with serve(redis=redis.url) as server:
        status, body = asyncio.run(ask(server.port, "/health/ready"))

    assert (status, body["status"], body["checks"]["redis"]) == (200, "degraded", {"status": "down"})


@pytest.mark.parametrize("options", ["protocol=3", "socket_timeout=1"])
def test_options_of_the_address_change_nothing(serve: Serve, redis: RedisServer, options: str) -> None:
    async def main(port: int) -> str:
        stream = await follow(port)
        await asyncio.sleep(2.5)  # longer than any read waits
        await published(port, 1)
        found = await event(stream)
        stream.close()
        return found["data"]

    with serve(redis=f"{redis.url}?{options}") as server:
        assert asyncio.run(main(server.port)) == "1"
        log = server.log

    assert "events: Redis is away" not in log


def test_commands_for_clients_are_not_needed(serve: Serve, redis: RedisServer) -> None:
    """Managed services forbid them."""

    async def main(port: int) -> str:
        stream, socket = await follow(port), await enter(port)
        await socket.until("joined")
        await published(port, 1)
        found = await event(stream)
        stream.close()
        socket.close()
        return found["data"]

    redis.command("ACL", "SETUSER", "default", "-client")
    with serve(redis=redis.url) as server:
        assert asyncio.run(main(server.port)) == "1"
        assert asyncio.run(ask(server.port, "/health/ready"))[1]["status"] == "ready"
