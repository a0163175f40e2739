"""Command lines as people type them: they work, or the error names the line to type."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from fastapi_adv.errors import INTERRUPTED
from tests.cli.test_prompts import ENTER, Terminal
from tests.conftest import Cli
from tests.support import COMMAND, environment


@pytest.mark.parametrize("words", [("help",), ("help", "add"), ("-h",), ("add", "-h")])
def test_help_can_be_asked_for_in_every_usual_way(cli: Cli, words: tuple[str, ...]) -> None:
    result = cli(*words)

    assert result.code == 0
    assert "Usage: fastapi-adv" in result.out
    assert ("FEATURE" in result.out) == ("add" in words)


@pytest.mark.parametrize("words", [("sse,cache",), ("sse,", "cache"), ("sse, cache",), ("SSE", "cache")])
def test_features_may_be_separated_by_commas(cli: Cli, words: tuple[str, ...]) -> None:
    cli("new", "demo", "--no-git")

    result = cli("add", *words, "--project", "demo", "--dry-run", "--json")

    assert result.json()["features"]["chosen"] == ["cache", "sse"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("add", "--sse"), "Type: fastapi-adv add sse"),
        (("remove", "--sse"), "Type: fastapi-adv remove sse"),
        (("new", "demo", "sse", "cache"), "Type: fastapi-adv new demo --sse --cache"),
        (("new", "demo", "other"), "Type: fastapi-adv new --help"),
        (("add", "--other", "x"), "Type: fastapi-adv add --help"),
    ],
)
def test_a_feature_in_the_wrong_place_gets_the_line_to_type(cli: Cli, words: tuple[str, ...], hint: str) -> None:
    result = cli(*words)

    assert result.code == 2
    assert hint in result.err


def test_no_internal_part_is_suggested(cli: Cli) -> None:
    assert "scopes" not in cli("features", "scopez").err


def test_the_home_directory_is_expanded_where_the_shell_does_not(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()

    made = cli("new", "demo", "--output-dir=~/code", "--no-git")
    checked = cli("check", "--project=~/code/demo")

    assert (made.code, checked.code) == (0, 0)
    assert (tmp_path / "home/code/demo").is_dir()


def test_a_taken_directory_is_refused_before_the_features_are_asked(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo/mine").touch()

    terminal = Terminal(tmp_path, "new", "demo")

    assert terminal.end() == 3
    assert "Which features?" not in terminal.shown


def test_a_dot_at_the_prompt_is_the_current_directory(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    terminal = Terminal(tmp_path / "shop", "new", "--no-git")

    terminal.wait_for("What is the project called?")
    terminal.type("." + ENTER)
    terminal.wait_for("Which features?")
    terminal.type(ENTER)

    assert terminal.end() == 0
    assert (tmp_path / "shop/src/shop").is_dir()


def test_names_of_features_are_not_broken_on_a_narrow_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    assert "\n observability " in cli("features").out


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.02, 0.03, 0.05, 0.08])
def test_an_early_interruption_shows_no_traceback_of_ours(tmp_path: Path, delay: float) -> None:
    process = subprocess.Popen(
        [*COMMAND, "features"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(delay)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert process.returncode in (0, 1, INTERRUPTED, -signal.SIGINT)
    assert b"fastapi_adv/" not in said


@pytest.mark.parametrize(
    ("old", "new", "command"),
    [
        ("line-length = 100", "line-length = 88", "uv run ruff format src/demo/sse.py"),
        ("[tool.mypy]", "[tool.black]\nline-length = 88\n\n[tool.mypy]", "uv run black src/demo/sse.py"),
        ("[tool.mypy]", "[tool.other]\n\n[tool.mypy]", ""),
    ],
)
def test_the_next_steps_format_new_files_if_the_project_has_other_settings(
    cli: Cli, tmp_path: Path, old: str, new: str, command: str
) -> None:
    cli("new", "demo", "--no-git")
    file = tmp_path / "demo/pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    steps = cli("add", "sse", "--project", "demo", "--json").json()["next"]

    found = [step for step in steps if "ruff" in step or "black" in step]
    assert [step.split(" src/")[0] for step in found] == ([command.split(" src/", maxsplit=1)[0]] if command else [])
    assert not command or " src/demo/sse" in found[0]
