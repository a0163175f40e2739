"""Servers for the suites: given or started, one pair per worker, ended with the run."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fastapi_adv.errors import EnvironmentLacks
from fastapi_adv.verify import services
from fastapi_adv.verify.process_group import Processes
from tests.support import environment
from tests.verify.waiting import within_ten_seconds

KILLED = """
import json, pathlib, signal, sys
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.services import running

with running(Processes(), pathlib.Path(sys.argv[1])) as addresses:
    print(json.dumps(addresses), flush=True)
    sys.stdin.readline()
    signal.raise_signal(signal.SIGKILL)
"""


def test_two_workers_have_servers_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in services.SERVERS:
        monkeypatch.delenv(name, raising=False)
    processes = Processes()
    with services.running(processes, tmp_path) as first, services.running(processes, tmp_path) as second:
        assert set(first) == set(second) == set(services.SERVERS)
        assert not set(first.values()) & set(second.values())


def test_given_servers_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: f"example://{name}" for name in services.SERVERS}
    for name, address in given.items():
        monkeypatch.setenv(name, address)

    with services.running(Processes(), tmp_path) as addresses:
        assert addresses == given


def test_an_unavailable_server_is_reported_with_a_command_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    monkeypatch.setattr(services, "SERVERS", {"TEST_REDIS_URL": "no_such_server"})

    with pytest.raises(EnvironmentLacks, match="TEST_REDIS_URL") as refusal:
        services.require()

    assert "--no-services" in refusal.value.hint
    assert refusal.value.exit_code == 4


def answers(addresses: dict[str, str]) -> list[bool]:
    """Check whether a server listens at each address: a port, or a socket in the folder `host`."""
    found = []
    for address in map(urlsplit, addresses.values()):
        folder = parse_qs(address.query).get("host", [""])[0]
        family, place = (
            (socket.AF_UNIX, f"{folder}/.s.PGSQL.5432")
            if folder
            else (socket.AF_INET, (address.hostname, address.port))
        )
        with socket.socket(family) as probe:
            found.append(probe.connect_ex(place) == 0)
    return found


def test_servers_do_not_outlive_a_killed_run(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        env=environment(TEST_REDIS_URL=None, TEST_DATABASE_URL=None),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        addresses = json.loads(run.stdout.readline())
        before = answers(addresses)
        run.stdin.write("\n")

    assert run.returncode == -signal.SIGKILL
    assert before == [True, True]
    assert within_ten_seconds(lambda: answers(addresses) == [False, False])
