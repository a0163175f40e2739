"""Result of a benchmark: a number and its bound."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """`value` in `unit` (by default times); `at_least` or `at_most` is what it is meant to be."""

    value: float
    at_least: float | None = None
    at_most: float | None = None
    unit: str = "×"

    @property
    def holds(self) -> bool:
        """Return True if it is within its bounds."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    def __str__(self) -> str:
        bounds = [
            f"{sign} {bound:g}" for sign, bound in (("≥", self.at_least), ("≤", self.at_most)) if bound is not None
        ]
        return f"{self.value:10.2f} {self.unit:4} {' '.join(bounds)} {'' if self.holds else '  ← not today'}".rstrip()
