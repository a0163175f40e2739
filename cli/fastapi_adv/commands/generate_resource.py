"""`generate resource`: add a resource to a project."""

import shlex
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from fastapi_adv.commands import prompts
from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import Diff, DryRun, FieldWords, Force, Json, ProjectOption, Sync
from fastapi_adv.commands.resource_change import ResourceChange, Rules, rules
from fastapi_adv.errors import Usage
from fastapi_adv.project import field_sources
from fastapi_adv.project.project import Project
from fastapi_adv.resources.changes import resource_of
from fastapi_adv.resources.field_rules import declared
from fastapi_adv.resources.foreign import Found
from fastapi_adv.resources.identifiers import plural_of
from fastapi_adv.terminal import console


@dataclass(frozen=True)
class Request:
    """The options of `generate resource` as typed, apart from those of every change."""

    plural: str = ""
    scope: str = ""
    owned: bool = False
    from_table: tuple[str, str] | None = None
    from_openapi: str | None = None

    @property
    def inspects(self) -> bool:
        return bool(self.from_table or self.from_openapi)


def generate_resource(  # noqa: PLR0913  # one parameter per option
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of one: invoice, order_line.")],
    fields: FieldWords = None,
    *,
    plural: Annotated[
        str, typer.Option(metavar="PLURAL", help="The name of several.", show_default="NAME with s, es or ies")
    ] = "",
    owned: Annotated[bool, typer.Option("--owned", help="Rows belong to the caller who creates them.")] = False,
    scope: Annotated[
        str, typer.Option(metavar="SCOPE", help="Scopes are SCOPE:read and SCOPE:write.", show_default="the plural")
    ] = "",
    from_table: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="URL TABLE", help="Take the fields of a table in a database.", show_default=False),
    ] = None,
    from_openapi: Annotated[
        str | None,
        typer.Option(metavar="FILE#POINTER", help="Take the fields of a schema in a document.", show_default=False),
    ] = None,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
) -> int:
    """Generate a resource: REST, tests, a migration, and its part in every enabled feature."""
    request = Request(plural, scope, owned, from_table, from_openapi)
    words = tuple(fields or ())
    _refuse_sources(name, words, request)
    if not words and not request.inspects:
        words = _asked(name, may_ask=not json)
    options = Options((name, *words), project, dry_run, diff, json, force, sync)
    return run(partial(_decide, request), options)


def _refuse_sources(name: str, words: tuple[str, ...], request: Request) -> None:
    if request.from_table and request.from_openapi:
        raise Usage("--from-table contradicts --from-openapi.", "Remove one of the two.")
    if words and request.inspects:
        raise Usage(
            "Fields contradict --from-table and --from-openapi.",
            f"Generate {name} first, then type: fastapi-adv change resource {request.plural or plural_of(name)} FIELD",
        )


def _asked(name: str, *, may_ask: bool) -> tuple[str, ...]:
    if not (may_ask and prompts.possible()):
        raise Usage(
            "FIELD is required.", f"Type for example: fastapi-adv generate resource {name} title:str due:date:optional"
        )
    known = rules()
    return prompts.ask_fields(lambda word: declared(word, known.types, known.reserved))


def _decide(request: Request, project: Project, options: Options) -> Intent:
    """Decide the change. Raises Usage if a rule is broken."""
    name, *words = options.words
    known = rules()
    change = ResourceChange("generate", project, ("resource", name))
    messages: list[str] = []
    if request.inspects:
        plurals = [resource["plural"] for resource in change.before]
        found = _inspected(request, project, plurals, known)
        words, messages = list(found.words), [*found.skipped, "The same command without the source:"]
    typed = _typed(name, words, request)
    change = ResourceChange("generate", project, typed)
    if request.inspects:
        messages.append(f"  {shlex.join(['fastapi-adv', 'generate', *typed])}")
        for line in messages:
            console.say(line)
    fields = [declared(word, known.types, known.reserved) for word in words]
    resource = resource_of(name, fields, plural=request.plural, scope=request.scope, owned=request.owned)
    return change.intent((*change.before, resource), resource, known)


def _inspected(request: Request, project: Project, plurals: list[str], known: Rules) -> Found:
    if request.from_table:
        return field_sources.table(project.root, request.from_table, plurals, known.types, known.reserved)
    return field_sources.openapi(Path.cwd(), request.from_openapi or "", known.types, known.reserved)


def _typed(name: str, words: list[str], request: Request) -> tuple[str, ...]:
    options = [["--plural", request.plural], ["--scope", request.scope]]
    given = [word for option in options if option[1] for word in option]
    return ("resource", name, *words, *given, *["--owned"] * request.owned)
