"""`check`, for CI: outdated version, conflicts and an interrupted run. It never writes and needs no network."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi_adv.commands.options import Json, ProjectOption
from fastapi_adv.errors import DONE, NO
from fastapi_adv.merge import clean, journal
from fastapi_adv.merge.package_rename import renamed_by_hand
from fastapi_adv.merge.plan import is_kept
from fastapi_adv.project import resource_branches, state
from fastapi_adv.project.migrations import merge_command
from fastapi_adv.project.project import Project, current, find, load, template_in_use
from fastapi_adv.template import origin, source, upgrades
from fastapi_adv.terminal import console


@dataclass(frozen=True)
class Findings:
    """Findings about a project. Missing files are only reported: their owner may have deleted or renamed them."""

    outdated: bool
    conflicted: list[str]
    missing: list[str]
    interrupted: bool
    heads: Mapping[str, list[str]]
    renamed_package: str = ""
    """Name of the package's directory, if the owner renamed it and no command has recorded this."""

    @property
    def exit_code(self) -> int:
        return NO if self.outdated or self.conflicted or self.interrupted or self.heads else DONE


def check(*, project: ProjectOption = None, json: Json = False) -> int:
    """Check, for CI, that a project is up to date and has no conflicts."""
    root = find(project)
    with template_in_use(root, None, newest=True):
        return _check(load(root), json=json)


def _check(found: Project, *, json: bool) -> int:
    version = source.version(source.root())
    found.refuse_newer(version)
    findings = examine(found, version)
    if json:
        _show_json(found, version, findings)
    else:
        _show(found, version, findings)
    return findings.exit_code


def examine(project: Project, version: str) -> Findings:
    """Return the findings of `check` about a project. Raises Refused if its state is not valid."""
    catalogue = source.catalogue(source.root())
    project = project.with_present_names(upgrades.load(source.root(), [entry.name for entry in catalogue]))
    base = project.with_features(current(), project.selection(catalogue))
    project.work_tree.refuse_escapes(base)
    yours = project.work_tree.read(base, like=base)
    renamed = renamed_by_hand(project.work_tree, base, project.package) or ""
    outdated = project.made_by != version or project.state.template != origin.current()
    return Findings(
        outdated=outdated,
        conflicted=clean.conflicted(project.work_tree, base, yours),
        missing=[]
        if outdated
        else sorted(
            name
            for name in base.keys() - yours.keys()
            if not is_kept(name, [*project.state.keep, *([f"src/{project.package}"] if renamed else [])])
        ),  # another version has other files
        interrupted=journal.pending(project.work_tree),
        renamed_package=renamed,
        heads=resource_branches.split(project),
    )


def _show_json(project: Project, version: str, findings: Findings) -> None:
    console.document(
        {
            "command": "check",
            "path": str(project.root),
            "template_version": {"project": project.made_by, "tool": version},
            "outdated": [state.FILE] if findings.outdated else [],
            "conflicted": findings.conflicted,
            "missing": findings.missing,
            "interrupted": findings.interrupted,
            "renamed_package": findings.renamed_package,
            "heads": [
                {"resource": plural, "heads": heads, "command": merge_command(project.package, heads)}
                for plural, heads in findings.heads.items()
            ],
            "exit_code": findings.exit_code,
        }
    )


def _show(project: Project, version: str, findings: Findings) -> None:
    if findings.outdated:
        console.result(f"outdated    {state.FILE} ({project.made_by}, this is {version}): fastapi-adv update")
    for name in findings.conflicted:
        console.result(f"conflicted  {name}")
    if findings.renamed_package:
        console.result(f"renamed     src/{project.package}: fastapi-adv set package {findings.renamed_package}")
    for name in findings.missing:
        console.result(f"missing     {name}")
    for plural, heads in findings.heads.items():
        console.result(f"heads       {plural}: {', '.join(heads)}. Join them: {merge_command(project.package, heads)}")
    if findings.interrupted:
        console.result("interrupted an earlier run; add, remove or update completes it")
