"""Paths of a template's files. A name may hold Copier's loop, `{% yield NAME from LIST %}…{% endyield %}`."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Variables = Mapping[str, Any]
_LOOP = re.compile(r"\{% yield (\w+) from ([\w.]+) %\}(.*)\{% endyield %\}")


def expanded(
    path: str, variables: Variables, render: Callable[[str, Variables], str]
) -> Iterator[tuple[str, Variables]]:
    """Yield each path that a file of the template is rendered to, with the variables of its content.

    A loop yields one path for each entry of its list, which may come from an outer loop: `step from model.steps`.
    """
    if "{% yield" not in path:
        yield render(path, variables), variables
        return
    folder, *rest = re.split(r"(?<=endyield %\})/|/(?=\{% yield)", path, maxsplit=1)
    for name, inner in _names(folder, variables, render):
        if not rest:
            yield name, inner
        for below, last in expanded(rest[0], inner, render) if rest else ():
            yield f"{name}/{below}", last


def _names(name: str, variables: Variables, render: Callable[[str, Variables], str]) -> Iterator[tuple[str, Variables]]:
    loop = _LOOP.search(name)
    if loop is None:
        yield render(name, variables), variables
        return
    plain = name.replace(loop[0], loop[3])
    for value in _value(loop[2], variables):
        inner = {**variables, loop[1]: value}
        yield render(plain, inner), inner


def _value(expression: str, variables: Variables) -> Any:
    """Return the value of a name with dots. Raises ValueError if there is none."""
    found: Any = variables
    for key in expression.split("."):
        if not isinstance(found, Mapping) or key not in found:
            raise ValueError(f"{expression} is not defined")
        found = found[key]
    return found
