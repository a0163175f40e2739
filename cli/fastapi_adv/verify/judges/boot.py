"""Judge that starts the app under uvicorn: readiness, OpenAPI document, declared routes, and a clean stop."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

from fastapi_adv.catalogue.model import Feature
from fastapi_adv.errors import EnvironmentLacks
from fastapi_adv.verify.judges.server import Server, serving
from fastapi_adv.verify.verdict import Verdict
from fastapi_adv.verify.workspace import Workspace, typed

START = 30.0
"""Limit of the start in seconds."""
STOP = 10.0
"""Limit of the stop after SIGTERM in seconds."""


@dataclass(frozen=True)
class Fault(Exception):
    """A fault of the running app."""

    text: str


def judge(workspace: Workspace) -> Verdict:
    """Start the app on embedded backends, in a working directory outside the project."""
    began = time.monotonic()
    command = ["uvicorn", f"{workspace.variant.package}.main:app", "--host", "127.0.0.1"]
    with serving(workspace, command) as server:
        faults = list(_faults(workspace, server))
        log = server.log()
    output = "\n".join([*faults, *(["", "its log:", log] if faults else [])])
    return Verdict("boot", not faults, time.monotonic() - began, output, typed(command))


def _faults(workspace: Workspace, server: Server) -> Iterator[str]:
    try:
        _await_ready(server)
        document = _document(server)
        yield from document_faults(document)
        yield from (f"{route} is not there" for route in missing_routes(workspace.entries, document, server))
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


NOWHERE = "/verify-asks-for-nothing"


def missing_routes(entries: Sequence[Feature], document: Mapping[str, Any], server: Server) -> Iterator[str]:
    """Yield declared routes (`GET /items`, `WS /ws/echo`, `STATIC /static`) that the app does not have.

    A route in the OpenAPI document exists. The others (sockets, pages, metrics) are requested: their answer must
    differ from the answer of an address that does not exist.
    """
    for entry in entries:
        for route in entry.routes:
            method, path = route.split(" ", 1)
            if not _documented(document, method, path) and not _answers(server, method, path):
                yield route


def _documented(document: Mapping[str, Any], method: str, path: str) -> bool:
    paths = {_shape(known): operations for known, operations in document.get("paths", {}).items()}
    return method.lower() in paths.get(_shape(path), {})


def _shape(path: str) -> str:
    """Replace the names of path parameters, which may differ."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _answers(server: Server, method: str, path: str) -> bool:
    address = re.sub(r"\{[^}]*\}", "1", path)
    if method == "WS":
        return server.handshake(address) != server.handshake(NOWHERE)
    if method == "STATIC":
        return _redirects_or_differs(server, address)
    status, body = server.get(address, method)
    if status == HTTPStatus.NOT_FOUND:  # of the address, or only of what has the id 1 there?
        return _without_ids(body) != _without_ids(server.get(NOWHERE, method)[1])
    return status != HTTPStatus.METHOD_NOT_ALLOWED


def _redirects_or_differs(server: Server, address: str) -> bool:
    """Check that a mount answers: its root may be 404, but a mount refuses POST with 405."""
    return server.get(f"{address}/", "POST")[0] == HTTPStatus.METHOD_NOT_ALLOWED


def _without_ids(body: bytes) -> bytes:
    """Remove the members that differ in every reply: the request id and the address."""
    return re.sub(rb'"(request_id|instance)"\s*:\s*"[^"]*"', b"", body)


MOST = 5
"""Number of violations that are reported."""


def document_faults(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield violations of the OpenAPI specification. Raises EnvironmentLacks without the validator."""
    try:
        from openapi_spec_validator import OpenAPIV31SpecValidator
    except ModuleNotFoundError as missing:
        raise EnvironmentLacks(
            "openapi-spec-validator is not installed", 'pip install "fastapi-adv[verify]"'
        ) from missing
    for _, fault in zip(range(MOST), OpenAPIV31SpecValidator(_without_items(document)).iter_errors(), strict=False):
        where = "/".join(map(str, fault.absolute_path))
        yield f"OpenAPI document, at {where or 'its root'}: {fault.message[:300]}"
    identifiers = [
        operation["operationId"]
        for path in document.get("paths", {}).values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]
    for name in sorted({name for name in identifiers if identifiers.count(name) > 1}):
        yield f"OpenAPI document: the operation id {name} is not unique"


def _without_items(value: Any) -> Any:
    """Remove `itemSchema`: FastAPI uses this keyword of OpenAPI 3.2 in its 3.1 documents."""
    if isinstance(value, dict):
        return {key: _without_items(inner) for key, inner in value.items() if key != "itemSchema"}
    return [_without_items(inner) for inner in value] if isinstance(value, list) else value
