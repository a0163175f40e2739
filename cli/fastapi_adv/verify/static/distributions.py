"""Distributions behind imports, and other reasons to declare a distribution."""

from collections.abc import Mapping

BRINGS: Mapping[str, tuple[str, ...]] = {
    "fastapi": ("starlette", "pydantic", "pydantic_core", "anyio", "typing_extensions"),
    "httpx2": ("httpcore2", "anyio"),
    "pydantic-settings": ("pydantic", "dotenv"),
    "strawberry-graphql": ("graphql",),
}
"""Modules that come with a distribution as part of its interface."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "aiosqlite": ("+aiosqlite",),
    "asyncpg": ("+asyncpg",),
    "httpx2": ("TestClient",),
    "itsdangerous": ("SessionMiddleware",),
    "jinja2": ("Jinja2Templates",),
    "python-multipart": ("Form", "UploadFile", "OAuth2PasswordRequestForm"),
}
"""Words in Python code that need a distribution without importing it: a class, a driver in an address."""


COMMANDS: Mapping[str, tuple[str, ...]] = {
    "fastapi-cli": ("fastapi dev",),
    "mypy": ("run mypy",),
    "pytest": ("run pytest",),
    "ruff": ("run ruff",),
    "uvicorn": ('CMD ["uvicorn"',),
}
"""Commands in documents and workflows that need a distribution."""


def providers(module: str, import_names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the distributions that a dotted module may come from. The longest match wins.

    `import_names` maps the declared distributions to their modules, see `Catalogue.import_names`.
    """
    best = ""
    found: list[str] = []
    for distribution, modules in sorted(import_names.items()):
        for offered in (*modules, *BRINGS.get(distribution, ())):
            if f"{module}.".startswith(f"{offered}.") and len(offered) >= len(best):
                found = [*found, distribution] if offered == best else [distribution]
                best = offered
    return tuple(found)


def signs(path: str) -> Mapping[str, tuple[str, ...]]:
    """Return, for a kind of file, the distributions that are needed without an import, with their signs."""
    if path.endswith(".py"):
        return SIGNS
    return COMMANDS if path.endswith((".yml", ".yaml", ".md", "Dockerfile")) else {}
