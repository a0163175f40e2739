"""The app starts under uvicorn, is ready, serves what the catalogue says, and ends when told."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException

from fastapi_adv.verify.bench import Bench, typed
from fastapi_adv.verify.judges.openapi import document_faults
from fastapi_adv.verify.judges.routes import missing_routes
from fastapi_adv.verify.judges.server import Server, serving
from fastapi_adv.verify.verdict import Verdict

START = 30.0
"""Seconds until the app must be ready."""
STOP = 10.0
"""Seconds within which it must end after SIGTERM."""


@dataclass(frozen=True)
class Fault(Exception):
    """What is wrong with the app."""

    text: str


def judge(bench: Bench) -> Verdict:
    """On the embedded backends, in a working directory that is not the project's."""
    began = time.monotonic()
    command = ["uvicorn", f"{bench.variant.package}.main:app", "--host", "127.0.0.1"]
    with serving(bench, command) as server:
        faults = list(_faults(bench, server))
        log = server.log()
    output = "\n".join([*faults, *(["", "its log:", log] if faults else [])])
    return Verdict("boot", not faults, time.monotonic() - began, output, typed(command))


def _faults(bench: Bench, server: Server) -> Iterator[str]:
    try:
        _await_ready(server)
        document = _document(server)
        yield from document_faults(document)
        yield from (f"{route} is not there" for route in missing_routes(bench.entries, document, server))
    except Fault as fault:
        yield fault.text
    if not server.stop(STOP):
        yield f"did not end within {STOP:.0f} s of SIGTERM"
    if "Traceback (most recent call last)" in server.log():
        yield "logged a traceback"


def _await_ready(server: Server) -> None:
    deadline = time.monotonic() + START
    answer = "no answer"
    while time.monotonic() < deadline:
        if not server.alive:
            raise Fault("ended instead of starting")
        try:
            status, body = server.get("/health/ready")
        except (OSError, HTTPException):
            time.sleep(0.05)
            continue
        answer = f"{status} {body[:500].decode(errors='replace')}"
        if status == HTTPStatus.OK:
            return
        time.sleep(0.2)
    raise Fault(f"not ready after {START:.0f} s: {answer}")


def _document(server: Server) -> dict[str, object]:
    status, body = server.get("/openapi.json")
    if status != HTTPStatus.OK:
        raise Fault(f"/openapi.json answers {status}")
    try:
        document: dict[str, object] = json.loads(body)
    except ValueError as error:
        raise Fault(f"/openapi.json is no JSON: {error}") from None
    return document
