"""Pages of a generated project in a real browser without access to other hosts."""

import json

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import Site
from tests.browser.tab import DESK, PHONE, Tab
from tests.served import ask

FEATURES = ["pages", "websockets", "sse", "middleware", "openapi"]
EVENTS_ONLY = ["pages", "sse", "middleware"]


@pytest.fixture
def home(site: Site) -> str:
    return site(*FEATURES)


def post(host: str, path: str, body: dict[str, str]) -> None:
    """Send JSON as another client."""
    ask(host, path, json.dumps(body).encode(), Content_Type="application/json")


def test_the_start_page_has_its_styles_and_breaks_no_policy(page: Tab, home: str) -> None:
    page.show(f"http://{home}/")
    expect(page.page.locator("#live-status")).to_contain_text("Connected")

    assert "is up and running." in page.page.inner_text("body")
    assert page.page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "12px"
    assert page.complaints == []
    assert all(address.startswith((f"http://{home}/", f"ws://{home}/")) for address in page.requested)


def test_the_console_shows_violations_of_the_policy(page: Tab, home: str) -> None:
    """The tests that expect no complaints depend on this."""
    page.show(f"http://{home}/")
    page.page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))")

    assert "Content Security Policy" in page.complaints[0]


def test_the_form_remembers_a_name(page: Tab, home: str) -> None:
    page.show(f"http://{home}/")
    page.page.evaluate("document.getElementById('name').value = 'Ada <b>'; document.forms[0].requestSubmit(); true")
    expect(page.page.locator("h1")).to_have_text("Hello, Ada <b>!")

    page.show(f"http://{home}/")

    assert page.page.evaluate("document.querySelector('h1').textContent") == "Hello, Ada <b>!"
    assert page.complaints == []


def test_a_room_shows_what_another_client_posts(page: Tab, home: str) -> None:
    page.show(f"http://{home}/")
    expect(page.page.locator("#live-log")).to_contain_text("Somebody came.")

    post(home, "/ws/rooms/lobby/messages", {"text": "Said elsewhere"})

    expect(page.page.locator("#live-log")).to_contain_text("Said elsewhere")
    assert page.complaints == []


def test_an_event_stream_shows_what_another_client_posts(page: Tab, site: Site) -> None:
    home = site(*EVENTS_ONLY)
    page.show(f"http://{home}/")
    expect(page.page.locator("#live-status")).to_have_text("Connected by server-sent events.")

    post(home, "/events/lobby", {"data": "Said elsewhere"})

    expect(page.page.locator("#live-log")).to_contain_text("Said elsewhere")
    assert page.complaints == []


@pytest.mark.parametrize("features", [FEATURES, EVENTS_ONLY])
def test_a_message_sent_in_the_live_section_is_shown(page: Tab, site: Site, features: list[str]) -> None:
    page.show(f"http://{site(*features)}/")
    expect(page.page.locator("#live-status")).to_contain_text("Connected")

    page.page.evaluate("document.getElementById('text').value = 'Said here'; true")
    page.page.evaluate("document.getElementById('live-form').requestSubmit(); true")

    expect(page.page.locator("#live-log")).to_contain_text("Said here")


def test_the_chat_page_sends_and_shows_messages(page: Tab, home: str) -> None:
    page.show(f"http://{home}/ws/chat")
    expect(page.page.locator("#log")).to_contain_text("joined")

    page.page.evaluate("document.forms[0].text.value = 'Said here'; document.forms[0].requestSubmit(); true")

    expect(page.page.locator("#log")).to_contain_text("Said here")
    assert page.complaints == []


def test_a_missing_page_is_an_error_page(page: Tab, home: str) -> None:
    page.show(f"http://{home}/missing")

    assert page.page.evaluate("document.querySelector('h1').textContent") == "404 Not Found"
    assert page.page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    assert [text for text in page.complaints if "404" not in text] == []


@pytest.mark.parametrize(("path", "shown"), [("/docs", ".opblock"), ("/redoc", ".api-content h1, .api-content h2")])
def test_the_documentation_needs_nothing_from_elsewhere(page: Tab, home: str, path: str, shown: str) -> None:
    page.show(f"http://{home}{path}")
    expect(page.page.locator(shown).first).to_be_attached()

    assert page.complaints == []
    assert all(address.startswith((f"http://{home}/", "data:", "blob:")) for address in page.requested)


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("path", ["/", "/pages/items/1", "/missing", "/pages/items/nonsense"])
def test_nothing_is_wider_than_the_window(page: Tab, home: str, path: str, size: ViewportSize) -> None:
    page.show(f"http://{home}{path}", size)

    assert page.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.page.evaluate("innerWidth") == size["width"]
