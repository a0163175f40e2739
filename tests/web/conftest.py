"""The page of `web`, asked without a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import run_command
from tests.web_page import Visitor, web_page


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory that the page was started in."""
    return tmp_path_factory.mktemp("start") / "here"


@pytest.fixture(scope="module")
def served(start: Path) -> Iterator[Visitor]:
    """One page for the tests of a module."""
    start.mkdir()
    with web_page(start) as visitor:
        yield visitor


@pytest.fixture
def visitor(served: Visitor) -> Visitor:
    """A client that has opened the address."""
    served.enter()
    return served


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with `http-cache` and a first commit."""
    run_command("new", "Owned", "--features", "http-cache", cwd=tmp_path)
    return tmp_path / "owned"
