"""Files of a combination, by the exclusion rule of the template."""

from collections.abc import Iterable

from fastapi_adv.errors import Refused
from fastapi_adv.template.renderer import excludes
from fastapi_adv.verify.static.cutting import Cutter
from fastapi_adv.verify.static.space import Space


class Presence:
    """Paths as bits. The exclusions of each line of the rule are computed once."""

    def __init__(self, space: Space, paths: Iterable[str]) -> None:
        rules = [str(rule) for rule in space.template.settings["_exclude"]]
        fixed = [rule for rule in rules if "{" not in rule]
        cutter = Cutter(space)
        self._segments = [segment for rule in rules if "{" in rule for segment in cutter.cut(rule)]
        self.paths = [path for path in paths if not any(excludes(rule, path) for rule in fixed)]
        self._masks: dict[str, int] = {}

    def absent(self, mask: int) -> int:
        """Return the excluded paths of a combination, as a mask over `paths`."""
        absent = 0
        for segment in self._segments:
            for line in segment.text(mask).splitlines(keepends=True):
                found = self._masks.get(line)
                if found is None:
                    found = self._masks[line] = self._excluded(line)
                absent |= found
        return absent

    def _excluded(self, line: str) -> int:
        """Return the paths that a line excludes. Raises Refused if a segment ends within a line."""
        if not line.strip():
            return 0
        if not line.endswith("\n"):
            raise Refused(f"_exclude has {line!r}, which is less than a line.")
        return sum(1 << place for place, path in enumerate(self.paths) if excludes(line.rstrip("\n"), path))
