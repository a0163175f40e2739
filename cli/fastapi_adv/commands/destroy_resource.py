"""`destroy resource`: remove a resource from a project."""

from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import Diff, DryRun, Force, Json, ProjectOption, ResourceName, Sync
from fastapi_adv.commands.resource_change import ResourceChange, rules
from fastapi_adv.errors import Refused
from fastapi_adv.project.project import Project
from fastapi_adv.resources.changes import destroyed, find


def destroy_resource(  # noqa: PLR0913  # one parameter per option
    resource: ResourceName,
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
) -> int:
    """Destroy a resource. Files that you edited are kept."""
    return run(decide, Options((resource,), project, dry_run, diff, json, force, sync))


def decide(project: Project, options: Options) -> Intent:
    """Decide the change. Raises Usage for an unknown resource, or one that another resource refers to."""
    change = ResourceChange("destroy", project, ("resource", *options.words))
    resource = find(change.before, options.words[0])
    intent = change.intent(destroyed(change.before, resource["plural"]), resource, rules())
    if not options.force:
        _refuse_dependants(intent, resource["plural"])
    return intent


def _refuse_dependants(intent: Intent, plural: str) -> None:
    """Raise Refused if tables or migrations of the owner depend on the table."""
    if found := intent.project.dependants(intent.base, intent.target):
        raise Refused(
            f"Your code depends on the table {plural}: {', '.join(found)}.",
            "Remove these foreign keys and migrations first, or pass --force to destroy the resource all the same.",
        )
