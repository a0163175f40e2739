"""Child processes of a run, and their end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_adv.verify.process_group import Interrupted, Processes
from tests.verify.waiting import within_ten_seconds

CHILD = "[sys.executable, '-c', 'import time; time.sleep(600)']"
FAMILY = f"import subprocess, sys, time; print(subprocess.Popen({CHILD}).pid, flush=True); time.sleep(600)"


def listed() -> list[tuple[int, int, str]]:
    """Return id, parent and state of every process."""
    lines = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    return [(int(pid), int(parent), state) for pid, parent, state in map(str.split, lines.splitlines())]


def gone(pid: int) -> bool:
    """Check that the process has ended. A zombie counts as ended."""
    return all(state.startswith("Z") for other, _, state in listed() if other == pid)


def test_a_finished_process_has_output_and_code(tmp_path: Path) -> None:
    program = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    ended = Processes().run([sys.executable, "-u", "-c", program], cwd=tmp_path, env=dict(os.environ), timeout=30)

    assert (ended.code, ended.output.split()) == (3, ["out", "err"])


def test_a_timeout_ends_the_process_and_its_children(tmp_path: Path) -> None:
    ended = Processes().run([sys.executable, "-c", FAMILY], cwd=tmp_path, env=dict(os.environ), timeout=3)

    assert ended.code is None
    assert within_ten_seconds(lambda: gone(int(ended.output)))


def test_no_process_starts_after_stop(tmp_path: Path) -> None:
    processes = Processes()
    processes.stop()

    with pytest.raises(Interrupted):
        processes.run([sys.executable, "-c", ""], cwd=tmp_path, env=dict(os.environ), timeout=30)
