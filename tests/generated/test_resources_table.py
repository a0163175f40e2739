"""`generate resource --from-table`: the columns of a table, read by the libraries of the project."""

import sqlite3
from pathlib import Path

import pytest

from fastapi_adv.template.answers import Answers
from fastapi_adv.verify.process_group import Processes
from tests.conftest import Cli
from tests.lifecycle.small import write
from tests.lifecycle.trees import TEMPLATE
from tests.shared_environment import shared_environment

TABLE = """
CREATE TABLE bills (
    id INTEGER PRIMARY KEY,
    number VARCHAR(40) NOT NULL UNIQUE,
    total NUMERIC(10, 2) NOT NULL,
    item_id INTEGER REFERENCES items (id),
    dueDate DATE,
    picture BLOB
)
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> str:  # noqa: ARG001  # `cli` sets the folder
    """Return the address of a database with a table; commands are typed in a project that is installed."""
    connection = sqlite3.connect(tmp_path / "old.db")
    connection.execute(TABLE)
    connection.close()
    root = tmp_path / "demo"
    write(root, TEMPLATE.render(Answers("demo", "demo", features=("database",)).data()))
    python = shared_environment(Processes()).python
    (root / ".venv").symlink_to(python.parents[1], target_is_directory=True)
    monkeypatch.chdir(root)
    return f"sqlite:///{tmp_path}/old.db"


def test_the_columns_of_a_table_become_a_command(cli: Cli, database: str) -> None:
    result = cli("generate", "resource", "bill", "--from-table", database, "bills", "--dry-run")

    words = "number:str:40:unique total:decimal:10,2 item:ref:items:optional due_date:date:optional"
    assert result.code == 0, result.err
    assert f"  fastapi-adv generate resource bill {words}\n" in result.err
    assert "Skipped picture: its type is not supported." in result.err
    assert database not in result.out + result.err


def test_a_missing_table_is_refused(cli: Cli, database: str) -> None:
    result = cli("generate", "resource", "bill", "--from-table", database, "nothing")

    assert result.code == 3
    assert "The table 'nothing' cannot be read: no such table." in result.err
