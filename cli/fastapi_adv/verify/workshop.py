"""What all variants of a run share."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.environments import Environment, Recipe
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.variants import Variant

Watch = Callable[[str, str], None]
"""Told the variant and the judge that begins on it."""


@dataclass(frozen=True)
class Workshop:
    """What all variants of a run share. `environment` is None where each is installed by itself."""

    template: Template
    catalogue: Catalogue
    environment: Environment | None
    recipe: Recipe
    services: bool
    processes: Processes
    reproduce: Callable[[Variant], str]
