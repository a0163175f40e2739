"""`diff`: what differs from a pristine render of the recorded answers. It never writes."""

from pathlib import Path

from fastapi_adv import console, templates
from fastapi_adv.errors import DONE, NO
from fastapi_adv.lifecycle import project, unified
from fastapi_adv.memory import Template
from fastapi_adv.merge import journal, tree
from fastapi_adv.old_template import template_at


def diff(given: Path | None, *, json: bool) -> int:
    """Print the differences; returns 1 where there are any. Raises Refused where the render cannot be made."""
    found = project.read(project.find(given))
    found.refuse_newer(templates.version(templates.root()))
    with template_at(found.made_by) as folder:
        base = found.render(Template(folder), found.state.recorded)
    tree.refuse_escapes(found.root, base)
    if journal.pending(found.root):
        console.say("An earlier run was stopped while it wrote; add, remove or update will finish it first.")
    yours = tree.read(found.root, base)
    changed = unified.changed(base, yours, base)
    text = unified.diff(base, yours, base)
    code = NO if changed else DONE
    if json:
        console.document(
            {
                "command": "diff",
                "path": str(found.root),
                "template_version": found.made_by,
                "changed": [name for name in changed if name in yours],
                "missing": [name for name in changed if name not in yours],
                "diff": text,
                "exit_code": code,
            }
        )
    elif text:
        console.result(unified.for_terminal(text.removesuffix("\n")))
    return code
