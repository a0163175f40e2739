"""The page about a project: features, findings of `check`, previews, and applying them."""

from pathlib import Path

import pytest

from tests.support import git, run_command, snapshot
from tests.web_page import Visitor, web_page

EDIT = "\n# An edit of the owner.\n"


def entered(visitor: Visitor) -> Visitor:
    visitor.enter()
    return visitor


def commit(project: Path) -> None:
    git("add", "-A", cwd=project)
    git("commit", "-qm", "x", cwd=project)


def test_the_address_leads_to_the_project_at_or_above_the_start_directory(project: Path) -> None:
    with web_page(project / "src") as visitor:
        reply = visitor.enter()
        page = visitor.get("/project").text

    assert reply.headers["Location"] == "/project"
    assert str(project) in page
    assert "Up to date with version" in page
    assert 'value="http-cache" aria-describedby="about-http-cache note-http-cache" checked' in page


def test_outside_a_project_there_is_no_project_page(visitor: Visitor) -> None:
    assert visitor.get("/project").status == 404
    assert visitor.post("/project/apply?command=add&words=sse").status == 404


def test_a_directory_that_is_no_project_is_refused_as_an_option(tmp_path: Path) -> None:
    result = run_command("web", "--no-browser", "--project", str(tmp_path), cwd=tmp_path)

    assert result.code == 3
    assert ".fastapi-adv.yml not found" in result.err


def test_the_preview_is_the_diff_of_a_dry_run_and_writes_nothing(project: Path) -> None:
    (project / "README.md").write_text((project / "README.md").read_text() + EDIT)
    commit(project)
    before = snapshot(project, git_too=True)
    typed = run_command("add", "sse", "--dry-run", "--json", "--diff", cwd=project).json()

    with web_page(project) as visitor:
        page = entered(visitor).get("/project?change=features&features=http-cache&features=sse").text

    shown = page.replace("&#34;", '"').replace("&#39;", "'").replace("&gt;", ">").replace("&lt;", "<")
    lines = [line for line in typed["diff"].splitlines() if line[:1] == "+" and line[:3] != "+++"]
    assert "fastapi-adv add sse" in page
    assert f"{len(typed['files']['created'])} files created" in page
    assert [line for line in lines if line.replace("&amp;", "&") not in shown.replace("&amp;", "&")] == []
    assert snapshot(project, git_too=True) == before


def test_applying_gives_the_bytes_and_the_report_of_the_command(project: Path, tmp_path: Path) -> None:
    (project / "README.md").write_text((project / "README.md").read_text() + EDIT)
    commit(project)
    run_command("new", "Owned", "--features", "http-cache", "--output-dir", "typed", cwd=tmp_path)
    other = tmp_path / "typed" / "owned"
    (other / "README.md").write_text((other / "README.md").read_text() + EDIT)
    commit(other)
    typed = run_command("add", "sse", "--json", cwd=other).json()

    with web_page(project) as visitor:
        report = entered(visitor).post("/project/apply?command=add&words=sse").json()

    assert report == {key: typed[key] for key in report}
    assert snapshot(project) == snapshot(other)
    assert EDIT in (project / "README.md").read_text()


def test_removing_restores_the_project(project: Path) -> None:
    before = snapshot(project)

    with web_page(project) as visitor:
        entered(visitor).post("/project/apply?command=add&words=sse")
        commit(project)
        report = visitor.post("/project/apply?command=remove&words=sse").json()

    assert report["files"]["deleted"] != []
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("command=add&words=websockeds", ["add", "websockeds"]),
        ("command=remove&words=core", ["remove", "core"]),
        ("command=add&words=sse", ["add", "sse"]),
    ],
)
def test_refusals_are_those_of_the_command_line(project: Path, query: str, words: list[str]) -> None:
    (project / "README.md").write_text("An uncommitted edit.\n")
    typed = run_command(*words, "--json", cwd=project).json()
    before = snapshot(project)

    with web_page(project) as visitor:
        reply = entered(visitor).post(f"/project/apply?{query}")

    assert reply.json() == typed
    assert snapshot(project) == before


def test_uncommitted_changes_are_merged_with_force(project: Path) -> None:
    (project / "README.md").write_text((project / "README.md").read_text() + EDIT)

    with web_page(project) as visitor:
        page = entered(visitor).get("/project?change=features&features=http-cache&features=sse").text
        reply = visitor.post("/project/apply?command=add&words=sse&force=true")

    assert "Uncommitted changes: README.md" in page
    assert reply.json()["changed"]
    assert EDIT in (project / "README.md").read_text()


def test_predicted_conflicts_are_shown_and_marked(project: Path) -> None:
    features = project / "src" / "owned" / "features.py"
    text = features.read_text()
    features.write_text(text.replace("http_cache", "my_http_cache"))
    commit(project)

    with web_page(project) as visitor:
        page = entered(visitor).get("/project?change=features&features=http-cache&features=sse").text

    assert "Conflict in src/owned/features.py" in page
    assert '<span class="conflict">+&lt;&lt;&lt;&lt;&lt;&lt;&lt; yours' in page


def test_additions_come_before_removals(project: Path) -> None:
    with web_page(project) as visitor:
        page = entered(visitor).get("/project?change=features&features=sse").text

    assert "fastapi-adv add sse</code>" in page
    assert "Then: <code>fastapi-adv remove http-cache</code>" in page


def test_an_interrupted_run_is_a_finding(project: Path) -> None:
    script = (
        "from fastapi_adv.merge import journal\n"
        "journal.drop = lambda work_tree: None\n"
        "import sys; sys.argv = ['fastapi-adv', 'add', 'sse']\n"
        "from fastapi_adv.__main__ import run; run()\n"
    )
    import sys

    run_command("-c", script, cwd=project, command=[sys.executable])

    with web_page(project) as visitor:
        page = entered(visitor).get("/project").text

    assert "An earlier run was interrupted." in page


def test_a_state_file_that_breaks_meanwhile_is_an_error_page(project: Path) -> None:
    with web_page(project) as visitor:
        entered(visitor)
        (project / ".fastapi-adv.yml").write_text("<b>: [\n")
        reply = visitor.get("/project")

    assert reply.status == 409
    assert "<h1>Refused</h1>" in reply.text
    assert "<b>" not in reply.text
    assert ".fastapi-adv.yml" in reply.text
