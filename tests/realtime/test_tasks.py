"""Workers of the durable queue that are killed, stopped, or lose their Redis."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fastapi_adv.template import source
from fastapi_adv.verify.process_group import Processes
from tests.realtime.clients import ask
from tests.realtime.project import Project, Server, render, serving
from tests.realtime.redis_server import RedisServer

PROBE = '''"""The application with a task `notify` that takes a second and writes a trace."""

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
WORKER = source.catalogue(source.root())["tasks"].processes["worker"]
COMMAND = WORKER.replace("{package}.tasks.processes", "probe").split()
NOTIFICATION = {"email": "ada@example.org"}

StartWorker = Callable[..., subprocess.Popen[bytes]]


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

    def start(**settings: str) -> subprocess.Popen[bytes]:
        command = [str(project.python.parent / COMMAND[0]), *COMMAND[1:]]
        environment = {"PYTHONPATH": str(project.root / "src"), "REDIS_URL": redis.url, "TRACE": str(trace), **SETTINGS}
        environment["APP_ENVIRONMENT"] = "development"
        with (tmp_path / "workers.log").open("ab") as log:
            worker = subprocess.Popen(
                command,
                cwd=tmp_path,
                env=environment | settings,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill a worker with its child processes."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def queue(server: Server) -> str:
    """Queue a task; return the address of its status."""
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


def test_another_worker_runs_the_task_of_a_killed_worker(
    server: Server, start_worker: StartWorker, trace: Path
) -> None:
    first = start_worker()
    address = queue(server)
    wait_until(lambda: trace.read_text() == "began\n")
    kill(first)
    assert status(server, address) == "running"
    start_worker()
    wait_until(lambda: status(server, address) == "done")

    assert trace.read_text() == "began\nbegan\nended\n"


def test_a_stopping_worker_finishes_its_task_and_logs_the_id_of_the_request(
    server: Server, start_worker: StartWorker, trace: Path, tmp_path: Path
) -> None:
    worker = start_worker()
    address = queue(server)
    wait_until(lambda: trace.read_text() == "began\n")
    worker.send_signal(signal.SIGTERM)
    worker.wait(30)
    log = (tmp_path / "workers.log").read_text()

    assert trace.read_text() == "began\nended\n"
    assert status(server, address) == "done"
    assert re.search(r"taskiq\S* \[[0-9a-f]{32}\] Executing task notify", log)
    assert "Traceback" not in log


def test_tasks_queued_before_the_first_worker_are_done(server: Server, start_worker: StartWorker) -> None:
    addresses = [queue(server) for _ in range(3)]
    assert {status(server, address) for address in addresses} == {"queued"}
    start_worker()

    wait_until(lambda: {status(server, address) for address in addresses} == {"done"})


@contextmanager
def frozen(redis: RedisServer) -> Iterator[None]:
    """Stop Redis from answering; it keeps its connections and its data."""
    pid = redis.freeze()
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_running_task_outlives_an_outage_of_redis(
    server: Server, start_worker: StartWorker, redis: RedisServer, trace: Path, tmp_path: Path
) -> None:
    start_worker(TASKS_IDLE_TIMEOUT="60")
    address = queue(server)
    wait_until(lambda: trace.read_text() == "began\n")
    with frozen(redis):
        wait_until(lambda: "Redis is away" in (tmp_path / "workers.log").read_text())
    wait_until(lambda: status(server, address) == "done")

    assert trace.read_text() == "began\nended\n"


def test_a_worker_stops_in_time_while_redis_is_away(
    start_worker: StartWorker, redis: RedisServer, tmp_path: Path
) -> None:
    redis.stop()
    worker = start_worker()
    wait_until(lambda: "cannot be read" in (tmp_path / "workers.log").read_text())
    worker.send_signal(signal.SIGTERM)
    worker.wait(10)
    redis.start()

    assert "Traceback" not in (tmp_path / "workers.log").read_text()


def flush(redis: RedisServer) -> None:
    """Delete all data; connections stay."""
    with socket.create_connection(("127.0.0.1", redis.port)) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        assert connection.recv(100) == b"+OK\r\n"


def restart(redis: RedisServer) -> None:
    """Stop Redis for longer than one try of a command, and start it without data."""
    redis.stop()
    time.sleep(3)
    redis.start()


@pytest.mark.parametrize("lose", [flush, restart])
def test_a_worker_continues_after_redis_has_lost_its_data(
    server: Server, start_worker: StartWorker, redis: RedisServer, lose: Callable[[RedisServer], None]
) -> None:
    start_worker()
    before = queue(server)
    wait_until(lambda: status(server, before) == "done")
    lose(redis)
    wait_until(lambda: asyncio.run(ask(server.port, "/tasks/notifications", NOTIFICATION))[0] == 202)
    address = queue(server)

    wait_until(lambda: status(server, address) == "done")
