"""Descriptions of fields outside the project: a table of a database, a schema of an OpenAPI document."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fastapi_adv.errors import EnvironmentLacks, Refused, Usage
from fastapi_adv.resources import foreign
from fastapi_adv.resources.fields import Types
from fastapi_adv.resources.foreign import Found
from fastapi_adv.resources.identifiers import Reserved
from fastapi_adv.system import processes
from fastapi_adv.template import yaml_text

LARGEST_DOCUMENT = 10_000_000  # characters
SECONDS = 60
# Runs in the project's environment, which has SQLAlchemy and the drivers. The URL, with its password, comes on stdin.
SCRIPT = """
import asyncio, json, sys
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

given, table = json.load(sys.stdin)
url = sa.make_url(given)
drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
url = url.set(drivername=drivers.get(url.drivername.partition("+")[0], url.drivername))

def columns(connection):
    inspector = sa.inspect(connection)
    schema, _, name = table.rpartition(".")
    schema = schema or None
    targets = {key["constrained_columns"][0]: key["referred_table"]
               for key in inspector.get_foreign_keys(name, schema) if len(key["constrained_columns"]) == 1}
    more = {"include_auto_indexes": True} if connection.dialect.name == "sqlite" else {}
    indexes = [(one["column_names"], bool(one["unique"])) for one in inspector.get_indexes(name, schema, **more)]
    indexes += [(one["column_names"], True) for one in inspector.get_unique_constraints(name, schema)]
    for column in inspector.get_columns(name, schema):
        kind, own = column["type"], [column["name"]]
        yield {
            "name": column["name"], "nullable": column["nullable"],
            "bases": [base.__name__ for base in type(kind).__mro__],
            "length": getattr(kind, "length", None), "precision": getattr(kind, "precision", None),
            "scale": getattr(kind, "scale", None), "choices": list(getattr(kind, "enums", None) or []),
            "target": targets.get(column["name"]), "unique": (own, True) in indexes, "index": (own, False) in indexes,
        }

async def main():
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            print(json.dumps(await connection.run_sync(lambda sync: list(columns(sync)))))
    finally:
        await engine.dispose()

try:
    asyncio.run(main())
except sa.exc.NoSuchTableError:
    sys.exit("no such table")
except Exception as error:
    sys.exit(type(error).__name__)
"""


def table(root: Path, place: tuple[str, str], plurals: Iterable[str], types: Types, reserved: Reserved) -> Found:
    """Return the fields of a table; `place` is its URL and name.

    Raises EnvironmentLacks if the project is not installed, Refused on failure.
    """
    url, name = place
    pythons = [root / ".venv" / "bin" / "python", root / ".venv" / "Scripts" / "python.exe"]
    python = next((path for path in pythons if path.is_file()), None)
    if python is None:
        raise EnvironmentLacks(
            "--from-table needs the libraries of the project, which are not installed.", "Type: uv sync"
        )
    done = processes.run([python, "-c", SCRIPT], cwd=root, stdin=json.dumps([url, name]).encode(), timeout=SECONDS)
    if done.returncode:
        reason = (done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        raise Refused(f"The table {name!r} cannot be read: {reason}.", "Check URL and TABLE of --from-table.")
    return foreign.of_columns(json.loads(done.stdout), plurals, types, reserved)


def openapi(folder: Path, place: str, types: Types, reserved: Reserved) -> Found:
    """Return the fields of a schema. `place` is FILE#POINTER. Raises Usage if there is no such schema."""
    name, _, pointer = place.partition("#")
    if not name or not pointer:
        raise Usage(
            f"--from-openapi {place!r} must be FILE#POINTER.",
            "Type: --from-openapi api.json#/components/schemas/Invoice",
        )
    document = _document(folder / name)
    schema = foreign.pointed(document, pointer)
    if not isinstance(schema, dict):
        schemas = foreign.pointed(document, "/components/schemas")
        known = ", ".join(sorted(map(str, schemas))[:20]) if isinstance(schemas, dict) else "none"
        raise Usage(f"{name} has no schema {pointer}.", f"Schemas: {known}.")
    return foreign.of_schema(schema, document, types, reserved)


def _document(file: Path) -> Mapping[str, Any]:
    try:
        with file.open(encoding="utf-8") as stream:
            text = stream.read(LARGEST_DOCUMENT + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"{file} cannot be read: {error}.", "Pass --from-openapi FILE#POINTER.") from None
    if len(text) > LARGEST_DOCUMENT:
        raise Usage(f"{file} has more than {LARGEST_DOCUMENT} characters.", "Pass a smaller document.")
    found = yaml_text.load(text, str(file))
    if not isinstance(found, dict):
        raise Usage(f"{file} is not an OpenAPI document.", "Pass --from-openapi FILE#POINTER.")
    return found
