"""Plan of a change: the project's files, merged in memory, with their own line endings."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi_adv.errors import Refused, printable
from fastapi_adv.merge import dependencies, syntax, three_way
from fastapi_adv.merge.three_way import Merge
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.template import tree
from fastapi_adv.template.tree import File, Tree
from fastapi_adv.terminal import console

COMPOSE_FILE = "compose.yaml"  # Docker reads this name first and would ignore the others
MANY = 2000  # files; reading fewer takes no noticeable time
OTHER_COMPOSE_FILES = ("compose.yml", "docker-compose.yaml", "docker-compose.yml")


@dataclass(frozen=True)
class BrokenImport:
    """Import of a module that a change takes away; `line` is in the file as it is after the change."""

    path: str
    line: int
    module: str


@dataclass(frozen=True)
class Change:
    """A merge and the trees that it was computed from. Nothing is written yet."""

    work_tree: WorkTree
    base: Tree
    yours: Tree
    target: Tree
    merge: Merge = field(default_factory=Merge)
    broken: Sequence[BrokenImport] = ()
    """Imports in the owner's files of modules that the change takes away."""
    remaining: Mapping[str, int] = field(default_factory=dict)
    """After a rename of the package: file -> number of lines with the old name."""

    @property
    def names(self) -> dict[str, None]:
        """Files that are written, deleted, or marked as conflicting in git's index."""
        return dict.fromkeys([*self.merge.write, *self.merge.delete, *self.merge.stages])

    @property
    def touched(self) -> set[str]:
        """Files that are written, deleted or in conflict."""
        return {*self.merge.write, *self.merge.delete, *self.merge.conflicts}

    @property
    def created(self) -> list[str]:
        return sorted(self.merge.write.keys() - self.yours.keys() - self.merge.conflicts.keys())

    @property
    def changed(self) -> list[str]:
        return sorted((self.merge.write.keys() & self.yours.keys()) - self.merge.conflicts.keys())


def plan(work_tree: WorkTree, base: Tree, target: Tree, state_file: str, keep: Iterable[str] = ()) -> Change:
    """Merge the changes from `base` to `target` into the project. Its state file is always the target's.

    Files at or below the paths in `keep` are not written. Raises Refused if a file is in the way or a module would
    be hidden, EnvironmentLacks if git is missing.
    """
    omitted = left_out(work_tree, base, target, tuple(keep))
    whole_base, whole_target = base, target
    base, target = ({name: file for name, file in side.items() if name not in omitted} for side in (base, target))
    work_tree.refuse_escapes(base.keys() | target.keys())
    _refuse_shadows(work_tree, base, target)
    yours = _read_yours(work_tree, base, target)
    change = Change(work_tree, base, yours, target, merge(base, yours, target, state_file))
    work_tree.refuse_escapes(change.names)  # a renamed folder is neither in base nor in target
    _refuse_unread(work_tree, change.names.keys() - yours.keys())
    changed_by_template = {name for name in omitted if whole_base.get(name) != whole_target.get(name)}
    change.merge.kept.update({name: omitted[name] for name in changed_by_template})
    return change


def is_kept(name: str, keep: Iterable[str]) -> bool:
    """Check whether the file is at or below one of the kept paths."""
    return any(f"{name}/".startswith(f"{path}/") for path in keep)


def _is_rewritten(name: str, base: Tree, target: Tree) -> bool:
    """Return True if the change would rewrite a migration. Databases may have run it already."""
    return "/migrations/" in name and b"\ndown_revision" in base[name].data and base[name] != target[name]


def left_out(work_tree: WorkTree, base: Tree, target: Tree, keep: Iterable[str]) -> dict[str, str]:
    """Return the files of both renders that are not written, with the reason."""
    omitted = {
        name: "migrations are written once" for name in base.keys() & target.keys() if _is_rewritten(name, base, target)
    }
    omitted |= {name: "listed in `keep`" for name in base.keys() | target.keys() if is_kept(name, keep)}
    other = next((name for name in OTHER_COMPOSE_FILES if (work_tree.root / name).is_file()), None)
    if other and COMPOSE_FILE in base.keys() | target.keys() and not (work_tree.root / COMPOSE_FILE).is_file():
        omitted[COMPOSE_FILE] = f"{other} exists, which {COMPOSE_FILE} would replace; add the services to it yourself"
    return omitted


