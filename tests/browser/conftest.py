"""A browser, and projects that it can look at. Without Chromium on the machine there is nothing to collect."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from fastapi_adv.verify.process_group import Processes
from tests.browser.devtools import CHROMIUM, Browser, browsing
from tests.browser.page import Page, tab
from tests.served import render, serving

collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]

Site = Callable[..., str]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One for all tests."""
    with browsing(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab."""
    with tab(browser) as found:
        yield found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`site(*features)` is host and port of a project with these; each is started once."""
    processes = Processes()
    with ExitStack() as running:
        running.callback(processes.stop)

        @cache
        def started(*features: str) -> str:
            project = render(tmp_path_factory.mktemp("project"), features, processes)
            return running.enter_context(serving(project, tmp_path_factory.mktemp("server")))

        yield started
