"""The options of the commands that keep a project up to date."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

Words = Annotated[list[str], typer.Argument(metavar="FEATURE...", help="Names of features.", show_default=False)]
ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="The project's folder.", metavar="DIR", show_default="here or above")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
Diff = Annotated[bool, typer.Option("--diff", help="Show the changes as a unified diff.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Force = Annotated[bool, typer.Option("--force", help="Go on with changes that are not committed.")]
Sync = Annotated[bool, typer.Option("--sync", help="Run `uv sync` afterwards.")]
OldTemplate = Annotated[
    Path | None,
    typer.Option(help="The template that the project was made from.", metavar="DIR|WHEEL", show_default=False),
]


@app.command()
def add(  # noqa: PLR0913  # one parameter per option
    features: Words,
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
) -> int:
    """Add features to a project, next to your edits."""
    from fastapi_adv.commands.add import add as command
    from fastapi_adv.lifecycle.intent import Options

    return command(Options(tuple(features), project, dry_run, diff, json, force, sync))


@app.command()
def remove(  # noqa: PLR0913  # one parameter per option
    features: Words,
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
) -> int:
    """Remove features from a project; what you edited stays."""
    from fastapi_adv.commands.remove import remove as command
    from fastapi_adv.lifecycle.intent import Options

    return command(Options(tuple(features), project, dry_run, diff, json, force, sync))


@app.command()
def update(  # noqa: PLR0913  # one parameter per option
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
    old_template: OldTemplate = None,
) -> int:
    """Bring a project to this version of the template."""
    from fastapi_adv.commands.update import update as command
    from fastapi_adv.lifecycle.intent import Options

    return command(Options((), project, dry_run, diff, json, force, sync, old_template))


@app.command()
def diff(*, project: ProjectOption = None, json: Json = False) -> int:
    """Show how a project differs from what its answers render to."""
    from fastapi_adv.commands.diff import diff as command

    return command(project, json=json)


@app.command()
def check(*, project: ProjectOption = None, json: Json = False) -> int:
    """Tell, for CI, whether a project is at this version and without conflicts."""
    from fastapi_adv.commands.check import check as command

    return command(project, json=json)
