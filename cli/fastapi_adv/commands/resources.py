"""`resources`: list the resources of a project, or describe one."""

import shlex
from typing import Annotated

import typer

from fastapi_adv.commands.options import Json, ProjectOption, complete_resource
from fastapi_adv.errors import DONE
from fastapi_adv.project.project import Project, find, load
from fastapi_adv.resources import changes
from fastapi_adv.resources.fields import Record, Types, live, spelled
from fastapi_adv.resources.repetition import generate_words
from fastapi_adv.template import slices, source
from fastapi_adv.terminal import console


def resources(
    name: Annotated[
        str | None,
        typer.Argument(metavar="RESOURCE", help="A resource.", show_default=False, autocompletion=complete_resource),
    ] = None,
    *,
    project: ProjectOption = None,
    json: Json = False,
) -> int:
    """List the resources of a project, or describe one."""
    found = load(find(project))
    recorded = sorted(found.state.answers.resources or (), key=lambda resource: str(resource["plural"]))
    shown = [changes.find(recorded, name)] if name is not None else recorded
    types = slices.field_types(source.root())
    if json:
        document = {"command": "resources", "path": str(found.root), "template_version": found.made_by}
        records = [_record(resource, types) for resource in shown]
        console.document({**document, **({"resources": records} if name is None else {"resource": records[0]})})
    elif name is None:
        console.result("\n".join(_line(resource) for resource in shown) or "The project has no resources.")
    else:
        console.result("\n".join(_lines(found, shown[0], types)))
    return DONE


def _record(resource: Record, types: Types) -> dict[str, object]:
    words = [spelled(field, types) for field in live(resource)]
    return {
        **resource,
        "scope": resource.get("scope", resource["plural"]),
        "owned": resource.get("owned", False),
        "words": words,
    }


def _line(resource: Record) -> str:
    return f"{resource['plural']:<30}  {', '.join(field['name'] for field in live(resource))}"


def _lines(project: Project, resource: Record, types: Types) -> list[str]:
    """Return the command that generates the resource, and its migrations."""
    return [
        f"{resource['plural']}: src/{project.package}/{resource['plural']}/",
        shlex.join(["fastapi-adv", *generate_words(resource, types)]),
        *(f"  {step['revision']}  follows {step['after'] or 'nothing'}" for step in resource["steps"]),
    ]
