"""The one door to other programs."""

import errno
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO


def find(tool: str) -> str | None:
    """Where the tool is on PATH, or None."""
    return shutil.which(tool)


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    timeout: float | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run to the end and keep the output; the return code is the caller's to judge.

    Nothing is ever asked on the terminal: stdin holds the given bytes and then ends. `timeout` is in seconds.
    Raises OSError if the program cannot be started, and its child TimeoutError if it takes too long.
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
    """Start and return at once; what it prints, errors too, goes to `output`. It leads a process group of its own.

    With `talks` its stdin and stdout are pipes instead, and its stdin ends when this process does, however it ends.
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
