"""Reserved project names, each with the reason for its message."""

import keyword
import sys

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.naming import canonical

FOLDERS = frozenset({"src", "test", "tests", "conftest", "build", "dist", "docs", "htmlcov", "site-packages"})
# Standard modules of other Python versions (removed in 3.12 and 3.13, added in 3.14), so that every Python reserves the
# same names.
MODULES_ELSEWHERE = frozenset(
    "aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis nntplib "
    "ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib annotationlib compression".split()
)
# Dependencies of FastAPI, uvicorn and the development tools.
UNDERNEATH = frozenset(
    "annotated-doc annotated-types anyio certifi click dotenv exceptiongroup fastapi h11 httpcore httptools httpx "
    "httpx2 idna iniconfig itsdangerous jinja2 mypy packaging pip pluggy pydantic pydantic-core pydantic-settings "
    "pygments pytest python-dotenv python-multipart pyyaml rich ruff setuptools sniffio starlette typer "
    "typing-extensions typing-inspection uv uvicorn uvloop watchfiles websockets wheel yaml".split()
)
# Transitive dependencies of the above and of the features: a project of such a name cannot be locked.
BROUGHT_ALONG = frozenset(
    "aiohappyeyeballs aiohttp aiosignal argon2-cffi argon2-cffi-bindings ast-serialize async-timeout attrs cffi "
    "charset-normalizer colorama cross-web deprecated fastapi-cli frozenlist googleapis-common-protos graphql-core "
    "greenlet httpcore2 httpx2-jsfetch jsonschema jsonschema-path jsonschema-specifications lazy-object-proxy librt "
    "mako markdown-it-py markupsafe mdurl multidict mypy-extensions openapi-schema-validator "
    "opentelemetry-exporter-http-transport opentelemetry-exporter-otlp-common opentelemetry-exporter-otlp-proto-common "
    "opentelemetry-proto opentelemetry-semantic-conventions pathable pathspec prometheus-client propcache protobuf "
    "pycparser pycron python-dateutil redis referencing requests rfc3339-validator rich-toolkit rpds-py shellingham "
    "six taskiq taskiq-dependencies tenacity truststore tzdata urllib3 wrapt yarl".split()
)
# Their import names, where these differ.
BROUGHT_MODULES = frozenset("argon2 attr dateutil google markdown-it multipart mypyc opentelemetry pyjwt rpds".split())


def reserved_names(catalogue: Catalogue) -> dict[str, str]:
    """Return the reserved names in canonical form, each with the reason.

    Modules are listed in canonical form too, because the folder and the package get the same name.
    """
    modules = sys.stdlib_module_names | MODULES_ELSEWHERE
    return (
        dict.fromkeys(_dependencies(catalogue), "a library that generated projects use")
        | dict.fromkeys(
            (name.strip("_").replace("_", "-") for name in modules), "a module of Python's standard library"
        )
        | dict.fromkeys((name.lower() for name in keyword.kwlist), "a keyword of Python")
        | dict.fromkeys(FOLDERS, f"a folder name that tools reserve ({', '.join(sorted(FOLDERS))})")
    )


def _dependencies(catalogue: Catalogue) -> set[str]:
    """Return the distributions that projects install, and their top-level modules, as canonical names."""
    modules = {canonical(module.partition(".")[0]) for names in catalogue.import_names.values() for module in names}
    return {*UNDERNEATH, *BROUGHT_ALONG, *BROUGHT_MODULES, *catalogue.import_names, *modules}
