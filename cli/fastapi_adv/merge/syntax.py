"""Comparison of Python files by syntax: a moved import or another line length is not an edit."""

import ast
import io
import tokenize

from fastapi_adv.template.tree import File, Tree


def undo_reformatting(base: Tree, yours: Tree, target: Tree) -> Tree:
    """Return `yours` with the text of `base` for files that the template drops and that were only reformatted.

    Without this, a file that a formatter touched would be kept as edited when its feature is removed.
    """
    dropped = [name for name in yours if name in base and name not in target and name.endswith(".py")]
    return yours | {name: base[name] for name in dropped if same_code(base[name], yours[name])}


def same_code(left: File, right: File) -> bool:
    """Check whether two Python files differ only in layout and in the order of their imports."""
    if left.data == right.data:
        return left.mode == right.mode
    try:
        return _code(left.data) == _code(right.data) and _comments(left.data) == _comments(right.data)
    except (SyntaxError, ValueError, tokenize.TokenError):
        return False


def _code(source: bytes) -> tuple[list[str], list[str]]:
    """Return the top-level imports, sorted by name, and the other statements."""
    imports: list[str] = []
    statements: list[str] = []
    for node in ast.parse(source).body:
        match node:
            case ast.Import(names=names):
                imports += [f"import {ast.unparse(alias)}" for alias in names]
            case ast.ImportFrom(names=names, module=module, level=level):
                imports += [f"from {'.' * level}{module or ''} import {ast.unparse(alias)}" for alias in names]
            case _:
                statements.append(ast.dump(node))
    return sorted(imports), statements


def _comments(source: bytes) -> list[str]:
    tokens = tokenize.tokenize(io.BytesIO(source).readline)
    return sorted(token.string for token in tokens if token.type == tokenize.COMMENT)
