"""Source code as HTML with classes for its tokens. Nothing of the code is executed."""

from functools import lru_cache
from html import escape

from pygments import highlight as pygments_highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LARGEST = 200_000  # bytes; a larger file is shown without colours
KEPT = 256  # highlighted files in memory
LANGUAGES = {
    "css": "css",
    "graphql": "graphql",
    "html": "html+jinja",
    "js": "javascript",
    "json": "json",
    "md": "markdown",
    "py": "python",
    "svg": "xml",
    "toml": "toml",
    "yaml": "yaml",
    "yml": "yaml",
    "env": "bash",
    "example": "bash",
    "Dockerfile": "docker",
}
_FORMATTER = HtmlFormatter(nowrap=True)


@lru_cache(maxsize=KEPT)
def highlighted(name: str, data: bytes) -> str:
    """Return the file as HTML, one `<span class="line">` for each line. Undecodable bytes are replaced."""
    text = data.decode(errors="replace")
    html = _coloured(name, text) if len(data) <= LARGEST else escape(text)
    return "".join(f'<span class="line">{line}\n</span>' for line in html.removesuffix("\n").split("\n"))


def _coloured(name: str, text: str) -> str:
    language = LANGUAGES.get(name.rpartition("/")[2].rpartition(".")[2])
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        return escape(text)
    return str(pygments_highlight(text, lexer, _FORMATTER))
