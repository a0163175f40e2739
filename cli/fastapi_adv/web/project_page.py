"""Content of the page about a project: its features, the findings of `check`, and the preview of a change."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection
from fastapi_adv.commands import change_report
from fastapi_adv.commands.change import Result, carry_out
from fastapi_adv.commands.check import Findings, examine
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.errors import FastapiAdvError
from fastapi_adv.project.project import Project, load
from fastapi_adv.template import source
from fastapi_adv.web import overview
from fastapi_adv.web.comparison import FileDiff, files_of
from fastapi_adv.web.wanted_change import COMMANDS, ChangeCommand, WantedChange, commands


def perform(root: Path, command: ChangeCommand, *, dry_run: bool) -> tuple[Result, dict[str, Any]]:
    """Run a command on the project as the command line does. Returns the result, and the document of `--json`.

    Raises FastapiAdvError before the first write.
    """
    options = Options(tuple(command.words), root, dry_run=dry_run, diff=True, force=command.force)
    result = carry_out(COMMANDS[command.command], options, _announce_nothing)
    return result, change_report.document(result.intent, result.change, options, result.steps, result.exit_code)


def _announce_nothing(_intent: Intent) -> None:
    """The page shows the messages with the rest of the report."""


@dataclass(frozen=True)
class Preview:
    """Prediction of a command: its report, or the refusal."""

    command: ChangeCommand
    report: dict[str, Any] | None = None
    messages: tuple[str, ...] = ()
    refusal: FastapiAdvError | None = None

    @property
    def files(self) -> list[FileDiff]:
        return list(files_of(self.report["diff"].splitlines(keepends=True))) if self.report else []


@dataclass(frozen=True)
class ProjectPage:
    """Everything that the template of the page shows."""

    root: Path
    wanted: WantedChange

    @cached_property
    def catalogue(self) -> Catalogue:
        return source.catalogue(source.root())

    @cached_property
    def version(self) -> str:
        return source.version(source.root())

    @cached_property
    def project(self) -> Project:
        return load(self.root)

    @cached_property
    def selection(self) -> Selection:
        return self.project.selection(self.catalogue)

    @cached_property
    def findings(self) -> Findings | FastapiAdvError:
        """The findings of `check`, or its refusal."""
        try:
            return examine(self.project, self.version)
        except FastapiAdvError as refusal:
            return refusal

    @property
    def findings_known(self) -> bool:
        return isinstance(self.findings, Findings)

    @cached_property
    def reasons(self) -> dict[str, str]:
        return overview.reasons(self.catalogue, self.selection)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The features whose boxes are ticked."""
        return tuple(self.wanted.features) if self.wanted.change == "features" else self.selection.chosen

    @cached_property
    def commands(self) -> list[ChangeCommand]:
        known = tuple(feature.name for feature in self.catalogue.features)
        return commands(self.wanted, self.selection.chosen, known)

    @cached_property
    def preview(self) -> Preview | None:
        """The prediction of the first command; None if nothing is to change."""
        if not self.commands:
            return None
        command = self.commands[0]
        try:
            result, report = perform(self.root, command, dry_run=True)
        except FastapiAdvError as refusal:
            return Preview(command, refusal=refusal)
        return Preview(command, report, tuple(result.intent.messages))
