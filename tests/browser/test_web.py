"""The page of `fastapi-adv web` in a real browser: by mouse, by keyboard only, on a phone, without JavaScript."""

import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, ViewportSize, expect

from fastapi_adv.template import source
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.workspace import describe
from tests.browser.tab import DESK, NARROWEST, PHONE, Tab, tab
from tests.shared_environment import shared_environment
from tests.support import git, run_command
from tests.web_page import Visitor, web_page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FEATURES = source.catalogue(source.root()).features
VIEWS = ["code", "change", "routes", "settings", "dependencies", "size", "evidence"]
EDIT = "\n# An edit of the owner.\n"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory that the page was started in."""
    folder = tmp_path_factory.mktemp("start") / "here"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def served(start: Path) -> Iterator[Visitor]:
    """One page for the tests of this module."""
    with web_page(start) as visitor:
        yield visitor


@pytest.fixture
def opened(page: Tab, served: Visitor) -> Tab:
    """A tab that was opened with the address of the terminal."""
    page.show(served.address)
    return page


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with `http-cache`, a first commit, and an owner's edit in a second one."""
    run_command("new", "Owned", "--features", "http-cache", cwd=tmp_path)
    folder = tmp_path / "owned"
    (folder / "README.md").write_text((folder / "README.md").read_text() + EDIT)
    git("commit", "-qam", "Edit", cwd=folder)
    return folder


@pytest.fixture
def in_project(page: Tab, project: Path) -> Iterator[Tab]:
    """A tab with the page about the project."""
    with web_page(project) as visitor:
        page.show(visitor.address)
        yield page


def faults(page: Tab) -> list[dict[str, Any]]:
    """Return the violations that axe finds: rule, and the HTML of the elements."""
    rules = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = Axe().run(page.page, options=rules).response["violations"]
    return [{"rule": one["id"], "nodes": [node["html"] for node in one["nodes"]][:3]} for one in found]


def test_a_click_shows_what_it_changes(opened: Tab) -> None:
    page = opened.page

    page.get_by_label("auth", exact=True).check()

    expect(page.locator("#command")).to_have_text("fastapi-adv new 'My service' --features auth")
    expect(page.locator("#note-database")).to_have_text("Included: needed by auth")
    page.get_by_role("link", name="Last change").click()
    expect(page.get_by_role("heading", name="src/my_service/features.py")).to_be_visible()
    assert opened.complaints == []
    assert {urlsplit(address).hostname for address in opened.requested} == {"127.0.0.1"}


def test_the_address_opened_is_clean_of_the_secret(opened: Tab, served: Visitor) -> None:
    assert urlsplit(opened.page.url).path == "/"
    assert served.address.rpartition("=")[2] not in opened.page.url


def test_back_and_forward_restore_the_choice(opened: Tab) -> None:
    page = opened.page
    page.get_by_label("sse", exact=True).check()
    expect(page.locator("#command")).to_contain_text("--features sse")
    page.get_by_role("link", name="Size").click()
    expect(page.get_by_role("heading", name="Size by feature")).to_be_visible()

    page.go_back()
    expect(page.get_by_role("heading", name="README.md", exact=True)).to_be_visible()
    page.go_back()
    expect(page.locator("#command")).to_contain_text("--preset minimal")
    expect(page.get_by_label("sse", exact=True)).not_to_be_checked()
    page.go_forward()
    expect(page.get_by_label("sse", exact=True)).to_be_checked()
    expect(page.locator("#command")).to_contain_text("--features sse")


def test_a_shared_link_shows_the_same_state(opened: Tab, browser: Browser, served: Visitor) -> None:
    page = opened.page
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Name").fill("Shared service")
    page.get_by_label("cache", exact=True).check()
    page.get_by_role("link", name="Routes").click()
    expect(page.get_by_role("heading", name="Routes")).to_be_visible()
    expect(page).to_have_url(re.compile("name=Shared"))

    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#status")).to_have_text("Link copied.")
    link = page.evaluate("navigator.clipboard.readText()")

    with tab(browser) as other:
        other.show(served.address)
        other.show(link)
        expect(other.page.get_by_role("heading", name="Routes")).to_be_visible()
        expect(other.page.locator("#command")).to_have_text("fastapi-adv new 'Shared service' --features cache")


def test_one_key_copies_the_command(opened: Tab) -> None:
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])

    opened.page.keyboard.press("c")

    expect(opened.page.locator("#status")).to_have_text("Command copied.")
    assert opened.page.evaluate("navigator.clipboard.readText()") == "fastapi-adv new 'My service' --preset minimal"


def test_the_keys_can_be_switched_off(opened: Tab) -> None:
    opened.page.get_by_label("Keys:").uncheck()

    opened.page.keyboard.press("/")

    expect(opened.page.get_by_label("Search features")).not_to_be_focused()


def test_everything_works_by_keyboard_only(opened: Tab) -> None:
    page = opened.page
    page.keyboard.press("/")
    expect(page.get_by_label("Search features")).to_be_focused()
    page.keyboard.type("background")
    expect(page.locator("#found")).to_have_text(f"1 of {len(FEATURES)} features")
    page.keyboard.press("Tab")
    expect(page.get_by_label("tasks", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#command")).to_contain_text("--features tasks")
    expect(page.get_by_label("tasks", exact=True)).to_be_focused()

    page.locator("#tree summary", has_text="src/").focus()
    page.keyboard.press("Enter")
    expect(page.locator('#tree details[data-path="src"]')).not_to_have_attribute("open", "")
    page.locator('#tree button[value="pyproject.toml"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="pyproject.toml")).to_be_visible()
    expect(page.locator('#tree button[value="pyproject.toml"]')).to_be_focused()
    page.get_by_role("link", name="Settings").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.get_by_role("link", name="Settings")).to_be_focused()


def test_typing_in_a_field_keeps_its_focus_and_shows_errors_next_to_it(opened: Tab) -> None:
    name = opened.page.get_by_label("Name")
    name.fill("")
    name.press_sequentially("fastapi", delay=20)

    expect(opened.page.locator("#name-fault")).to_contain_text("reserved")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(re.compile("reserved"))
    expect(name).to_be_focused()
    expect(opened.page.get_by_role("button", name="Write here")).to_have_count(0)

    name.press_sequentially("-shop", delay=20)

    expect(opened.page.locator("#name-fault")).to_be_empty()
    expect(opened.page.locator("#command")).to_contain_text("new fastapi-shop")


def test_presets_tick_their_features(opened: Tab) -> None:
    opened.page.get_by_role("link", name="realtime").click()

    expect(opened.page.locator("#command")).to_contain_text("--preset realtime")
    expect(opened.page.get_by_label("websockets", exact=True)).to_be_checked()


def test_files_open_in_tabs(opened: Tab) -> None:
    page = opened.page
    tabs = page.get_by_role("navigation", name="Open files").get_by_role("button")

    page.locator('#tree button[value="pyproject.toml"]').click()
    page.locator('#tree button[value="Dockerfile"]').click()
    expect(tabs).to_have_text(["README.md", "pyproject.toml", "Dockerfile"])
    page.get_by_role("link", name="Close Dockerfile").click()

    expect(tabs).to_have_text(["README.md", "pyproject.toml"])
    expect(page.get_by_role("heading", name="pyproject.toml")).to_be_visible()


def test_write_here_reports_and_refuses_the_second_time(opened: Tab, start: Path) -> None:
    page = opened.page
    page.get_by_label("Name").fill("By mouse")
    expect(page.locator("#destination")).to_have_text(f"Writes to {start / 'by-mouse'}")

    page.get_by_role("button", name="Write here").click()
    expect(page.locator("#report")).to_contain_text("Next: uv run fastapi dev")
    expect(page.locator("#report")).to_be_focused()
    assert (start / "by-mouse" / "pyproject.toml").is_file()

    page.get_by_role("button", name="Write here").click()
    expect(page.locator("#report")).to_contain_text("exists and is not empty")


def test_the_suite_of_a_downloaded_project_passes(opened: Tab, tmp_path: Path) -> None:
    page = opened.page
    page.get_by_label("Name").fill("Downloaded")
    page.get_by_label("http-cache", exact=True).check()
    expect(page.locator("#command")).to_have_text("fastapi-adv new Downloaded --features http-cache")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download ZIP").click()
    download.value.save_as(tmp_path / "it.zip")
    with zipfile.ZipFile(tmp_path / "it.zip") as archive:
        archive.extractall(tmp_path)

    project = tmp_path / "downloaded"
    describe(project / "src", {"name": "downloaded", "version": "0.1.0"})
    python = shared_environment(Processes()).python
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(project / "src"), "HOME": str(tmp_path)}
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert download.value.suggested_filename == "downloaded.zip"
    assert done.returncode == 0, done.stdout + done.stderr


def test_adding_to_a_project_shows_the_change_and_keeps_the_edits_of_the_owner(in_project: Tab, project: Path) -> None:
    page = in_project.page
    expect(page.locator("#check")).to_contain_text("Up to date")
    page.get_by_label("sse", exact=True).check()
    expect(page.locator("#command")).to_have_text("fastapi-adv add sse")
    expect(page.get_by_role("heading", name="src/owned/features.py")).to_be_visible()
    assert not (project / "src" / "owned" / "sse").exists()

    page.get_by_role("button", name="Apply").click()

    expect(page.locator("#report")).to_contain_text("Done:")
    expect(page.get_by_label("sse", exact=True)).to_be_checked()
    assert (project / "src" / "owned" / "sse").is_dir()
    assert EDIT in (project / "README.md").read_text()
    assert in_project.complaints == []


def test_a_refusal_is_shown_and_force_lifts_it(in_project: Tab, project: Path) -> None:
    page = in_project.page
    (project / "README.md").write_text((project / "README.md").read_text() + EDIT)
    page.get_by_label("sse", exact=True).check()
    expect(page.locator("#view")).to_contain_text("Uncommitted changes: README.md")
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)

    page.get_by_label("Allow uncommitted changes").check()

    expect(page.locator("#command")).to_have_text("fastapi-adv add sse --force")
    expect(page.get_by_role("button", name="Apply")).to_be_visible()


