"""Judges: functions from a prepared variant to a verdict."""

from collections.abc import Callable, Mapping, Sequence

from fastapi_adv.verify.judges import boot, leftovers, manifests, tools
from fastapi_adv.verify.verdict import Verdict
from fastapi_adv.verify.workspace import Workspace

Judge = Callable[[Workspace], Verdict]

SHARED: Mapping[str, Judge] = {
    "leftovers": leftovers.judge,
    "manifests": manifests.judge,
    "format": tools.formatting,
    "lint": tools.lint,
    "boot": boot.judge,
    "types": tools.types,
    "suite": tools.suite,
}
"""Judges in the environment that all variants share, the quick ones first."""

RUNTIME: Mapping[str, Judge] = {"import": tools.imports, "boot": boot.judge}
"""Judges of a variant that is installed with its runtime dependencies only."""

DEVELOPMENT: Mapping[str, Judge] = {"types": tools.types, "suite": tools.suite}
"""Judges of a variant that is installed with its dev group."""

NAMES: Sequence[str] = (*SHARED, "install", "import")
"""Names of all judges, in the order of reports."""
