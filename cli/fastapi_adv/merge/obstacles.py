"""What stands where the change would write, and is none of the files that it was merged with."""

import os
from collections.abc import Iterable
from pathlib import Path

from fastapi_adv.errors import Refused, printable
from fastapi_adv.merge.tree import Tree


def refuse_unread(root: Path, names: Iterable[str]) -> None:
    """Refuse names that are taken, by an ignored file in a folder that was renamed, say: it would be lost."""
    for name in sorted(names):
        if os.path.lexists(root / name):
            raise Refused(
                f"{printable(name)} is in the way: the change writes a file of this name",
                f"Move {printable(name)} away, then type the command again.",
            )


def refuse_shadows(root: Path, base: Tree, target: Tree) -> None:
    """Refuse a new module beside its owner's package of the same name, or the reverse: Python would find only one."""
    for name in sorted(target.keys() - base.keys()):
        stem = name.removesuffix(".py")
        twin = f"{name.removesuffix('/__init__.py')}.py" if name.endswith("/__init__.py") else f"{stem}/__init__.py"
        if stem != name and twin not in base and (root / twin).is_file():
            raise Refused(
                f"{twin} is there, and the template has {name}: Python takes both for the same module",
                f"Give {twin} another name.",
            )
