"""What a run starts ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from fastapi_adv.errors import EnvironmentLacks
from fastapi_adv.verify import services
from fastapi_adv.verify.processes import Interrupted, Processes
from tests.support import environment

FAMILY = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); {}"


def gone(pid: int) -> bool:
    """Within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_output_and_code_are_kept(tmp_path: Path) -> None:
    program = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    ended = Processes().run([sys.executable, "-u", "-c", program], cwd=tmp_path, env=dict(os.environ), timeout=30)

    assert (ended.code, ended.output.split()) == (3, ["out", "err"])


def test_what_takes_too_long_ends_with_its_children(tmp_path: Path) -> None:
    program = FAMILY.format(
        "print(' '.join(map(str, __import__('psutil').Process().children()[0:1] and "
        "[__import__('psutil').Process().children()[0].pid])), flush=True); time.sleep(600)"
    )
    ended = Processes().run([sys.executable, "-c", program], cwd=tmp_path, env=dict(os.environ), timeout=3)

    assert ended.code is None
    assert gone(int(ended.output))


def test_nothing_starts_once_the_run_was_stopped(tmp_path: Path) -> None:
    processes = Processes()
    processes.stop()

    with pytest.raises(Interrupted):
        processes.run([sys.executable, "-c", ""], cwd=tmp_path, env=dict(os.environ), timeout=30)


def test_two_workers_have_servers_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in services.SERVERS:
        monkeypatch.delenv(name, raising=False)
    processes = Processes()
    with services.running(processes, tmp_path) as first, services.running(processes, tmp_path) as second:
        assert set(first) == set(second) == set(services.SERVERS)
        assert not set(first.values()) & set(second.values())


def test_found_servers_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: f"example://{name}" for name in services.SERVERS}
    for name, address in given.items():
        monkeypatch.setenv(name, address)

    with services.running(Processes(), tmp_path) as addresses:
        assert addresses == given


def test_a_server_that_cannot_be_had_is_named_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    monkeypatch.setattr(services, "SERVERS", {"TEST_REDIS_URL": "no_such_server"})

    with pytest.raises(EnvironmentLacks, match="TEST_REDIS_URL") as refusal:
        services.require()

    assert "--no-services" in refusal.value.hint
    assert refusal.value.exit_code == 4


def test_servers_do_not_outlive_a_killed_run(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, psutil; from fastapi_adv.verify.services import running;"
        "from fastapi_adv.verify.processes import Processes\n"
        f"with running(Processes(), pathlib.Path({str(tmp_path)!r})):\n"
        "    print(*[child.pid for child in psutil.Process().children(recursive=True)], flush=True)\n"
        "    os.kill(os.getpid(), 9)"
    )
    env = environment(TEST_REDIS_URL=None, TEST_DATABASE_URL=None)
    killed = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert all(gone(int(pid)) for pid in killed.stdout.split())
