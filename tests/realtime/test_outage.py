"""Redis goes, and comes back."""

import asyncio
import os
import signal
import time

from tests.realtime.clients import Client, ask, enter, event, follow
from tests.realtime.conftest import Serve
from tests.realtime.redis_server import RedisServer


async def published(port: int, data: object) -> str:
    """Try until it is taken; the id."""
    async with asyncio.timeout(10):
        while True:
            status, body = await ask(port, "/events/a", {"data": data})
            if status == 202:
                return str(body["id"])
            await asyncio.sleep(0.05)


async def told(stream: Client) -> str:
    """The data of the next event that is no reset: of those there may be several."""
    while (found := await event(stream)).get("event") == "reset":
        pass
    return found["data"]


def test_clients_stay_through_an_outage_and_are_told_what_may_be_missing(serve: Serve, redis: RedisServer) -> None:
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
