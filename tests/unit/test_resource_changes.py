"""Changes of resources as data, and the rules of all resources together."""

from typing import Any

import pytest

from fastapi_adv.errors import Usage
from fastapi_adv.resources.changes import FieldChanges, changed, destroyed, find, lost, resource_of
from fastapi_adv.resources.field_rules import declared
from fastapi_adv.resources.fields import Record
from fastapi_adv.resources.identifiers import Reserved
from fastapi_adv.resources.recorded import refuse_history, refuse_malformed
from fastapi_adv.resources.resource_rules import refuse_resources
from fastapi_adv.template import slices, source

TYPES = slices.field_types(source.root())
RESERVED = Reserved(resources=frozenset({"cache"}), types=frozenset({"Deleted"}), derived=frozenset({"{}", "{}Input"}))


def fields(*words: str) -> list[Record]:
    return [declared(word, TYPES, RESERVED) for word in words]


def made(name: str, *words: str, **options: Any) -> Record:
    return resource_of(name, fields(*words), **options)


def alter(resource: Record, *words: str, drop: tuple[str, ...] = (), **renamed: str) -> Record:
    return changed(resource, FieldChanges(fields(*words), drop, renamed, "head1"))


def loss(resource: Record, *words: str, drop: tuple[str, ...] = (), **renamed: str) -> list[str]:
    return lost(resource, FieldChanges(fields(*words), drop, renamed), TYPES)


CUSTOMER = made("customer", "name:str:80:unique")
INVOICE = made("invoice", "number:str:50:unique", "due:date:optional", "customer:ref:customers")


def test_a_new_resource_has_its_first_migration() -> None:
    assert made("person", "name:str", plural="people", scope="hr", owned=True) == {
        "name": "person",
        "plural": "people",
        "scope": "hr",
        "owned": True,
        "fields": [{"name": "name", "type": "str"}],
        "steps": [{"revision": "people_0001", "after": ""}],
    }


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        ([made("cache", "a:str")], "Resource 'cache' is reserved"),
        ([made("sheep", "a:str", plural="sheep")], "must differ from the name"),
        ([made("deleted", "a:str")], "'deleted' is reserved"),
        ([made("a" * 31, "a:str")], "is not valid"),
        ([made("thing")], "has no fields"),
        ([made("thing", "thing:str")], "gets the name of a class"),
        ([made("thing", "a:str", "a:int")], "'a' twice"),
        ([CUSTOMER, made("thing", "customer:ref:customers", "customer_id:int")], "'customer_id' twice"),
        ([made("b" * 29, f"{'a' * 30}:str")], "60 letters"),
        ([CUSTOMER, made("customers", "a:str", plural="many")], "'customers' already exists"),
        ([CUSTOMER, CUSTOMER], "'customer' already exists"),
        ([made("thing", "customer:ref:customers")], "refers to 'customers', which is not a resource"),
        ([made("order", "a:str"), made("order_input", "a:str")], "both define the type OrderInput"),
        ([made("order", "status:enum:a,b"), made("order_status", "a:str", plural="x")], "the type OrderStatus"),
        ([made("customer", "name:str", "invoices:int"), INVOICE], "customers has 'invoices' already"),
        ([made("thing", "a:str", owned=True)], "need the feature auth"),
        ([made("thing", "a:str", scope="A:B")], "Scope 'A:B' is not valid"),
    ],
)
def test_resources_that_cannot_be_generated_are_refused(resources: list[Record], told: str) -> None:
    with pytest.raises(Usage) as refusal:
        refuse_resources(resources, TYPES, RESERVED, auth=False)

    assert told in refusal.value.message
    assert refusal.value.hint


def test_a_reference_to_the_name_of_one_is_corrected() -> None:
    with pytest.raises(Usage) as refusal:
        refuse_resources([CUSTOMER, made("thing", "customer:ref:customer")], TYPES, RESERVED, auth=False)

    assert "customer:ref:customers" in refusal.value.hint


def test_resources_may_refer_to_themselves_and_to_each_other() -> None:
    one, other = made("one", "other:ref:others:optional", "parent:ref:ones:optional"), made("other", "one:ref:ones")

    refuse_resources([one, other], TYPES, RESERVED, auth=False)


def test_destroying_a_new_resource_gives_the_resources_before() -> None:
    assert destroyed((CUSTOMER, INVOICE), "invoices") == (CUSTOMER,)


def test_a_referenced_resource_cannot_be_destroyed_even_if_the_reference_was_dropped() -> None:
    for invoice in (INVOICE, alter(INVOICE, drop=("customer",))):
        with pytest.raises(Usage, match=r"invoices\.customer") as refusal:
            destroyed((CUSTOMER, invoice), "customers")

        assert "fastapi-adv destroy resource invoices" in refusal.value.hint


def test_new_and_dropped_fields_have_lifetimes() -> None:
    after = alter(INVOICE, "paid_on:date:optional", drop=("due",))

    assert after["fields"][1] == {"name": "due", "type": "date", "optional": True, "until": 2}
    assert after["fields"][3] == {"name": "paid_on", "type": "date", "optional": True, "since": 2}
    assert after["steps"][1:] == [{"revision": "invoices_0002", "after": "head1"}]


