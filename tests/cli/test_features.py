"""`features`: list and description of the catalogue's entries."""

import re
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import PRESETS, needed_features
from fastapi_adv.template import source
from fastapi_adv.template.description import measure
from tests.conftest import Cli


def test_every_feature_is_listed_with_its_summary_and_the_features_that_it_needs(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, shipped: Catalogue
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    result = cli("features")

    rows = [re.split(r"\s{2,}", line.strip()) for line in result.out.splitlines()]
    for feature in shipped.features:
        needs = ", ".join(needed_features(shipped, feature))
        assert [feature.name, feature.summary, *([needs] if needs else [])] in rows
    assert (result.code, result.err) == (0, "")


def test_a_feature_needs_and_is_needed_by_features_only(cli: Cli, shipped: Catalogue) -> None:
    shown = cli("features", "websockets").out + cli("features", "database").out

    assert not [entry.summary for entry in shipped if entry.kind == "part" and entry.summary in shown]
    assert "Needed by\n  auth\n  exports\n  graphql\n" in shown


def test_one_document_holds_every_entry(cli: Cli, shipped: Catalogue) -> None:
    document = cli("features", "--json").json()

    assert document["command"] == "features"
    assert [entry["name"] for entry in document["features"]] == [entry.name for entry in shipped]


def test_an_alias_shows_its_feature(cli: Cli) -> None:
    result = cli("features", "lifespan")

    assert result.code == 0
    assert result.out.startswith("core: ")


def test_one_feature_is_shown_with_routes_dependencies_and_files(cli: Cli) -> None:
    result = cli("features", "core")

    assert "  GET /health/live\n" in result.out
    assert "  fastapi>=" in result.out
    assert "  src/{package}/app.py\n" in result.out
    assert "  .fastapi-adv.yml\n" in result.out


def test_the_document_of_one_feature_holds_its_facts(cli: Cli, shipped: Catalogue) -> None:
    feature = next(entry for entry in shipped.features if entry.requires)

    shown = cli("features", feature.name, "--json").json()["feature"]

    assert shown["requires"] == list(feature.requires)
    assert shown["routes"] == list(feature.routes)
    assert shown["lines"] > 0
    assert shown["files"]


def test_an_unknown_feature_is_usage_with_near_matches_and_nothing_on_stdout(cli: Cli) -> None:
    result = cli("features", "lifespn")

    assert (result.code, result.out) == (2, "")
    assert "'lifespn'" in result.err
    assert "Did you mean `core`?" in result.err


def test_every_file_of_the_templates_counts_for_exactly_one_entry(template: Path, shipped: Catalogue) -> None:
    counted = [path for entry in shipped for path in measure(template, shipped, entry)["files"]]

    files = [path for path in (template / "project").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(counted) == len(set(counted)) == len(files)


def test_every_owned_path_is_there(template: Path, shipped: Catalogue) -> None:
    for entry in shipped:
        owned = source.owned_files(template, shipped, entry)
        for path in entry.paths:
            assert [file for file in owned if f"{file.path}/".startswith(f"{path}/")], f"{entry.name}: {path}"


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_preset_names_only_features_that_there_are(preset: str, shipped: Catalogue) -> None:
    known = {feature.name for feature in shipped.features}

    assert set(PRESETS[preset]) <= known
