"""The durable queue, with workers that die, and workers that are asked to end."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fastapi_adv.verify.process_group import Processes
from tests.realtime.clients import ask
from tests.realtime.project import Project, Server, render, serving
from tests.realtime.redis_server import RedisServer

PROBE = '''"""The application, whose `notify` takes a while and leaves a trace."""

import asyncio
import os
from pathlib import Path

from lively.tasks import jobs


async def slow(email: str, message: str) -> None:
    with Path(os.environ["TRACE"]).open("a") as trace:
        trace.write("began\\n")
    await asyncio.sleep(1)
    with Path(os.environ["TRACE"]).open("a") as trace:
        trace.write("ended\\n")


jobs.TASKS["notify"] = (slow, {})

from lively.main import app  # noqa: E402
from lively.tasks.processes import worker  # noqa: E402

__all__ = ["app", "worker"]
'''
SETTINGS = {"TASKS_TIME_LIMIT": "3", "TASKS_IDLE_TIMEOUT": "4"}
NOTIFICATION = {"email": "ada@example.org"}

StartWorker = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    processes = Processes()
    yield render(tmp_path_factory.mktemp("tasks"), processes, ["tasks"], PROBE)
    processes.stop()


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    file = tmp_path / "trace"
    file.touch()
    return file


@pytest.fixture
def server(project: Project, redis: RedisServer, trace: Path, tmp_path: Path) -> Iterator[Server]:
    with serving(project, tmp_path / "web.log", redis=redis.url, TRACE=str(trace), **SETTINGS) as running:
        yield running


@pytest.fixture
def start_worker(project: Project, redis: RedisServer, trace: Path, tmp_path: Path) -> Iterator[StartWorker]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [str(project.python.parent / "taskiq"), "worker", "probe:worker", "--workers", "1"]
        environment = {"PYTHONPATH": str(project.root / "src"), "REDIS_URL": redis.url, "TRACE": str(trace), **SETTINGS}
        environment["APP_ENVIRONMENT"] = "development"
        with (tmp_path / "workers.log").open("ab") as log:
            worker = subprocess.Popen(
                command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """With the processes that it has started."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def queue(server: Server) -> str:
    """A new task; where its status is."""
    status, reply = asyncio.run(ask(server.port, "/tasks/notifications", NOTIFICATION))
    assert status == 202
    return str(reply["status_url"])


def status(server: Server, address: str) -> object:
    return asyncio.run(ask(server.port, address))[1]["status"]


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_task_of_a_killed_worker_is_done_by_another(server: Server, start_worker: StartWorker, trace: Path) -> None:
    first = start_worker()
    address = queue(server)
    wait_until(lambda: trace.read_text() == "began\n")
    kill(first)
    assert status(server, address) == "running"
    start_worker()
    wait_until(lambda: status(server, address) == "done")

    assert trace.read_text() == "began\nbegan\nended\n"


def test_a_worker_that_is_asked_to_end_finishes_what_it_has(
    server: Server, start_worker: StartWorker, trace: Path
) -> None:
    worker = start_worker()
    address = queue(server)
    wait_until(lambda: trace.read_text() == "began\n")
    worker.send_signal(signal.SIGTERM)
    worker.wait(30)

    assert trace.read_text() == "began\nended\n"
    assert status(server, address) == "done"


def test_what_is_queued_while_no_worker_runs_waits_for_one(server: Server, start_worker: StartWorker) -> None:
    addresses = [queue(server) for _ in range(3)]
    assert {status(server, address) for address in addresses} == {"queued"}
    start_worker()

    wait_until(lambda: {status(server, address) for address in addresses} == {"done"})


def flush(redis: RedisServer) -> None:
    """All that it holds is gone, connections stay."""
    with socket.create_connection(("127.0.0.1", redis.port)) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        assert connection.recv(100) == b"+OK\r\n"


def restart(redis: RedisServer) -> None:
    """Away for longer than one try takes, and empty afterwards."""
    redis.stop()
    time.sleep(3)
    redis.start()


@pytest.mark.parametrize("lose", [flush, restart])
def test_a_worker_goes_on_after_redis_has_lost_everything(
    server: Server, start_worker: StartWorker, redis: RedisServer, lose: Callable[[RedisServer], None]
) -> None:
    start_worker()
    before = queue(server)
    wait_until(lambda: status(server, before) == "done")
    lose(redis)
    wait_until(lambda: asyncio.run(ask(server.port, "/tasks/notifications", NOTIFICATION))[0] == 202)
    address = queue(server)

    wait_until(lambda: status(server, address) == "done")