def merge(base: Tree, yours: Tree, target: Tree, state_file: str) -> Merge:
    """Merge three trees in memory. Your line endings and your dependencies are kept."""
    crlf = {name for name, file in yours.items() if tree.is_crlf(file.data)}
    sides = [tree.to_lf(side) for side in (base, syntax.undo_reformatting(base, yours, target), target)]
    for side in sides:
        side.pop(state_file, None)
    kept = _merge_dependencies(sides)
    merged = three_way.merge(*sides)
    if dependencies.FILE in sides[1] and dependencies.FILE not in merged.delete:
        merged.write.setdefault(dependencies.FILE, sides[1][dependencies.FILE])  # with the merged dependencies
    _restore_stages(merged, (base, yours, target))
    if kept and dependencies.FILE not in merged.conflicts:
        merged.kept[dependencies.FILE] = "; ".join(kept)
    merged.write |= {state_file: target[state_file]} if state_file in target else {}
    mostly_crlf = 2 * len(crlf & base.keys()) > len(base.keys() & yours.keys())
    _restore_line_endings(merged, yours, crlf, new_as_crlf=mostly_crlf)
    return merged


def _read_yours(work_tree: WorkTree, base: Tree, target: Tree) -> Tree:
    """Read the managed files. If one is missing it may have been renamed, so the other files are read as well."""
    yours = work_tree.read(base.keys() | target.keys(), like=target | base)
    missing = base.keys() - yours.keys()
    if absent := work_tree.outside_sparse_checkout(missing):
        raise Refused(
            f"The sparse checkout leaves out {len(absent)} files of the project, such as {printable(absent[0])}.",
            "Type `git sparse-checkout disable` first: an absent file would count as deleted.",
        )
    if missing:
        largest = max(len(base[name].data) for name in missing)
        others = [name for name in work_tree.sources(base) if name not in yours]
        if len(others) > MANY:
            console.say(f"{printable(min(missing))} is missing. Looking for it in {len(others)} files …")
        yours |= work_tree.read(others, limit=3 * largest + 1024)  # git finds no similarity in larger files
    return yours


def _refuse_unread(work_tree: WorkTree, names: Iterable[str]) -> None:
    """Refuse to write over files that were not merged, such as an ignored file in a renamed folder."""
    for name in sorted(names):
        if os.path.lexists(work_tree.root / name):
            raise Refused(
                f"{printable(name)} is in the way: the change writes a file of this name.",
                f"Move {printable(name)}, then type the command again.",
            )


def _refuse_shadows(work_tree: WorkTree, base: Tree, target: Tree) -> None:
    """Refuse a new module next to an owner's package of the same name, or the reverse: Python finds only one."""
    for name in sorted(target.keys() - base.keys()):
        stem = name.removesuffix(".py")
        twin = f"{name.removesuffix('/__init__.py')}.py" if name.endswith("/__init__.py") else f"{stem}/__init__.py"
        if stem != name and twin not in base and (work_tree.root / twin).is_file():
            raise Refused(
                f"{twin} exists and the template has {name}: Python takes both for the same module.",
                f"Rename {twin}.",
            )


def _merge_dependencies(sides: list[Tree]) -> list[str]:
    """Put the same merged dependencies into all three sides. Return what was kept against the template."""
    files = [side.get(dependencies.FILE) for side in sides]
    if files[0] in files[1:]:  # only one side changed
        return []
    try:
        base, yours, target = (file.data.decode() for file in files if file)
    except ValueError:  # a side has no such file, or it is not UTF-8
        return []
    *texts, kept = dependencies.merge(base, yours, target)
    for side, file, text in zip(sides, files, texts, strict=True):
        if file:
            side[dependencies.FILE] = File(file.mode, text.encode())
    return kept


def _restore_stages(merged: Merge, sides: tuple[Tree, Tree, Tree]) -> None:
    """Let index stages hold each side as it was before its line endings and dependencies were changed."""
    for name, found in merged.stages.items():
        for number in found:
            found[number] = sides[number - 1].get(name, found[number])


def _restore_line_endings(merged: Merge, yours: Tree, crlf: set[str], *, new_as_crlf: bool) -> None:
    """Give files back their line endings, and new files those of the project. Drop writes that change nothing."""
    for name, file in list(merged.write.items()):
        if name in crlf or (new_as_crlf and name not in yours):
            merged.write[name] = tree.to_crlf(file)
        if yours.get(name) == merged.write[name]:
            del merged.write[name]
