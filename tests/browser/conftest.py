"""A browser, and pages that it can look at. Without Chromium on the machine there is nothing to collect."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from fastapi_adv.verify.process_group import Processes
from tests.browser.tab import PATIENCE, Tab, tab
from tests.served import render, serving

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"]

expect.set_options(timeout=PATIENCE)
collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]

Site = Callable[..., str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for each module.

    While Playwright runs, the thread has a running event loop, which would break asynchronous tests of other modules.
    """
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Tab]:
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
