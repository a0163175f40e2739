"""Four releases of a template as wheels, each with a change that an owner's project has to survive."""

import re
import shutil
import zipfile
from pathlib import Path

from fastapi_adv.template import source
from fastapi_adv.template.origin import INSIDE

PACKAGE = "project/src/{{ package_name }}"
HELPERS = '"""Small things that many modules use."""\n\nLIMIT = 1\n' + "".join(f"STEP_{n} = {n}\n" for n in range(9))
MIGRATION = '''"""a note for each account"""

import sqlalchemy as sa
from alembic import op

revision = "auth_0002"
down_revision = "auth_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("note", sa.String(length=100), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "note")
'''
UPGRADES = """\
- version: "0.3.0"
  feature_renamed: [{from: responses, to: replies}]
- version: "0.4.0"
  changed: [{feature: sse, summary: streams use the circuit breaker}]
"""


def releases(folder: Path) -> list[Path]:
    """Return the wheels of the versions 0.1.0 to 0.4.0."""
    template = folder / "template"
    shutil.copytree(source.root(), template, ignore=shutil.ignore_patterns("__pycache__"))
    wheels = []
    for number, change in enumerate((_first, _rename_file, _rename_feature, _last), 1):
        change(template)
        _replace(template / "copier.yml", r'(template_version: .*default: ")[^"]+', rf"\g<1>0.{number}.0")
        wheels.append(_wheel(template, folder / f"template-0.{number}.0.whl"))
    return wheels


def _first(template: Path) -> None:
    (template / PACKAGE / "helpers.py").write_text(HELPERS, encoding="utf-8")
    (template / PACKAGE / "legacy.py").write_text("OLD = 1\n", encoding="utf-8")


def _rename_file(template: Path) -> None:
    (template / PACKAGE / "support").mkdir()
    (template / PACKAGE / "support/__init__.py").touch()
    (template / PACKAGE / "helpers.py").rename(template / PACKAGE / "support/helpers.py")


def _rename_feature(template: Path) -> None:
    _replace(template / "features.yml", "- name: responses\n", "- name: replies\n")
    (template / "upgrades.yml").write_text(UPGRADES, encoding="utf-8")


def _last(template: Path) -> None:
    """Remove a module, let a feature require another, and add a migration."""
    (template / PACKAGE / "legacy.py").unlink()
    _replace(template / "features.yml", r"- name: cache\n", "- name: cache\n  # needs more now\n")
    _replace(template / "features.yml", r"requires: \[events, scopes\]", "requires: [events, scopes, circuit]")
    (template / PACKAGE / "auth/migrations/auth_0002_note.py").write_text(MIGRATION, encoding="utf-8")
    _replace(template / "project/AGENTS.md.jinja", r"\A", "<!-- release 4 -->\n")


def _replace(file: Path, before: str, after: str) -> None:
    text, count = re.subn(before, after, file.read_text(encoding="utf-8"), count=1)
    assert count, before
    file.write_text(text, encoding="utf-8")


def _wheel(template: Path, wheel: Path) -> Path:
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in sorted(template.rglob("*")):
            archive.write(file, f"{INSIDE}{file.relative_to(template).as_posix()}")
    return wheel
