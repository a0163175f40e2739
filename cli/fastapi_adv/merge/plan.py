"""What a change does to a project: its files read, merged, and turned back into its own line endings."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fastapi_adv.errors import Refused, printable
from fastapi_adv.merge import dependencies, git, three_way
from fastapi_adv.merge.three_way import Merge
from fastapi_adv.template import tree
from fastapi_adv.template.tree import File, Tree


@dataclass(frozen=True)
class Change:
    """A merge and the trees that it was made from; nothing is written yet."""

    root: Path
    base: Tree
    yours: Tree
    target: Tree
    merge: Merge = field(default_factory=Merge)

    @property
    def names(self) -> dict[str, None]:
        """What is written, deleted, or marked in git's index."""
        return dict.fromkeys([*self.merge.write, *self.merge.delete, *self.merge.stages])

    @property
    def touched(self) -> set[str]:
        return {*self.merge.write, *self.merge.delete, *self.merge.conflicts}

    @property
    def created(self) -> list[str]:
        return sorted(self.merge.write.keys() - self.yours.keys() - self.merge.conflicts.keys())

    @property
    def changed(self) -> list[str]:
        return sorted((self.merge.write.keys() & self.yours.keys()) - self.merge.conflicts.keys())


def plan(root: Path, base: Tree, target: Tree, state_file: str) -> Change:
    """Merge the way from `base` to `target` into the project; its state file is always the target's.

    Raises Refused where something stands in the way or would be hidden, EnvironmentLacks where git is missing.
    """
    tree.refuse_escapes(root, base.keys() | target.keys())
    refuse_shadows(root, base, target)
    yours = read_yours(root, base, target)
    change = Change(root, base, yours, target, merge(base, yours, target, state_file))
    tree.refuse_escapes(root, change.names)  # those in a folder that its owner renamed are neither base's nor target's
    refuse_unread(root, change.names.keys() - yours.keys())
    return change


def read_yours(root: Path, base: Tree, target: Tree) -> Tree:
    """The managed files; the rest of the project too where one is missing, for it may have been renamed."""
    yours = tree.read(root, base.keys() | target.keys())
    missing = base.keys() - yours.keys()
    if missing:
        largest = max(len(base[name].data) for name in missing)
        yours |= tree.read(root, _others(root, yours), limit=3 * largest + 1024)  # beyond, git sees no likeness
    return yours


def _others(root: Path, known: Tree) -> Iterable[str]:
    if git.prefix(root) is None:
        names: Iterable[str] = tree.walk(root)
    else:
        names = filter(None, git.names(git.ask(root, "ls-files", "-z", "-co", "--exclude-standard")))
    return [name for name in names if name not in known and not (root / name).is_symlink()]


def merge(base: Tree, yours: Tree, target: Tree, state_file: str) -> Merge:
    """The merge of three trees in memory, line endings and dependencies of yours respected."""
    crlf = {name for name, file in yours.items() if tree.is_crlf(file.data)}
    sides = [tree.to_lf(side) for side in (base, yours, target)]
    for side in sides:
        side.pop(state_file, None)
    kept = _unify(sides)
    merged = three_way.merge(*sides)
    if dependencies.FILE in sides[1] and dependencies.FILE not in merged.delete:
        merged.write.setdefault(dependencies.FILE, sides[1][dependencies.FILE])  # its arrays are merged already
    _restore_stages(merged, (base, yours, target))
    if kept and dependencies.FILE not in merged.conflicts:
        merged.kept[dependencies.FILE] = "; ".join(kept)
    merged.write |= {state_file: target[state_file]} if state_file in target else {}
    _restore_endings(merged, yours, crlf, windows=2 * len(crlf & base.keys()) > len(base.keys() & yours.keys()))
    return merged


def _unify(sides: list[Tree]) -> list[str]:
    """Write the same dependency arrays into all three sides."""
    files = [side.get(dependencies.FILE) for side in sides]
    if files[0] in files[1:]:  # one side alone moved
        return []
    try:
        base, yours, target = (file.data.decode() for file in files if file)
    except ValueError:  # one is missing, or not UTF-8
        return []
    *texts, kept = dependencies.unify(base, yours, target)
    for side, file, text in zip(sides, files, texts, strict=True):
        if file:
            side[dependencies.FILE] = File(file.mode, text.encode())
    return kept


def _restore_stages(merged: Merge, sides: tuple[Tree, Tree, Tree]) -> None:
    """Index stages hold each side as it really was."""
    for name, found in merged.stages.items():
        for number in found:
            found[number] = sides[number - 1].get(name, found[number])


def _restore_endings(merged: Merge, yours: Tree, crlf: set[str], *, windows: bool) -> None:
    """Files keep the line endings they have; new ones take those of the project. What then changes nothing goes."""
    for name, file in list(merged.write.items()):
        if name in crlf or (windows and name not in yours):
            merged.write[name] = tree.to_crlf(file)
        if yours.get(name) == merged.write[name]:
            del merged.write[name]


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
