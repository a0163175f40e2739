"""The static pass finds what is taken out of any feature, or left in."""

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
    """The entries that have the key."""
    return [SHIPPED[name] for name in EACH if getattr(SHIPPED[name], key)]


def found_after(change: Change, entries: list[Feature], template: Path, tmp_path: Path) -> list[str]:
    """What is found when all of these are changed."""
    copy = fork(template, tmp_path)
    for entry in entries:
        redeclare(copy, entry.name, change)
    return faults(copy, *EACH)


def without_dependencies(entry: dict[str, Any]) -> None:
    entry["dependencies"].clear()
    entry.pop("import_names", None)


def test_every_dependency_that_is_not_declared_any_more_is_found(template: Path, tmp_path: Path) -> None:
    entries = having("dependencies")
    found = found_after(without_dependencies, entries, template, tmp_path)

    for entry in entries:
        owned = [path.replace("{package}", "myproj") for path in entry.paths]
        told = [fault for fault in found if "pyproject.toml does not declare" in fault]
        assert any(fault.startswith(path) for fault in told for path in owned), entry.name


def test_every_dependency_that_nothing_uses_is_found(template: Path, tmp_path: Path) -> None:
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


def test_every_use_without_import_of_what_is_not_declared_any_more_is_found(template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    for entry in SHIPPED:
        redeclare(copy, entry.name, clear_dependencies)

    found = faults(copy, *EACH)

    declared = {distribution_of(text) for entry in SHIPPED for text in (*entry.dependencies, *entry.dev_dependencies)}
    for name in declared & set(SHIPPED.signs.values()):
        assert any(f"needs {name}, which pyproject.toml does not declare" in fault for fault in found), name


def test_every_mention_of_another_feature_that_is_not_declared_any_more_is_found(
    template: Path, tmp_path: Path
) -> None:
    entries = having("mentions")
    found = found_after(lambda entry: entry.pop("mentions"), entries, template, tmp_path)

    mentions = [(path, word) for entry in entries for path, words in entry.mentions.items() for word in words]
    for path, word in mentions:
        assert any(f"{path.replace('{package}', 'myproj')}: contains {word!r}" in fault for fault in found)


def test_every_variable_that_is_not_documented_any_more_is_found(template: Path, tmp_path: Path) -> None:
    entries = having("environment")
    found = found_after(lambda entry: entry["environment"].pop(0), entries, template, tmp_path)

    names = [entry.environment[0].name for entry in entries]
    assert {f".env.example: lacks {name}, which settings read" for name in names} <= set(found)


def test_every_variable_that_no_settings_read_is_found(template: Path, tmp_path: Path) -> None:
    def add(entry: dict[str, Any]) -> None:
        name = f"UNHEARD_OF_{entry['name'].upper().replace('-', '_')}"
        entry.setdefault("environment", []).append({"name": name, "default": "1", "summary": "Nothing"})

    found = found_after(add, [SHIPPED[name] for name in EACH], template, tmp_path)

    names = [f"UNHEARD_OF_{name.upper().replace('-', '_')}" for name in EACH]
    assert {f".env.example: has {name}, which no settings read" for name in names} <= set(found)


def test_every_module_that_the_wiring_does_not_import_any_more_is_found(template: Path, tmp_path: Path) -> None:
    entries = [entry for entry in having("imports") if entry.routers and not entry.logging]
    found = found_after(lambda entry: entry["imports"].clear(), entries, template, tmp_path)

    modules = [entry.imports[0] for entry in entries]
    assert {f"src/myproj/features.py: uses {name}, which nothing defines" for name in modules} <= set(found)


def test_every_name_that_the_wiring_uses_and_a_module_lacks_is_found(template: Path, tmp_path: Path) -> None:
    entries = having("routers")
    found = found_after(
        lambda entry: entry["routers"].append(f"{entry['imports'][0]}.unheard_of"), entries, template, tmp_path
    )

    told = [fault for fault in found if "unheard_of, which" in fault]
    assert len(told) == len(entries)


def test_every_summary_of_what_is_off_is_found_in_a_shared_file(template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    with (copy / "project" / "AGENTS.md.jinja").open("a", encoding="utf-8") as file:
        file.writelines(f"- {SHIPPED[name].summary}\n" for name in EACH)

    found = faults(copy, *EACH)

    for name in EACH:
        assert f"AGENTS.md: contains {SHIPPED[name].summary!r}, which belongs to {name}" in found


@pytest.mark.parametrize("name", EACH)
def test_files_that_are_not_excluded_any_more_are_found(name: str, template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    redeclare(copy, name, lambda entry: entry["paths"].pop(0))

    assert faults(copy, name) != []


@pytest.mark.parametrize("name", [entry.name for entry in having("requires")])
def test_requirements_that_are_not_declared_any_more_are_found(name: str, template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    redeclare(copy, name, lambda entry: entry.pop("requires"))

    assert faults(copy, name) != []


def test_the_template_itself_has_no_fault(template: Path) -> None:
    assert faults(template, *EACH) == []
