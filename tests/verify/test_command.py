"""The command `fastapi-adv verify`: options, output and exit codes."""

import sys
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.verify import services
from tests.conftest import Cli
from tests.verify.fork import fork, redeclare


def test_list_prints_every_variant_and_the_coverage(cli: Cli, shipped: Catalogue) -> None:
    listed = cli("verify", "--list")

    assert listed.code == 0
    assert {"none", "all", *(feature.name for feature in shipped.features)} - set(listed.out.split()) <= {"database"}
    assert "pairs" in listed.err


def test_list_as_json_has_the_variants_and_the_coverage(cli: Cli) -> None:
    document = cli("verify", "--strength", "3", "--list", "--json").json()

    triples = document["coverage"]["triples"]
    assert triples["reached"] == triples["feasible"] > 0
    assert {"name", "features", "package"} == set(document["variants"][0])


def test_the_shards_of_a_list_are_the_list(cli: Cli) -> None:
    whole = cli("verify", "--strength", "1", "--list").out.split()
    shards = [cli("verify", "--strength", "1", "--list", "--shard", f"{number}/3").out.split() for number in (1, 2, 3)]

    assert sorted(name for part in shards for name in part) == sorted(whole)


def test_features_restrict_the_variants(cli: Cli) -> None:
    names = cli("verify", "--features", "auth,cache", "--strength", "3", "--list").out.split()

    assert "auth+cache" in names
    assert not any("sse" in name for name in names)


@pytest.mark.parametrize(
    "options",
    [
        ("--only", "nope"),
        ("--features", "nope"),
        ("--strength", "4"),
        ("--shard", "3/2"),
        ("--static", "--only", "none"),
        ("--resolution", "newest"),
        ("--report", "report.txt"),
        ("--list", "--report", "report.xml"),
        ("--features", ""),
    ],
    ids=" ".join,
)
def test_invalid_options_end_with_2(cli: Cli, options: tuple[str, ...]) -> None:
    refused = cli("verify", *options)

    assert refused.code == 2
    assert refused.err.startswith("error: ")


def test_a_missing_server_ends_with_4_and_a_command_to_type(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    monkeypatch.setattr(services, "SERVERS", {"TEST_REDIS_URL": "no_such_server"})

    refused = cli("verify", "--only", "none")

    assert refused.code == 4
    assert "--no-services" in refused.err


def test_a_missing_uv_ends_with_4_and_a_command_to_type(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    refused = cli("verify", "--only", "none", "--no-services")

    assert refused.code == 4
    assert "pip install uv" in refused.err


def test_faults_of_another_template_end_with_1(cli: Cli, template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    for name in ("observability", "cache", "sse", "websockets", "tasks", "graphql", "exports", "auth", "rate-limit"):
        redeclare(copy, name, lambda entry: entry.update(kind="part"))
    redeclare(copy, "core", lambda entry: entry["environment"].pop(0))

    found = cli("verify", "--static", "--template", str(copy), "--json", "--jobs", "1", "--report", "report.xml")

    assert found.code == 1
    assert ".env.example: lacks APP_ENVIRONMENT, which settings read" in [
        fault["fault"] for fault in found.json()["faults"]
    ]
    assert b"APP_ENVIRONMENT" in (tmp_path / "report.xml").read_bytes()
