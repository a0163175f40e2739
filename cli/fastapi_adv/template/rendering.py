"""Rendering of any template: in memory, or with Copier if the in-memory renderer does not support the template."""

from fastapi_adv.errors import Refused
from fastapi_adv.template.answers import Answers
from fastapi_adv.template.renderer import InvalidAnswerError, Template, UnsupportedTemplateError
from fastapi_adv.template.tree import Tree


def render(template: Template, answers: Answers) -> Tree:
    """Return the project's files. Raises Refused if the template rejects the answers or cannot be rendered."""
    try:
        return template.render(answers.data())
    except InvalidAnswerError as error:
        raise Refused(f"The template rejects the answer {error.question!r}: {error.reason}.") from None
    except UnsupportedTemplateError:
        from fastapi_adv.template import copier_renderer

        return copier_renderer.render(template.root, answers.data())
