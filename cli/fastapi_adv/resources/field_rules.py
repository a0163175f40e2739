"""Rules of one field: contradictory, missing and impossible keys."""

from fastapi_adv.errors import Usage, shown
from fastapi_adv.resources.defaults import refuse_default, settled
from fastapi_adv.resources.fields import BOUNDS, SWITCHES, Record, Types, parse, refuse_unknown_type
from fastapi_adv.resources.identifiers import Reserved, refuse_field_name, refuse_shape

EXAMPLES = 9  # values that the generated tests take from a range
MOST_CHOICES = 50
LONGEST_INDEXED = 600  # characters: PostgreSQL indexes at most 2,704 bytes of a value
LENGTHS = {"str": (2, 10_000), "text": (3, 1_000_000)}
MOST_DIGITS = 15  # SQLite keeps no more
LIMITS = {"int": 2**31 - 1, "bigint": 2**63 - 1}
ON_DELETE = ("restrict", "cascade", "set_null")
NOT_UNIQUE = ("bool", "enum", "json", "text")
NOT_INDEXED = ("json", "text")


def declared(word: str, types: Types, reserved: Reserved) -> Record:
    """Return the field of a word from the command line. Raises Usage if a rule is broken."""
    field = parse(word, types)
    refuse_field(field, types, reserved)
    if "default" in field:
        field["default"] = settled(field, _digits(field, types)[1])
    return field


def refuse_field(field: Record, types: Types, reserved: Reserved) -> None:
    """Raise Usage, with what to type, if the field cannot be generated."""
    refuse_unknown_type(field.get("type"), types)
    refuse_field_name(field.get("name"), reserved)
    _refuse_foreign_keys(field, types)
    _refuse_arguments(field, types)
    _refuse_switches(field)
    low, high = _range(field, types)
    if "default" in field:
        refuse_default(field, low, high, _digits(field, types))


def _refuse_foreign_keys(field: Record, types: Types) -> None:
    """Raise Usage for keys of other types, and for values of a wrong kind."""
    name, kind = field["name"], types[field["type"]]
    params = kind.get("params", {})
    allowed = {"name", "type", *params, *SWITCHES, *(BOUNDS if "bounds" in kind else ())}
    allowed |= {"default"} if "default" in kind else set()
    allowed |= {"choices"} if field["type"] == "enum" else set()
    for key, value in field.items():
        if key not in allowed:
            raise Usage(f"Field {name!r}: {field['type']} does not take {shown(key)}.", f"Remove {key}.")
        expected = bool if key in SWITCHES else type(params[key]) if key in params else int if key in BOUNDS else None
        if expected and type(value) is not expected:
            raise Usage(f"Field {name!r}: {key} must be {_NAMES[expected]}, not {shown(value)}.", f"Fix {key}.")


_NAMES = {bool: "true or false", int: "a whole number", str: "a text"}


def _refuse_arguments(field: Record, types: Types) -> None:
    name, kind = field["name"], field["type"]
    if kind in LENGTHS:
        least, most = LENGTHS[kind]
        if not least <= field.get("length", least) <= most:
            raise Usage(f"Field {name!r}: the length must be from {least} to {most}.", f"Type: {name}:{kind}:200")
    if kind == "decimal":
        precision, scale = _digits(field, types)
        if not 1 <= scale <= precision <= MOST_DIGITS:
            raise Usage(
                f"Field {name!r}: decimal:{precision},{scale} is not possible: at most {MOST_DIGITS} digits, "
                "with at least one decimal.",
                f"Type: {name}:decimal:12,2, or {name}:bigint without decimals",
            )
    if kind == "enum":
        _refuse_choices(name, field.get("choices"))
    if kind == "ref":
        if not field.get("to"):
            raise Usage(f"Field {name!r} has no target.", f"Type: {name}:ref:PLURAL")
        if field.get("on_delete", "restrict") not in ON_DELETE:
            raise Usage(
                f"Field {name!r}: unknown action {shown(field['on_delete'])} on deletion.",
                f"It must be one of: {', '.join(ON_DELETE)}.",
            )


def _refuse_choices(name: str, choices: object) -> None:
    if not isinstance(choices, list) or not choices:
        raise Usage(f"Field {name!r} has no choices.", f"Type: {name}:enum:one,two")
    if len(choices) > MOST_CHOICES:
        raise Usage(f"Field {name!r} has {len(choices)} choices; the maximum is {MOST_CHOICES}.", "Use a ref instead.")
    for choice in choices:
        refuse_shape(choice, f"Choice of {name!r}:")
        if choices.count(choice) > 1:
            raise Usage(f"Field {name!r} repeats the choice {choice!r}.", "Remove one of the two.")


def _refuse_switches(field: Record) -> None:
    name, kind = field["name"], field["type"]
    if field.get("on_delete") == "set_null" and not field.get("optional"):
        raise Usage(f"Field {name!r}: set_null needs an optional reference.", "Add :optional, or type restrict.")
    for switch, kinds in (("unique", NOT_UNIQUE), ("index", NOT_INDEXED)):
        if field.get(switch) and kind in kinds:
            raise Usage(f"Field {name!r}: {kind} cannot be {switch}.", f"Remove :{switch}.")
    indexed = field.get("unique") or field.get("index")
    if kind == "str" and indexed and field.get("length", 0) > LONGEST_INDEXED:
        raise Usage(
            f"Field {name!r}: an index holds at most {LONGEST_INDEXED} characters.",
            f"Type: {name}:str:{LONGEST_INDEXED}",
        )
    for switch, reason in (("optional", "a missing value is null"), ("unique", "rows would repeat it")):
        if field.get(switch) and "default" in field:
            raise Usage(f"Field {name!r}: {switch} contradicts a default: {reason}.", "Remove one of the two.")


def _range(field: Record, types: Types) -> tuple[int, int]:
    """Return the least and the greatest value of a number. Raises Usage if the bounds leave no room."""
    name, kind = field["name"], field["type"]
    precision, scale = _digits(field, types)
    limit = LIMITS.get(kind, 10 ** (precision - scale) - 1)
    low, high = field.get("min", -limit), field.get("max", limit)
    if "bounds" not in types[kind]:
        return low, high
    for bound in (low, high):
        if abs(bound) > limit:
            raise Usage(
                f"Field {name!r}: {bound} is out of range: {kind} holds {-limit} to {limit}.", "Fix min or max."
            )
    if low > high:
        raise Usage(f"Field {name!r}: min={low} is greater than max={high}.", "Swap min and max.")
    first = field.get("min", 0)
    if high - first < EXAMPLES:
        raise Usage(
            f"Field {name!r}: from {first} to {high} there are fewer than {EXAMPLES + 1} values.",
            "Widen the bounds with min= and max=, or use an enum.",
        )
    return low, high


def _digits(field: Record, types: Types) -> tuple[int, int]:
    params = types["decimal"]["params"] if "decimal" in types else {}
    return field.get("precision", params.get("precision", 12)), field.get("scale", params.get("scale", 2))
