"""Mutations of every entry of the catalogue, which the static pass must find."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fastapi_adv.catalogue.model import Feature
from fastapi_adv.catalogue.naming import distribution_of
from fastapi_adv.template import source
from tests.verify.fork import faults, fork, redeclare

SHIPPED = source.catalogue(source.root())
EACH = [entry.name for entry in SHIPPED if entry.kind != "core"]

DEPENDENCY_KEYS = {"dependencies", "dev_dependencies", "import_names"}

Change = Callable[[dict[str, Any]], None]


def having(key: str) -> list[Feature]:
    """Return the entries that have the key."""
    return [SHIPPED[name] for name in EACH if getattr(SHIPPED[name], key)]


def found_after(change: Change, entries: list[Feature], template: Path, tmp_path: Path) -> list[str]:
    """Return the faults after a change of all these entries."""
    copy = fork(template, tmp_path)
    for entry in entries:
        redeclare(copy, entry.name, change)
    return faults(copy, *EACH)


def without_dependencies(entry: dict[str, Any]) -> None:
    entry["dependencies"].clear()
    entry.pop("import_names", None)


def test_every_undeclared_dependency_is_found(template: Path, tmp_path: Path) -> None:
    entries = having("dependencies")
    found = found_after(without_dependencies, entries, template, tmp_path)

    for entry in entries:
        owned = [path.replace("{package}", "myproj") for path in entry.paths]
        told = [fault for fault in found if "pyproject.toml does not declare" in fault]
        assert any(fault.startswith(path) for fault in told for path in owned), entry.name


def test_every_unused_dependency_is_found(template: Path, tmp_path: Path) -> None:
    found = found_after(
        lambda entry: entry.setdefault("dependencies", []).append(f"unheard-of-{entry['name']}>=1,<2"),
        [SHIPPED[name] for name in EACH],
        template,
        tmp_path,
    )

    assert {f"pyproject.toml: declares unheard-of-{name}, which nothing uses" for name in EACH} <= set(found)


def clear_dependencies(entry: dict[str, Any]) -> None:
    for key in DEPENDENCY_KEYS & entry.keys():
        entry[key].clear()


def test_every_undeclared_dependency_that_is_used_without_import_is_found(template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    for entry in SHIPPED:
        redeclare(copy, entry.name, clear_dependencies)

    found = faults(copy, *EACH)

    declared = {distribution_of(text) for entry in SHIPPED for text in (*entry.dependencies, *entry.dev_dependencies)}
    for name in declared & set(SHIPPED.signs.values()):
        assert any(f"needs {name}, which pyproject.toml does not declare" in fault for fault in found), name


def test_every_undeclared_mention_of_another_feature_is_found(template: Path, tmp_path: Path) -> None:
    entries = having("mentions")
    found = found_after(lambda entry: entry.pop("mentions"), entries, template, tmp_path)

    mentions = [(path, word) for entry in entries for path, words in entry.mentions.items() for word in words]
    for path, word in mentions:
        assert any(f"{path.replace('{package}', 'myproj')}: contains {word!r}" in fault for fault in found)


def test_every_undocumented_variable_is_found(template: Path, tmp_path: Path) -> None:
    entries = having("environment")
    found = found_after(lambda entry: entry["environment"].pop(0), entries, template, tmp_path)

    names = [entry.environment[0].name for entry in entries]
    assert {f".env.example: lacks {name}, which settings read" for name in names} <= set(found)


def test_every_documented_variable_without_a_setting_is_found(template: Path, tmp_path: Path) -> None:
    def add(entry: dict[str, Any]) -> None:
        name = f"UNHEARD_OF_{entry['name'].upper().replace('-', '_')}"
        entry.setdefault("environment", []).append({"name": name, "default": "1", "summary": "Nothing"})

    found = found_after(add, [SHIPPED[name] for name in EACH], template, tmp_path)

    names = [f"UNHEARD_OF_{name.upper().replace('-', '_')}" for name in EACH]
    assert {f".env.example: has {name}, which no settings read" for name in names} <= set(found)


def test_every_missing_import_of_the_wiring_is_found(template: Path, tmp_path: Path) -> None:
    entries = [entry for entry in having("imports") if entry.routers and not entry.logging]
    found = found_after(lambda entry: entry["imports"].clear(), entries, template, tmp_path)

    modules = [entry.imports[0] for entry in entries]
    assert {f"src/myproj/features.py: uses {name}, which nothing defines" for name in modules} <= set(found)


def test_every_unknown_name_in_the_wiring_is_found(template: Path, tmp_path: Path) -> None:
    entries = having("routers")
    found = found_after(
        lambda entry: entry["routers"].append(f"{entry['imports'][0]}.unheard_of"), entries, template, tmp_path
    )

    told = [fault for fault in found if "unheard_of, which" in fault]
    assert len(told) == len(entries)


def test_every_summary_of_a_disabled_entry_is_found_in_a_shared_file(template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    with (copy / "project" / "AGENTS.md.jinja").open("a", encoding="utf-8") as file:
        file.writelines(f"- {SHIPPED[name].summary}\n" for name in EACH)

    found = faults(copy, *EACH)

    for name in EACH:
        assert f"AGENTS.md: contains {SHIPPED[name].summary!r}, which belongs to {name}" in found


def without_first_path(entry: dict[str, Any]) -> None:
    entry["paths"].pop(0)
    entry.pop("mentions", None)  # its files must be inside the paths


@pytest.mark.parametrize("name", [name for name in EACH if name != "kubernetes"])  # its judge finds them
def test_files_of_a_disabled_entry_are_found(name: str, template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    redeclare(copy, name, without_first_path)

    assert faults(copy, name) != []


@pytest.mark.parametrize("name", [entry.name for entry in having("requires")])
def test_a_missing_requirement_is_found(name: str, template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    redeclare(copy, name, lambda entry: entry.pop("requires"))

    assert faults(copy, name) != []


def test_the_unchanged_template_has_no_fault(template: Path) -> None:
    assert faults(template, *EACH) == []
