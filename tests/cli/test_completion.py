"""Shell completion of commands, options, features and presets, through the protocol of each shell."""

import os
import shlex
from pathlib import Path

import pytest

from fastapi_adv.app import COMMANDS
from fastapi_adv.catalogue.model import Catalogue
from tests.conftest import Cli
from tests.support import environment, run_command

PROTOCOL = {
    "bash": lambda words: {"COMP_WORDS": shlex.join(words[:-1]) + f" {words[-1]}", "COMP_CWORD": str(len(words) - 1)},
    "zsh": lambda words: {"_TYPER_COMPLETE_ARGS": " ".join(words)},
    "fish": lambda words: {"_TYPER_COMPLETE_ARGS": " ".join(words), "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
}

VERBS = list(dict.fromkeys(name.partition(" ")[0] for name in COMMANDS))


@pytest.fixture
def complete(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Complete the last word of a command line in bash. Returns the result of the command."""

    def run(*words: str) -> object:
        monkeypatch.setenv("_FASTAPI_ADV_COMPLETE", "complete_bash")
        for name, value in PROTOCOL["bash"](["fastapi-adv", *words]).items():
            monkeypatch.setenv(name, value)
        return cli()

    return run  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([""], VERBS),
        (["a"], ["add"]),
        (["--inst"], ["--install-completion"]),
        (["new", "--preset", "m"], ["minimal"]),
        (["new", "--python", "3.14"], ["3.14"]),
        (["new", "--features", "sse,web"], ["sse,websockets"]),
        (["new", "--features", "sse,ss"], []),
        (["new", "--webso"], ["--websockets"]),
        (["add", "gra"], ["graphql"]),
        (["add", "sse", "web"], ["websockets"]),
        (["remove", "gra"], ["graphql"]),
        (["features", "gra"], ["graphql"]),
        (["features", "redi"], []),
        (["update", "--dr"], ["--dry-run"]),
        (["generate", ""], ["resource"]),
        (["generate", "resource", "--own"], ["--owned"]),
    ],
    ids=" ".join,
)
def test_bash_completes_commands_options_and_values(complete: Cli, words: list[str], expected: list[str]) -> None:
    assert complete(*words).out.split() == expected


def test_every_feature_and_no_part_is_suggested(complete: Cli, shipped: Catalogue) -> None:
    assert complete("add", "").out.split() == [feature.name for feature in shipped.features]


@pytest.mark.parametrize("shell", PROTOCOL)
def test_every_shell_gets_the_features_from_the_installed_command(tmp_path: Path, shell: str) -> None:
    variables = PROTOCOL[shell](["fastapi-adv", "add", "gra"])

    result = run_command(cwd=tmp_path, env=environment(_FASTAPI_ADV_COMPLETE=f"complete_{shell}", **variables))

    assert "graphql" in result.out
    assert "Traceback" not in result.err


@pytest.mark.parametrize("shell", PROTOCOL)
def test_the_script_of_each_shell_is_shown_and_installed(tmp_path: Path, shell: str) -> None:
    env = environment(HOME=str(tmp_path), _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")

    shown = run_command("--show-completion", shell, cwd=tmp_path, env=env)
    installed = run_command("--install-completion", shell, cwd=tmp_path, env=env)

    assert (shown.code, installed.code) == (0, 0)
    assert f"_FASTAPI_ADV_COMPLETE=complete_{shell}" in shown.out
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if f"_FASTAPI_ADV_COMPLETE=complete_{shell}" in path.read_text()]


def test_completion_of_commands_imports_no_command(tmp_path: Path) -> None:
    variables = PROTOCOL["bash"](["fastapi-adv", ""]) | {"_FASTAPI_ADV_COMPLETE": "complete_bash"}

    result = run_command(cwd=tmp_path, env=environment(PYTHONPROFILEIMPORTTIME="1", **variables))

    assert result.out.split() == VERBS
    assert "fastapi_adv.commands" not in result.err
    assert os.environ.get("_FASTAPI_ADV_COMPLETE") is None


def test_resources_and_fields_of_the_project_here_are_suggested(
    complete: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_command("new", "demo", "--database", "--no-git", cwd=tmp_path)
    monkeypatch.chdir(tmp_path / "demo")

    assert complete("resources", "").out.split() == ["categories", "items"]
    assert complete("destroy", "resource", "it").out.split() == ["items"]
    assert complete("change", "resource", "items", "--drop", "pri").out.split() == ["price_cents"]


def test_outside_a_project_no_resource_is_suggested(complete: Cli) -> None:
    assert complete("resources", "").out.split() == []
