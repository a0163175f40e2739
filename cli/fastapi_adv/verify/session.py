"""From a request to what its variants are judged with."""

import sys

from fastapi_adv.catalogue.combinations import Model
from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify import services
from fastapi_adv.verify.environments import Recipe, shared
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.request import Request
from fastapi_adv.verify.variants import variant
from fastapi_adv.verify.workshop import Workshop


def workshop(request: Request, model: Model, processes: Processes) -> Workshop:
    """Makes the environment where it is missing. Raises EnvironmentLacks without uv or servers."""
    root = request.template or source.root()
    if request.services:
        services.require()
    template = Template(root)
    everything = variant(model, frozenset(model.factors))
    recipe = Recipe(template.render(everything.answers)["pyproject.toml"].data, sys.executable, request.resolution)
    return Workshop(
        template=template,
        catalogue=source.catalogue(root),
        environment=None if request.isolated else shared(recipe, processes),
        recipe=recipe,
        services=request.services,
        processes=processes,
        reproduce=lambda one: request.again(one.name),
    )


def workers(request: Request) -> int:
    """How many variants are judged at a time: servers that were found serve one."""
    return 1 if request.services and services.found() else request.workers


def notes(request: Request) -> list[str]:
    """How the run was made, and what it leaves out."""
    python = ".".join(map(str, sys.version_info[:3]))
    how = "each variant installed by itself" if request.isolated else "one environment for all variants"
    notes = [f"Python {python}, {workers(request)} at a time, {how}, resolution {request.resolution}"]
    if not request.services:
        notes.append("Without services: the tests on real Redis and PostgreSQL did not run")
    elif found := services.found():
        notes.append(f"On the servers of {' and '.join(sorted(found))}, so one variant at a time")
    return notes