def test_renamed_and_altered_fields_keep_their_former_keys() -> None:
    after = alter(INVOICE, "no:str:60", number="no")

    before = [{"until": 2, "name": "number", "length": 50, "unique": True}]
    assert after["fields"][0] == {"name": "no", "type": "str", "length": 60, "before": before}


def test_a_key_that_the_field_did_not_have_is_recorded_as_null() -> None:
    after = alter(INVOICE, "due:date:optional:index")

    assert after["fields"][1]["before"] == [{"until": 2, "index": None}]


def test_a_second_alteration_is_appended() -> None:
    twice = alter(alter(INVOICE, "number:str:60:unique"), "number:str:70:unique")

    assert [old["length"] for old in twice["fields"][0]["before"]] == [50, 60]
    refuse_malformed(twice)
    refuse_history(twice, TYPES)


def test_a_dropped_name_can_be_used_again() -> None:
    again = alter(alter(INVOICE, drop=("due",)), "due:datetime:optional")

    assert [field.get("since") for field in again["fields"] if field["name"] == "due"] == [None, 3]
    refuse_malformed(again)


@pytest.mark.parametrize("word", ["status:enum:draft,sent,paid", "rank:int:max=20", "note:text:10"])
def test_keys_that_only_schemas_read_need_no_migration(word: str) -> None:
    resource = made("thing", "status:enum:draft,sent", "rank:int", "note:text")

    after = alter(resource, word)

    assert after["steps"] == resource["steps"]
    assert after != resource


def test_the_same_words_again_change_nothing() -> None:
    assert alter(INVOICE, "due:date:optional") == INVOICE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"words": ["paid:bool"]}, "required, but rows exist"),
        ({"drop": ("nothing",)}, "no field 'nothing'"),
        ({"nothing": "a"}, "no field 'nothing'"),
        ({"due": "number"}, "field 'number' already"),
        ({"drop": ("due",), "due": "day"}, "--drop due contradicts --rename"),
        ({"drop": ("due",), "words": ["due:date:optional"]}, "--drop due contradicts due"),
        ({"words": ["due:int:optional"]}, "is date and cannot become int"),
        ({"words": ["customer:ref:invoices"]}, "refers to customers and cannot refer to invoices"),
        ({"words": ["a:str:optional", "a:int:optional"]}, "declared twice"),
    ],
)
def test_impossible_changes_are_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(Usage) as refusal:
        alter(INVOICE, *change.pop("words", ()), **change)

    assert told in refusal.value.message
    assert refusal.value.hint


MIXED = made("thing", "a:str:50", "b:decimal:8,3", "c:enum:x,y", "d:int:optional", "e:email", "f:text:50")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"drop": ("a",)}, "things.a: the column is dropped"),
        ({"words": ["a:str:40"]}, "more than 40 characters"),
        ({"words": ["b:decimal:8,2"]}, "rounded to 2 decimals"),
        ({"words": ["b:decimal:7,3"]}, "more than 4 digits before the point"),
        ({"words": ["c:enum:x"]}, "rows with y cannot be read"),
        ({"words": ["d:int:default=0"]}, "fails while rows have no value"),
        ({"words": ["e:str:100"]}, "more than 100 characters"),
        ({"words": ["g:str:40"], "a": "g"}, "more than 40 characters"),
    ],
)
def test_each_loss_of_data_is_named(change: dict[str, Any], told: str) -> None:
    assert told in " ".join(loss(MIXED, *change.pop("words", ()), **change))


@pytest.mark.parametrize(
    "word",
    [
        "a:str:60",
        "a:text",
        "b:decimal:9,3",
        "c:enum:x,y,z",
        "c:str:50",
        "d:bigint:optional",
        "e:str:254",
        "a:str:50:optional",
    ],
)
def test_wider_fields_lose_nothing(word: str) -> None:
    assert loss(MIXED, word) == []
    alter(MIXED, word)


def test_renaming_loses_nothing() -> None:
    assert loss(MIXED, a="z") == []


def test_a_resource_is_found_by_its_name_and_its_plural() -> None:
    assert find([INVOICE], "invoice") is find([INVOICE], "invoices") is INVOICE
    with pytest.raises(Usage) as refusal:
        find([INVOICE], "invoises")
    assert "Did you mean `invoices`?" in refusal.value.hint


def test_the_demonstration_follows_the_rules() -> None:
    root = source.root()

    refuse_resources(slices.demonstration(root), TYPES, slices.reserved(root, source.catalogue(root)), auth=False)


def test_code_of_the_template_and_its_features_is_reserved() -> None:
    root = source.root()
    catalogue = source.catalogue(root)
    reserved = slices.reserved(root, catalogue).resources

    assert {entry.name.replace("-", "_") for entry in catalogue} <= reserved
    assert {"app", "health", "docs", "list"} <= reserved
    assert not {"items", "item", "categories", "category"} & reserved
