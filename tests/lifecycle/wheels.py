"""Two real wheels: the tool as it is, and as it might become."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.support import CHECKOUT, environment

OLD, NEW = "0.0.1", "0.0.2"
PROJECT = "project_templates/project"
PACKAGE = f"{PROJECT}/src/{{{{ package_name }}}}"
UPGRADES = f"""\
- version: "{OLD}"
  changed: [{{feature: core, summary: this is in the project already}}]
- version: "{NEW}"
  feature_renamed: [{{from: replies, to: responses}}]
  renamed: [{{feature: core, from: APP_LEVEL, to: APP_LOG_LEVEL}}]
  required: [{{feature: core, name: APP_REGION, summary: where it runs}}]
  changed: [{{feature: core, summary: helpers moved to support.helpers}}, {{feature: auth, summary: not for this one}}]
"""
HELPERS = '"""Small things that many modules use."""\n\nLIMIT = 1\n' + "".join(f"STEP_{n} = {n}\n" for n in range(9))


def build(version: str, folder: Path) -> Path:
    """Build the wheel of that version from a copy of the checkout; returns it."""
    source = folder / f"source-{version}"
    for name in ("cli", "project_templates"):
        shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, source / name)
    copier = source / "project_templates/copier.yml"
    declared = re.compile(r'(template_version: .*default: ")[^"]+')
    copier.write_text(declared.sub(rf"\g<1>{version}", copier.read_text(encoding="utf-8")), encoding="utf-8")
    (_make_old if version == OLD else _make_new)(source)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "wheels")]
    subprocess.run(command, cwd=source, env=environment(PYTHONPATH=None), check=True, capture_output=True)
    return folder / f"wheels/fastapi_adv-{version}-py3-none-any.whl"


def _redeclare(source: Path, before: str, after: str) -> None:
    catalogue = source / "project_templates/features.yml"
    text = catalogue.read_text(encoding="utf-8")
    assert text.count(before) == 1
    catalogue.write_text(text.replace(before, after), encoding="utf-8")


def _make_old(source: Path) -> None:
    """Create modules that the new version drops and moves, and a feature that it renames."""
    _redeclare(source, "- name: responses\n", "- name: replies\n")
    for name, text in (("legacy/__init__.py", ""), ("legacy/old.py", "OLD = 1\n"), ("helpers.py", HELPERS)):
        path = source / PACKAGE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _make_new(source: Path) -> None:
    """Move a module, change a shared file, let a feature require another entry, and declare the notes."""
    _redeclare(source, "- name: observability\n", "- name: observability\n  requires: [circuit]\n")
    (source / PACKAGE / "support").mkdir()
    (source / PACKAGE / "support/__init__.py").write_text("", encoding="utf-8")
    (source / PACKAGE / "support/helpers.py").write_text(HELPERS, encoding="utf-8")
    agents = source / PROJECT / "AGENTS.md.jinja"
    agents.write_text("<!-- new -->\n" + agents.read_text(encoding="utf-8"), encoding="utf-8")
    (source / "project_templates/upgrades.yml").write_text(UPGRADES, encoding="utf-8")


def unpacked(wheel: Path, folder: Path) -> Path:
    """Return the path that an installer would use."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder
