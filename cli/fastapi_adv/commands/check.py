"""`check`, for CI: would `update` change anything, are there conflicts? It never writes and needs no network."""

import typer

from fastapi_adv.commands.options import Json, ProjectOption
from fastapi_adv.errors import DONE, NO
from fastapi_adv.merge import clean, journal
from fastapi_adv.project import state, worktree
from fastapi_adv.template import source, tree
from fastapi_adv.terminal import console

app = typer.Typer()


@app.command()
def check(*, project: ProjectOption = None, json: Json = False) -> int:
    """Check, for CI, that a project is up to date and free of conflicts."""
    found = worktree.read(worktree.find(project))
    version = source.version(source.root())
    found.refuse_newer(version)
    selection = found.selection(source.catalogue(source.root()))
    base = found.with_features(worktree.current(), selection)
    tree.refuse_escapes(found.root, base)
    yours = tree.read(found.root, base)
    outdated = found.made_by != version
    conflicted = clean.conflicted(found.root, base, yours)
    missing = [] if outdated else sorted(base.keys() - yours.keys())  # another version has other files
    interrupted = journal.pending(found.root)
    # What is missing is told, not judged: its owner may have deleted or renamed it, and `update` leaves that alone.
    code = NO if outdated or conflicted or interrupted else DONE
    if json:
        console.document(
            {
                "command": "check",
                "path": str(found.root),
                "template_version": {"project": found.made_by, "tool": version},
                "outdated": [state.FILE] if outdated else [],
                "conflicted": conflicted,
                "missing": missing,
                "interrupted": interrupted,
                "exit_code": code,
            }
        )
        return code
    if outdated:
        console.result(f"outdated    {state.FILE} ({found.made_by}, this is {version}): fastapi-adv update")
    for name in conflicted:
        console.result(f"conflicted  {name}")
    for name in missing:
        console.result(f"missing     {name}")
    if interrupted:
        console.result("interrupted an earlier run; add, remove or update finishes it")
    return code
