"""Words of fields: read, refused with what to type, and spelled back."""

import random

import pytest

from fastapi_adv.errors import Usage
from fastapi_adv.resources.changes import resource_of
from fastapi_adv.resources.field_rules import declared
from fastapi_adv.resources.fields import spelled
from fastapi_adv.resources.identifiers import LONGEST, Reserved, class_of, plural_of
from fastapi_adv.resources.repetition import generate_words
from fastapi_adv.template import slices, source
from tests import inventing
from tests.inventing import resource

TYPES = slices.field_types(source.root())
RESERVED = Reserved(fields=frozenset({"metadata"}), classes=frozenset({"Decimal"}))
LONG = "a" * LONGEST


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("title:str", {"name": "title", "type": "str"}),
        ("number:str:50:unique", {"name": "number", "type": "str", "length": 50, "unique": True}),
        ("total:decimal:14,2:min=0", {"name": "total", "type": "decimal", "precision": 14, "scale": 2, "min": 0}),
        ("due:date:optional:index", {"name": "due", "type": "date", "optional": True, "index": True}),
        ("status:enum:draft,sent", {"name": "status", "type": "enum", "choices": ["draft", "sent"]}),
        (
            "status:enum:draft:default=draft",
            {"name": "status", "type": "enum", "choices": ["draft"], "default": "draft"},
        ),
        ("customer:ref:customers", {"name": "customer", "type": "ref", "to": "customers"}),
        (
            "payer:ref:customers,set_null:optional",
            {"name": "payer", "type": "ref", "to": "customers", "on_delete": "set_null", "optional": True},
        ),
        (
            "tax:decimal:6,2:default=0",
            {"name": "tax", "type": "decimal", "precision": 6, "scale": 2, "default": "0.00"},
        ),
        ("paid:bool:default=false", {"name": "paid", "type": "bool", "default": False}),
        ("weight:float:default=-0.5", {"name": "weight", "type": "float", "default": -0.5}),
        ("rank:int:min=-5:max=99:default=3", {"name": "rank", "type": "int", "min": -5, "max": 99, "default": 3}),
        ("note:text:default=to do", {"name": "note", "type": "text", "default": "to do"}),
        ("line1:str", {"name": "line1", "type": "str"}),
        (f"{LONG}:uuid", {"name": LONG, "type": "uuid"}),
    ],
)
def test_a_word_is_read_and_spelled_back(word: str, field: dict[str, object]) -> None:
    found = declared(word, TYPES, RESERVED)

    assert found == field
    assert declared(spelled(found, TYPES), TYPES, RESERVED) == found


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("title", "has no type"),
        ("title:", "has no type"),
        (":str", "Field '' is not valid"),
        ("Title:str", "'Title' is not valid"),
        ("1st:str", "'1st' is not valid"),
        ("a__b:str", "'a__b' is not valid"),
        ("line_1:str", "'line_1' is not valid"),
        ("é:str", "'é' is not valid"),
        (f"{LONG}a:str", "is not valid"),
        ("class:str", "keyword of Python"),
        ("metadata:str", "'metadata' is reserved"),
        ("decimal:str", "'decimal' is reserved"),
        ("title:string", "Unknown type 'string'"),
        ("title:str:x", "length must be a number"),
        ("title:str:1", "from 2 to 10000"),
        ("title:str:20000", "from 2 to 10000"),
        ("title:str:1,2", "str takes length"),
        ("title:str:²", "length must be a number"),
        ("due:date:3", "date takes no arguments"),
        ("title:str:fast", "length must be a number"),
        ("title:str:50:fast", "str does not take 'fast'"),
        ("title:str:min=3", "str does not take 'min=3'"),
        ("title:str:optional:optional", "repeats optional"),
        ("due:date:default=today", "date does not take 'default=today'"),
        ("total:decimal:16,2", "decimal:16,2 is not possible"),
        ("total:decimal:5,0", "decimal:5,0 is not possible"),
        ("total:decimal:2,5", "decimal:2,5 is not possible"),
        ("total:decimal:4,2:min=100", "100 is out of range"),
        ("total:decimal:4,2:default=100", "does not fit"),
        ("total:decimal:4,2:default=1.555", "does not fit"),
        ("total:decimal:default=NaN", "not a value of the type decimal"),
        ("rank:int:min=9:max=1", "min=9 is greater than max=1"),
        ("rank:int:min=1:max=3", "fewer than 10 values"),
        ("rank:int:max=-1", "fewer than 10 values"),
        ("rank:int:min=2147483640", "fewer than 10 values"),
        ("rank:int:min=2147483648", "out of range"),
        ("rank:int:min=x", "min must be a whole number"),
        ("rank:int:max=9:default=10", "not between"),
        ("rank:int:default=x", "not a value of the type int"),
        ("rank:int:default=", "not a value of the type int"),
        ("weight:float:default=nan", "not a value of the type float"),
        ("paid:bool:default=yes", "not a value of the type bool"),
        ("paid:bool:unique", "bool cannot be unique"),
        ("meta:json:index", "json cannot be index"),
        ("note:text:unique", "text cannot be unique"),
        ("title:str:5000:index", "at most 600 characters"),
        ("title:str:optional:default=a", "optional contradicts a default"),
        ("title:str:unique:default=a", "unique contradicts a default"),
        ('title:str:default=a"b', "is not valid"),
        ("title:str:default=100%", "is not valid"),
        ("title:str:default= a", "is not valid"),
        ("title:str:3:default=abcd", "is not valid"),
        ("status:enum", "has no choices"),
        ("status:enum:", "is not valid"),
        ("status:enum:a,a", "repeats the choice 'a'"),
        ("status:enum:Draft", "'Draft' is not valid"),
        ("status:enum:a,b:default=c", "'c' is not a choice"),
        ("status:enum:" + ",".join(f"c{n}" for n in range(51)), "51 choices"),
        ("customer:ref", "has no target"),
        ("customer:ref:customers,ignore", "unknown action 'ignore'"),
        ("customer:ref:customers,set_null", "needs an optional reference"),
    ],
)
def test_a_wrong_word_is_refused_with_what_to_type(word: str, told: str) -> None:
    with pytest.raises(Usage) as refusal:
        declared(word, TYPES, RESERVED)

    assert told in refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize("seed", range(20))
def test_the_words_of_any_resource_declare_it_again(seed: int) -> None:
    made = resource(random.Random(seed), slices.demonstration(source.root()), count=16)  # noqa: S311  # repeatable
    name, *words = generate_words(made, TYPES)[2:]
    words = [word for word in words if ":" in word]

    again = [declared(word, TYPES, inventing.RESERVED) for word in words]

    assert resource_of(name, again, plural=made["plural"]) == made


def test_a_similar_type_is_suggested() -> None:
    with pytest.raises(Usage) as refusal:
        declared("total:decimel", TYPES, RESERVED)

    assert "Did you mean `decimal`?" in refusal.value.hint


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("invoice", "invoices"),
        ("category", "categories"),
        ("box", "boxes"),
        ("bus", "buses"),
        ("day", "days"),
        ("a", "as"),
    ],
)
def test_regular_plurals(name: str, plural: str) -> None:
    assert plural_of(name) == plural


def test_a_class_has_the_name_in_camel_case() -> None:
    assert class_of("order_line") == "OrderLine"
