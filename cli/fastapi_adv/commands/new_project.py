"""The writing half of `new`: render aside, commit, put in place, report."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection
from fastapi_adv.errors import DONE, INTERRUPTED
from fastapi_adv.project.destination import refuse_obstacles, refuse_target
from fastapi_adv.project.first_commit import first_commit
from fastapi_adv.project.staging import staged
from fastapi_adv.project.sync import sync
from fastapi_adv.system.git import repository_above
from fastapi_adv.template import source
from fastapi_adv.template.answers import Outcome, ProjectPlan, still_to_type
from fastapi_adv.template.copier_renderer import render
from fastapi_adv.template.description import measure_all
from fastapi_adv.terminal import console, layout

IGNORES = ".gitignore"


def create(template: Path, plan: ProjectPlan, selection: Selection, *, json: bool) -> int:
    """Write the project, all or nothing; what follows it may fail without undoing it. Returns the exit code."""
    destination = location(plan)
    outcomes: dict[str, Outcome] = {}
    with staged(destination) as project:
        render(template, plan.answers, project)
        paths = _paths(project)
        refuse_obstacles(destination, paths)
        _keep_ignored(destination / IGNORES, project / IGNORES)
        if plan.git:
            outcomes["git"] = _commit(destination, project, source.version(template))
        refuse_target(destination, here=plan.here, force=plan.force)  # another run may have been faster
    if plan.sync:
        outcomes["sync"] = sync(destination)
    for outcome in outcomes.values():
        if outcome.status != "done":
            console.say(f"{outcome.step} {outcome.status}: {outcome.reason}")
    left = still_to_type(plan, outcomes)
    if json:
        steps_taken = [vars(outcome) for outcome in outcomes.values()]
        console.document(_report(template, plan, selection, paths) | {"steps": steps_taken, "next": left})
    else:
        console.show(layout.tree(destination.name, paths, f"src/{plan.answers.package_name}"))
        console.result("\n".join(["", *left]))
    return INTERRUPTED if any(outcome.status == "interrupted" for outcome in outcomes.values()) else DONE


def preview(template: Path, catalogue: Catalogue, plan: ProjectPlan, selection: Selection, *, json: bool) -> None:
    """Show what `create` would write, rendered in a folder that is gone afterwards."""
    destination = location(plan)
    with TemporaryDirectory() as folder:
        render(template, plan.answers, Path(folder) / "project")
        paths = _paths(Path(folder) / "project")
    refuse_obstacles(destination, paths)
    adds = measure_all(template, catalogue, selection.enabled)
    if json:
        console.document(_report(template, plan, selection, paths) | {"dry_run": True, "adds": adds})
        return
    rows = [
        (
            item["name"],
            str(len(item["files"])),
            str(item["lines"]),
            str(item["test_lines"]),
            "\n".join(item["dependencies"]),
        )
        for item in adds
    ]
    console.show(
        layout.tree(destination.name, paths),
        layout.table(("Feature", "Files", "Lines", "Lines of tests", "Dependencies"), rows),
    )


def location(plan: ProjectPlan) -> Path:
    """The absolute path; the parent's links are resolved, the project's own folder is taken as it is."""
    return Path(plan.destination).parent.resolve() / plan.destination.name


def _paths(project: Path) -> list[str]:
    return sorted(file.relative_to(project).as_posix() for file in project.rglob("*") if file.is_file())


def _keep_ignored(theirs: Path, ours: Path) -> None:
    """Let the lines of a .gitignore that is there stay, and add what is missing."""
    if not theirs.is_file():
        return
    kept = theirs.read_bytes()
    present = {line.strip() for line in kept.splitlines()}
    missing = [line for line in ours.read_bytes().splitlines() if line.strip() and line.strip() not in present]
    ending = b"\r\n" if b"\r\n" in kept else b"\n"
    ours.write_bytes(ending.join([kept.rstrip(b"\r\n"), *missing, b""]) if missing else kept)


def _commit(destination: Path, project: Path, version: str) -> Outcome:
    if (tree := repository_above(destination)) is not None:
        return Outcome("git", "skipped", f"{tree} is a git work tree already")
    return first_commit(project, f"Start from fastapi-adv {version}")


def _report(template: Path, plan: ProjectPlan, selection: Selection, paths: list[str]) -> dict[str, Any]:
    return {
        "command": "new",
        "dry_run": False,
        "template_version": source.version(template),
        "path": str(location(plan)),
        "answers": plan.answers.data(),
        "enabled": list(selection.enabled),
        "implied": {name: list(users) for name, users in selection.implied.items()},
        "files": paths,
    }
