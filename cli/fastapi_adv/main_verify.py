"""The options of `verify`."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

Features = Annotated[str | None, typer.Option(metavar="A,B", help="Vary only these, with what they require.")]
Only = Annotated[
    list[str] | None, typer.Option(metavar="VARIANT", help="Judge this variant, such as none, all, auth+cache@name.")
]
Report = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="Write a report: JUnit .xml, Markdown .md, or .json.")
]


@app.command()
def verify(  # noqa: PLR0913  # one parameter per option
    *,
    strength: Annotated[int, typer.Option(metavar="1|2|3", help="How many features are combined exhaustively.")] = 2,
    features: Features = None,
    only: Only = None,
    static: Annotated[
        bool, typer.Option("--static", help="Read all 2^n combinations instead of running some.")
    ] = False,
    isolated: Annotated[bool, typer.Option("--isolated", help="Install each variant by itself.")] = False,
    resolution: Annotated[str, typer.Option(metavar="lowest-direct|highest", help="Which versions.")] = "highest",
    no_services: Annotated[bool, typer.Option("--no-services", help="Leave out tests on real servers.")] = False,
    template: Annotated[Path | None, typer.Option(metavar="DIR", help="Another template than ours.")] = None,
    shard: Annotated[str, typer.Option(metavar="I/N", help="Judge the I-th of N parts.")] = "",
    jobs: Annotated[int, typer.Option(min=0, help="Variants at a time; 0 for two per core.")] = 0,
    list_: Annotated[bool, typer.Option("--list", help="Only name the variants.")] = False,
    report: Report = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Prove that every combination of features works."""
    from fastapi_adv.choice import split
    from fastapi_adv.commands.verify import verify as command
    from fastapi_adv.verify.request import Request

    names = split(features) if features is not None else ()
    chosen = (tuple(only or ()), static, isolated, resolution, not no_services, template)
    return command(Request(strength, names, *chosen, shard, jobs, list_, tuple(report or ()), json))
