"""Features that own database tables: what to type before they go and after they come."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from fastapi_adv.catalogue import Catalogue
from fastapi_adv.merge.tree import Tree

_LABEL = re.compile(rb"^branch_labels\b.*?[\"']([\w-]+)[\"']", re.MULTILINE)


def upgrade(catalogue: Catalogue, names: Iterable[str], package: str, tree: Tree) -> list[str]:
    """The command that makes the tables of what is added."""
    return [f"{_command(package)} upgrade heads"] if _labels(catalogue, names, package, tree) else []


def downgrades(catalogue: Catalogue, names: Iterable[str], package: str, tree: Tree) -> list[str]:
    """The commands that drop the tables of what is removed, dependants first, by the code that is still there."""
    return [
        f"{_command(package)} downgrade {label}@base" for label in reversed(_labels(catalogue, names, package, tree))
    ]


def _command(package: str) -> str:
    return f"uv run python -m {package}.database.migrate"


def _labels(catalogue: Catalogue, names: Iterable[str], package: str, tree: Tree) -> list[str]:
    """The Alembic branches of the features among `names`, in the order of start-up."""
    wanted = set(names)
    found = []
    for entry in catalogue:
        folders = [f"{path}/".replace("{package}", package) for path in entry.paths if entry.name in wanted]
        for name in sorted(tree):
            if any(name.startswith(folder) for folder in folders) and "migrations" in PurePosixPath(name).parts:
                label = _LABEL.search(tree[name].data)
                found += [label[1].decode()] if label else []
    return list(dict.fromkeys(found))
