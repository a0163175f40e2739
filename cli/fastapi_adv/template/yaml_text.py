"""YAML reading and writing. The only module that imports yaml."""

from collections.abc import Callable
from typing import Any

from fastapi_adv.errors import Refused, shown


def load(text: str, place: str, include: Callable[[str], object] | None = None) -> Any:
    """Return the data of a YAML document with plain types only.

    `include` returns the value of `!include NAME` tags; without it the tag is not allowed. Raises Refused, with
    `place` and the line, for invalid YAML and for duplicate keys.
    """
    import yaml

    try:
        return yaml.load(text, _loader(include))  # noqa: S506  # a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(f"{place}, line {line}: not valid YAML: {error.problem}.") from None
    except yaml.reader.ReaderError as error:  # its position counts bytes or characters, depending on the loader
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        raise Refused(f"{place}, line {line}: not valid YAML: U+{error.character:04X} is not allowed.") from None
    except (yaml.YAMLError, RecursionError):
        raise Refused(f"{place}: not valid YAML.") from None


def dump(value: object, indent: int = 4) -> str:
    """Return the value as block-style YAML, in the form of Copier's filter `to_nice_yaml`. Raises ValueError."""
    import yaml

    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    try:
        return str(yaml.dump(value, Dumper=dumper, indent=indent, allow_unicode=True, default_flow_style=False))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def _loader(include: Callable[[str], object] | None) -> Any:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader is optional
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            seen = set()
            for key, _ in node.value:
                if (key.tag, str(key.value)) in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"key {shown(key.value)} twice", problem_mark=key.start_mark
                    )
                seen.add((key.tag, str(key.value)))
            return dict(super().construct_mapping(node, deep=deep))

        def construct_object(self, node: Any, deep: bool = False) -> object:
            try:
                return super().construct_object(node, deep=deep)
            except ValueError as error:  # an invalid date, or an integer with thousands of digits
                raise yaml.constructor.ConstructorError(problem=str(error), problem_mark=node.start_mark) from None

    if include is not None:
        Loader.add_constructor("!include", lambda loader, node: include(loader.construct_scalar(node)))
    return Loader
