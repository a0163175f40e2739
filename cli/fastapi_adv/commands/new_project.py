"""Creation of a new project: render, write, commit, report."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection
from fastapi_adv.commands import new_report
from fastapi_adv.errors import DONE, INTERRUPTED
from fastapi_adv.project import state
from fastapi_adv.project.destination import refuse_obstacles, refuse_target
from fastapi_adv.project.first_commit import first_commit
from fastapi_adv.project.staging import staged, write_tree
from fastapi_adv.project.sync import sync
from fastapi_adv.system import git
from fastapi_adv.template import origin, source
from fastapi_adv.template.answers import Outcome, ProjectPlan, next_commands
from fastapi_adv.template.description import measure_all
from fastapi_adv.template.renderer import Template
from fastapi_adv.template.rendering import render
from fastapi_adv.template.tree import File, Tree
from fastapi_adv.terminal import console

IGNORES = ".gitignore"


@dataclass(frozen=True)
class NewProject:
    """A project that `new` is going to create."""

    template: Path
    catalogue: Catalogue
    selection: Selection
    plan: ProjectPlan

    @cached_property
    def destination(self) -> Path:
        """Absolute path. Links in the parent are resolved; the project's own folder may be no link."""
        return Path(self.plan.destination).parent.resolve() / self.plan.destination.name

    @cached_property
    def tree(self) -> Tree:
        tree = render(Template(self.template), self.plan.answers)
        if state.FILE not in tree:  # a template that is no fork of ours
            return tree
        return tree | {state.FILE: state.with_template(tree[state.FILE], origin.current())}

    def write(self) -> dict[str, Outcome]:
        """Write the whole project or nothing. Returns the outcomes of the steps that followed.

        A failed commit or `uv sync` does not undo the project. Raises Refused or OSError before anything is written.
        """
        refuse_obstacles(self.destination, self.tree)
        outcomes: dict[str, Outcome] = {}
        with staged(self.destination) as folder:
            write_tree(_with_ignores(self.tree, self.destination / IGNORES), folder)
            if self.plan.git:
                outcomes["git"] = self._commit(folder)
            # Another run may have created the folder in the meantime.
            refuse_target(self.destination, here=self.plan.here, force=self.plan.force)
        if self.plan.sync:
            outcomes["sync"] = sync(self.destination)
        return outcomes

    def create(self, *, json: bool) -> int:
        """Write the project, then report. Returns the exit code."""
        outcomes = self.write()
        for outcome in outcomes.values():
            if outcome.status != "done" or outcome.reason:
                console.say(f"{outcome.step} {outcome.status}: {outcome.reason}")
        commands = next_commands(self.plan, outcomes)
        if json:
            steps = [vars(outcome) for outcome in outcomes.values()]
            console.document(self._document() | {"steps": steps, "next": commands})
        else:
            new_report.show_created(self.catalogue, self.selection, self.destination, self.tree, commands)
        return INTERRUPTED if any(outcome.status == "interrupted" for outcome in outcomes.values()) else DONE

    def preview(self, *, json: bool) -> int:
        """Report what `create` would write. Returns the exit code."""
        refuse_obstacles(self.destination, self.tree)
        measures = measure_all(self.template, self.catalogue, self.selection.enabled)
        if json:
            console.document(self._document() | {"dry_run": True, "adds": measures})
        else:
            new_report.show_preview(self.catalogue, self.selection, self.destination, self.tree, measures)
        return DONE

    def _commit(self, folder: Path) -> Outcome:
        if (repository := git.repository_above(self.destination)) is not None:
            return Outcome("git", "skipped", f"{repository} is already a git repository")
        return first_commit(folder, f"Start from fastapi-adv {source.version(self.template)}")

    def _document(self) -> dict[str, Any]:
        return {
            "command": "new",
            "dry_run": False,
            "template_version": source.version(self.template),
            "path": str(self.destination),
            "answers": self.plan.answers.data(),
            "enabled": list(self.selection.enabled),
            "implied": {name: list(users) for name, users in self.selection.implied.items()},
            "files": sorted(self.tree),
        }


def _with_ignores(tree: Tree, existing: Path) -> Tree:
    """Return the tree with the lines of an existing .gitignore first, followed by the missing lines."""
    if IGNORES not in tree or not existing.is_file():
        return tree
    kept = existing.read_bytes()
    present = {line.strip() for line in kept.splitlines()}
    missing = [line for line in tree[IGNORES].data.splitlines() if line.strip() and line.strip() not in present]
    ending = b"\r\n" if b"\r\n" in kept else b"\n"
    merged = ending.join([kept.rstrip(b"\r\n"), *missing, b""]) if missing else kept
    return tree | {IGNORES: File(tree[IGNORES].mode, merged)}
