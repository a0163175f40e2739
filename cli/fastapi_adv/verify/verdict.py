"""Verdicts of the judges for one variant, and for a whole run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi_adv.catalogue.combinations import Count

TAIL = 40
"""Number of lines of output that a report shows."""


@dataclass(frozen=True)
class Verdict:
    """Verdict of one judge. `command` can be typed in the project; `seconds` is wall time."""

    judge: str
    passed: bool
    seconds: float
    output: str = ""
    command: str = ""

    @property
    def tail(self) -> str:
        """Last lines of the output."""
        return "\n".join(self.output.strip().splitlines()[-TAIL:])


@dataclass(frozen=True)
class Result:
    """All verdicts about one variant, and the command that judges it alone."""

    variant: str
    enabled: frozenset[str]
    verdicts: Sequence[Verdict]
    seconds: float
    reproduce: str

    @property
    def failures(self) -> list[Verdict]:
        """Verdicts that did not pass."""
        return [verdict for verdict in self.verdicts if not verdict.passed]


@dataclass(frozen=True)
class Run:
    """Result of a run. `notes` name the parts that were left out; `coverage` is in order of strength."""

    results: Sequence[Result]
    planned: int
    seconds: float
    coverage: Sequence[tuple[str, Count]] = ()
    notes: Sequence[str] = field(default=())
    interrupted: bool = False

    @property
    def passed(self) -> bool:
        """True if every planned variant was judged and none failed."""
        return len(self.results) == self.planned and not any(result.failures for result in self.results)
