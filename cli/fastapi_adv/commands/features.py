"""`features`: list the features, or describe one."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import needed_features
from fastapi_adv.commands.options import Json, complete_feature
from fastapi_adv.template import source
from fastapi_adv.template.description import describe
from fastapi_adv.terminal import console, layout


def features(
    name: Annotated[
        str | None,
        typer.Argument(help="A feature or one of its aliases.", show_default=False, autocompletion=complete_feature),
    ] = None,
    *,
    json: Json = False,
) -> None:
    """List the features, or describe one."""
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
    rows = [(entry.name, entry.summary, ", ".join(needed_features(catalogue, entry))) for entry in catalogue.features]
    console.show(layout.table(("Feature", "Description", "Needs"), rows))


def _show_one(catalogue: Catalogue, described: Mapping[str, Any]) -> None:
    entry = catalogue[described["name"]]
    needed_by = [other.name for other in catalogue.features if entry.name in needed_features(catalogue, other)]
    lines = f"{described['lines']}, and {described['test_lines']} of tests"
    facts = {
        "Aliases": described["aliases"],
        "Needs": [f"{name}: {catalogue[name].summary}" for name in needed_features(catalogue, entry)],
        "Needed by": needed_by,
        "Conflicts with": described["conflicts"],
        "Routes": described["routes"],
        "Dependencies": described["dependencies"],
        "Services": described["services"],
        "Environment": [f"{item['name']}={item['default']}  {item['summary']}" for item in described["environment"]],
        "Files": described["files"],
        "Lines": [lines] if described["files"] else [],
    }
    console.result(f"{console.styled(entry.name, 'heading')}: {entry.summary}")
    for title, items in facts.items():
        if items:
            console.result("\n".join(["", console.styled(title, "heading"), *(f"  {item}" for item in items)]))
