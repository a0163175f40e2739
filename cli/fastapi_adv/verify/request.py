"""Options of `verify`."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from fastapi_adv.errors import Usage

RESOLUTIONS = ("highest", "lowest-direct")


@dataclass(frozen=True)
class Request:
    """Parsed options. `shard` is I/N; `jobs` 0 means two variants per core. Raises Usage for contradictions."""

    strength: int = 2
    features: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    static: bool = False
    isolated: bool = False
    resolution: str = "highest"
    services: bool = True
    template: Path | None = None
    shard: str = ""
    jobs: int = 0
    list: bool = False
    report: tuple[Path, ...] = ()
    json: bool = False

    def __post_init__(self) -> None:
        if self.strength not in (1, 2, 3):
            raise Usage(f"--strength must be 1, 2 or 3, not {self.strength}.")
        if self.resolution not in RESOLUTIONS:
            raise Usage(f"--resolution must be {' or '.join(RESOLUTIONS)}, not {self.resolution!r}.")
        if self.static and (self.only or self.isolated or self.shard or self.list or self.features):
            raise Usage("--static checks every combination, so it cannot be combined with a choice of variants.")
        if self.list and self.report:
            raise Usage("--list judges nothing, so --report has no content.", "Leave out one of the two.")
        if self.only and self.features:
            raise Usage("--only and --features cannot be combined.")
        for file in self.report:
            if file.suffix not in (".xml", ".md", ".json"):
                raise Usage(f"--report writes .xml, .md or .json, not {str(file)!r}.")
        self.part()

    def part(self) -> tuple[int, int]:
        """Return the number of the shard and the number of shards. Raises Usage."""
        if not self.shard:
            return 1, 1
        found = re.fullmatch(r"(\d+)/(\d+)", self.shard)
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise Usage(f"--shard must be I/N with 1 ≤ I ≤ N, not {self.shard!r}.", "fastapi-adv verify --shard 1/4")
        return int(found[1]), int(found[2])

    @property
    def processes(self) -> int:
        """Number of processes of the static pass."""
        return self.jobs or os.cpu_count() or 1

    @property
    def workers(self) -> int:
        """Number of variants that are judged at a time. A suite waits during half of its time."""
        return self.jobs or 2 * self.processes

    @property
    def label(self) -> str:
        """Kind of run, which names its block in docs/verification.md."""
        how = f"isolated, {self.resolution}" if self.isolated else f"strength {self.strength}"
        return f"{how}, Python {sys.version_info.major}.{sys.version_info.minor}"

    def again(self, variant: str) -> str:
        """Return the command that judges one variant in the same way."""
        words = ["fastapi-adv verify", f"--only {variant}"]
        words += ["--isolated"] if self.isolated else []
        words += [f"--resolution {self.resolution}"] if self.resolution != RESOLUTIONS[0] else []
        words += ["--no-services"] if not self.services else []
        words += [f"--template {self.template}"] if self.template else []
        return " ".join(words)
