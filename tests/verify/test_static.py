"""The static pass: same text as the renderer, and faults of shared files."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.exhaustive import examine
from fastapi_adv.verify.static.space import Space
from fastapi_adv.verify.static.survey import Survey
from fastapi_adv.verify.variants import plan
from tests.verify.fork import faults, fork, redeclare


@pytest.fixture(scope="module")
def survey() -> Survey:
    """Survey of the template of this checkout."""
    root = source.root()
    return Survey(Space(Template(root), source.catalogue(root)))


def sample(space: Space) -> Iterator[tuple[int, list[str]]]:
    """Yield masks and choices of a pairwise array, and of some other combinations."""
    for variant in plan(space.model, space.model, 2):
        if variant.package == "myproj":
            yield space.closure(space.bits.mask(variant.chosen)), list(variant.chosen)
    for mask in islice(space.combinations(), 1000, None, 4099):
        yield mask, [name for name in space.bits.names(mask) if name in space.model.factors]


def test_files_and_texts_are_those_of_the_renderer(survey: Survey) -> None:
    space, material = survey.space, survey.material
    for mask, chosen in sample(space):
        rendered = space.template.render({"project_name": "myproj", "package_name": "myproj", "features": chosen})
        absent = material.presence.absent(mask)

        assert set(material.reader.files.names(material.everything & ~absent)) == set(rendered)
        for path, renderings in material.rendered.items():
            if path in rendered and path != ".fastapi-adv.yml":  # it records the choice, not what follows from it
                assert renderings.text(mask) == rendered[path].data.decode(), path


def test_the_combinations_are_those_of_the_model_without_separate_features(survey: Survey) -> None:
    space, separate = survey.space, survey.space.bits.bit("kubernetes")
    others = space.model.restricted(name for name in space.model.factors if name != "kubernetes")
    found = list(space.combinations())

    assert len(found) == len({mask & ~separate for mask in found})
    assert len(found) == sum(1 for _ in others.every_combination())


def test_a_separate_feature_is_read_with_and_without_every_pair_of_other_features(survey: Survey) -> None:
    space, names = survey.space, ("kubernetes", "database", "tasks", "observability")
    found = {tuple(bool(mask & space.bits.bit(name)) for name in names) for mask in space.combinations()}

    assert len(found) == 2 ** len(names)


def test_several_processes_find_the_same_faults_as_one(template: Path, tmp_path: Path) -> None:
    copy = fork(template, tmp_path)
    small(copy)
    redeclare(copy, "responses", lambda entry: entry.setdefault("dependencies", []).append("unheard-of>=1,<2"))

    one, two = examine(copy, 1), examine(copy, 2)

    assert [fault.text for fault in one.faults] == ["pyproject.toml: declares unheard-of, which nothing uses"]
    assert (one.faults, one.combinations, one.distinct) == (two.faults, two.combinations, two.distinct)
    assert one.faults[0].combinations * 2 == one.combinations


def small(copy: Path) -> None:
    """Keep two features, so that the pass over all combinations is short."""
    import yaml

    file = copy / "features.yml"
    kept = [entry for entry in yaml.safe_load(file.read_text()) if entry["name"] in SMALL]
    gone = [entry for entry in yaml.safe_load(file.read_text()) if entry["name"] not in SMALL]
    for path in (path for entry in gone for path in entry.get("paths", [])):
        remove(copy / "project" / path.replace("{package}", "{{ package_name }}"))
    for entry in kept:
        entry.pop("bridges", None)
    file.write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")


SMALL = ("core", "content-disposition", "preconditions", "responses", "http-cache")


def remove(path: Path) -> None:
    """Remove a file, its template, or a folder."""
    import shutil

    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True) if not path.is_dir() else None
    path.with_name(f"{path.name}.jinja").unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("file", "broken", "said"),
    [
        ("pyproject.toml.jinja", "\n[tool.mypy]\n", "pyproject.toml: does not parse"),
        ("AGENTS.md.jinja", "\n\n", "AGENTS.md: does not end in exactly one newline"),
        ("AGENTS.md.jinja", "{{ '{{ name }}' }}\n", "AGENTS.md: has a template marker"),
        ("AGENTS.md.jinja", "\n\n\n\nText.\n", "AGENTS.md: has three blank lines in a row"),
        ("src/{{ package_name }}/app.py", "def (:\n", "src/myproj/app.py: does not parse"),
        (
            "src/{{ package_name }}/app.py",
            "from .nowhere import x\n",
            "imports myproj.nowhere, which no combination has",
        ),
        ("src/{{ package_name }}/app.py", "from .settings import x\n", "imports x from myproj.settings"),
        ("src/{{ package_name }}/app.py", "import numpy\n", "imports numpy, which pyproject.toml does not declare"),
        ("src/{{ package_name }}/features.py.jinja", "nothing()\n", "uses nothing, which nothing defines"),
        ("src/{{ package_name }}/spare.py", '"""Unused."""\n', "src/myproj/spare.py: no module imports it"),
        (".github/workflows/ci.yml.jinja", "on: [\n", ".github/workflows/ci.yml: does not parse"),
        ("notes.txt", "", "notes.txt: is empty"),
        ("data.json", "{]\n", "data.json: does not parse"),
        ("page.html", "<p><b>bold</p>\n", "page.html: does not parse"),
    ],
)
def test_a_broken_shared_file_is_found(template: Path, tmp_path: Path, file: str, broken: str, said: str) -> None:
    copy = fork(template, tmp_path)
    with (copy / "project" / file).open("a", encoding="utf-8") as opened:
        opened.write(broken)

    assert any(said in fault for fault in faults(copy))
