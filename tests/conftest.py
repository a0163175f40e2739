"""Fixtures that all tests may use."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fastapi_adv import app
from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template import source
from tests.support import Result, environment

Cli = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """Restore ignored signals: background processes inherit them and pass them to the commands under test."""
    signals: dict[int, Any] = {signal.SIGINT: signal.default_int_handler}
    if hasattr(signal, "SIGHUP"):
        signals |= {signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in signals.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command in this process, in an empty folder that is `tmp_path`."""
    monkeypatch.chdir(tmp_path)
    for name, value in environment().items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Result:
        code = 0
        capsys.readouterr()
        try:
            app.app(list(arguments), prog_name="fastapi-adv")
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def template() -> Path:
    """The templates of this checkout."""
    return source.root()


@pytest.fixture(scope="session")
def shipped(template: Path) -> Catalogue:
    """The catalogue of this checkout."""
    return source.catalogue(template)
