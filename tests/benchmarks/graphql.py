"""Number of SQL statements of a query with relations."""

import json
from typing import Any
from urllib.request import Request, urlopen

from tests.benchmarks.project import serving
from tests.benchmarks.ratio import Ratio

MODULE = """
from workspace.database import DatabaseDep
from workspace.categories.models import Category
from workspace.items.models import Item
from workspace.main import app
from sqlalchemy import event, insert

statements = []


@app.post("/fill")
async def fill(database: DatabaseDep) -> None:
    async with database.begin() as session:
        await session.execute(insert(Category), [{"name": f"Category {n}"} for n in range(100)])
        items = [{"name": f"Item {n}", "price_cents": n, "category_id": n // 10 + 1} for n in range(1000)]
        await session.execute(insert(Item), items)
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2]))


@app.get("/statements")
async def asked() -> list[str]:
    return statements
"""
FAMILY = "{ categories(first: 100) { edges { node { name items(first: 10) { edges { node { name %s } } } } } } }"


def run() -> dict[str, Ratio]:
    """Count the statements for 100 parents with 10 children each, and for the parents of these."""
    with serving(["graphql"], MODULE) as port:
        _post(port, "/fill", {})
        children = _statements(port, FAMILY % "")
        back = _statements(port, FAMILY % "category { name }")
    return {
        "100 parents with children": Ratio(children, at_most=3, unit="SQL"),
        "100 parents with children with parents": Ratio(back, at_most=3, unit="SQL"),
    }


def _post(port: int, path: str, body: object) -> Any:
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers), timeout=60) as reply:
        return json.load(reply)


def _asked(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/statements", timeout=60) as reply:
        return len(json.load(reply))


def _statements(port: int, query: str) -> int:
    before = _asked(port)
    reply = _post(port, "/graphql", {"query": query})
    if "errors" in reply or len(reply["data"]["categories"]["edges"]) != 100:
        raise RuntimeError(reply)
    return _asked(port) - before
