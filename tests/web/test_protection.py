"""Attacks on the page: from other sites, from other users of the machine, through names, links and templates."""

import shutil
import socket
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from fastapi_adv.template import source
from tests.support import run_command, snapshot
from tests.web_page import Visitor, web_page

POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "", "127.0.0.1.nip.io:{port}"]
)
def test_a_foreign_host_name_is_refused(visitor: Visitor, host: str) -> None:
    """A site whose name resolves to 127.0.0.1 (DNS rebinding) sends its own name."""
    port = visitor.host.rpartition(":")[2]

    reply = visitor.get("/", Host=host.format(port=port))

    assert reply.status == 421
    assert 'name="token"' not in reply.text


def test_two_host_headers_are_refused(visitor: Visitor) -> None:
    name, _, port = visitor.host.partition(":")
    request = f"GET / HTTP/1.1\r\nHost: {visitor.host}\r\nHost: evil.example\r\nCookie: {visitor.cookie}\r\n\r\n"

    with socket.create_connection((name, int(port))) as connection:
        connection.sendall(request.encode())
        status = connection.recv(100).split()[1]

    assert status in (b"400", b"421")


def test_localhost_is_the_same_page(visitor: Visitor) -> None:
    port = visitor.host.rpartition(":")[2]

    assert visitor.get("/", Host=f"localhost:{port}").status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_of_another_origin_is_refused(visitor: Visitor, start: Path, method: str, origin: str) -> None:
    path = "/" if method == "GET" else "/new?name=Foreign"

    reply = visitor.ask(method, path, Origin=origin, X_Token=visitor.token, Content_Length="0")

    assert reply.status == 403
    assert not (start / "foreign").exists()


def test_a_request_that_writes_needs_an_origin(visitor: Visitor, start: Path) -> None:
    assert visitor.post("/new?name=Foreign", Origin=None).status == 403
    assert not (start / "foreign").exists()


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        ("cross-site", "no-cors", 403),
        ("same-site", "no-cors", 403),  # a server on another port of this machine
        ("same-site", "cors", 403),
        ("same-origin", "cors", 200),
        ("cross-site", "navigate", 200),  # a followed link; the cookie is SameSite=Strict
    ],
)
def test_content_is_not_embedded_by_other_sites(visitor: Visitor, site: str, mode: str, status: int) -> None:
    destination = "document" if mode == "navigate" else "image"

    reply = visitor.get("/", Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=destination)

    assert reply.status == status


@pytest.mark.parametrize("path", ["/", "/project.zip", "/static/page.js", "/project", "/missing"])
@pytest.mark.parametrize("cookie", [None, "fastapi-adv-{port}=guessed", "other={session}", "=;;;"])
def test_a_client_without_the_cookie_sees_nothing(visitor: Visitor, path: str, cookie: str | None) -> None:
    """Other users of the machine can connect to the port."""
    port, session = visitor.host.rpartition(":")[2], visitor.cookie.partition("=")[2]

    reply = visitor.get(path, Cookie=cookie.format(port=port, session=session) if cookie else None)

    assert reply.status == 403
    assert visitor.token not in reply.text
    assert "function" not in reply.text


def test_the_page_for_refused_clients_escapes_the_address(visitor: Visitor) -> None:
    reply = visitor.get('//evil.example/?name="><script>alert(1)</script>'.replace(" ", "%20"), Cookie=None)

    assert reply.status == 403
    assert "<script>" not in reply.text
    assert 'href="/?name=' in reply.text


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 10_000, "%00", "é"])
def test_a_wrong_secret_gives_no_cookie(visitor: Visitor, secret: str) -> None:
    reply = visitor.get(f"/enter?secret={secret.replace('é', '%C3%A9')}", Cookie=None)

    assert reply.status in (403, 422)
    assert reply.headers["Set-Cookie"] is None


def test_the_cookie_is_strict_and_hidden_from_scripts_and_the_secret_leaves_the_address(served: Visitor) -> None:
    reply = served.enter()

    attributes = {part.strip().lower() for part in reply.headers["Set-Cookie"].split(";")[1:]}
    assert attributes >= {"httponly", "samesite=strict"}
    assert reply.headers["Location"] == "/"
    assert served.address.rpartition("=")[2] not in served.cookie


def test_the_address_that_the_browser_is_started_with_opens_the_page_once(tmp_path: Path) -> None:
    """Other users see the arguments of the browser in the list of processes."""
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    (tmp_path / "here").mkdir()

    with web_page(tmp_path / "here", browser=browser) as visitor:
        visitor.enter()  # the server runs
        give_up = time.monotonic() + 30
        while not opened.exists() and time.monotonic() < give_up:
            time.sleep(0.05)
        ticket = opened.read_text().strip().partition("/enter")[2]
        statuses = [visitor.get(f"/enter{ticket}", Cookie=None).status for _ in range(2)]

    assert statuses == [303, 403]
    assert ticket not in visitor.address


@pytest.mark.parametrize("token", [None, "", "guessed"])
def test_a_request_that_writes_needs_the_token_of_the_page(visitor: Visitor, start: Path, token: str | None) -> None:
    reply = visitor.post("/new?name=Tokenless", X_Token=token)

    assert reply.status == 403
    assert not (start / "tokenless").exists()


