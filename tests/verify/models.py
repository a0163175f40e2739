"""Small models of features for tests that need no template."""

from fastapi_adv.catalogue.combinations import Model

NAMES = tuple("abcdefgh")
CHAINED = Model(
    NAMES, {"b": ("a",), "d": ("part",), "part": ("c",), "h": ("a", "b")}, frozenset({frozenset({"e", "f"})})
)
"""`b` needs `a`, `d` needs `c` through a part, `h` needs both; `e` and `f` conflict."""
FREE = Model(NAMES)
