"""Questions of copier.yml, and texts that only hold names."""

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
    """As the template does."""
    return JINJA.from_string(source).render(known)


def test_hidden_questions_are_computed_and_never_answered() -> None:
    known = answered(QUESTIONS, {"name": "demo", "version": "9", "slug": "mine"}, render)

    assert (known["version"], known["slug"]) == ("1", "demo-1")


def test_what_was_not_answered_has_its_default() -> None:
    known = answered(QUESTIONS, {"_folder_name": "here"}, render)

    assert (known["name"], known["colours"], known["warm"]) == ("here", [], False)


def test_several_choices_come_in_their_own_order_each_once() -> None:
    known = answered(QUESTIONS, {"name": "demo", "colours": ["blue", "red", "blue"]}, render)

    assert (known["colours"], known["warm"]) == (["red", "blue"], True)


@pytest.mark.parametrize(
    ("answers", "told"),
    [({"name": "x"}, "name: too short"), ({"name": "y", "colours": ["green"]}, "'green' is none of")],
)
def test_answers_that_are_not_taken_name_their_question(answers: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidAnswerError, match=told):
        answered(QUESTIONS, answers, render)


@pytest.mark.parametrize("source", ["", "plain", "{{ name }}/{{name}}\n", "{ } }} {{ name }}", "a {{ name }}}\n\n"])
def test_names_are_put_in_as_jinja_does(source: str) -> None:
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
def test_what_holds_more_than_names_of_texts_is_left_to_jinja(source: str) -> None:
    assert filled(source, {"name": "x", "number": 1}) is None
