"""Rendering: in memory and with Copier, to the same bytes, as a pure function of template and answers."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fastapi_adv.catalogue.combinations import model_of
from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.catalogue.selection import FULL, PRESETS, preset, resolve
from fastapi_adv.errors import Refused
from fastapi_adv.template import copier_renderer, source
from fastapi_adv.template.answers import PYTHON_VERSIONS, Answers
from fastapi_adv.template.renderer import InvalidAnswerError, Template, UnsupportedTemplateError
from fastapi_adv.template.rendering import render
from fastapi_adv.verify.variants import covering_array
from tests.conftest import Cli
from tests.support import environment, snapshot

ROOT = source.root()
TEMPLATE = Template(ROOT)
CATALOGUE = source.catalogue(ROOT)
MODEL = model_of(CATALOGUE)
NAMES = tuple(feature.name for feature in CATALOGUE.features)
CHOICES = {
    **{name: preset(CATALOGUE, name) for name in (*PRESETS, FULL)},
    **{f"pairs {i}": MODEL.generators(row) for i, row in enumerate(dict.fromkeys(covering_array(MODEL, 2)))},
}
ANSWERS = Answers("Order Desk", "order_desk", "Takes orders.", "Ada Example <ada@example.org>")
AWKWARD = Answers(
    "Café: {{ 7*7 }} & co", "x", 'He said "no" \\ ☃ # {{ 7*7 }}', "O'Neil <ada@example.org>", "3.13", NAMES
)
LONGEST = Answers("P" * 40, "p" * 40, features=NAMES)


def assert_same(answers: Answers) -> None:
    assert TEMPLATE.render(answers.data()) == copier_renderer.render(ROOT, answers.data())


@pytest.mark.parametrize("choice", CHOICES)
def test_both_renderers_give_the_same_bytes_for_every_preset_and_pair_of_features(choice: str) -> None:
    assert_same(replace(ANSWERS, features=resolve(CATALOGUE, CHOICES[choice])))


@pytest.mark.parametrize("answers", [AWKWARD, LONGEST], ids=["awkward", "longest"])
def test_both_renderers_treat_texts_alike(answers: Answers) -> None:
    assert_same(answers)


def test_the_command_copier_creates_the_same_project(
    cli: Cli, tmp_path: Path, template: Path, shipped: Catalogue
) -> None:
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


def test_the_user_s_settings_for_copier_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.yml").write_text("defaults:\n  enabled: [core]\n  distribution_name: stolen\n")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(tmp_path / "settings.yml"))

    assert_same(replace(ANSWERS, features=("sse",)))


def test_a_render_depends_only_on_template_and_answers() -> None:
    shuffled = ANSWERS.data() | {"features": [*reversed(NAMES), *NAMES]}

    assert Template(ROOT).render(shuffled) == TEMPLATE.render(ANSWERS.data() | {"features": list(NAMES)})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"package_name": "Not-One"}, "Not-One is not"),
        ({"package_name": "p" * 41}, "at most 40"),
        ({"python_version": "3.10"}, "3.10 is none of"),
        ({"python_version": '3.11"\n[tool.x]'}, "is none of"),
        ({"features": ("carrier-pigeon",)}, "carrier-pigeon"),
    ],
)
def test_rejected_answers_are_reported_in_one_line(wrong: dict[str, object], message: str) -> None:
    answers = replace(ANSWERS, **wrong)  # type: ignore[arg-type]

    with pytest.raises(InvalidAnswerError, match=message):
        TEMPLATE.render(answers.data())
    with pytest.raises(Refused, match=rf"^The template rejects the answer '{next(iter(wrong))}': .*{message}"):
        render(TEMPLATE, answers)
    with pytest.raises(Refused, match=rf"^The template rejects these answers: .*{message}"):
        copier_renderer.render(ROOT, answers.data())


def foreign(folder: Path, settings: str, files: dict[str, str] | None = None) -> Path:
    """Write a template that is not ours."""
    (folder / "copier.yml").write_text(f"package_name: {{type: str}}\n{settings}\n")
    for name, text in (files or {"{{ package_name }}.py.jinja": "name = '{{ package_name }}'\n"}).items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("settings", "files"),
    [
        ("_templates_suffix: .jinja", None),
        ("_exclude: [copier.yml, '!README.md']", None),
        ("count: {type: int, default: 3}", None),
        ("_exclude: [copier.yml]", {"{{ package_name }}.py.jinja": "name = '{{ package_name | ans_random }}'\n"}),
        ("_exclude: [copier.yml]", {"x.jinja": "{{ _copier_answers | to_nice_yaml }}"}),
    ],
)
def test_a_template_that_memory_does_not_support_is_not_rendered_in_memory(
    tmp_path: Path, settings: str, files: dict[str, str] | None
) -> None:
    with pytest.raises(UnsupportedTemplateError):
        Template(foreign(tmp_path, settings, files)).render({"package_name": "demo"})


def test_copier_renders_a_template_that_memory_does_not_support(tmp_path: Path) -> None:
    template = foreign(tmp_path, "count: {type: int, default: 3}")

    tree = render(Template(template), Answers("Demo", "demo"))

    assert tree["demo.py"].data == b"name = 'demo'\n"


def test_a_template_that_runs_commands_is_refused(tmp_path: Path) -> None:
    template = foreign(tmp_path, f"_tasks: ['touch {tmp_path}/ran']")

    with pytest.raises(Refused, match="unsafe"):
        render(Template(template), Answers("Demo", "demo"))

    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("name", "python"), [("a", "3.11"), ("a" * 40, "3.11"), *(("demo", python) for python in PYTHON_VERSIONS)]
)
def test_every_name_and_python_give_a_formatted_project_without_lint(
    cli: Cli, tmp_path: Path, name: str, python: str
) -> None:
    result = cli("new", name, "--all", "--no-git", "--python", python)

    assert result.code == 0
    assert (tmp_path / name / "src" / name / "app.py").is_file()
    for check in ("format", "--check"), ("check", "--no-cache"):
        done = subprocess.run([sys.executable, "-m", "ruff", *check, name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_template_refuses_exactly_the_packages_that_the_commands_refuse() -> None:
    reserved = {name.replace("-", "_") for name in reserved_names(CATALOGUE)}
    reserved = {name for name in reserved if name.isidentifier() and name.islower()}
    accepted = {f"my_{name}"[:40] for name in reserved}

    assert {name for name in reserved | accepted if _refused(name)} == reserved


def _refused(package: str) -> bool:
    try:
        TEMPLATE.known(ANSWERS.data() | {"package_name": package})
    except InvalidAnswerError:
        return True
    return False


def test_copier_refuses_a_reserved_name() -> None:
    with pytest.raises(Refused, match="json is reserved"):
        copier_renderer.render(ROOT, ANSWERS.data() | {"package_name": "json"})
