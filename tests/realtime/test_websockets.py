"""Sockets of real processes."""

import asyncio
import json

from tests.realtime.clients import BINARY, PONG, Socket, ask, enter, probed, sockets
from tests.realtime.conftest import Serve
from tests.realtime.project import Server
from tests.realtime.redis_server import RedisServer


def test_every_client_of_two_processes_gets_a_message_once(serve: Serve, redis: RedisServer) -> None:
    async def main(one: int, two: int) -> list[list[str]]:
        async with sockets(one, 3) as first, sockets(two, 3) as second:
            for number, port in enumerate([one, two] * 20):
                assert (await ask(port, "/ws/rooms/a/messages", {"text": str(number)}))[0] == 202
            found = [[(await client.until("message"))["text"] for _ in range(40)] for client in first + second]
            presence = [(await ask(port, "/ws/rooms"))[1]["a"] for port in (one, two)]
            assert len(presence[0]) == len(presence[1]) == 6
            return found

    with serve(redis=redis.url) as one, serve(redis=redis.url) as two:
        heard = asyncio.run(asyncio.wait_for(main(one.port, two.port), 20))

    assert heard == [[str(number) for number in range(40)]] * 6


def test_several_workers_without_redis_are_warned_about(serve: Serve) -> None:
    with serve("--workers", "2") as server:
        log = server.log

    assert "2 workers run: they do NOT share the state of events, websockets" in log


def test_a_client_that_breaks_off_during_a_broadcast_harms_nobody(plain: Server) -> None:
    async def main(port: int) -> int:
        async with sockets(port, 3) as (dying, *alive):
            for number in range(50):
                if number == 10:
                    dying.reset()
                assert (await ask(port, "/ws/rooms/a/messages", {"text": str(number)}))[0] == 202
                for client in alive:
                    heard = await asyncio.wait_for(client.until("message"), 1)
                    assert heard["text"] == str(number)
            assert await probed(port, "sockets", 2)
            return len((await ask(port, "/ws/rooms"))[1]["a"])

    assert asyncio.run(main(plain.port)) == 2
    assert "Traceback" not in plain.news()


def test_when_half_of_all_die_at_once_the_others_are_told_of_each(plain: Server) -> None:
    async def listen(client: Socket) -> set[str]:
        return {(await client.until("left"))["client"] for _ in range(25)}

    async def main(port: int) -> list[set[str]]:
        async with sockets(port, 50) as clients:
            for dying in clients[::2]:
                dying.reset()
            return await asyncio.gather(*(listen(client) for client in clients[1::2]))

    heard = asyncio.run(asyncio.wait_for(main(plain.port), 20))

    assert [len(clients) for clients in heard] == [25] * 25
    assert "Traceback" not in plain.news()


def test_a_storm_of_joins_and_leaves_costs_the_others_nothing(plain: Server) -> None:
    async def restless(port: int) -> None:
        for number in range(10):
            client = await enter(port)
            await client.until("joined")
            client.reset() if number % 2 else client.close()

    async def main(port: int) -> list[list[str]]:
        async with sockets(port, 3) as (talking, *listening):
            storm = asyncio.gather(*(restless(port) for _ in range(20)))
            for number in range(150):
                await talking.say(str(number))
                await asyncio.sleep(0.01)
            await storm
            heard = [[(await client.until("message"))["text"] for _ in range(150)] for client in listening]
            assert await probed(port, "sockets", 3)
            return heard

    heard = asyncio.run(asyncio.wait_for(main(plain.port), 30))
    news = plain.news()

    assert heard == [[str(number) for number in range(150)]] * 2
    assert "Traceback" not in news
    assert "ERROR" not in news


def test_a_client_that_does_not_read_is_let_go_and_the_others_get_everything(serve: Serve) -> None:
    filling = "x" * 4096

    async def listen(client: Socket) -> list[int]:
        return [int((await client.until("message"))["text"].partition(" ")[0]) for _ in range(2000)]

    async def main(port: int) -> list[list[int]]:
        async with sockets(port, 4) as (talking, stalled, *listening):
            stalled.writer.transport.pause_reading()  # type: ignore[attr-defined]  # it is a ReadTransport too
            heard = asyncio.gather(*(listen(client) for client in [talking, *listening]))
            for number in range(2000):
                await talking.say(f"{number} {filling}")
                await asyncio.sleep(0)
            assert await probed(port, "sockets", 3, within=20)
            return await heard

    with serve(WS_MESSAGES_PER_SECOND="10000", WS_SEND_SECONDS="2") as server:
        heard = asyncio.run(asyncio.wait_for(main(server.port), 40))
        log = server.log

    assert heard == [list(range(2000))] * 3
    assert "Traceback" not in log


def test_a_machine_that_is_gone_without_a_word_is_found_by_the_heartbeat(serve: Serve) -> None:
    async def main(port: int) -> bool:
        async with sockets(port, 2) as (gone, alive):
            gone.answers_pings = False
            listening = asyncio.create_task(alive.until("left"))
            found = await probed(port, "sockets", 1)
            await listening
            return found

    with serve("--ws-ping-interval", "0.3", "--ws-ping-timeout", "0.3") as server:
        assert asyncio.run(main(server.port))


def test_nonsense_on_the_wire_is_closed_with_a_code_of_its_own_and_no_traceback(plain: Server) -> None:
    nonsense: list[tuple[bytes, int, int]] = [
        (b"\xff\xfe", 1, 1007),
        (b"x" * 5_000_000, 1, 1009),
        (b"x" * 20_000_000, 1, 1009),
        (b"\x00", BINARY, 1003),
        (b"{", 1, 1007),
        (b"[]", 1, 1008),
        (b"x", 3, 1002),
        (b"x" * 200, PONG, 1002),
    ]

    async def main(port: int) -> list[int]:
        found = []
        for payload, opcode, _ in nonsense:
            client = await enter(port)
            sending = asyncio.create_task(client.send(payload, opcode))
            found.append(await client.closed())
            await asyncio.gather(sending, return_exceptions=True)
            client.close()
        async with sockets(port, 1) as (healthy,):
            await healthy.say("fine")
            assert (await healthy.until("message"))["text"] == "fine"
        return found

    found = asyncio.run(main(plain.port))

    assert found == [code for _, _, code in nonsense]
    assert "Traceback" not in plain.news()


def test_a_flood_of_echoes_is_answered_in_order(plain: Server) -> None:
    async def main(port: int) -> list[str]:
        client = await enter(port, "/ws/echo")
        sending = asyncio.gather(*(client.send(json.dumps(number)) for number in range(900)))
        heard = [await client.text() for _ in range(900)]
        await sending
        client.close()
        return heard

    assert asyncio.run(main(plain.port)) == [str(number) for number in range(900)]
