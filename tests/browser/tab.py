"""One tab of the browser: its page, the complaints of its console, and the addresses that it asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
NARROWEST: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
PATIENCE = 60_000
"""Milliseconds until a page is as wanted, on a machine that has other work."""


@dataclass
class Tab:
    """A tab with a storage of its own."""

    page: Page
    requested: list[str] = field(default_factory=list)
    _complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("websocket", lambda websocket: self.requested.append(websocket.url))

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self._complaints.append(f"{message.text} {message.location.get('url', '')}")

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the console: violated policies, failed requests, exceptions."""
        self.page.evaluate("new Promise(requestAnimationFrame)")  # everything before has been reported
        return self._complaints

    def show(self, address: str, size: ViewportSize = DESK) -> None:
        """Open the address in a window of this size."""
        self.page.set_viewport_size(size)
        self.page.goto(address)


@contextmanager
def tab(browser: Browser, **options: Any) -> Iterator[Tab]:
    """Open a tab; `options` are those of the browser context."""
    context = browser.new_context(viewport=DESK, **options)
    try:
        yield Tab(context.new_page())
    finally:
        context.close()
