"""Questions of copier.yml, plain placeholders, and templates that the in-memory renderer does not support."""

import pytest
from jinja2 import Environment

from fastapi_adv.template.renderer import InvalidAnswerError, answered, filled

JINJA = Environment(keep_trailing_newline=True, autoescape=False)  # noqa: S701  # nothing here is HTML
QUESTIONS = {
    "version": {"type": "str", "when": False, "default": "1"},
    "name": {"type": "str", "default": "{{ _folder_name }}", "validator": "{% if name == 'x' %}too short{% endif %}"},
    "slug": {"type": "str", "when": False, "default": "{{ name }}-{{ version }}"},
    "colours": {"type": "str", "multiselect": True, "default": "[]", "choices": "- [Red, red]\n- [Blue, blue]\n"},
    "warm": {"type": "yaml", "when": False, "default": "{{ 'red' in colours }}"},
}


def render(source: str, known: object) -> str:
    """Render with Jinja."""
    return JINJA.from_string(source).render(known)


def test_hidden_questions_are_computed_from_their_default() -> None:
    known = answered(QUESTIONS, {"name": "demo", "version": "9", "slug": "mine"}, render)

    assert (known["version"], known["slug"]) == ("1", "demo-1")


def test_a_missing_answer_has_its_default() -> None:
    known = answered(QUESTIONS, {"_folder_name": "here"}, render)

    assert (known["name"], known["colours"], known["warm"]) == ("here", [], False)


def test_chosen_values_are_ordered_without_duplicates() -> None:
    known = answered(QUESTIONS, {"name": "demo", "colours": ["blue", "red", "blue"]}, render)

    assert (known["colours"], known["warm"]) == (["red", "blue"], True)


@pytest.mark.parametrize(
    ("answers", "message"),
    [({"name": "x"}, "name: too short"), ({"name": "y", "colours": ["green"]}, "'green' is none of")],
)
def test_a_rejected_answer_names_its_question(answers: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidAnswerError, match=message):
        answered(QUESTIONS, answers, render)


@pytest.mark.parametrize("source", ["", "plain", "{{ name }}/{{name}}\n", "{ } }} {{ name }}", "a {{ name }}}\n\n"])
def test_placeholders_are_filled_as_by_jinja(source: str) -> None:
    assert filled(source, {"name": "é{{ x }}"}) == render(source, {"name": "é{{ x }}"})


@pytest.mark.parametrize(
    "source",
    [
        "{{ name | upper }}",
        "{% if name %}{% endif %}",
        "{# note #}",
        "{{ other }}",
        "{{ number }}",
        "a\r\n",
        "{{\nname }}",
    ],
)
def test_any_other_syntax_is_left_to_jinja(source: str) -> None:
    assert filled(source, {"name": "x", "number": 1}) is None
