"""The options of the commands that only look."""

from typing import Annotated

import typer

app = typer.Typer()

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def features(
    name: Annotated[str | None, typer.Argument(help="A feature or one of its aliases.", show_default=False)] = None,
    *,
    json: JsonOption = False,
) -> None:
    """List what can be chosen, or show one feature in full."""
    from fastapi_adv.commands.features import features as command

    command(name, json=json)


@app.command()
def doctor(*, json: JsonOption = False) -> int:
    """Say which tools and servers are here, and what to type for those that are missing."""
    from fastapi_adv.commands.doctor import doctor as command

    return command(json=json)
