"""Child processes. The only module that starts them."""

import errno
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO


def find(tool: str) -> str | None:
    """Return the path of the tool, or None if it is not on PATH."""
    return shutil.which(tool)


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    timeout: float | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program and return its exit code and output. A failure of the program raises nothing.

    The program reads `stdin` and cannot ask on the terminal. `timeout` is in seconds. Raises OSError if the program
    cannot be started, and its subclass TimeoutError if it takes too long.
    """
    words = [str(word) for word in command]
    try:
        return subprocess.run(words, cwd=cwd, env=env, input=stdin, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise TimeoutError(errno.ETIMEDOUT, f"{words[0]} took longer than {timeout} s") from None


def start(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int = subprocess.DEVNULL,
    talks: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a program in its own process group and return it. Its stdout and stderr go to `output`.

    With `talks`, stdin and stdout are pipes. Its stdin is closed when this process ends, even if it is killed.
    """
    return subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
        stdout=subprocess.PIPE if talks else output,
        stderr=output if talks else subprocess.STDOUT,
        start_new_session=True,
    )
