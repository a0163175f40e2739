"""A new migration belongs to the package whose tables changed: one revision for each of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from alembic import context
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ForeignKeyConstraint

from .base import Base

PACKAGE = Path(__file__).parent.parent


def table_of(op: Any) -> str:
    return str(getattr(op, "source_table", None) or getattr(op, "table_name", ""))


def owners(scripts: ScriptDirectory) -> dict[str, str]:
    """Table → package: of its model, or of the last migration that names a table without one."""
    found: dict[str, str] = {}
    for script in scripts.walk_revisions():
        label = next(iter(script.branch_labels), "")
        for op in Path(script.path).read_text(encoding="utf-8").split('"')[1::2]:
            found.setdefault(op, label)
    for mapper in Base.registry.mappers:
        for table in mapper.tables:
            found[table.name] = mapper.class_.__module__.split(".")[1]
    return found


def referenced(op: Any) -> Iterator[str]:
    """The tables that the operation's new foreign keys point to."""
    if isinstance(op, ops.CreateForeignKeyOp):
        yield op.referent_table
    for part in getattr(op, "columns", ()):
        if isinstance(part, ForeignKeyConstraint):
            yield from (element.target_fullname.split(".")[-2] for element in part.elements)
    for inner in getattr(op, "ops", ()):
        yield from referenced(inner)


def split(
    _migration: MigrationContext, _revision: Any, directives: list[ops.MigrationScript]
) -> None:
    """Autogenerate's one revision becomes one for each package; a new one starts a new branch."""
    script = directives[0]
    nothing = script.upgrade_ops is None or script.upgrade_ops.is_empty()
    if nothing or script.upgrade_ops is None or script.head not in (None, "head"):
        return  # a branch was named, or there is nothing to divide
    scripts = ScriptDirectory.from_config(context.config)
    heads = {label: head for head in scripts.get_heads() for label in labels(scripts, head)}
    owner = owners(scripts)
    names: list[str] = []  # a package after those whose tables it refers to
    order = [table.name for table in Base.metadata.sorted_tables]
    for op in sorted(script.upgrade_ops.ops, key=lambda op: position(order, table_of(op))):
        name = owner.get(table_of(op), "database")
        if name not in names:
            names.append(name)
    down = script.downgrade_ops.ops if script.downgrade_ops else []
    made = []
    for number, name in enumerate(names):
        mine = [op for op in script.upgrade_ops.ops if owner.get(table_of(op), "database") == name]
        revision = script.rev_id if number == 0 else f"{script.rev_id}{number}"
        reached = {owner.get(table, name) for op in mine for table in referenced(op)} - {name}
        made.append(
            ops.MigrationScript(
                rev_id=revision,
                message=script.message,
                upgrade_ops=ops.UpgradeOps(mine),
                downgrade_ops=ops.DowngradeOps(
                    [op for op in down if owner.get(table_of(op), "database") == name]
                ),
                head=f"{name}@head" if name in heads else "base",
                branch_label=None if name in heads else name,
                version_path=str(PACKAGE / name / "migrations"),
                depends_on=sorted(heads[other] for other in reached) or None,
            )
        )
        heads[name] = str(revision)
    directives[:] = made


def position(order: Sequence[str], table: str) -> int:
    return order.index(table) if table in order else len(order)


def labels(scripts: ScriptDirectory, head: str) -> set[str]:
    found = scripts.get_revision(head)
    return set(found.branch_labels) if found else set()
