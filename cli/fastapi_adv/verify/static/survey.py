"""Check of combinations one by one, and collection of their faults."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fastapi_adv.verify.static.facts import unpack
from fastapi_adv.verify.static.material import Material
from fastapi_adv.verify.static.rules import Rules, Whole
from fastapi_adv.verify.static.space import Space

Sum = tuple[int, int, tuple[str, ...]]
"""Packed facts of source files and of other files, and the faults of both."""


@dataclass
class Findings:
    """Faults with their number of combinations and their smallest one, and the distinct renderings."""

    combinations: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, int] = field(default_factory=dict)
    distinct: dict[str, set[int]] = field(default_factory=dict)

    def note(self, fault: str, mask: int) -> None:
        """Count a fault."""
        self.counts[fault] = self.counts.get(fault, 0) + 1
        known = self.examples.get(fault, mask)
        self.examples[fault] = min(known, mask, key=lambda one: (one.bit_count(), one))

    def add(self, other: "Findings") -> None:
        """Add the findings on other combinations."""
        self.combinations += other.combinations
        for fault, number in other.counts.items():
            self.note(fault, other.examples[fault])
            self.counts[fault] += number - 1
        for path, renderings in other.distinct.items():
            self.distinct.setdefault(path, set()).update(renderings)


class Survey:
    """Checker of combinations of one template."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.material = Material(space)
        self._rules = Rules(space.catalogue, self.material.reader)
        self._groups = self._grouped()

    def look(self, combinations: Iterable[int]) -> Findings:
        """Check each of these combinations."""
        findings = Findings()
        for mask in combinations:
            findings.combinations += 1
            for fault in self.judge(mask):
                findings.note(fault, mask)
        renderings = self.material.rendered.items()
        findings.distinct = {path: rendering.distinct for path, rendering in renderings}
        return findings

    def judge(self, mask: int) -> list[str]:
        """Return the faults of one combination."""
        material = self.material
        present = material.everything & ~material.presence.absent(mask)
        source, other = 0, 0
        file_faults: list[tuple[str, ...]] = []
        for members, group in self._groups:
            here = members & present
            if here:
                found = group if here == members else self._facts_of(here)
                source |= found[0]
                other |= found[1]
                file_faults.append(found[2])
        for path, bit, renderings in material.shared:
            if bit & present:
                facts = renderings.facts(mask)
                packed = facts.packed()
                source, other = (source | packed, other) if path.startswith("src/") else (source, other | packed)
                file_faults.append(facts.faults)
        whole = Whole(present, self._rules.words.allowed(self.space.bits.names(mask)), unpack(source), unpack(other))
        faults = [fault for faults_of_file in file_faults for fault in faults_of_file]
        if broken := self._rules.broken(whole):
            files = self.material.present(mask, present)
            faults += [fault for rule in broken for fault in rule(whole, files)]
        return faults

    def _grouped(self) -> list[tuple[int, "Sum"]]:
        """Group the files that each entry includes or excludes together, and sum the facts of each group."""
        everything = self.space.bits.everything()
        probes = [
            self.material.presence.absent(everything & ~self.space.bits.bit(entry.name))
            for entry in self.space.catalogue
        ]
        groups: dict[tuple[bool, ...], int] = {}
        for path in self.material.plain:
            bit = self.material.reader.files.bit(path)
            signature = tuple(bool(bit & probe) for probe in probes)
            groups[signature] = groups.get(signature, 0) | bit
        return [(members, self._facts_of(members)) for members in groups.values()]

    def _facts_of(self, members: int) -> "Sum":
        source, other = 0, 0
        faults: tuple[str, ...] = ()
        for path in self.material.reader.files.names(members):
            facts = self.material.plain[path]
            if path.startswith("src/"):
                source |= facts.packed()
            else:
                other |= facts.packed()
            faults += facts.faults
        return source, other, faults
