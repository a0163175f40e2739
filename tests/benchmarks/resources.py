"""Requests per second of a generated resource, against routes that a person would write for the same table."""

import asyncio
import json

from tests.benchmarks.load import Target, compared
from tests.benchmarks.project import serving
from tests.benchmarks.ratio import Ratio

MODULE = """
from sqlalchemy import insert, select

from workspace.database import DatabaseDep, Session
from workspace.items.models import Item
from workspace.items.schemas import ItemOut
from workspace.main import app


@app.post("/fill")
async def fill(database: DatabaseDep) -> None:
    async with database.begin() as session:
        rows = [{"name": f"Item {n}", "price_cents": n} for n in range(1000)]
        await session.execute(insert(Item), rows)


@app.get("/plain/{id}")
async def read(id: int, session: Session) -> ItemOut:
    return ItemOut.model_validate(await session.get_one(Item, id))


@app.get("/plain")
async def find(session: Session) -> list[ItemOut]:
    rows = await session.scalars(select(Item).order_by(Item.id).limit(50))
    return [ItemOut.model_validate(row) for row in rows]
"""
FIELDS = "id name description priceCents version createdAt"
PAGE = "{ items(first: 50) { edges { node { " + FIELDS + " } } } }"
TARGETS = {
    "one row": Target("/items/7", {}),
    "page of 50 rows": Target("/items?limit=50", {}),
    "page of 50 rows by GraphQL": Target("/graphql", {}, json.dumps({"query": PAGE})),
    "one row, by hand": Target("/plain/7", {}),
    "page of 50 rows, by hand": Target("/plain", {}),
}


def run() -> dict[str, Ratio]:
    """Measure all targets in turn, so that other load meets all of them."""
    with serving(["graphql"], MODULE) as port:
        rates = asyncio.run(_filled(port))
    return {
        "one row against a route by hand": Ratio(rates["one row"] / rates["one row, by hand"], at_least=0.7),
        "page against a route by hand": Ratio(
            rates["page of 50 rows"] / rates["page of 50 rows, by hand"], at_least=0.7
        ),
        **{name: Ratio(rate, unit="/s") for name, rate in rates.items()},
    }


async def _filled(port: int) -> dict[str, float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(Target("/fill", {}, "{}").request)
    await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return dict(zip(TARGETS, await compared(port, list(TARGETS.values())), strict=True))
