"""Resources, as the rest of the application sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI


@dataclass(frozen=True, slots=True)
class Resource:
    """Rows with routes. To read them, or to follow their changes on `topic`, needs the scope `read`."""

    topic: str
    read: str
    write: str
    router: APIRouter
    graphql: Sequence[type[Any]] = ()  # classes Query, Mutation and Subscription


def resources_of(app: FastAPI) -> Sequence[Resource]:
    """Return the resources, for lifespans that start later: they do not receive the state."""
    resources: Sequence[Resource] = app.state.resources
    return resources


def scopes_of(app: FastAPI) -> str:
    """Return the scopes of all resources, separated by spaces."""
    scopes = [scope for resource in resources_of(app) for scope in (resource.read, resource.write)]
    return " ".join(sorted(set(scopes)))
