"""Account of the running service, with rows for the tests."""

import json
from typing import Any
from urllib.parse import urlencode

from tests.served import ask

EMAIL, PASSWORD = "ada@example.org", "correct horse battery"


def post(host: str, path: str, body: object, **headers: str) -> Any:
    """Post JSON, and return the reply."""
    return ask(host, path, json.dumps(body).encode(), Content_Type="application/json", **headers)


def register(host: str) -> None:
    post(host, "/auth/register", {"email": EMAIL, "password": PASSWORD})


def log_in(host: str) -> dict[str, str]:
    """Log in, and return the tokens."""
    tokens: dict[str, str] = ask(host, "/auth/token", urlencode({"username": EMAIL, "password": PASSWORD}).encode())
    return tokens


def furnish(host: str, token: str, items: int) -> str:
    """Create items in the category 1, with ids from 1 on, and a task. Return the id of the task."""
    known = {"Authorization": f"Bearer {token}"}
    post(host, "/categories", {"name": "Tools"}, **known)
    for number in range(items):
        post(host, "/items", {"name": f"Hammer {number}", "price_cents": 500, "category_id": 1}, **known)
    return str(post(host, "/tasks/cleanup", None, **known)["id"])
