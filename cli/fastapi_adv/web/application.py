"""FastAPI application of the page."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from fastapi_adv.errors import FastapiAdvError, Usage, refused_by_system
from fastapi_adv.template import source
from fastapi_adv.template.answers import Answers
from fastapi_adv.web import choose_routes, project_routes
from fastapi_adv.web.draft import Renderings
from fastapi_adv.web.guard import ENTRY, Guard
from fastapi_adv.web.highlighting import highlighted
from fastapi_adv.web.site import Site, SiteDep, State
from fastapi_adv.web.templating import PAGES, STATIC, refused_page

LARGEST_BODY = 10_000  # bytes; all input is in the query
SAMPLE = Answers("My service", "my_service")


def create_app(site: Site) -> FastAPI:
    """Return the application of one run."""
    app = FastAPI(
        lifespan=lifespan_of(site),
        middleware=[Middleware(Guard, access=site.access, hosts=site.hosts, cookie=site.cookie)],
        exception_handlers={FastapiAdvError: refused, OSError: refused},
        max_body_size=LARGEST_BODY,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.get(ENTRY)(enter)
    app.include_router(choose_routes.router)
    app.include_router(project_routes.router)
    app.mount("/static", StaticFiles(directory=STATIC))
    return app


def lifespan_of(site: Site) -> Callable[[FastAPI], AbstractAsyncContextManager[State]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        renderings = Renderings(source.root())
        await run_in_threadpool(_warm_up, renderings)
        yield {"site": site, "renderings": renderings}

    return lifespan


def _warm_up(renderings: Renderings) -> None:
    """Compile the template and load the lexers, so that the first click is as fast as the others."""
    everything = tuple(feature.name for feature in source.catalogue(renderings.template.root).features)
    renderings.tree(SAMPLE)
    for name, file in renderings.tree(replace(SAMPLE, features=everything)).items():
        if name in ("README.md", "pyproject.toml", "compose.yaml", "src/my_service/features.py"):
            highlighted(name, file.data)


async def enter(secret: Annotated[str, Query(max_length=200)], site: SiteDep) -> RedirectResponse:
    """Exchange the secret of the opened address for a cookie, and leave the address."""
    if not site.access.opens(secret):
        raise HTTPException(403, "The secret is wrong or was used before. Open the address that the terminal shows.")
    reply = RedirectResponse(site.home, 303)
    reply.set_cookie(site.cookie, site.access.session, httponly=True, samesite="strict")
    return reply


async def refused(request: Request, error: Exception) -> Response:
    """Answer an expected failure: with a page, or with the document that the command line prints with `--json`."""
    if isinstance(error, OSError) and error.strerror:
        error = refused_by_system(error)
    if not isinstance(error, FastapiAdvError):
        raise error
    status = 422 if isinstance(error, Usage) else 409
    if request.method == "GET" and request.url.path in PAGES:
        return refused_page(request.scope, status, f"{error.message} {error.hint}")
    content = {"message": error.message, "hint": error.hint, "exit_code": error.exit_code}
    return JSONResponse({"error": content}, status)
