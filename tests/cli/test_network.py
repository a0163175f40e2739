"""`new` touches no network."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import COMMAND, environment, run_command

# Where namespaces may not be made, Python itself refuses every socket.
BLOCK = """
import socket
def refuse(*arguments, **options):
    raise RuntimeError("the network was touched")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


def isolation(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Return the prefix of a command, and its environment, without a network."""
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [unshare, "-n"], environment()
    (folder / "sitecustomize.py").write_text(BLOCK)
    env = environment()
    return [], env | {"PYTHONPATH": f"{folder}:{env['PYTHONPATH']}"}


@pytest.fixture
def isolated(tmp_path: Path) -> tuple[list[str], dict[str, str]]:
    """A way to run without a network."""
    (tmp_path / "site").mkdir()
    return isolation(tmp_path / "site")


def test_a_project_is_written_without_a_network(tmp_path: Path, isolated: tuple[list[str], dict[str, str]]) -> None:
    before, env = isolated

    result = run_command("new", "demo", "--all", cwd=tmp_path, env=env, command=[*before, *COMMAND])

    assert result.code == 0
    assert (tmp_path / "demo" / "pyproject.toml").is_file()


def test_the_isolation_holds(tmp_path: Path, isolated: tuple[list[str], dict[str, str]]) -> None:
    before, env = isolated
    reach = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=5)"

    result = run_command("-c", reach, cwd=tmp_path, env=env, command=[*before, COMMAND[0]])

    assert result.code == 1
    assert "unreachable" in result.err or "the network was touched" in result.err


def test_a_python_that_refuses_sockets_says_so(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLOCK)
    env = environment()
    reach = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=5)"

    result = run_command("-c", reach, cwd=tmp_path, env=env | {"PYTHONPATH": str(tmp_path)}, command=[COMMAND[0]])

    assert "the network was touched" in result.err
