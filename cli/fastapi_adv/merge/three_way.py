"""Three-way merge of file trees in memory."""

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi_adv.merge import scratch_repository
from fastapi_adv.system import git
from fastapi_adv.template.tree import File, Tree

YOURS, TEMPLATE = "yours", "template"  # labels of conflict markers
_RENAMES = ("-c", "merge.directoryRenames=true", "-c", "merge.renameLimit=5000")

Stages = dict[str, dict[int, tuple[int, str]]]
"""For each conflicting path: stage number -> (mode, object id)."""


@dataclass
class Merge:
    """Result of a merge: changes to your tree, and what could not be merged."""

    write: Tree = field(default_factory=dict)
    delete: list[str] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)
    """Path -> kind of conflict, as git names it."""
    kept: dict[str, str] = field(default_factory=dict)
    """Path -> reason why your version was kept."""
    stages: dict[str, dict[int, File]] = field(default_factory=dict)
    """Conflicting path -> base (1), yours (2) and template (3), as far as they exist."""


def merge(base: Tree, yours: Tree, target: Tree) -> Merge:
    """Merge the changes from `base` to `target` into `yours`. Git is only used where both sides changed."""
    if base.keys() - yours.keys():  # a missing file may have been renamed
        return merge_with_git(base, yours, target)
    merged, both = merge_one_sided(base, yours, target)
    if any(name in base and name not in target for name in both):  # the template may have renamed the file
        return merge_with_git(base, yours, target)
    if both:
        sides = ({name: side[name] for name in both if name in side} for side in (base, yours, target))
        part = merge_with_git(*sides)
        merged = replace(part, write=merged.write | part.write, delete=merged.delete + part.delete)
    return merged


def merge_one_sided(base: Tree, yours: Tree, target: Tree) -> tuple[Merge, set[str]]:
    """Merge the files that only one side changed. Return the merge, and the names that both sides changed."""
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


def merge_with_git(base: Tree, yours: Tree, target: Tree) -> Merge:
    """Merge with `git merge-tree`, which follows renames and marks conflicts.

    Raises EnvironmentLacks if git is missing or too old.
    """
    git.refuse_missing()
    with tempfile.TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
        repository = Path(folder)
        scratch_repository.commit(repository, [("base", base), (YOURS, yours), (TEMPLATE, target)])
        words = ("merge-tree", "--write-tree", "-z", "--messages", YOURS, TEMPLATE)
        output = scratch_repository.run(repository, *_RENAMES, *words, allowed=(0, 1))
        tree, stages, conflicts = _parse(git.fields(output))
        output = scratch_repository.run(repository, "diff-tree", "-r", "-z", "--no-renames", YOURS, tree)
        changes = git.fields(output)
        changed = [(changes[at].split(), changes[at + 1]) for at in range(0, len(changes) - 1, 2)]
        wanted = {meta[3] for meta, _ in changed if meta[4] != "D"} | {
            blob for found in stages.values() for _, blob in found.values()
        }
        contents = scratch_repository.blobs(repository, wanted)
    merged = Merge(conflicts=conflicts)
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


def _parse(fields: list[str]) -> tuple[str, Stages, dict[str, str]]:
    """Parse the output of merge-tree into the merged tree's id, the stages and the kinds of conflict by path."""
    stages: Stages = {}
    at = 1
    while fields[at]:
        meta, name = fields[at].split("\t", 1)
        mode, blob, number = meta.split()
        stages.setdefault(name, {})[int(number)] = (int(mode, 8), blob)
        at += 1
    conflicts: dict[str, str] = {}
    at += 1
    while at < len(fields) and fields[at].isdigit():
        count = int(fields[at])
        kind = fields[at + 1 + count]
        if kind.startswith("CONFLICT"):
            # A rename/rename conflict has three paths: the old one and both new ones.
            conflicts |= dict.fromkeys(
                fields[at + 1 : at + 1 + count], kind.removeprefix("CONFLICT (").removesuffix(")")
            )
        at += count + 3
    return fields[0], stages, conflicts


def _keep_yours(merged: Merge, yours: Tree) -> None:
    """Keep your side of a file that one side deleted and the other modified, and of files that git cannot merge."""
    for name, found in merged.stages.items():
        if found.keys() == {1, 3}:
            merged.kept[name] = "you deleted it; it stays deleted"
        elif found.keys() == {1, 2}:
            merged.kept[name] = "you edited it, so it was not deleted; to delete it: git rm, or rm"
        else:
            continue
        merged.conflicts.pop(name, None)
        merged.write.pop(name, None)
    for name in merged.conflicts:
        if name not in merged.write and name in yours:
            merged.kept[name] = "it cannot be merged; yours stays"
    merged.stages = {name: found for name, found in merged.stages.items() if name in merged.conflicts}
