"""Options that several commands share, their shell completion, and one flag per feature."""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import FULL, PRESETS, split
from fastapi_adv.errors import FastapiAdvError, Usage

Suggestions = list[tuple[str, str]]
"""Completions of a word, each with its description."""


def complete_feature(incomplete: str) -> Suggestions:
    """Suggest the features whose names start with the typed text."""
    from fastapi_adv.template import source

    features = source.catalogue(source.root()).features
    return [(feature.name, feature.summary) for feature in features if feature.name.startswith(incomplete)]


def complete_features(incomplete: str) -> Suggestions:
    """Complete the last item of a comma-separated list of features."""
    typed, comma, last = incomplete.rpartition(",")
    chosen = typed.split(",")
    return [(f"{typed}{comma}{name}", help_) for name, help_ in complete_feature(last) if name not in chosen]


def complete_preset(incomplete: str) -> Suggestions:
    """Suggest the presets whose names start with the typed text."""
    described = {name: ", ".join(features) or "no features" for name, features in PRESETS.items()}
    return [item for item in (described | {FULL: "every feature"}).items() if item[0].startswith(incomplete)]


def complete_resource(incomplete: str) -> Suggestions:
    """Suggest the resources of the project in the current folder that start with the typed text."""
    from fastapi_adv.resources.fields import live

    return [
        (resource["plural"], ", ".join(field["name"] for field in live(resource)))
        for resource in _resources()
        if resource["plural"].startswith(incomplete)
    ]


def complete_field(incomplete: str) -> Suggestions:
    """Suggest the fields of the project's resources that start with the typed text."""
    from fastapi_adv.resources.fields import live

    fields = {
        field["name"]: f"{resource['plural']}: {field['type']}" for resource in _resources() for field in live(resource)
    }
    return [(name, help_) for name, help_ in fields.items() if name.startswith(incomplete)]


def _resources() -> Sequence[Mapping[str, Any]]:
    """Return the resources of the project in the current folder. Completion shows no errors."""
    from fastapi_adv.project.project import find, load

    try:
        return load(find(None)).state.answers.resources or ()
    except FastapiAdvError:
        return ()


ResourceName = Annotated[
    str, typer.Argument(metavar="RESOURCE", help="The plural of a resource.", autocompletion=complete_resource)
]
FieldWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FIELD]...", help="Fields as NAME:TYPE[:ARGUMENTS][:MODIFIER...].", show_default=False),
]
Words = Annotated[
    list[str],
    typer.Argument(
        metavar="FEATURE...", help="Names of features.", show_default=False, autocompletion=complete_feature
    ),
]
ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="The project's folder.", metavar="DIR", show_default="here or above")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
Diff = Annotated[bool, typer.Option("--diff", help="Show the changes as a unified diff.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Force = Annotated[bool, typer.Option("--force", help="Allow uncommitted changes.")]
Sync = Annotated[bool, typer.Option("--sync", help="Run `uv sync` afterwards.")]
TemplateOption = Annotated[
    str | None,
    typer.Option(
        "--template",
        help="Another template than the recorded one.",
        metavar="DIR|WHEEL|GIT-URL[@REF]",
        show_default=False,
    ),
]
NoDemo = Annotated[
    bool, typer.Option("--no-demo", help="Leave out the demonstration of database: items and categories.")
]
OldTemplate = Annotated[
    Path | None,
    typer.Option(help="The template that the project was made from.", metavar="DIR|WHEEL", show_default=False),
]


def words_of(features: Iterable[str]) -> tuple[str, ...]:
    """Return the names of features, which may be separated by spaces or commas."""
    return tuple(word for typed in features for word in split(typed.strip(" ,")))


FeatureFlags = Mapping[str, bool]


def with_feature_flags(catalogue: Catalogue) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Replace the command's parameter `flags` by --<feature>/--no-<feature> options.

    The command gets the flags that were typed, as a mapping from feature to True or False.
    """
    names = {parameter.name: name for name, parameter in _parameters(catalogue).items()}

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(command)
        def with_flags(**arguments: Any) -> int:
            typed = {name: set(arguments.pop(parameter) or ()) for parameter, name in names.items()}
            return command(flags={name: _one(name, wishes) for name, wishes in typed.items() if wishes}, **arguments)

        own = inspect.signature(command)
        kept = [parameter for name, parameter in own.parameters.items() if name != "flags"]
        parameters = [*kept, *_parameters(catalogue).values()]
        with_flags.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        with_flags.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return with_flags

    return decorate


def _one(name: str, wishes: set[bool]) -> bool:
    if len(wishes) > 1:
        raise Usage(f"--no-{name} contradicts --{name}.", "Remove one of the two.")
    return wishes.pop()


def _parameters(catalogue: Catalogue) -> dict[str, inspect.Parameter]:
    return {
        feature.name: inspect.Parameter(
            f"feature_{feature.name.replace('-', '_')}",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                list[bool] | None,  # all that were typed, because they may contradict each other
                typer.Option(
                    f"--{feature.name}/--no-{feature.name}",
                    help=feature.summary,
                    rich_help_panel="Features",
                    show_default=False,
                ),
            ],
        )
        for feature in catalogue.features
    }
