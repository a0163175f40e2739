"""Exit codes and streams: the contract, case by case."""

from pathlib import Path

import pytest

from fastapi_adv import errors
from fastapi_adv.commands import features as features_command
from tests.conftest import Cli
from tests.support import environment, run_command

TOKEN = "sk-sesame-0451"  # noqa: S105  # stands for a secret that must not be shown


def crash(*_: object, **__: object) -> None:
    secret = TOKEN
    raise RuntimeError(secret)


def test_done_is_0_and_the_result_is_on_stdout_alone(cli: Cli) -> None:
    result = cli("--version")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("fastapi-adv ")


@pytest.mark.parametrize("arguments", [["--help"], ["new", "--help"], ["features", "--help"], ["doctor", "--help"]])
def test_help_is_a_result(cli: Cli, arguments: list[str]) -> None:
    result = cli(*arguments)

    assert (result.code, result.err) == (0, "")
    assert "Usage" in result.out


def test_without_a_command_help_is_shown_as_usage(tmp_path: Path) -> None:
    result = run_command(cwd=tmp_path)

    assert result.code == 2
    assert "new" in result.out + result.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.Usage("no", "do"), 2),
        (errors.Refused("no", "do"), 3),
        (errors.EnvironmentLacks("no", "do"), 4),
        (errors.FastapiAdvError("no", "do", 1), 1),
        (OSError(28, "No space left on device", "here"), 3),
        (KeyboardInterrupt(), 130),
        (EOFError(), 130),
        (ZeroDivisionError("no"), 70),
    ],
)
@pytest.mark.parametrize("json", [[], ["--json"]])
def test_every_error_has_its_exit_code_and_talks_on_stderr(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, json: list[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(features_command, "features", fail)

    result = cli("features", *json)

    assert result.code == code
    assert result.err.lstrip().startswith("error: ")
    assert "Traceback" not in result.err
    if json and code != 130:
        assert result.json()["error"]["exit_code"] == code
    else:
        assert result.out == ""


def test_a_bug_is_one_line_with_how_to_report_it_and_shows_no_value(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features_command, "features", crash)
    monkeypatch.setenv("API_TOKEN", TOKEN)

    result = cli("features")

    assert result.code == 70
    assert result.err.startswith("error: this is a bug in fastapi-adv: RuntimeError at test_endings.py:")
    assert "Please report" in result.err
    assert TOKEN not in result.out + result.err


def test_a_traceback_is_shown_to_who_asks_for_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features_command, "features", crash)
    monkeypatch.setenv("FASTAPI_ADV_DEBUG", "1")

    result = cli("features")

    assert result.code == 70
    assert "Traceback" in result.err


def test_an_option_of_a_known_command_that_is_missing_its_value_is_usage(tmp_path: Path) -> None:
    result = run_command("new", "demo", "--output-dir", cwd=tmp_path, env=environment())

    assert (result.code, result.out) == (2, "")
    assert "fastapi-adv new --help" in result.err
