"""Fixtures that all tests may use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_adv import main, templates
from fastapi_adv.catalogue import Catalogue
from tests.support import Result, environment

Cli = Callable[..., Result]


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
            main.app(list(arguments), prog_name="fastapi-adv")
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def template() -> Path:
    """The templates of this checkout."""
    return templates.root()


@pytest.fixture(scope="session")
def shipped(template: Path) -> Catalogue:
    """The catalogue of this checkout."""
    return templates.catalogue(template)