def test_reading_never_writes(visitor: Visitor, start: Path) -> None:
    before = snapshot(start.parent)

    statuses = [visitor.get(f"{path}?name=Read+only&features=auth").status for path in ("/", "/project.zip", "/new")]

    assert statuses == [200, 200, 405]
    assert snapshot(start.parent) == before


PATHS = ["../evil", "/evil", "..", ".", "~", "~/evil", "a/../../evil", "..\\evil", "C:evil", "evil\n", "%2e%2e/evil"]


@pytest.mark.parametrize("name", PATHS)
def test_no_name_leads_out_of_the_start_directory(visitor: Visitor, start: Path, name: str) -> None:
    before = snapshot(start.parent)
    quoted = name.replace("%", "%25").replace("\n", "%0A").replace("\\", "%5C")

    reply = visitor.post(f"/new?name={quoted}")

    written = {path for path in snapshot(start.parent) if path not in before}
    assert reply.status == 422 or all(path.startswith("here/evil") for path in written)
    assert not Path("/evil").exists()


def test_a_link_in_the_start_directory_is_not_followed(visitor: Visitor, start: Path, tmp_path: Path) -> None:
    (start / "linked").symlink_to(tmp_path)

    reply = visitor.post("/new?name=Linked")

    assert reply.status == 409
    assert "symbolic link" in reply.json()["error"]["message"]
    assert list(tmp_path.iterdir()) == []


def test_links_out_of_a_project_are_refused(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / "tests" / "sse").symlink_to(outside)

    with web_page(project) as visitor:
        visitor.enter()
        reply = visitor.post("/project/apply?command=add&words=sse")

    assert reply.status == 409
    assert "leads outside the project" in reply.json()["error"]["message"]
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["/", "/?features=auth", "/enter?secret=wrong", "/missing", "/static/style.css", "/project.zip"]
)
def test_every_answer_has_the_strict_policy(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers

    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} >= POLICY
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


class Tags(HTMLParser):
    """Names of the tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.content = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.content += data


@pytest.mark.parametrize("view", ["code", "change", "routes", "settings", "dependencies", "size", "evidence"])
def test_text_of_the_reader_is_escaped_everywhere(visitor: Visitor, view: str) -> None:
    attack = "<script>alert(1)</script>\" onload='x' y=\""
    fields = dict.fromkeys(("name", "description", "author", "file", "tabs", "before", "features", "python"), attack)

    page = Tags(visitor.get(f"/?view={view}&{urlencode(fields)}").text)
    readme = Tags(visitor.get(f"/?{urlencode({'description': attack})}").text)

    for shown in (page, readme):
        assert shown.tags.count("script") == 1
        assert [name for name in shown.attributes if name.startswith("on")] == []
    assert attack in readme.content


def test_templates_in_answers_are_text(visitor: Visitor) -> None:
    text = "{{ 7*7 }}{% raw %}"

    page = Tags(visitor.get(f"/?{urlencode({'description': text, 'file': 'pyproject.toml'})}").text)

    assert f'description = "{text}"' in page.content


def test_nothing_of_a_template_is_executed(tmp_path: Path) -> None:
    """Every module of the template would leave a mark if it were imported or compiled to bytecode and run."""
    mark = tmp_path / "executed"
    fork = tmp_path / "fork"
    shutil.copytree(source.root(), fork)
    for module in (fork / "project").rglob("*.py"):
        module.write_text(f"open({str(mark)!r}, 'w')\n{module.read_text()}")
    script = f"""
from pathlib import Path
from fastapi_adv.__main__ import run
from fastapi_adv.template import source
source.root = lambda: Path({str(fork)!r})
run()
"""
    (tmp_path / "here").mkdir()

    with web_page(tmp_path / "here", command=[sys.executable, "-c", script]) as visitor:
        visitor.enter()
        shown = visitor.get("/?features=pages&features=auth&before=&file=src/my_service/app.py").text
        visitor.get("/?features=pages&before=&view=change")
        visitor.get("/project.zip?features=pages")
        written = visitor.post("/new?name=Marked&features=pages").status

    assert "executed" in shown  # the fork was shown
    assert written == 201
    assert not mark.exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "", "127.0.0.2"])  # noqa: S104  # refused
def test_other_machines_never_reach_the_page(tmp_path: Path, host: str) -> None:
    result = run_command("web", "--no-browser", "--host", host, cwd=tmp_path)

    assert result.code == 2
    assert "127.0.0.1" in result.err


@pytest.mark.skipif(sys.platform != "linux", reason="all of 127.0.0.0/8 is the loopback interface on Linux only")
def test_the_socket_listens_on_one_address(served: Visitor) -> None:
    port = int(served.host.rpartition(":")[2])

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_large_bodies_and_queries_are_refused(visitor: Visitor) -> None:
    assert visitor.get(f"/?name={'x' * 5000}").status == 422
    assert visitor.get("/?" + "features=auth&" * 200).status == 422
    assert visitor.post("/new?name=Large", Content_Length=str(10**9)).status == 413


def test_the_log_has_no_secret(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    with web_page(tmp_path / "here") as visitor:
        visitor.enter()
        visitor.get("/enter?secret=wrong")
    log = (tmp_path / "here.log").read_text()

    secrets = [visitor.address.rpartition("=")[2], visitor.cookie.partition("=")[2], visitor.token]
    assert [secret for secret in secrets if secret in log] == []
