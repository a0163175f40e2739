"""Facts about a rendered project: routes, settings, dependencies, size by feature, and how to verify it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi_adv.catalogue.combinations import model_of
from fastapi_adv.catalogue.model import Catalogue, Variable
from fastapi_adv.catalogue.naming import distribution_of
from fastapi_adv.catalogue.selection import Selection, implied_features, needed_by
from fastapi_adv.template.tree import Tree, is_text
from fastapi_adv.verify.variants import variant

SHARED = "(shared files)"


@dataclass(frozen=True)
class Size:
    """Files and lines of one feature."""

    name: str
    files: int = 0
    lines: int = 0
    test_lines: int = 0


@dataclass(frozen=True)
class Requirement:
    """One dependency and the entries that declare it. `group` is empty for the runtime."""

    text: str
    group: str
    users: tuple[str, ...]


def lines_of(data: bytes) -> int | None:
    """Return the number of lines; None for binary files."""
    return len(data.splitlines()) if is_text(data) else None


def routes(catalogue: Catalogue, enabled: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return method, path and feature of every route."""
    return [(*_split(route), name) for name in enabled for route in catalogue[name].routes]


def _split(route: str) -> tuple[str, str]:
    method, _, path = route.partition(" ")
    return method, path


def settings(catalogue: Catalogue, enabled: Iterable[str]) -> list[tuple[Variable, str]]:
    """Return each environment variable and the entry that reads it."""
    return [(variable, name) for name in enabled for variable in catalogue[name].environment]


def requirements(catalogue: Catalogue, enabled: Iterable[str], tree: Tree) -> list[Requirement]:
    """Return the dependencies of the rendered pyproject.toml, with the entries that declare them."""
    names = list(enabled)
    document = tomllib.loads(tree["pyproject.toml"].data.decode())
    groups = {"": document["project"].get("dependencies", []), **document.get("dependency-groups", {})}

    def users(text: str) -> tuple[str, ...]:
        wanted = distribution_of(text)
        return tuple(name for name in names if wanted in map(distribution_of, _declared(catalogue, name)))

    declared = [(text, group) for group, texts in groups.items() for text in texts if isinstance(text, str)]
    return [Requirement(text, group, users(text)) for text, group in declared]


def _declared(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    return (*catalogue[name].dependencies, *catalogue[name].dev_dependencies)


def sizes(catalogue: Catalogue, tree: Tree, package: str) -> list[Size]:
    """Return the size of each entry that has files, the largest first. Files without an owner are the shared ones."""
    owners = {path.replace("{package}", package): entry.name for entry in catalogue for path in entry.paths}
    found: dict[str, Size] = {}
    for name, file in tree.items():
        owner = _owner(name, owners)
        size, lines = found.get(owner, Size(owner)), lines_of(file.data) or 0
        test = name.startswith("tests/")
        found[owner] = Size(owner, size.files + 1, size.lines + lines * (not test), size.test_lines + lines * test)
    return sorted(found.values(), key=lambda size: (-size.lines - size.test_lines, size.name))


def _owner(name: str, owners: Mapping[str, str]) -> str:
    """Return the entry of the file or of the nearest folder above it."""
    parts = name.split("/")
    above = ("/".join(parts[:depth]) for depth in range(len(parts), 0, -1))
    return next((owners[path] for path in above if path in owners), SHARED)


def reasons(catalogue: Catalogue, selection: Selection) -> dict[str, str]:
    """Return each implied feature -> the reason."""
    return {name: needed_by(users) for name, users in implied_features(catalogue, selection).items()}


def evidence(catalogue: Catalogue, selection: Selection) -> str:
    """Return the command that verifies exactly this combination of features."""
    model = model_of(catalogue)
    chosen = variant(model, frozenset(selection.enabled).intersection(model.factors))
    return f"fastapi-adv verify --only {chosen.name}"
