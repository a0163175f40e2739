"""What a selection adds, measured in the templates."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.template.source import owned_files


def measure(template: Path, catalogue: Catalogue, entry: Feature) -> dict[str, Any]:
    """Files, lines with and without tests, and dependencies of one entry."""
    files = owned_files(template, catalogue, entry)
    return {
        "name": entry.name,
        "files": [file.path for file in files],
        "lines": sum(file.lines for file in files if not file.is_test),
        "test_lines": sum(file.lines for file in files if file.is_test),
        "dependencies": list(entry.dependencies),
    }


def measure_all(template: Path, catalogue: Catalogue, names: Iterable[str]) -> list[dict[str, Any]]:
    """Measure each of the named entries."""
    return [measure(template, catalogue, catalogue[name]) for name in names]


def describe(template: Path, catalogue: Catalogue, entry: Feature) -> dict[str, Any]:
    """All that the catalogue and the templates say of one entry, as `features --json` prints it."""
    return {
        "name": entry.name,
        "kind": entry.kind,
        "summary": entry.summary,
        "aliases": list(entry.aliases),
        "requires": list(entry.requires),
        "conflicts": list(entry.conflicts),
        "public": entry.public,
        "routes": list(entry.routes),
        "services": list(entry.services),
        "environment": [asdict(variable) for variable in entry.environment],
        **measure(template, catalogue, entry),
        "dev_dependencies": list(entry.dev_dependencies),
    }


def implied_reasons(implied: Mapping[str, tuple[str, ...]]) -> list[str]:
    """One line for each entry that was not chosen, with who needs it."""
    return [f"+ {name}  ({', '.join(users)} need{'s' * (len(users) == 1)} it)" for name, users in implied.items()]
