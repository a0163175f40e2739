"""A headless Chromium, told what to do through its DevTools protocol over a pair of pipes.

The pipes are the fixed descriptors 3 and 4 of the browser, which ends when they close: also when we crash.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
OPTIONS = """
--headless --remote-debugging-pipe --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --no-first-run
--disable-background-networking --disable-component-update --disable-sync --disable-extensions --hide-scrollbars
""".split()
LAUNCH = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(read, 3), os.dup2(write, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
PATIENCE = 60.0
"""Seconds for any answer, and until a page is as wanted, on a machine that has other work."""

Message = dict[str, Any]


class Browser:
    """Asks, and keeps what it is told meanwhile: `events` by session."""

    def __init__(self, read: int, write: int) -> None:
        self.read, self.write = read, write
        self.numbers = count(1)
        self.rest = b""
        self.events: dict[str, list[Message]] = {}

    def ask(self, method: str, session: str = "", **parameters: object) -> Message:
        """The answer; raises RuntimeError where the browser refuses, TimeoutError where it says nothing."""
        number = next(self.numbers)
        message: Message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        sent = json.dumps(message).encode() + b"\0"
        while sent:
            sent = sent[os.write(self.write, sent) :]
        while (answer := self.next()).get("id") != number:
            self.events.setdefault(answer.get("sessionId", ""), []).append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: Message = answer["result"]
        return result

    def next(self) -> Message:
        """The next message of any kind."""
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.read], [], [], PATIENCE)
            if not ready:
                raise TimeoutError("the browser says nothing")
            part = os.read(self.read, 1 << 16)
            if not part:
                raise ConnectionError("the browser has ended")
            self.rest += part
        text, _, self.rest = self.rest.partition(b"\0")
        message: Message = json.loads(text)
        return message


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A browser with a new profile in `folder`."""
    assert CHROMIUM
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    command = [sys.executable, "-c", LAUNCH, str(theirs_in), str(theirs_out), CHROMIUM, *OPTIONS]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, f"--user-data-dir={folder / 'profile'}"],
            pass_fds=(theirs_in, theirs_out),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Browser(ours_in, ours_out)
    finally:
        os.close(ours_out)
        os.close(ours_in)
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """With all processes that it has started."""
    give_up = time.monotonic() + 5
    while process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
