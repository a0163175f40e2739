"""An account of the running service, and what it leaves there."""

import json
from typing import Any
from urllib.parse import urlencode

from tests.served import ask

EMAIL, PASSWORD = "ada@example.org", "correct horse battery"


def post(host: str, path: str, body: object, **headers: str) -> Any:
    """The reply to some JSON."""
    return ask(host, path, json.dumps(body).encode(), Content_Type="application/json", **headers)


def register(host: str) -> None:
    post(host, "/auth/register", {"email": EMAIL, "password": PASSWORD})


def log_in(host: str) -> dict[str, str]:
    """A token reply: each call is a login of its own."""
    tokens: dict[str, str] = ask(host, "/auth/token", urlencode({"username": EMAIL, "password": PASSWORD}).encode())
    return tokens


def furnish(host: str, token: str, items: int) -> str:
    """Items with the ids from 1 on, each of the category 1, and a task, whose id is returned."""
    known = {"Authorization": f"Bearer {token}"}
    post(host, "/categories", {"name": "Tools"}, **known)
    for number in range(items):
        post(host, "/items", {"name": f"Hammer {number}", "price_cents": 500, "category_id": 1}, **known)
    return str(post(host, "/tasks/cleanup", None, **known)["id"])
