"""The page of `fastapi-adv web` as a process of its own, and a client that asks it without a browser."""

import http.client
import json
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.support import COMMAND, environment

SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """Status, headers and content of an answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Visitor:
    """A client of the page. `cookie` and `token` are those of the last `enter`."""

    address: str
    process: subprocess.Popen[bytes]
    cookie: str = ""
    token: str = ""

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.address).netloc

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def ask(self, method: str, path: str, **headers: str | None) -> Reply:
        """Send a request; `_` in names of headers means `-`, None leaves a header out."""
        wanted: dict[str, str | None] = {"Host": self.host, "Cookie": self.cookie or None}
        wanted |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection(self.host, timeout=SECONDS)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in wanted.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders()
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())

    def get(self, path: str, **headers: str | None) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, **headers: str | None) -> Reply:
        """Send a request that writes, as the page does."""
        usual: dict[str, str | None] = {"Origin": self.origin, "X_Token": self.token, "Content_Length": "0"}
        return self.ask("POST", path, **usual | headers)

    def enter(self) -> Reply:
        """Exchange the address for a cookie, and read the token."""
        split = urlsplit(self.address)
        reply = self.get(f"{split.path}?{split.query}", Cookie=None)
        self.cookie = reply.headers["Set-Cookie"].partition(";")[0]
        self.token = found('name="token" content="([^"]+)"', self.get("/").text)
        return reply


def found(pattern: str, text: str) -> str:
    """Return the group of a pattern that must match."""
    match = re.search(pattern, text)
    assert match, f"{pattern} not found in {text}"
    return match[1]


@contextmanager
def web_page(
    folder: Path,
    *options: str,
    browser: Path | None = None,
    command: Sequence[str] = tuple(COMMAND),
    **changes: str | None,
) -> Iterator[Visitor]:
    """Serve the page with `folder` as the start directory; it ends with the block.

    `browser` is the program that is started with the address; without it none is started. `changes` are those of the
    environment.
    """
    with (folder.parent / f"{folder.name}.log").open("w+b") as log:
        process = subprocess.Popen(
            [*command, "web", *([] if browser else ["--no-browser"]), *options],
            cwd=folder,
            env=environment(BROWSER=str(browser) if browser else None, **changes),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        assert process.stdout
        try:
            line = process.stdout.readline().decode()
            log.seek(0)
            assert line.startswith("Open "), log.read().decode()
            yield Visitor(line.removeprefix("Open ").strip(), process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS)
            process.stdout.close()
