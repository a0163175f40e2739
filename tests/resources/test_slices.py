"""Slices of resources: layout, types and suites with every type of field, and migrations over rows."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fastapi_adv.template.renderer import Template
from fastapi_adv.verify import services
from fastapi_adv.verify.environments import Environment
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.workspace import write
from tests.resources.fields import changed, every_type
from tests.shared_environment import shared_environment

PACKAGE = "myproj"
STEPS = """
import asyncio
import sys

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from myproj.database.migrate import main
from myproj.database.settings import DatabaseSettings


def run(*statements):
    async def execute():
        engine = create_async_engine(DatabaseSettings().address)
        async with engine.begin() as connection:
            rows = [(await connection.execute(text(one))) for one in statements]
            found = [tuple(row) for row in rows[-1]] if rows[-1].returns_rows else []
        await engine.dispose()
        return found

    return asyncio.run(execute())


main(["upgrade", "heads"])
main(["downgrade", "bills@bills_0001"])
run(
    "INSERT INTO shops (id, title, version, created_at) VALUES (1, 'Ada', 1, '2026-01-01 00:00:00')",
    "INSERT INTO bills (id, number, total, due, shop_id, tag, note, version, created_at)"
    " VALUES (1, 'a', 1.25, '2026-01-02', 1, 't', 'n', 1, '2026-01-01 00:00:00')",
)
kept = "SELECT number, total, {0}, {1}, note FROM bills"
before = run(kept.format("shop_id", "tag"))
main(["upgrade", "heads"])
assert run(kept.format("seller_id", "label")) == before
assert run("SELECT state, rank, due, above_id FROM bills") == [("draft", 3, None, None)]
main(["downgrade", "bills@bills_0001"])
assert run(kept.format("shop_id", "tag")) == before
main(["upgrade", "heads"])
assert run(kept.format("seller_id", "label")) == before
main(["check"])
for broken in ("UPDATE bills SET seller_id = 9", "DELETE FROM shops"):
    try:
        run(*(["PRAGMA foreign_keys=ON"] if "sqlite" in str(DatabaseSettings().address) else []), broken)
    except Exception as error:
        assert "foreign key" in str(error).lower(), error
    else:
        sys.exit(f"{broken}: accepted")
main(["downgrade", "base"])
"""


@pytest.fixture(scope="session")
def environment() -> Environment:
    return shared_environment(Processes())


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with services.running(Processes(), tmp_path_factory.mktemp("servers")) as addresses:
        yield addresses["TEST_DATABASE_URL"]


def render(template: Path, folder: Path, features: list[str], resources: list[Any]) -> Path:
    answers = {"project_name": PACKAGE, "package_name": PACKAGE, "features": features, "resources": resources}
    write(folder / PACKAGE, Template(template).render(answers))
    return folder / PACKAGE


def run(environment: Environment, project: Path, *command: str, **more: str) -> str:
    """Run a module of the shared environment in a project, and return what it printed."""
    metadata = project / "src" / f"{PACKAGE}-0.1.0.dist-info" / "METADATA"
    metadata.parent.mkdir(exist_ok=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 0.1.0\n")
    done = subprocess.run(
        [environment.python, *command],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), **more},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


@pytest.mark.parametrize("resources", [every_type(), changed(), []], ids=["every type", "changed", "none"])
def test_a_project_passes_its_own_checks(
    resources: list[Any], template: Path, tmp_path: Path, environment: Environment, postgres: str
) -> None:
    project = render(template, tmp_path, ["database"], resources)

    suites = [f"tests/{resource['plural']}" for resource in resources]
    run(environment, project, "-m", "ruff", "format", "--check", "--no-cache", ".")
    run(environment, project, "-m", "ruff", "check", "--no-cache", ".")
    run(environment, project, "-m", "mypy")
    suites.append("tests/database/test_migrations.py")
    run(environment, project, "-m", "pytest", "-q", "-x", *suites, TEST_DATABASE_URL=postgres)


def test_the_rows_of_owners_are_their_own(template: Path, tmp_path: Path, environment: Environment) -> None:
    project = render(template, tmp_path, ["auth"], every_type(owned=True))

    run(environment, project, "-m", "ruff", "format", "--check", "--no-cache", ".")
    run(environment, project, "-m", "ruff", "check", "--no-cache", ".")
    run(environment, project, "-m", "mypy")
    suites = [f"tests/{resource['plural']}" for resource in every_type()]
    run(environment, project, "-m", "pytest", "-q", "-x", "-k", "others or unique or unknown or cache", *suites)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_migrations_keep_rows_in_both_directions(
    database: str, template: Path, tmp_path: Path, environment: Environment, request: pytest.FixtureRequest
) -> None:
    project = render(template, tmp_path, ["database"], changed())
    address = "sqlite:///./app.db" if database == "sqlite" else request.getfixturevalue("postgres")

    run(environment, project, "-c", STEPS, DATABASE_URL=address)
