"""Decided change of a project's resources, which generate, change and destroy share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection
from fastapi_adv.commands.intent import Intent
from fastapi_adv.errors import Usage
from fastapi_adv.project.migrations import drop_commands, upgrade_commands
from fastapi_adv.project.project import Project, current
from fastapi_adv.resources.changes import Resources
from fastapi_adv.resources.fields import Record, Types
from fastapi_adv.resources.identifiers import Reserved
from fastapi_adv.resources.resource_rules import refuse_resources
from fastapi_adv.template import slices, source

Changed = Callable[[Resources], Resources]


@dataclass(frozen=True)
class Rules:
    """Types of fields and reserved words of this version of the template."""

    types: Types
    reserved: Reserved


def rules() -> Rules:
    """Return the rules of the installed template."""
    root = source.root()
    return Rules(slices.field_types(root), slices.reserved(root, source.catalogue(root)))


@dataclass(frozen=True)
class ResourceChange:
    """Resources of a project before a command changes them."""

    command: str
    project: Project
    words: Sequence[str]

    @cached_property
    def catalogue(self) -> Catalogue:
        return source.catalogue(source.root())

    @cached_property
    def selection(self) -> Selection:
        return self.project.selection(self.catalogue)

    @cached_property
    def before(self) -> Resources:
        """Recorded resources. Raises Usage without the feature database, and Refused at another version."""
        self.project.refuse_other_version(self.command, self.words)
        if "database" not in self.selection.enabled:
            raise Usage("Resources need the feature database.", "Type: fastapi-adv add database")
        recorded = self.project.state.answers.resources
        return slices.demonstration(source.root()) if recorded is None else recorded

    def intent(self, after: Resources, resource: Record, found: Rules, messages: Sequence[str] = ()) -> Intent:
        """Return the change to these resources. Raises Usage if a rule is broken. `resource` is the changed one."""
        refuse_resources(after, found.types, found.reserved, auth="auth" in self.selection.enabled)
        template = current()
        base = self.project.with_features(template, self.selection, self.before)
        target = self.project.with_features(template, self.selection, after)
        return Intent(
            self.command,
            self.project,
            self.selection,
            self.selection,
            self.project.made_by,
            base=base,
            target=target,
            messages=[*messages, *(["There is nothing to change."] if base == target else [])],
            first=drop_commands(self.project.package, base, target),
            then=upgrade_commands(self.project.package, base, target),
            words=self.words,
            more={"resource": dict(resource)},
        )
