"""Branches of the resources' migrations, read from the project's files without running them."""

from fastapi_adv.errors import Refused
from fastapi_adv.project.migrations import LARGEST_SOURCE, Migration, heads, merge_command, migrations
from fastapi_adv.project.project import Project
from fastapi_adv.resources.fields import Record


def read(project: Project) -> list[Migration]:
    """Return all migrations of the project, those of the owner included."""
    names = [name for name in project.work_tree.sources() if "/migrations/" in name and name.endswith(".py")]
    return list(migrations(project.work_tree.read(names, limit=LARGEST_SOURCE)))


def head(project: Project, resource: Record) -> str:
    """Return the last revision on the resource's branch. Raises Refused unless there is exactly one."""
    first = resource["steps"][0]["revision"]
    found = heads(read(project), first)
    if not found:
        raise Refused(
            f"The migration {first} of {resource['plural']} was not found.", "Restore the file from your repository."
        )
    if len(found) > 1:
        raise Refused(
            f"{resource['plural']} has {len(found)} heads: {', '.join(found)}.",
            f"Join them first: {merge_command(project.package, found)}",
        )
    return found[0]


def split(project: Project) -> dict[str, list[str]]:
    """Return the resources with several heads, with these heads."""
    found = read(project) if project.state.answers.resources else []
    by_resource = {
        resource["plural"]: heads(found, resource["steps"][0]["revision"])
        for resource in project.state.answers.resources or ()
    }
    return {plural: several for plural, several in by_resource.items() if len(several) > 1}
