"""Options that several commands share, and one flag per feature made from the catalogue."""

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.errors import Usage

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

FeatureFlags = Mapping[str, bool]


def with_feature_flags(catalogue: Catalogue) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Replace the command's parameter `flags` by --<feature>/--no-<feature> options.

    The command gets the flags that were typed, as a mapping from feature to wish.
    """
    names = {f"feature_{feature.name.replace('-', '_')}": feature.name for feature in catalogue.features}

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(command)
        def with_flags(**arguments: Any) -> int:
            typed = {name: set(arguments.pop(parameter) or ()) for parameter, name in names.items()}
            return command(flags={name: _one(name, wishes) for name, wishes in typed.items() if wishes}, **arguments)

        own = inspect.signature(command)
        kept = [parameter for name, parameter in own.parameters.items() if name != "flags"]
        with_flags.__signature__ = own.replace(parameters=[*kept, *_parameters(catalogue)])  # type: ignore[attr-defined]
        with_flags.__annotations__ = {
            parameter.name: parameter.annotation for parameter in [*kept, *_parameters(catalogue)]
        }
        return with_flags

    return decorate


def _one(name: str, wishes: set[bool]) -> bool:
    if len(wishes) > 1:
        raise Usage(f"--no-{name} contradicts --{name}.", "Leave out one of the two.")
    return wishes.pop()


def _parameters(catalogue: Catalogue) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            f"feature_{feature.name.replace('-', '_')}",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                list[bool] | None,  # every one that was typed, for two may contradict each other
                typer.Option(
                    f"--{feature.name}/--no-{feature.name}",
                    help=feature.summary,
                    rich_help_panel="Features",
                    show_default=False,
                ),
            ],
        )
        for feature in catalogue.features
    ]
