"""Server of the page: a loopback socket, the address with the secret, the browser, and uvicorn."""

import socket
import sys
import threading
import webbrowser
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from fastapi_adv.errors import DONE, Refused, Usage
from fastapi_adv.project.project import find, load
from fastapi_adv.terminal import console
from fastapi_adv.web.application import create_app
from fastapi_adv.web.guard import ENTRY
from fastapi_adv.web.site import Site

CONNECTIONS = 50  # at the same time; a browser opens six
GRACE = 10  # seconds for running requests, such as a write, after Ctrl-C


@dataclass(frozen=True)
class Options:
    """The options of `web` as typed."""

    host: str
    port: int
    browser: bool
    project: Path | None


def serve(options: Options) -> int:
    """Serve the page until Ctrl-C or SIGTERM, which is no error. Returns the exit code.

    Raises Usage for an address that other machines reach, Refused for a port in use or an invalid project.
    """
    root = project_here(options.project)
    with bound(options.host, options.port) as listener:
        site = Site(Path.cwd(), root, listener.getsockname()[1])
        base = f"http://{shown_host(options.host)}:{site.port}{ENTRY}?secret="
        console.result(f"Open {base}{site.access.secret}")
        console.say("The address is a password: everyone who has it can write in this directory. Ctrl-C stops.")
        if options.browser:
            # Some browsers run in the foreground.
            threading.Thread(target=webbrowser.open, args=[base + site.access.ticket], daemon=True).start()
        _run(site, listener)
    return DONE


def project_here(given: Path | None) -> Path | None:
    """Return the project of the option, or at or above the current folder; None if there is none there.

    Raises Refused if the option names no valid project.
    """
    try:
        root = find(given)
    except Refused:
        if given is not None:
            raise
        return None
    load(root)
    return root


def bound(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 is any free port. Raises Usage or Refused."""
    address = "127.0.0.1" if host == "localhost" else host.strip("[]")
    try:
        loopback = ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback or address not in ("127.0.0.1", "::1"):
        raise Usage(
            f"--host {host!r} must be one of: 127.0.0.1, localhost, ::1.",
            "The page can write files, so that other machines must not reach it.",
        )
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family)
    try:
        if sys.platform != "win32":  # there the option would let another process take the port over
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(CONNECTIONS)
    except OSError as error:
        listener.close()
        raise Refused(f"Port {port} cannot be used: {error.strerror}.", "Leave --port out for a free port.") from None
    return listener


def shown_host(host: str) -> str:
    return f"[{host.strip('[]')}]" if ":" in host else host


def _run(site: Site, listener: socket.socket) -> None:
    config = uvicorn.Config(
        create_app(site),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
        proxy_headers=False,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        console.say("Stopped.")
