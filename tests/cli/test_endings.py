"""Exit codes and streams of every result and exception."""

import functools
from collections.abc import Callable

import pytest

from fastapi_adv import errors
from fastapi_adv.app import COMMANDS
from fastapi_adv.commands import features as features_command
from tests.conftest import Cli

TOKEN = "sk-sesame-0451"  # noqa: S105  # stands for a secret that must not be shown


def raising(error: BaseException) -> Callable[..., None]:
    """Return the command `features` with a body that raises the error."""

    @functools.wraps(features_command.features)
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_success_is_0_with_the_result_on_stdout_only(cli: Cli) -> None:
    result = cli("--version")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("fastapi-adv ")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], *([*name.split(), "--help"] for name in COMMANDS), ["new", "-h"]]
)
def test_help_is_a_result(cli: Cli, arguments: list[str]) -> None:
    result = cli(*arguments)

    assert (result.code, result.err) == (0, "")
    assert "Usage" in result.out


def test_the_help_of_every_command_is_complete(cli: Cli) -> None:
    shown = " ".join(cli("--help").out.split())

    assert [name for name, summary in COMMANDS.items() if f"{name} {summary}" not in shown] == []


def test_without_a_command_help_is_shown_as_usage(cli: Cli) -> None:
    result = cli()

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
def test_every_error_has_its_exit_code_and_a_message_on_stderr(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, json: list[str]
) -> None:
    monkeypatch.setattr(features_command, "features", raising(error))

    result = cli("features", *json)

    assert result.code == code
    assert result.err.lstrip().startswith("error: ")
    assert "Traceback" not in result.err
    if json and code != 130:
        assert result.json()["error"]["exit_code"] == code
    else:
        assert result.out == ""


def test_a_bug_is_reported_in_one_line_without_values(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features_command, "features", raising(RuntimeError(TOKEN)))
    monkeypatch.setenv("API_TOKEN", TOKEN)

    result = cli("features")

    assert result.code == 70
    assert result.err.startswith("error: This is a bug in fastapi-adv: RuntimeError at test_endings.py:")
    assert "Please report" in result.err
    assert TOKEN not in result.out + result.err


def test_the_debug_variable_shows_the_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features_command, "features", raising(RuntimeError(TOKEN)))
    monkeypatch.setenv("FASTAPI_ADV_DEBUG", "1")

    result = cli("features")

    assert result.code == 70
    assert "Traceback" in result.err


def test_an_option_without_its_value_is_usage(cli: Cli) -> None:
    result = cli("new", "demo", "--output-dir")

    assert (result.code, result.out) == (2, "")
    assert "fastapi-adv new --help" in result.err
