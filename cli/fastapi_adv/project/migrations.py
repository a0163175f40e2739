"""Alembic migrations in trees of files: commands to type, and the owner's files that depend on removed tables."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template.tree import Tree

LARGEST_SOURCE = 2**20  # bytes; a larger module is not read
_TABLE = re.compile(rb"""(?:__tablename__\s*=|create_table\()\s*["'](\w+)["']""")


@dataclass(frozen=True)
class Migration:
    """Identifiers of one migration: its revision, its branch label, and other revisions.

    `follows` are the revisions that it is based on; `refers` has those that it depends on, too.
    """

    path: str
    revision: str
    label: str = ""
    refers: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()


def migrations(tree: Tree) -> Iterator[Migration]:
    """Yield the migrations of a tree, sorted by path. A file that does not parse is left out."""
    for path in sorted(tree):
        if path.endswith(".py") and "migrations" in PurePosixPath(path).parts:
            found = _identifiers(tree[path].data)
            if revision := next(iter(found.get("revision", [])), ""):
                follows = frozenset(found.get("down_revision", []))
                refers = follows.union(found.get("depends_on", []))
                yield Migration(path, revision, next(iter(found.get("branch_labels", [])), ""), refers, follows)


def _identifiers(source: bytes) -> dict[str, list[str]]:
    """Return the texts in each module-level assignment."""
    found: dict[str, list[str]] = {}
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return {}
    for statement in statements:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                found[name] = list(_texts(value))
            case _:
                continue
    return found


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def upgrade_commands(package: str, base: Tree, target: Tree) -> list[str]:
    """Return the command that runs the migrations that `target` adds to `base`, if there are any."""
    known = {migration.revision for migration in migrations(base)}
    new = [migration for migration in migrations(target) if migration.revision not in known]
    return [f"{_command(package)} upgrade heads"] if new else []


def downgrade_commands(catalogue: Catalogue, names: Iterable[str], package: str, base: Tree) -> list[str]:
    """Return the commands that drop the tables of these entries, the last started first."""
    removed = set(names)
    labels: list[str] = []
    for entry in catalogue:
        if entry.name in removed:
            labels += [migration.label for migration in migrations(_owned(entry.paths, package, base))]
    return [
        f"{_command(package)} downgrade {label}@base" for label in reversed(list(dict.fromkeys(filter(None, labels))))
    ]


def heads(found: Iterable[Migration], first: str) -> list[str]:
    """Return the last revisions of the branch that starts at `first`, sorted. There are none without this revision."""
    known = list(found)
    branch = {migration.revision for migration in known if migration.revision == first}
    while more := {one.revision for one in known if one.follows & branch} - branch:
        branch |= more
    followed = {revision for migration in known if migration.revision in branch for revision in migration.follows}
    return sorted(branch - followed)


def drop_commands(package: str, base: Tree, target: Tree) -> list[str]:
    """Return the commands that drop the tables of the resources that `target` lacks, the referring tables first."""
    kept = {migration.revision for migration in migrations(target)}
    gone = [migration for migration in migrations(base) if migration.revision not in kept]
    labels = list(dict.fromkeys(migration.label for migration in gone if migration.label))
    ordered: list[str] = []
    while labels:
        needed = {name for one in gone if _branch(one) not in ordered for name in _others(one)}
        free = [label for label in labels if label not in needed] or labels
        ordered += free
        labels = [label for label in labels if label not in free]
    return [f"{_command(package)} downgrade {label}@base" for label in ordered]


def _branch(migration: Migration) -> str:
    return migration.label or re.sub(r"_\d+$", "", migration.revision)


def _others(migration: Migration) -> set[str]:
    """Return the branches of other resources that the migration refers to."""
    return {re.sub(r"(_\d+|@\w+)$", "", name) for name in migration.refers} - {_branch(migration)}


def merge_command(package: str, found: Iterable[str]) -> str:
    """Return the command that joins two heads."""
    return f'{_command(package)} merge {" ".join(found)} -m "Join two branches"'


def _owned(paths: Iterable[str], package: str, tree: Tree) -> Tree:
    folders = tuple(f"{path}/".replace("{package}", package) for path in paths)
    return {name: file for name, file in tree.items() if name.startswith(folders)}


def _command(package: str) -> str:
    return f"uv run python -m {package}.database.migrate"


def dependants(removed: Tree, own: Tree) -> list[str]:
    """Return the owner's files that follow a removed migration or have a foreign key to a removed table."""
    gone = list(migrations(removed))
    revisions = {migration.revision for migration in gone} | {migration.label for migration in gone if migration.label}
    tables = {name.decode() for file in removed.values() for name in _TABLE.findall(file.data)}
    following = {
        migration.path for migration in migrations(own) if any(_names(text, revisions) for text in migration.refers)
    }
    return sorted(following | {path for path in own if path.endswith(".py") and _has_key(own[path].data, tables)})


def _names(reference: str, revisions: set[str]) -> bool:
    """Check whether a reference such as `auth_0001` or `auth@head` names one of the revisions."""
    return reference.partition("@")[0] in revisions


def _has_key(source: bytes, tables: set[str]) -> bool:
    if b"ForeignKey" not in source:
        return False
    try:
        texts = set(_texts(ast.parse(source)))
    except (SyntaxError, ValueError):
        return False
    columns = re.compile(rf"(\w+\.)?({'|'.join(map(re.escape, tables)) or '(?!)'})\.\w+")
    return any(columns.fullmatch(text) for text in texts)
