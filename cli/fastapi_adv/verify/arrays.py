"""Covering arrays: few combinations that show every interaction of a given strength."""

from collections.abc import Iterable

from fastapi_adv.catalogue.combinations import Features, Model, feasible, reached
from fastapi_adv.errors import EnvironmentLacks

SALTS = {1: 1, 2: 12, 3: 3}
"""How many arrays are tried for each strength; the shortest one is taken. One of strength 3 takes about a second."""


def covering_array(model: Model, strength: int) -> list[Features]:
    """Combinations that by themselves show every feasible interaction of `strength` factors.

    The combinations that are executed anyway do not count here: `all` alone would show every pair that is on, and
    hide what goes wrong only where a third feature is off.
    """
    strength = min(strength, len(model.factors))
    if strength == 0:
        return []
    candidates = (_array(model, strength, salt) for salt in range(SALTS.get(strength, 1)))
    shortest: list[Features] = min((_needed(model, strength, rows) for rows in candidates), key=len)
    return sorted(shortest, key=_order)


def _array(model: Model, strength: int, salt: int) -> list[Features]:
    try:
        import covertable  # type: ignore[import-untyped]  # it has no types
    except ModuleNotFoundError as missing:
        raise EnvironmentLacks("covertable is not installed", 'pip install "fastapi-adv[verify]"') from missing
    rows = covertable.make(
        {name: [False, True] for name in model.factors},
        strength=strength,
        constraints=list(_constraints(model)),
        salt=str(salt),
    )
    return [frozenset(name for name, value in row.items() if value) for row in rows]


def _constraints(model: Model) -> Iterable[dict[str, object]]:
    def either(left: tuple[str, bool], right: tuple[str, bool]) -> dict[str, object]:
        conditions = [{"operator": "eq", "left": name, "value": value} for name, value in (left, right)]
        return {"operator": "or", "conditions": conditions}

    for name in model.factors:
        for required in sorted(model.closure([name]) - {name}):
            yield either((name, False), (required, True))
        for other in model.factors:
            if name < other and not model.possible([name, other]):
                yield either((name, False), (other, False))


def _needed(model: Model, strength: int, rows: list[Features]) -> list[Features]:
    """Without the rows that add nothing to the others."""
    wanted = feasible(model, strength)
    kept = sorted(rows, key=_order)
    for row in list(kept):
        others = [other for other in kept if other != row]
        if wanted <= reached(model, others, strength):
            kept = others
    return kept


def _order(row: Features) -> tuple[int, list[str]]:
    return len(row), sorted(row)
