"""The demonstration, `/http-cache/articles`: texts that change seldom and are read often."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel

from ..errors import DomainError
from .policy import http_cache

ArticleId = Annotated[int, Path(ge=1, le=1_000_000)]


class Article(BaseModel):
    id: int
    revision: int
    title: str
    text: str


class ArticleNotFound(DomainError):
    status, code = 404, "article_not_found"


REVISIONS = {1: 3, 2: 1, 3: 7}  # what a cheap query would tell


async def revision_of(article_id: ArticleId) -> str:
    """Raises ArticleNotFound."""
    if article_id not in REVISIONS:
        raise ArticleNotFound("There is no such article")
    return str(REVISIONS[article_id])


router = APIRouter(prefix="/http-cache/articles", tags=["http-cache"])
kept = http_cache(max_age=60, public=True, version=revision_of)
REPLIES: dict[int | str, dict[str, Any]] = {
    304: {"description": "You have it"},
    404: {"description": "There is no such article"},
}


@router.head("/{article_id}", dependencies=[kept], include_in_schema=False)
@router.get("/{article_id}", dependencies=[kept], responses=REPLIES)
async def read_article(article_id: ArticleId) -> Article:
    """Reached only by who does not have this revision yet."""
    text = f"This is article {article_id}, in its revision {REVISIONS[article_id]}.\n" * 20
    return Article(
        id=article_id, revision=REVISIONS[article_id], title=f"Article {article_id}", text=text
    )
