"""`features`: what can be chosen, or one feature in full."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.commands.options import Json
from fastapi_adv.template import source
from fastapi_adv.template.description import describe
from fastapi_adv.terminal import console, layout

app = typer.Typer()


@app.command()
def features(
    name: Annotated[str | None, typer.Argument(help="A feature or one of its aliases.", show_default=False)] = None,
    *,
    json: Json = False,
) -> None:
    """List the features, or show one in full."""
    template = source.root()
    catalogue = source.catalogue(template)
    entries = (catalogue.find(name),) if name is not None else catalogue.entries
    described = [describe(template, catalogue, entry) for entry in entries] if json or name is not None else []
    if json:
        version = source.version(template)
        document = {"command": "features", "template_version": version}
        console.document(document | ({"feature": described[0]} if name is not None else {"features": described}))
    elif name is not None:
        _show_one(catalogue, described[0])
    else:
        _show_all(catalogue)


def _show_all(catalogue: Catalogue) -> None:
    rows = [(entry.name, entry.summary, ", ".join(entry.requires)) for entry in catalogue.features]
    console.show(layout.table(("Feature", "What it gives", "Needs"), rows))


def _show_one(catalogue: Catalogue, described: Mapping[str, Any]) -> None:
    needed_by = [entry.name for entry in catalogue if described["name"] in entry.requires]
    measure = f"{described['lines']} and {described['test_lines']} of tests"
    facts = {
        "Found as": described["aliases"],
        "Needs": [f"{name}: {catalogue[name].summary}" for name in described["requires"]],
        "Needed by": needed_by,
        "Conflicts with": described["conflicts"],
        "Routes": described["routes"],
        "Depends on": described["dependencies"],
        "Services": described["services"],
        "Reads": [f"{item['name']}={item['default']}  {item['summary']}" for item in described["environment"]],
        "Files": described["files"],
        "Lines": [measure] if described["files"] else [],
    }
    console.result(f"{described['name']}: {described['summary']}")
    for title, lines in facts.items():
        if lines:
            console.result("\n".join([f"\n{title}", *(f"  {line}" for line in lines)]))
