"""`diff`: compare a project with the pristine render of its recorded answers. It never writes."""

from fastapi_adv.commands.options import Json, ProjectOption
from fastapi_adv.errors import DONE, NO
from fastapi_adv.merge import journal, unified_diff
from fastapi_adv.merge.plan import is_kept
from fastapi_adv.project.project import Project, find, load, template_in_use
from fastapi_adv.template import source
from fastapi_adv.template.old_version import template_at
from fastapi_adv.template.renderer import Template
from fastapi_adv.terminal import console


def diff(*, project: ProjectOption = None, json: Json = False) -> int:
    """Show how a project differs from the render of its recorded answers."""
    root = find(project)
    with template_in_use(root, None):
        return _diff(load(root), json=json)


def _diff(found: Project, *, json: bool) -> int:
    found.refuse_newer(source.version(source.root()))
    with template_at(found.made_by, recorded=found.state.template) as folder:
        base = found.render(Template(folder), found.state.recorded)
    found.work_tree.refuse_escapes(base)
    if journal.pending(found.work_tree):
        console.say("An earlier run was interrupted while it wrote. add, remove or update completes it.")
    yours = found.work_tree.read(base, like=base)
    changed = unified_diff.changed(base, yours, base)
    text = unified_diff.diff(base, yours, base)
    code = NO if changed else DONE
    if json:
        console.document(
            {
                "command": "diff",
                "path": str(found.root),
                "template_version": found.made_by,
                "changed": [name for name in changed if name in yours],
                "missing": [name for name in changed if name not in yours],
                "kept": [name for name in changed if is_kept(name, found.state.keep)],
                "diff": text,
                "exit_code": code,
            }
        )
        return code
    for name in changed:
        if is_kept(name, found.state.keep):
            console.say(f"kept      {name}  (no command writes it)")
    if text:
        console.result(unified_diff.for_terminal(text.removesuffix("\n")))
    return code
