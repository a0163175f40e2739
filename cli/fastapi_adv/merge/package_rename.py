"""Renaming of a project's package: its files move, imports follow, and the template's text is merged."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from fastapi_adv.errors import Refused
from fastapi_adv.merge import import_names, plan
from fastapi_adv.merge.plan import Change
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.template.tree import Tree, is_text

LARGEST = 2**20  # bytes; a larger file is moved, but its text is not searched
ENOUGH = 0.5  # part of the package's generated files that a renamed directory has


@dataclass(frozen=True)
class PackageRename:
    """The package `old` becomes `new`."""

    old: str
    new: str

    def path(self, name: str) -> str:
        """Return the path of a file after the rename."""
        folder = f"src/{self.old}/"
        return f"src/{self.new}/{name.removeprefix(folder)}" if name.startswith(folder) else name


def plan_rename(  # noqa: PLR0913  # what `plan` takes, and the rename
    work_tree: WorkTree,
    base: Tree,
    target: Tree,
    state_file: str,
    *,
    keep: Iterable[str],
    rename: PackageRename,
) -> Change:
    """Plan the rename of the package, with the changes from `base` to `target` merged in.

    A package that was renamed by hand already is accepted. Raises Refused if both directories exist, or none.
    """
    _refuse_directories(work_tree, rename)
    keep = (*keep, *plan.left_out(work_tree, base, target, keep))
    base, target = ({name: side[name] for name in side if not plan.is_kept(name, keep)} for side in (base, target))
    yours = _read(work_tree, base, target, keep, rename)
    generated = {rename.path(name): file for name, file in base.items()}
    moved = {rename.path(name): file for name, file in yours.items()}
    edited = [name for name in moved if name.endswith(".py") and moved[name] != generated.get(name)]
    for tree in (generated, moved):
        tree |= {name: import_names.renamed(tree[name], rename.old, rename.new) for name in edited if name in tree}
    merged = plan.merge(generated, moved, target, state_file)
    after = {name: file for name, file in moved.items() if name not in merged.delete} | merged.write
    write = {name: file for name, file in after.items() if yours.get(name) != file}
    delete = [name for name in yours if name not in after]
    change = Change(work_tree, base, yours, target, replace(merged, write=write, delete=delete))
    work_tree.refuse_escapes(change.names)
    return replace(change, remaining=_remaining(work_tree, after, {*change.merge.delete, state_file}, rename.old))


def _read(work_tree: WorkTree, base: Tree, target: Tree, keep: tuple[str, ...], rename: PackageRename) -> Tree:
    """Read the managed files, the package's directory, and all Python files of the owner."""
    managed = base.keys() | target.keys()
    work_tree.refuse_escapes(managed)
    sources = [name for name in work_tree.sources(base) if not plan.is_kept(name, keep)]
    return work_tree.read(
        managed.union(name for name in sources if name.endswith(".py") or rename.path(name) != name),
        like=target | base,
    )


def _refuse_directories(work_tree: WorkTree, rename: PackageRename) -> None:
    old, new = (work_tree.root / "src" / name for name in (rename.old, rename.new))
    if old.is_dir() == new.is_dir():
        there = "both exist" if old.is_dir() else "do not exist"
        raise Refused(
            f"src/{rename.old} and src/{rename.new} {there}; one must exist.",
            f"Move the package to src/{rename.old} or to src/{rename.new}, then type the command again.",
        )


def _remaining(work_tree: WorkTree, after: Tree, left_out: set[str], old: str) -> dict[str, int]:
    """Return the files that still have the old name as a word, with the number of such lines."""
    word = re.compile(rb"(?<![\w-])(?:%b|%b)(?![\w-])" % (old.encode(), old.replace("_", "-").encode()))
    others = [name for name in work_tree.sources() if name not in after and name not in left_out]
    texts = after | work_tree.read(others, limit=LARGEST)
    found = {
        name: sum(bool(word.search(line)) for line in file.data.splitlines())
        for name, file in texts.items()
        if len(file.data) <= LARGEST and is_text(file.data) and name not in {"uv.lock", *left_out}
    }
    return {name: count for name, count in sorted(found.items()) if count}


def renamed_by_hand(work_tree: WorkTree, base: Tree, package: str) -> str | None:
    """Return the package's new name if its directory has another name now, else None."""
    folder = f"src/{package}/"
    files = [name.removeprefix(folder) for name in base if name.startswith(folder)]
    if not files or (work_tree.root / folder).is_dir():
        return None
    return next((name for name in _packages(work_tree) if _share(work_tree, name, files) >= ENOUGH), None)


def _packages(work_tree: WorkTree) -> Iterator[str]:
    source = work_tree.root / "src"
    names = sorted(path.name for path in source.iterdir() if path.is_dir()) if source.is_dir() else []
    yield from (name for name in names if name.isidentifier())


def _share(work_tree: WorkTree, package: str, files: list[str]) -> float:
    folder = PurePosixPath("src", package)
    return sum((work_tree.root / folder / name).is_file() for name in files) / len(files)
