"""Features with tables: commands to type, and owners' files that depend on their tables."""

import pytest

from fastapi_adv.project.migrations import dependants, downgrade_commands, upgrade_commands
from fastapi_adv.template.tree import PLAIN, File, Tree
from tests.unit.entries import catalogue


def migration(revision: str, label: str = "", refers: str = "") -> File:
    labels = f"branch_labels: tuple[str] | None = ('{label}',)" if label else "branch_labels = None"
    return File(PLAIN, f"revision = '{revision}'\n{labels}\ndepends_on = {refers or None!r}\n".encode())


TREE: Tree = {
    "src/x/database/migrations/0001_items.py": migration("database_0001", "database"),
    "src/x/auth/migrations/0001_users.py": migration("auth_0001", "auth"),
    "src/x/auth/migrations/0002_more.py": migration("auth_0002"),
    "src/x/auth/models.py": File(PLAIN, b'class Account(Base):\n    __tablename__ = "accounts"\n'),
    "src/x/auth/routes.py": File(PLAIN, b'branch_labels = ("not-here",)\n'),
}


def test_dependants_are_dropped_first() -> None:
    assert downgrade_commands(catalogue(), ["database", "auth"], "x", TREE) == [
        "uv run python -m x.database.migrate downgrade auth@base",
        "uv run python -m x.database.migrate downgrade database@base",
    ]


def test_one_upgrade_makes_all_tables() -> None:
    assert upgrade_commands("x", {}, TREE) == ["uv run python -m x.database.migrate upgrade heads"]


def test_a_new_migration_of_an_enabled_feature_asks_for_an_upgrade() -> None:
    before = {name: file for name, file in TREE.items() if "0002" not in name}

    assert upgrade_commands("x", before, TREE) == ["uv run python -m x.database.migrate upgrade heads"]


def test_features_without_tables_ask_for_nothing() -> None:
    assert upgrade_commands("x", TREE, TREE) == []
    assert downgrade_commands(catalogue(), ["cache"], "x", TREE) == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("src/x/orders/migrations/1.py", "revision = 'a'\ndepends_on = 'auth_0001'\n"),
        ("src/x/orders/migrations/1.py", "revision = 'a'\ndepends_on = ('b', 'auth_0002')\n"),
        ("src/x/orders/migrations/1.py", "revision = 'a'\ndown_revision = 'auth_0002'\n"),
        ("src/x/orders/migrations/1.py", "revision = 'a'\ndepends_on = ['auth@head']\n"),
        ("src/x/orders.py", "user: Mapped[int] = mapped_column(ForeignKey('accounts.id'))\n"),
        ("src/x/orders.py", "key = ForeignKeyConstraint(['user'], ['app.accounts.id'])\n"),
    ],
)
def test_files_that_depend_on_removed_tables_are_found(path: str, content: str) -> None:
    own = {path: File(PLAIN, content.encode()), "src/x/own.py": File(PLAIN, b"ForeignKey('orders.id'); 'accounts'\n")}

    assert dependants(TREE, own) == [path]