def test_a_link_of_another_site_leads_to_the_page_after_one_more_click(opened: Tab, served: Visitor) -> None:
    """The cookie is SameSite=Strict, so that the first request of a followed link has none."""
    page = opened.page
    page.route(
        "http://other.example/",
        lambda route: route.fulfill(body=f'<a href="{served.origin}/?features=sse">look</a>', content_type="text/html"),
    )
    page.goto("http://other.example/")

    page.get_by_role("link", name="look").click()
    expect(page.get_by_role("heading", name="Refused")).to_be_visible()
    page.get_by_role("link", name="Open this page again").click()

    expect(page.locator("#command")).to_contain_text("--features sse")


def test_another_site_can_neither_read_nor_write_nor_frame_the_page(opened: Tab, served: Visitor, start: Path) -> None:
    page = opened.page
    page.route("http://127.0.0.1:1/", lambda route: route.fulfill(body="<p>attack", content_type="text/html"))
    page.goto("http://127.0.0.1:1/")  # the same site for cookies: another port of this machine
    attempt = """async ([address, how]) => {
        try { return (await fetch(address, how)).type; } catch { return "blocked"; }
    }"""

    outcomes = [
        page.evaluate(attempt, [f"{served.origin}{path}", {"credentials": "include", "mode": mode, "method": method}])
        for mode in ("cors", "no-cors")
        for method, path in (("GET", "/"), ("POST", "/new?name=Attacked"))
    ]

    assert outcomes[:2] == ["blocked", "blocked"]
    assert set(outcomes) <= {"blocked", "opaque"}
    assert not (start / "attacked").exists()


def test_the_page_works_without_javascript(browser: Browser, served: Visitor) -> None:
    with tab(browser, java_script_enabled=False) as plain:
        page = plain.page
        page.goto(served.address)
        page.get_by_label("sse", exact=True).check()
        page.get_by_role("button", name="Show the project").click()
        expect(page.locator("#command")).to_contain_text("--features sse")
        page.locator('#tree button[value="pyproject.toml"]').click()
        expect(page.get_by_role("heading", name="pyproject.toml")).to_be_visible()
        expect(page.locator("#command")).to_contain_text("--features sse")


LOOKS = pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"]
)


@LOOKS
def test_axe_finds_nothing(opened: Tab, served: Visitor, size: ViewportSize, scheme: Any) -> None:
    opened.page.emulate_media(color_scheme=scheme)
    query = "features=http-cache&before=&file=src/my_service/app.py&tabs=README.md"

    found = {}
    for view in VIEWS:
        opened.show(f"{served.origin}/?{query}&view={view}", size)
        found[view] = faults(opened)
    opened.show(f"{served.origin}/?name=fastapi&features=auth", size)
    found["wrong"] = faults(opened)

    assert {view: faults for view, faults in found.items() if faults} == {}


@LOOKS
def test_axe_finds_nothing_in_a_project(in_project: Tab, project: Path, size: ViewportSize, scheme: Any) -> None:
    page = in_project.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    features = project / "src" / "owned" / "features.py"
    features.write_text(features.read_text().replace("http_cache", "my_http_cache"))
    git("commit", "-qam", "Rename", cwd=project)

    first = faults(in_project)
    page.get_by_label("responses", exact=True).check()
    expect(page.locator(".diff .conflict").first).to_be_visible()

    assert [first, faults(in_project)] == [[], []]


@pytest.mark.parametrize("size", [NARROWEST, PHONE, DESK], ids=["narrowest", "phone", "desk"])
def test_nothing_is_wider_than_the_window(opened: Tab, served: Visitor, size: ViewportSize) -> None:
    widths = set()
    for view in VIEWS:
        opened.show(f"{served.origin}/?features=auth&features=graphql&before=auth&view={view}", size)
        widths.add(opened.page.evaluate("document.documentElement.scrollWidth"))

    assert max(widths) <= size["width"]
