"""The virtual environment of `verify`, for tests that run generated projects."""

import sys

from fastapi_adv.catalogue.combinations import model_of
from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.environments import Environment, Recipe, shared
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.variants import variant


def shared_environment(processes: Processes) -> Environment:
    """Return the environment with the dependencies of every feature. `verify` uses the same, so it is made once."""
    model = model_of(source.catalogue(source.root()))
    everything = variant(model, frozenset(model.factors))
    pyproject = Template(source.root()).render(everything.answers)["pyproject.toml"].data
    return shared(Recipe(pyproject, sys.executable, "highest"), processes)
