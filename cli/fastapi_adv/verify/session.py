"""Inputs that all variants of a run share."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from fastapi_adv.catalogue.combinations import Model
from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.terminal import console
from fastapi_adv.verify import services
from fastapi_adv.verify.environments import Environment, Recipe, shared
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.request import Request
from fastapi_adv.verify.variants import Variant, variant

Watch = Callable[[str, str], None]
"""Callback with the name of a variant and of the judge that starts on it."""


@dataclass(frozen=True)
class Session:
    """Inputs that all variants share. `environment` is None if each variant is installed by itself."""

    template: Template
    catalogue: Catalogue
    environment: Environment | None
    recipe: Recipe
    services: bool
    processes: Processes
    reproduce: Callable[[Variant], str]


def open_session(request: Request, model: Model, processes: Processes) -> Session:
    """Collect the inputs, and create the environment if it is missing.

    Raises EnvironmentLacks without uv or servers.
    """
    root = request.template or source.root()
    if request.services:
        services.require()
    if sys.stderr.isatty():
        console.say("Preparing the environment and the servers. The first run takes about 15 s …")
    template = Template(root)
    everything = variant(model, frozenset(model.factors))
    recipe = Recipe(template.render(everything.answers)["pyproject.toml"].data, sys.executable, request.resolution)
    return Session(
        template=template,
        catalogue=source.catalogue(root),
        environment=None if request.isolated else shared(recipe, processes, console.say),
        recipe=recipe,
        services=request.services,
        processes=processes,
        reproduce=lambda one: request.again(one.name),
    )


def workers(request: Request) -> int:
    """Return the number of variants that are judged at a time. Given servers allow only one."""
    return 1 if request.services and services.found() else request.workers


def notes(request: Request) -> list[str]:
    """Return notes about the run: Python, resolution, and parts that were left out."""
    python = ".".join(map(str, sys.version_info[:3]))
    how = "each variant installed by itself" if request.isolated else "one environment for all variants"
    notes = [f"Python {python}, {workers(request)} at a time, {how}, resolution {request.resolution}"]
    if not request.services:
        notes.append("Without services: the tests on real Redis and PostgreSQL did not run")
    elif found := services.found():
        notes.append(f"On the servers of {' and '.join(sorted(found))}, so one variant at a time")
    return notes
