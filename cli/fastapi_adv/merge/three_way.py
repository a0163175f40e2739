"""Merging three trees in memory: what changes, what conflicts, what is left as its owner has it."""

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi_adv.merge import git
from fastapi_adv.template.tree import File, Tree

YOURS, TEMPLATE = "yours", "template"  # what conflict markers are labelled with
_RENAMES = ("-c", "merge.directoryRenames=true", "-c", "merge.renameLimit=5000")


@dataclass
class Merge:
    """What a merge does to your tree."""

    write: Tree = field(default_factory=dict)
    delete: list[str] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)
    """Path to what git calls the conflict."""
    kept: dict[str, str] = field(default_factory=dict)
    """Path to the reason why it stays as it is."""
    stages: dict[str, dict[int, File]] = field(default_factory=dict)
    """Conflicting path to base (1), yours (2) and template (3), as far as they exist."""


def merge(base: Tree, yours: Tree, target: Tree) -> Merge:
    """Merge the way from `base` to `target` into `yours`; git is asked only where both sides moved."""
    if base.keys() - yours.keys():  # what is missing may have been renamed
        return by_git(base, yours, target)
    merged, both = easy(base, yours, target)
    if any(name in base and name not in target for name in both):  # the template may have renamed it
        return by_git(base, yours, target)
    if both:
        part = by_git(*({name: side[name] for name in both if name in side} for side in (base, yours, target)))
        merged = replace(part, write=merged.write | part.write, delete=merged.delete + part.delete)
    return merged


def easy(base: Tree, yours: Tree, target: Tree) -> tuple[Merge, set[str]]:
    """What one side alone has changed, merged, and the names of what both have."""
    merged, both = Merge(), set()
    for name in sorted(base.keys() | target.keys()):
        before, here, after = base.get(name), yours.get(name), target.get(name)
        if after in (before, here):
            continue
        if here != before:
            both.add(name)
        elif after is None:
            merged.delete.append(name)
        else:
            merged.write[name] = after
    return merged, both


def by_git(base: Tree, yours: Tree, target: Tree) -> Merge:
    """Merge by `git merge-tree`, which follows renames and marks conflicts."""
    git.require()
    with tempfile.TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
        repository = Path(folder)
        git.commit(repository, [("base", base), (YOURS, yours), (TEMPLATE, target)])
        words = ("merge-tree", "--write-tree", "-z", "--messages", YOURS, TEMPLATE)
        fields = git.names(git.ask(repository, *_RENAMES, *words, good=(0, 1), own=True))
        tree, stages, messages = _parsed(fields)
        changes = git.names(git.ask(repository, "diff-tree", "-r", "-z", "--no-renames", YOURS, tree, own=True))
        changed = [(changes[at].split(), changes[at + 1]) for at in range(0, len(changes) - 1, 2)]
        wanted = {meta[3] for meta, _ in changed if meta[4] != "D"} | {
            name for found in stages.values() for _, name in found.values()
        }
        contents = git.blobs(repository, wanted)
    merged = Merge(conflicts=messages)
    for meta, name in changed:
        if meta[4] == "D":
            merged.delete.append(name)
        else:
            merged.write[name] = File(int(meta[1], 8), contents[meta[3]])
    merged.stages = {
        name: {number: File(mode, contents[blob]) for number, (mode, blob) in found.items()}
        for name, found in stages.items()
    }
    _keep_yours(merged, yours)
    return merged


def _parsed(fields: list[str]) -> tuple[str, dict[str, dict[int, tuple[int, str]]], dict[str, str]]:
    """The merged tree, the stages of what conflicts, and the conflicts' names, from merge-tree's output."""
    stages: dict[str, dict[int, tuple[int, str]]] = {}
    at = 1
    while fields[at]:
        meta, name = fields[at].split("\t", 1)
        mode, blob, number = meta.split()
        stages.setdefault(name, {})[int(number)] = (int(mode, 8), blob)
        at += 1
    messages: dict[str, str] = {}
    at += 1
    while at < len(fields) and fields[at].isdigit():
        count = int(fields[at])
        kind = fields[at + 1 + count]
        if kind.startswith("CONFLICT"):
            messages[fields[at + 1]] = kind.removeprefix("CONFLICT (").removesuffix(")")
        at += count + 3
    return fields[0], stages, messages


def _keep_yours(merged: Merge, yours: Tree) -> None:
    """What one side deleted and the other changed asks nothing: it stays, or stays away, and is reported."""
    for name, found in merged.stages.items():
        if found.keys() == {1, 3}:
            merged.kept[name] = "you deleted it; it stays deleted"
        elif found.keys() == {1, 2}:
            merged.kept[name] = "the template drops it, you edited it; yours stays"
        else:
            continue
        merged.conflicts.pop(name, None)
        merged.write.pop(name, None)
    for name in merged.conflicts:
        if name not in merged.write and name in yours:
            merged.kept[name] = "it cannot be merged; yours stays"
    merged.stages = {name: found for name, found in merged.stages.items() if name in merged.conflicts}
