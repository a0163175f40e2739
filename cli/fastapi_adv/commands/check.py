"""`check`, for CI: would `update` change anything, are there conflicts? It never writes and needs no network."""

from pathlib import Path

from fastapi_adv import console, state, templates
from fastapi_adv.errors import DONE, NO
from fastapi_adv.lifecycle import project
from fastapi_adv.merge import clean, journal, tree


def check(given: Path | None, *, json: bool) -> int:
    """Print what is not in order, and what is missing; returns 1 where something is not in order.

    Raises Refused for a state file that is not sound.
    """
    found = project.read(project.find(given))
    version = templates.version(templates.root())
    found.refuse_newer(version)
    selection = found.selection(templates.catalogue(templates.root()))
    base = found.with_features(project.current(), selection)
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
