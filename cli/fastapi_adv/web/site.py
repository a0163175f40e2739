"""Settings and shared objects of one run of the page, and the dependencies that provide them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypedDict, cast

from fastapi import Depends, Header, HTTPException, Query
from starlette.requests import HTTPConnection

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template import source
from fastapi_adv.web.access import Access, same
from fastapi_adv.web.draft import Draft, Renderings, draft
from fastapi_adv.web.wanted import Wanted

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Site:
    """One run. The page writes only below `start`, and changes only `project`."""

    start: Path
    project: Path | None
    port: int
    access: Access = field(default_factory=Access)

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the header `Host` that belong to this run."""
        return frozenset(f"{name}:{self.port}" for name in LOOPBACK_NAMES)

    @property
    def cookie(self) -> str:
        """Name of the cookie. Browsers do not separate cookies by port, so that the name has the port."""
        return f"fastapi-adv-{self.port}"

    @property
    def home(self) -> str:
        return "/project" if self.project else "/"


class State(TypedDict):
    """State that the lifespan yields."""

    site: Site
    renderings: Renderings


def get_site(connection: HTTPConnection) -> Site:
    return cast("State", connection.state)["site"]


def get_renderings(connection: HTTPConnection) -> Renderings:
    return cast("State", connection.state)["renderings"]


def get_catalogue(renderings: Annotated[Renderings, Depends(get_renderings)]) -> Catalogue:
    return source.catalogue(renderings.template.root)


SiteDep = Annotated[Site, Depends(get_site)]
RenderingsDep = Annotated[Renderings, Depends(get_renderings)]
CatalogueDep = Annotated[Catalogue, Depends(get_catalogue)]


def get_draft(wanted: Annotated[Wanted, Query()], site: SiteDep) -> Draft:
    return draft(wanted, site.start)


DraftDep = Annotated[Draft, Depends(get_draft)]


def get_valid_draft(found: DraftDep) -> Draft:
    """Return the draft. Raises the first fault of its answers, as `new` does."""
    for fault in found.faults.values():
        raise fault
    return found


ValidDraftDep = Annotated[Draft, Depends(get_valid_draft)]


def require_token(site: SiteDep, x_token: Annotated[str, Header()] = "") -> None:
    """Refuse requests that do not send the token of the page."""
    if not same(x_token, site.access.token):
        raise HTTPException(403, "The token of the page is missing or wrong. Reload the page.")


CanWrite = Depends(require_token)
