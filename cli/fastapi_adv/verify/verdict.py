"""What judges say, of one variant and of a whole run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi_adv.catalogue.combinations import Count

TAIL = 40
"""So many of the last lines are shown."""


@dataclass(frozen=True)
class Verdict:
    """`command` is what the judge ran, as typed in the project; `output` what came of it. Seconds of wall time."""

    judge: str
    passed: bool
    seconds: float
    output: str = ""
    command: str = ""

    @property
    def tail(self) -> str:
        """The last lines."""
        return "\n".join(self.output.strip().splitlines()[-TAIL:])


@dataclass(frozen=True)
class Result:
    """All verdicts on one variant, and the command that judges it alone."""

    variant: str
    enabled: frozenset[str]
    verdicts: Sequence[Verdict]
    seconds: float
    reproduce: str

    @property
    def failures(self) -> list[Verdict]:
        """What did not pass."""
        return [verdict for verdict in self.verdicts if not verdict.passed]


@dataclass(frozen=True)
class Run:
    """A run as far as it came. `notes` say what it did not look at; `coverage` is in order of strength."""

    results: Sequence[Result]
    planned: int
    seconds: float
    coverage: Sequence[tuple[str, Count]] = ()
    notes: Sequence[str] = field(default=())
    interrupted: bool = False

    @property
    def passed(self) -> bool:
        """Every planned variant was judged and nothing failed."""
        return len(self.results) == self.planned and not any(result.failures for result in self.results)
