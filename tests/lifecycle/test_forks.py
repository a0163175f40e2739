"""Forks of the template: `--template` on new, add, remove and update, and the state file that records it."""

import shutil
import zipfile
from pathlib import Path

import pytest
import yaml

from fastapi_adv.errors import Refused
from fastapi_adv.project import state
from fastapi_adv.template import source
from fastapi_adv.template.origin import INSIDE, Origin, opened
from tests.conftest import Cli
from tests.lifecycle.conftest import commit
from tests.support import git, snapshot

PAYMENTS = {"name": "payments", "summary": "Payments by card", "paths": ["src/{package}/payments"]}


@pytest.fixture
def fork(template: Path, tmp_path: Path) -> Path:
    """A git repository with a fork that adds a feature and changes a file of another, at version 0.1.0."""
    folder = tmp_path / "forked"
    shutil.copytree(template, folder, ignore=shutil.ignore_patterns("__pycache__"))
    catalogue = folder / "features.yml"
    entries = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    catalogue.write_text(yaml.safe_dump([*entries, PAYMENTS], sort_keys=False, allow_unicode=True), encoding="utf-8")
    package = folder / "project/src/{{ package_name }}"
    (package / "payments").mkdir()
    (package / "payments/__init__.py").write_text('"""Payments."""\n', encoding="utf-8")
    _append(package / "cache/__init__.py", "# house rule\n")
    git("init", "-q", "-b", "main", cwd=folder)
    commit(folder)
    return folder


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def _release(fork: Path, version: str) -> None:
    """Commit the next version of the fork, which changes AGENTS.md."""
    copier = fork / "copier.yml"
    text = copier.read_text(encoding="utf-8")
    copier.write_text(text.replace(f'default: "{source.version(fork)}"', f'default: "{version}"'), encoding="utf-8")
    _append(fork / "project/AGENTS.md.jinja", f"- House rules of {version}.\n")
    commit(fork)


def test_a_fork_s_features_and_changes_come_with_new_and_add(cli: Cli, fork: Path, tmp_path: Path) -> None:
    made = cli("new", "demo", "--features", "payments", "--template", f"file://{fork}@main")
    added = cli("add", "cache", "--project", "demo")

    assert (made.code, added.code) == (0, 0)
    assert (tmp_path / "demo/src/demo/payments/__init__.py").is_file()
    assert (tmp_path / "demo/src/demo/cache/__init__.py").read_text(encoding="utf-8").endswith("# house rule\n")
    recorded = state.recorded_template(tmp_path / "demo")
    assert recorded == Origin(f"file://{fork}@main", git("rev-parse", "HEAD", cwd=fork))


def test_add_and_remove_restore_every_byte_of_a_project_of_a_fork(cli: Cli, fork: Path, tmp_path: Path) -> None:
    cli("new", "demo", "--features", "payments", "--template", str(fork), "--no-git")
    before = snapshot(tmp_path / "demo")

    assert cli("add", "cache", "--project", "demo").code == 0
    assert cli("remove", "cache", "--project", "demo").code == 0
    assert snapshot(tmp_path / "demo") == before
    assert cli("diff", "--project", "demo").code == 0


def test_check_and_update_follow_the_recorded_branch(cli: Cli, fork: Path, tmp_path: Path) -> None:
    cli("new", "demo", "--template", f"file://{fork}@main")
    _append(tmp_path / "demo/README.md", "mine\n")
    commit(tmp_path / "demo")
    fresh = cli("check", "--project", "demo").code
    _release(fork, "0.2.0")

    outdated = cli("check", "--project", "demo")
    updated = cli("update", "--project", "demo")

    assert (fresh, outdated.code, updated.code) == (0, 1, 0)
    assert "0.1.0 -> 0.2.0" in updated.err
    assert "House rules of 0.2.0" in (tmp_path / "demo/AGENTS.md").read_text(encoding="utf-8")
    assert (tmp_path / "demo/README.md").read_text(encoding="utf-8").endswith("mine\n")
    assert cli("check", "--project", "demo").code == 0


def test_add_stays_at_the_recorded_commit(cli: Cli, fork: Path, tmp_path: Path) -> None:
    cli("new", "demo", "--template", f"file://{fork}@main", "--no-git")
    _release(fork, "0.2.0")

    assert cli("add", "cache", "--project", "demo").code == 0
    assert "House rules of 0.2.0" not in (tmp_path / "demo/AGENTS.md").read_text(encoding="utf-8")


def test_a_project_moves_to_a_fork_by_update(cli: Cli, fork: Path, tmp_path: Path) -> None:
    cli("new", "demo", "--cache")
    own = cli("update", "--project", "demo", "--json").json()["changed"]

    moved = cli("update", "--project", "demo", "--template", str(fork))

    assert (own, moved.code) == (False, 0)
    assert (tmp_path / "demo/src/demo/cache/__init__.py").read_text(encoding="utf-8").endswith("# house rule\n")
    assert state.recorded_template(tmp_path / "demo") == Origin(str(fork))


def test_a_directory_that_moved_on_needs_the_old_template(cli: Cli, fork: Path, tmp_path: Path) -> None:
    cli("new", "demo", "--template", str(fork), "--no-git")
    shutil.copytree(fork, tmp_path / "old")
    _release(fork, "0.2.0")

    refused = cli("update", "--project", "demo")
    updated = cli("update", "--project", "demo", "--old-template", str(tmp_path / "old"))

    assert (refused.code, updated.code) == (3, 0)
    assert "Pass the template of version 0.1.0 as --old-template" in refused.err


def test_a_template_in_a_wheel_is_found(fork: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "fork.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(fork / "copier.yml", f"{INSIDE}copier.yml")

    with opened(Origin(str(wheel))) as (folder, sha):
        assert (source.version(folder), sha) == ("0.1.0", "")


def test_links_and_hooks_of_a_repository_have_no_effect(fork: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (fork / "project/leak").symlink_to(tmp_path / "secret")
    commit(fork)

    with opened(Origin(f"file://{fork}")) as (folder, _):
        leak = folder / "project/leak"
        assert not leak.is_symlink()
        assert not (folder / ".git").exists()
        assert leak.read_text(encoding="utf-8") == str(tmp_path / "secret")


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("missing", "no template found in 'missing'"),
        ("file:///missing.git@v1", "cannot be fetched at v1"),
        ("ext::sh -c touch% x", "no template found"),
        ("file:///missing/--upload-pack=x@-x", "cannot be fetched"),
    ],
)
def test_a_template_that_cannot_be_opened_is_refused(cli: Cli, tmp_path: Path, location: str, message: str) -> None:
    with pytest.raises(Refused, match=message), opened(Origin(location)):
        pass
    assert cli("new", "demo", "--template", location).code == 3
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("value", ["text", "{from: x}", "{from: 1, commit: ''}", "{from: x, commit: zz}"])
def test_an_invalid_record_is_refused(cli: Cli, tmp_path: Path, value: str) -> None:
    cli("new", "demo", "--no-git")
    _append(tmp_path / "demo" / state.FILE, f"template: {value}\n")

    result = cli("check", "--project", "demo")

    assert result.code == 3
    assert "key 'template' must be a mapping" in result.err
