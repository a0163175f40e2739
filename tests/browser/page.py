"""One tab: what it shows, and what it complains about."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.devtools import PATIENCE, Browser

PHONE, DESK = (390, 844), (1280, 800)


class Page:
    """Asks a tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session = browser, session

    def tell(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command of the DevTools protocol."""
        return self.browser.ask(method, self.session, **parameters)

    def show(self, address: str, size: tuple[int, int] = DESK) -> None:
        """Open it in a window of this size, and wait until all that it names is loaded."""
        width, height = size
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        failed = self.tell("Page.navigate", url=address).get("errorText")
        assert not failed, failed
        self.until(f"document.readyState === 'complete' && location.href.startsWith({address!r})")

    def evaluate(self, script: str) -> Any:
        """Return the value of a JavaScript expression. Raises AssertionError if it throws."""
        found = self.tell("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, script: str) -> Any:
        """Return the value of the expression once it is true. Raises AssertionError with the text of the page."""
        give_up = time.monotonic() + PATIENCE
        while not (found := self.glance(script)):
            assert time.monotonic() < give_up, f"{script}\n{self.text}\n{self.complaints}"
            time.sleep(0.05)
        return found

    def glance(self, script: str) -> Any:
        """Return the value of the expression, or None while its page is being loaded or left."""
        try:
            return self.evaluate(script)
        except (AssertionError, RuntimeError):
            return None

    @property
    def text(self) -> str:
        """Return the text that a reader sees."""
        return str(self.evaluate("document.body.innerText"))

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the console: violated policies, failed requests, exceptions."""
        self.evaluate("new Promise(requestAnimationFrame)")  # all that came before has been reported
        return [text for event in self.browser.events.get(self.session, []) if (text := complaint(event))]

    @property
    def requested(self) -> list[str]:
        """The addresses that this tab has asked for."""
        events = self.browser.events.get(self.session, [])
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [one["request"]["url"] for one in sent]

    def picture(self, file: Path) -> None:
        """A PNG of the whole page."""
        found = self.tell("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(found["data"]))


def complaint(event: dict[str, Any]) -> str:
    """The text of an event of the console, or nothing."""
    details = event["params"]
    match event["method"]:
        case "Log.entryAdded" if details["entry"]["level"] in {"error", "warning"}:
            return f"{details['entry']['text']} {details['entry'].get('url', '')}"
        case "Runtime.exceptionThrown":
            return str(details["exceptionDetails"])
        case "Runtime.consoleAPICalled" if details["type"] in {"error", "assert", "warning"}:
            return str(details["args"])
    return ""


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    """A new one, with a storage of its own."""
    context = browser.ask("Target.createBrowserContext")["browserContextId"]
    target = browser.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    page = Page(browser, session)
    for domain in ("Page", "Runtime", "Log", "Network"):
        page.tell(f"{domain}.enable")
    try:
        yield page
    finally:
        browser.ask("Target.disposeBrowserContext", browserContextId=context)
