"""Content of the page: it shows and gives what `new` would create."""

import io
import json
import shlex
import sys
import tomllib
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest

from fastapi_adv.catalogue.combinations import model_of
from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.verify.variants import plan
from tests.conftest import Cli
from tests.support import run_command, snapshot
from tests.web_page import Visitor, found, web_page


def unzipped(archive: bytes) -> dict[str, tuple[int, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {entry.filename: (entry.external_attr >> 16 & 0o777, opened.read(entry)) for entry in opened.infolist()}


def on_disk(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Files of a project without its repository. The owner's executable bit counts, the umask does not."""
    files = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts]
    return {
        path.relative_to(folder.parent).as_posix(): (
            0o755 if path.stat().st_mode & 0o100 else 0o644,
            path.read_bytes(),
        )
        for path in files
    }


def test_the_archive_has_the_bytes_of_new_for_every_pair_of_features(
    visitor: Visitor, cli: Cli, tmp_path: Path, shipped: Catalogue
) -> None:
    model = model_of(shipped)
    for number, variant in enumerate(plan(model, model, 2)):
        options = ["--features", ",".join(variant.chosen)] if variant.chosen else []
        made = cli("new", variant.package, *options, "--no-git", "--output-dir", str(number))
        assert made.code == 0

        answer = visitor.get(f"/project.zip?{urlencode({'name': variant.package, 'features': variant.chosen}, True)}")

        assert unzipped(answer.body) == on_disk(tmp_path / str(number) / variant.package), variant.name


def test_the_archive_of_the_same_choice_has_the_same_bytes(visitor: Visitor) -> None:
    query = "name=Same&description=%C3%9Cnicode+%22quoted%22&author=Ada&python=3.13&features=sse&features=auth"

    assert visitor.get(f"/project.zip?{query}").body == visitor.get(f"/project.zip?{query}").body


def test_every_answer_of_the_query_reaches_the_project(visitor: Visitor) -> None:
    query = "name=Told&description=For+tests&author=Ada&python=3.13&features=sse"

    files = unzipped(visitor.get(f"/project.zip?{query}").body)

    pyproject = tomllib.loads(files["told/pyproject.toml"][1].decode())["project"]
    assert pyproject["requires-python"] == ">=3.13"
    assert (pyproject["description"], pyproject["authors"]) == ("For tests", [{"name": "Ada"}])
    assert "told/src/told/sse/__init__.py" in files


QUERIES = [
    "",
    "name=K%C3%B6ln+%27s+service",
    "features=auth&features=cache&python=3.12",
    "features=websockets&features=sse&features=tasks&features=cache&features=middleware",
    "description=a+%24HOME+%60b%60&author=Ada+%22L%22",
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_command_creates_the_project_that_the_page_shows(visitor: Visitor, tmp_path: Path, query: str) -> None:
    page = visitor.get(f"/?{query}").text
    command = found('<code id="command" tabindex="0">([^<]*)</code>', page)

    words = shlex.split(command.replace("&#39;", "'").replace("&#34;", '"'))
    made = run_command(*words[1:], "--no-git", cwd=tmp_path)

    assert made.code == 0
    folder = next(tmp_path.iterdir())
    assert unzipped(visitor.get(f"/project.zip?{query}").body) == on_disk(folder)


def test_write_here_creates_the_project_with_a_first_commit(visitor: Visitor, start: Path, tmp_path: Path) -> None:
    query = "name=Written+here&features=http-cache"

    report = visitor.post(f"/new?{query}").json()

    run_command("new", "Written here", "--features", "http-cache", cwd=tmp_path)
    assert snapshot(start / "written-here") == snapshot(tmp_path / "written-here")
    assert report["path"] == str(start / "written-here")
    assert report["steps"] == [{"step": "git", "status": "done", "reason": ""}]
    assert report["next"][-1] == "uv run fastapi dev"


def test_a_directory_with_files_is_refused_as_on_the_command_line(visitor: Visitor, start: Path) -> None:
    (start / "taken").mkdir()
    (start / "taken" / "mine").touch()

    reply = visitor.post("/new?name=Taken")
    typed = run_command("new", "Taken", "--json", "--output-dir", str(start), cwd=start)

    assert reply.status == 409
    assert reply.json() == typed.json()
    assert [path.name for path in (start / "taken").iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("field", "value", "options"),
    [
        ("name", "fastapi", ["fastapi"]),
        ("name", "../x", ["../x"]),
        ("name", "日本", ["日本"]),
        ("description", "a\x07b", ["Demo", "--description", "a\x07b"]),
        ("author", "a\x1bb", ["Demo", "--author", "a\x1bb"]),
        ("python", "2.7", ["Demo", "--python", "2.7"]),
        ("features", "websockeds", ["Demo", "--features", "websockeds"]),
    ],
)
def test_a_wrong_answer_has_the_error_of_new_next_to_its_field(
    visitor: Visitor, tmp_path: Path, field: str, value: str, options: list[str]
) -> None:
    query = urlencode({field: value})
    error = run_command("new", *options, "--json", cwd=tmp_path).json()["error"]

    page = visitor.get(f"/?{query}").text
    shown = found(f'id="{field}-fault" data-region>([^<]+)<', page)
    archive = visitor.get(f"/project.zip?{query}")

    assert shown.replace("&#39;", "'") == f"{error['message']} {error['hint']}"
    assert archive.status == 422
    assert archive.json()["error"] == error


def test_an_implied_feature_is_explained(visitor: Visitor) -> None:
    page = visitor.get("/?features=auth").text

    assert "Included: needed by auth" in found('id="note-database" data-region>([^<]*)<', page)
    assert 'value="database" aria-describedby="about-database note-database" checked' not in page


def test_the_last_change_is_the_difference_to_the_features_before(visitor: Visitor) -> None:
    page = visitor.get("/?features=http-cache&before=&view=change").text

    assert 'value="src/my_service/http_cache/__init__.py"' in page
    assert "<h3>src/my_service/features.py</h3>" in page
    assert "<h3>LICENSE</h3>" not in page


def test_the_views_show_routes_settings_requirements_and_sizes(visitor: Visitor, shipped: Catalogue) -> None:
    views = {name: visitor.get(f"/?features=cache&view={name}").text for name in ("routes", "settings", "size")}
    pyproject = visitor.get("/?features=cache&view=dependencies").text

    assert "<code>/cache/reports/{id}</code>" in views["routes"]
    assert f"<code>{shipped['cache'].environment[0].name}</code>" in views["settings"]
    assert "<td>cache</td>" in views["size"]
    assert "<code>redis&gt;=" in pyproject


def test_the_sizes_add_up_to_the_lines_of_the_project(visitor: Visitor) -> None:
    page = visitor.get("/?features=cache&features=auth&view=size").text
    cells = page.partition("<tbody>")[2].partition("</tbody>")[0].split('<td class="number">')[1:]
    numbers = [int(cell.partition("<")[0]) for cell in cells]
    files, lines = sum(numbers[0::3]), sum(numbers[1::3]) + sum(numbers[2::3])

    assert f"{files} files, {lines} lines" in page


def test_the_evidence_is_the_command_that_verifies_this_combination(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.get("/?features=auth&features=database&features=cache&view=evidence").text
    command = found('<code id="evidence" tabindex="0">([^<]+)<', page)

    listed = run_command(*command.split()[1:], "--list", "--json", cwd=tmp_path).json()

    assert command == "fastapi-adv verify --only auth+cache"
    assert [variant["features"] for variant in listed["variants"]] == [["auth", "cache"]]


def test_a_state_with_unknown_files_and_features_before_is_still_shown(visitor: Visitor) -> None:
    reply = visitor.get("/?file=missing.py&tabs=gone.py&before=unknown&view=change")

    assert reply.status == 200
    assert "Choose a feature to see what it changes." in reply.text


def test_ctrl_c_ends_the_page_without_an_error(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()

    with web_page(tmp_path / "here") as visitor:
        visitor.enter()

    assert visitor.process.returncode == 0
    assert "Traceback" not in (tmp_path / "here.log").read_text()


def test_a_port_in_use_is_refused(served: Visitor, tmp_path: Path) -> None:
    port = served.host.rpartition(":")[2]

    result = run_command("web", "--no-browser", "--port", port, cwd=tmp_path)

    assert result.code == 3
    assert f"Port {port} cannot be used" in result.err


def test_the_answers_of_the_server_are_documents(visitor: Visitor) -> None:
    reply = visitor.post("/new?name=fastapi")

    assert json.loads(reply.body)["error"]["exit_code"] == 2


FAILING = """
from fastapi_adv.__main__ import run
from fastapi_adv.commands.new_project import NewProject
def write(self):
    raise {error}
NewProject.write = write
run()
"""


@pytest.mark.parametrize(
    ("error", "status", "exit_code"),
    [("OSError(28, 'No space left on device', 'x')", 409, 3), ("ValueError('secret')", 500, 70)],
)
def test_a_failing_write_is_reported_with_the_exit_code_of_the_command(
    tmp_path: Path, error: str, status: int, exit_code: int
) -> None:
    (tmp_path / "here").mkdir()

    with web_page(tmp_path / "here", command=[sys.executable, "-c", FAILING.format(error=error)]) as visitor:
        visitor.enter()
        reply = visitor.post("/new?name=Demo")
        afterwards = visitor.get("/")

    assert (reply.status, reply.json()["error"]["exit_code"]) == (status, exit_code)
    assert "secret" not in reply.text
    assert "Content-Security-Policy" in reply.headers
    assert afterwards.status == 200
