"""`keep`: list paths that no command writes."""

import os
from pathlib import Path
from typing import Annotated

import typer

from fastapi_adv.commands.options import Json, ProjectOption
from fastapi_adv.errors import DONE, Usage
from fastapi_adv.merge.apply import apply
from fastapi_adv.merge.plan import Change
from fastapi_adv.merge.recovery import recover
from fastapi_adv.merge.three_way import Merge
from fastapi_adv.project import state
from fastapi_adv.project.project import Project, find, load, template_in_use
from fastapi_adv.system.lock import locked
from fastapi_adv.terminal import console

Paths = Annotated[
    list[str] | None, typer.Argument(metavar="[PATH]...", help="Files or directories.", show_default=False)
]


def keep(
    paths: Paths = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Let the commands write these paths again.")] = False,
    project: ProjectOption = None,
    json: Json = False,
) -> int:
    """List files that are yours alone: no command writes them. Without PATH, show the list."""
    root = find(project)
    with template_in_use(root, None), locked(root):
        recover(load(root).work_tree)
        found = load(root)
        before = found.state.keep
        after = _changed(found, paths or [], remove=remove)
        if after != before:
            _write(found, after)
    if json:
        console.document({"command": "keep", "path": str(root), "keep": list(after), "changed": after != before})
    else:
        console.result("\n".join(after) if after else "No paths are kept.")
    return DONE


def _changed(project: Project, typed: list[str], *, remove: bool) -> tuple[str, ...]:
    """Return the new list, sorted. Raises Usage for a path outside the project or, with `remove`, not in the list."""
    names = [_inside(project.root, path) for path in typed]
    now = set(project.state.keep)
    if not remove:
        return tuple(sorted(now | set(names)))
    for name in names:
        if name not in now:
            raise Usage(f"{name} is not kept.", "Type `fastapi-adv keep` to see the list.")
    return tuple(sorted(now - set(names)))


def _inside(root: Path, typed: str) -> str:
    path = Path(os.path.normpath(Path.cwd() / typed))
    if not path.is_relative_to(root) or path == root:
        raise Usage(f"PATH '{typed}' is not inside the project {root}.", "Type a file or directory of the project.")
    name = path.relative_to(root).as_posix()
    if name == state.FILE:
        raise Usage(f"{state.FILE} cannot be kept: every command records its result there.", "Type another path.")
    return name


def _write(project: Project, keep: tuple[str, ...]) -> None:
    """Replace the list at the end of the state file; the rest stays as it is."""
    here = project.work_tree.read([state.FILE])[state.FILE]
    new = state.with_keep(state.without_keep(here), keep)
    change = Change(project.work_tree, {}, {state.FILE: here}, {}, Merge(write={state.FILE: new}))
    apply(change, "fastapi-adv keep")
