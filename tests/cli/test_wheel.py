"""An installation from the wheel or the sdist generates the same projects as the checkout."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support import CHECKOUT, environment, run_command, snapshot
from tests.web_page import web_page

UV = [sys.executable, "-m", "uv"]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "dist")


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(PYTHONPATH=None, PYTHONWARNINGS=None),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A wheel, an sdist and the copy of the checkout that they were built from, so that this one stays as it is."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(CHECKOUT, folder / "source", ignore=LEFT_OUT)
    run(sys.executable, "-m", "hatchling", "build", "-d", str(folder / "dist"), cwd=folder / "source")
    wheel, sdist = next((folder / "dist").glob("*.whl")), next((folder / "dist").glob("*.tar.gz"))
    return {"wheel": wheel, "sdist": sdist, "source": folder / "source"}


def installed(archive: Path, folder: Path) -> list[str]:
    """A command of a clean environment with nothing but the tool; its dependencies are those of the tests."""
    run(*UV, "venv", "--quiet", "--python", sys.executable, str(folder / "venv"), cwd=folder)
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(*UV, "pip", "install", "--quiet", "--python", str(python), str(archive), cwd=folder)
    return [str(python), "-m", "fastapi_adv"]


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_it_makes_the_same_project_as_the_checkout(built: dict[str, Path], tmp_path: Path, kind: str) -> None:
    command = installed(built[kind], tmp_path)

    theirs = run_command(
        "new",
        "demo",
        "--all",
        "--output-dir",
        "theirs",
        cwd=tmp_path,
        command=command,
        env=environment(PYTHONPATH=None),
    )

    checkout = environment(PYTHONPATH=str(built["source"] / "cli"))
    ours = run_command("new", "demo", "--all", "--output-dir", "ours", cwd=tmp_path, env=checkout)
    assert (theirs.code, ours.code) == (0, 0)
    assert snapshot(tmp_path / "theirs") == snapshot(tmp_path / "ours")


def test_the_wheel_serves_the_page_its_assets_and_the_archive(built: dict[str, Path], tmp_path: Path) -> None:
    command = installed(built["wheel"], tmp_path)
    (tmp_path / "start").mkdir()

    with web_page(tmp_path / "start", command=command, PYTHONPATH=None) as visitor:
        visitor.enter()
        page = visitor.get("/?features=sse&before=").text
        assets = {path: visitor.get(path) for path in re.findall(r'"(/static/[^"]+)"', page)}
        archive = visitor.get("/project.zip?name=demo&features=sse").body

    checkout = environment(PYTHONPATH=str(built["source"] / "cli"))
    run_command("new", "demo", "--sse", "--no-git", cwd=tmp_path, env=checkout)
    (tmp_path / "demo.zip").write_bytes(archive)
    shutil.unpack_archive(tmp_path / "demo.zip", tmp_path / "start")
    assert {path: reply.status for path, reply in assets.items()} == dict.fromkeys(
        ["/static/icon.svg", "/static/style.css", "/static/page.js"], 200
    )
    assert snapshot(tmp_path / "start" / "demo") == snapshot(tmp_path / "demo")


def test_the_wheel_carries_every_template_file_and_nothing_of_the_tests(built: dict[str, Path]) -> None:
    names = set(zipfile.ZipFile(built["wheel"]).namelist())

    templates = built["source"] / "project_templates"
    files = [path for path in templates.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    inside = {f"fastapi_adv/project_templates/{path.relative_to(templates).as_posix()}" for path in files}
    assert inside <= names
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"fastapi_adv"}
    assert not [name for name in names if name.endswith(".pyc")]


def test_the_sdist_holds_what_a_wheel_is_built_from(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"pyproject.toml", "README.md", "LICENSE", "project_templates/copier.yml"} <= names
    assert "cli/fastapi_adv/app.py" in names
