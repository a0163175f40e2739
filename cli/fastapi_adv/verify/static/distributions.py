"""Distributions behind imports, and signs of their use without an import."""

from collections.abc import Mapping

DOCUMENTS = (".yml", ".yaml", ".md", "Dockerfile")


def providers(module: str, import_names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the distributions that a dotted module may come from. The longest match wins.

    `import_names` maps the declared distributions to their modules, see `Catalogue.import_names`.
    """
    best = ""
    found: list[str] = []
    for distribution, modules in sorted(import_names.items()):
        for offered in modules:
            if f"{module}.".startswith(f"{offered}.") and len(offered) >= len(best):
                found = [*found, distribution] if offered == best else [distribution]
                best = offered
    return tuple(found)


def signs_in(path: str, signs: Mapping[str, str]) -> Mapping[str, str]:
    """Return the signs that count in this file: words in Python, and commands, with a space, in documents.

    `signs` maps them to distributions, see `Catalogue.signs`.
    """
    if path.endswith(".py"):
        return {sign: name for sign, name in signs.items() if " " not in sign}
    return {sign: name for sign, name in signs.items() if " " in sign and path.endswith(DOCUMENTS)}
