"""A render is a pure function of template and answers."""

import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.errors import Refused
from fastapi_adv.template.answers import PYTHON_VERSIONS, Answers
from fastapi_adv.template.copier_renderer import render
from fastapi_adv.template.renderer import InvalidAnswerError, Template
from tests.conftest import Cli
from tests.support import environment, run_command, snapshot


def test_plain_copier_makes_the_same_project(cli: Cli, tmp_path: Path, template: Path, shipped: Catalogue) -> None:
    names = [feature.name for feature in shipped.features]
    data = ["--data", "project_name=My Demo", "--data", "package_name=my_demo", "--data", f"features={names}"]
    (tmp_path / "plain").mkdir()

    subprocess.run(
        [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", *data, str(template), "plain/my-demo"],
        cwd=tmp_path,
        env=environment(PYTHONWARNINGS=None),
        check=True,
    )

    cli("new", "My Demo", "--all", "--no-git", "--output-dir", "ours")
    assert snapshot(tmp_path / "plain") == snapshot(tmp_path / "ours")


def test_the_settings_of_the_user_for_copier_change_nothing(tmp_path: Path) -> None:
    settings = tmp_path / "home" / ".config" / "copier" / "settings.yml"
    settings.parent.mkdir(parents=True)
    settings.write_text("defaults:\n  author: Mallory\n  enabled: [core]\n  distribution_name: stolen\n")
    for parent, home in (("one", "home"), ("two", "other-home")):
        home_too = {"HOME": str(tmp_path / home), "XDG_CONFIG_HOME": str(tmp_path / home / ".config")}
        done = run_command("new", "demo", "--all", "--output-dir", parent, cwd=tmp_path, env=environment(**home_too))
        assert done.code == 0

    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (Answers("x", "Not-A-Name"), "Not-A-Name is not"),
        (Answers("x", "x", python_version="3.10"), "3.10 is none of"),
        (Answers("x", "x", python_version='3.11"\n[tool.x]'), "is none of"),
    ],
)
def test_answers_that_the_template_refuses_are_refused_in_one_line(
    tmp_path: Path, template: Path, answers: Answers, told: str
) -> None:
    with pytest.raises(Refused, match=rf"^The template refuses these answers: .*{told}"):
        render(template, answers, tmp_path / "project")
    with pytest.raises(InvalidAnswerError, match=told):
        Template(template).render(answers.data())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "python"), [("a", "3.11"), ("a" * 40, "3.11"), *(("demo", python) for python in PYTHON_VERSIONS)]
)
def test_every_name_and_python_make_a_formatted_project_without_lint(cli: Cli, name: str, python: str) -> None:
    result = cli("new", name, "--all", "--no-git", "--python", python)

    assert result.code == 0
    for check in ("format", "--check"), ("check", "--no-cache"):
        done = subprocess.run([sys.executable, "-m", "ruff", *check, name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["a", "a" * 40])
def test_the_shortest_and_the_longest_name_are_kept_in_every_file(cli: Cli, tmp_path: Path, name: str) -> None:
    result = cli("new", name, "--all", "--no-git")

    assert result.code == 0
    assert (tmp_path / name / "src" / name / "app.py").is_file()
