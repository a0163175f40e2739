"""Features with tables: what to type before they go and after they come."""

from fastapi_adv.commands.intent import downgrade_commands, upgrade_commands
from fastapi_adv.template.tree import PLAIN, File
from tests.unit.entries import catalogue

TREE = {
    "src/x/database/migrations/0001_items.py": File(PLAIN, b'branch_labels = ("database",)\n'),
    "src/x/auth/migrations/0001_users.py": File(PLAIN, b"branch_labels: tuple[str] | None = ('auth',)\n"),
    "src/x/auth/migrations/0002_more.py": File(PLAIN, b"branch_labels = None\n"),
    "src/x/auth/routes.py": File(PLAIN, b'branch_labels = ("not-here",)\n'),
}


def test_dependants_are_dropped_first() -> None:
    assert downgrade_commands(catalogue(), ["database", "auth"], "x", TREE) == [
        "uv run python -m x.database.migrate downgrade auth@base",
        "uv run python -m x.database.migrate downgrade database@base",
    ]


def test_one_upgrade_makes_all_tables() -> None:
    assert upgrade_commands(catalogue(), ["database", "auth"], "x", TREE) == [
        "uv run python -m x.database.migrate upgrade heads"
    ]


def test_features_without_tables_ask_for_nothing() -> None:
    assert upgrade_commands(catalogue(), ["cache"], "x", TREE) == []
    assert downgrade_commands(catalogue(), ["cache"], "x", TREE) == []
