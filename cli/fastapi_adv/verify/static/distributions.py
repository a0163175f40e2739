"""Which distribution an import comes from, and what else is a reason to declare one."""

import re
from collections.abc import Mapping
from functools import cache

MODULES: Mapping[str, tuple[str, ...]] = {
    "graphql-core": ("graphql",),
    "opentelemetry-api": ("opentelemetry",),
    "opentelemetry-exporter-otlp-proto-http": ("opentelemetry.exporter.otlp.proto.http",),
    "opentelemetry-exporter-otlp-proto-grpc": ("opentelemetry.exporter.otlp.proto.grpc",),
    "opentelemetry-sdk": ("opentelemetry.sdk",),
    "pillow": ("PIL",),
    "pyjwt": ("jwt",),
    "python-dateutil": ("dateutil",),
    "python-dotenv": ("dotenv",),
    "python-multipart": ("python_multipart", "multipart"),
    "pyyaml": ("yaml",),
    "strawberry-graphql": ("strawberry",),
}
"""Where the module's name is not the distribution's."""

BRINGS: Mapping[str, tuple[str, ...]] = {
    "fastapi": ("starlette", "pydantic", "pydantic_core", "anyio", "typing_extensions"),
    "httpx2": ("httpcore2", "anyio"),
    "pydantic-settings": ("pydantic", "dotenv"),
    "strawberry-graphql": ("graphql",),
}
"""What comes with a distribution as part of its interface."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "aiosqlite": ("+aiosqlite",),
    "asyncpg": ("+asyncpg",),
    "httpx2": ("TestClient",),
    "itsdangerous": ("SessionMiddleware",),
    "jinja2": ("Jinja2Templates",),
    "python-multipart": ("Form", "UploadFile", "OAuth2PasswordRequestForm"),
}
"""Words in Python that need a distribution which nobody imports: a class, a driver in an address."""


COMMANDS: Mapping[str, tuple[str, ...]] = {
    "fastapi-cli": ("fastapi dev",),
    "mypy": ("run mypy",),
    "pytest": ("run pytest",),
    "ruff": ("run ruff",),
    "uvicorn": ('CMD ["uvicorn"',),
}
"""What a project's own documents and workflows type."""


def name(requirement: str) -> str:
    """The normalised name in a requirement, `sqlalchemy` of `SQLAlchemy[asyncio]>=2.1`."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else requirement


def modules(distribution: str) -> tuple[str, ...]:
    """What importing it offers, as far as it declares that itself."""
    return MODULES.get(distribution, (distribution.replace("-", "_"),))


@cache
def provider(module: str, distributions: frozenset[str]) -> tuple[str, ...]:
    """The distributions of these that a dotted module may come from; the longest match wins."""
    best = ""
    found: list[str] = []
    for distribution in sorted(distributions):
        for offered in (*modules(distribution), *BRINGS.get(distribution, ())):
            if f"{module}.".startswith(f"{offered}.") and len(offered) >= len(best):
                found = [*found, distribution] if offered == best else [distribution]
                best = offered
    return tuple(found)


def signs(path: str) -> Mapping[str, tuple[str, ...]]:
    """The words that, in this file, need a distribution."""
    if path.endswith(".py"):
        return SIGNS
    return COMMANDS if path.endswith((".yml", ".yaml", ".md", "Dockerfile")) else {}
