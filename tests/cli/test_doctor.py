"""`doctor`: available and missing tools and servers, and the command that installs them."""

import sys
from pathlib import Path

import pytest

from fastapi_adv.commands import doctor
from tests.conftest import Cli


def test_everything_looked_for_is_reported_in_one_document(cli: Cli) -> None:
    result = cli("doctor", "--json")

    document = result.json()
    assert result.code == 0
    assert document["ok"] is True
    assert [finding["name"] for finding in document["findings"]] == ["python", "git", "uv", "redis", "postgresql"]


def test_what_is_optional_and_missing_is_noted_with_what_to_type(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    result = cli("doctor")

    assert result.code == 0
    assert "missing  git" in result.out
    assert "git 2.38 or newer" in result.out
    assert "python3 -m pip install uv" in result.out


def test_a_git_that_is_too_old_is_noted(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "git"
    old.write_text("#!/bin/sh\necho git version 2.34.1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "missing  git         2.34.1" in cli("doctor").out


def test_a_python_that_is_too_old_ends_with_4_and_says_what_to_install(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (sys.version_info.major, sys.version_info.minor + 1))

    result = cli("doctor")

    assert result.code == 4
    assert "MISSING  python" in result.out


def test_an_address_in_the_environment_counts_and_is_not_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_REDIS_URL", "redis://:sesame@cache.example.org/0")

    result = cli("doctor")

    assert "ok       redis       TEST_REDIS_URL" in result.out
    assert "sesame" not in result.out + result.err
