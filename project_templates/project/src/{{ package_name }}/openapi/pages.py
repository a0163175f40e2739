"""`/openapi.json`, and Swagger UI and ReDoc without anything from elsewhere."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, Request
from fastapi.openapi.docs import (
    get_redoc_html,
    get_swagger_ui_html,
    get_swagger_ui_oauth2_redirect_html,
)
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from .document import document
from .settings import OpenAPISettings

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:{images}; font-src 'self' data:; connect-src 'self'{servers}; "
    "worker-src blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


# ReDoc shows its maker's mark from there, whatever it is told; relative to the page, ours is here.
FOREIGN_ICON, OWN_ICON = b"https://cdn.redoc.ly/redoc/logo-mini.svg", b"docs/assets/icon.svg"


@cache
def redoc_script() -> bytes:
    script = files(fastapi_offline) / "static" / "redoc.standalone.js"
    return script.read_bytes().replace(FOREIGN_ICON, OWN_ICON)


def guarded(page: HTMLResponse, settings: OpenAPISettings) -> HTMLResponse:
    """With a policy that allows its own inline scripts, by their hashes, and no others."""
    found = INLINE.findall(bytes(page.body).decode())
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in found)
    page.headers["Content-Security-Policy"] = POLICY.format(
        hashes="".join(f" 'sha256-{digest.decode()}'" for digest in digests),
        servers="".join(f" {server}" for server in settings.servers),
        images=f" {settings.logo}" if "://" in settings.logo else "",
    )
    return page


def root_path(request: Request) -> str:
    path: str = request.scope.get("root_path", "")
    return path.rstrip("/")


def router() -> APIRouter:
    """Nothing at all where OPENAPI_ENABLED is false."""
    settings = OpenAPISettings()
    routes = APIRouter(include_in_schema=False)
    if not settings.enabled:
        return routes
    add_pages(routes, settings)

    @routes.head("/docs/assets/redoc.standalone.js")  # else the mount below would answer
    @routes.get("/docs/assets/redoc.standalone.js")
    def script() -> Response:
        headers = {"Cache-Control": "max-age=3600"}
        return Response(redoc_script(), media_type="text/javascript", headers=headers)

    here = Path(__file__).parent / "static"
    assets = StaticFiles(directory=here, packages=[(fastapi_offline.__name__, "static")])
    routes.mount("/docs/assets", assets)
    return routes


def add_pages(routes: APIRouter, settings: OpenAPISettings) -> None:
    @routes.get("/openapi.json")
    def schema(request: Request) -> JSONResponse:
        found = document(request.app)
        known = found.get("servers", [])
        if (root := root_path(request)) and not known:
            found = {**found, "servers": [{"url": root}]}
        return JSONResponse(found)

    @routes.get("/docs")
    def swagger_ui(request: Request) -> HTMLResponse:
        app, root = request.app, root_path(request)
        page = get_swagger_ui_html(
            title=f"{app.title} · API",
            openapi_url=f"{root}/openapi.json",
            swagger_js_url=f"{root}/docs/assets/swagger-ui-bundle.js",
            swagger_css_url=f"{root}/docs/assets/swagger-ui.css",
            swagger_favicon_url=f"{root}/docs/assets/icon.svg",
            oauth2_redirect_url=f"{root}/docs/oauth2-redirect",
            init_oauth=app.swagger_ui_init_oauth,
            swagger_ui_parameters=app.swagger_ui_parameters,
        )
        return guarded(page, settings)

    @routes.get("/docs/oauth2-redirect")
    def oauth2_redirect() -> HTMLResponse:
        return guarded(get_swagger_ui_oauth2_redirect_html(), settings)

    @routes.get("/redoc")
    def redoc(request: Request) -> HTMLResponse:
        root = root_path(request)
        page = get_redoc_html(
            title=f"{request.app.title} · API",
            openapi_url=f"{root}/openapi.json",
            redoc_js_url=f"{root}/docs/assets/redoc.standalone.js",
            redoc_favicon_url=f"{root}/docs/assets/icon.svg",
            with_google_fonts=False,
        )
        return guarded(page, settings)
