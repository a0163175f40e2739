"""Description of catalogue entries for `features` and for dry runs: declared facts, and measured files and lines."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.template.source import owned_files


def measure(template: Path, catalogue: Catalogue, entry: Feature) -> dict[str, Any]:
    """Return the entry's files, its lines without tests, its lines of tests, and its dependencies."""
    files = owned_files(template, catalogue, entry)
    return {
        "name": entry.name,
        "files": [file.path for file in files],
        "lines": sum(file.lines for file in files if not file.is_test),
        "test_lines": sum(file.lines for file in files if file.is_test),
        "dependencies": list(entry.dependencies),
    }


def measure_all(template: Path, catalogue: Catalogue, names: Iterable[str]) -> list[dict[str, Any]]:
    return [measure(template, catalogue, catalogue[name]) for name in names]


def describe(template: Path, catalogue: Catalogue, entry: Feature) -> dict[str, Any]:
    """Return all facts about one entry, in the form of `features --json`."""
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
