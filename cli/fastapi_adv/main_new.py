"""The options of `new`; those of the features come from the catalogue."""

from pathlib import Path
from typing import Annotated

import typer

from fastapi_adv import templates
from fastapi_adv.flags import FeatureFlags, with_feature_flags
from fastapi_adv.plan import PYTHON_VERSIONS

app = typer.Typer()
OUTPUT = "Where it goes"
CHOICE = "Choice of features"


@app.command()
@with_feature_flags(templates.catalogue(templates.root()))
def new(  # noqa: PLR0913  # one parameter per option
    flags: FeatureFlags,
    name: Annotated[
        str | None, typer.Argument(help="The project's title; `.` means this folder.", show_default=False)
    ] = None,
    *,
    features: Annotated[str | None, typer.Option(help="Features, separated by commas.", rich_help_panel=CHOICE)] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every feature.", rich_help_panel=CHOICE)] = False,
    preset: Annotated[
        str | None, typer.Option(help="minimal, api, realtime, data or full.", rich_help_panel=CHOICE)
    ] = None,
    output_dir: Annotated[Path | None, typer.Option(help="The parent folder.", rich_help_panel=OUTPUT)] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder with files; overwrite only our own.", rich_help_panel=OUTPUT),
    ] = False,
    description: Annotated[str, typer.Option(help="One line that says what the project does.")] = "",
    author: Annotated[str, typer.Option(help="Who writes it.")] = "",
    python: Annotated[str, typer.Option(help="The oldest Python that it runs on.")] = PYTHON_VERSIONS[0],
    git: Annotated[bool, typer.Option(help="Make a first commit where there is no repository.")] = True,
    sync: Annotated[bool, typer.Option("--sync", help="Run `uv sync` afterwards.")] = False,
    defaults: Annotated[bool, typer.Option("--defaults", help="Never ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document; never ask.")] = False,
) -> int:
    """Write a new project."""
    from fastapi_adv.choice import Choice
    from fastapi_adv.commands.new import Request
    from fastapi_adv.commands.new import new as command

    choice = Choice(flags, features, all_, preset)
    how = {"git": git, "sync": sync, "defaults": defaults, "dry_run": dry_run, "json": json, "force": force}
    return command(Request(name, choice, output_dir, description, author, python, **how))
