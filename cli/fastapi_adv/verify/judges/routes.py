"""The routes that the catalogue names are served."""

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi_adv.catalogue.model import Feature
from fastapi_adv.verify.judges.server import Server

NOWHERE = "/verify-asks-for-nothing"


def missing_routes(entries: Sequence[Feature], document: Mapping[str, Any], server: Server) -> Iterator[str]:
    """Routes as declared (`GET /items`, `WS /ws/echo`, `STATIC /static`) that the app does not have.

    What is in the OpenAPI document is there. The rest (sockets, pages, metrics) is asked for: it must answer
    otherwise than an address that does not exist.
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
    """Parameters by their place: their names may differ."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _answers(server: Server, method: str, path: str) -> bool:
    address = re.sub(r"\{[^}]*\}", "1", path)
    if method == "WS":
        return server.handshake(address) != server.handshake(NOWHERE)
    if method == "STATIC":
        return _redirects_or_differs(server, address)
    status, body = server.get(address, method)
    if status == HTTPStatus.NOT_FOUND:  # of the address, or only of what has the id 1 there?
        return _told(body) != _told(server.get(NOWHERE, method)[1])
    return status != HTTPStatus.METHOD_NOT_ALLOWED


def _redirects_or_differs(server: Server, address: str) -> bool:
    """A mount without an index answers 404 to its root, but nothing else takes a method that it does not know."""
    return server.get(f"{address}/", "POST")[0] == HTTPStatus.METHOD_NOT_ALLOWED


def _told(body: bytes) -> bytes:
    """Without what differs in every reply: ids, the address itself."""
    return re.sub(rb'"(request_id|instance)"\s*:\s*"[^"]*"', b"", body)
