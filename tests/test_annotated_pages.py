"""Pages of many systems, languages and scripts are read as a newsreader would read them."""

from __future__ import annotations

import pytest
from annotated_pages import AnnotatedPage, letters, load_pages, spoken_letters

from earshot.errors import SourceError
from earshot.ingest.readers import html
from earshot.ingest.source import Origin

PAGES = load_pages()


def _pages(is_refused: bool) -> list[object]:
    chosen = [page for page in PAGES if bool(page.refusal) == is_refused]
    return [pytest.param(page, id=page.name) for page in chosen]


@pytest.mark.parametrize("page", _pages(is_refused=False))
def test_the_story_and_nothing_else_is_read(page: AnnotatedPage) -> None:
    article = html.read(page.html, Origin(f"{page.name}.html")).article()
    assert spoken_letters(page, [block.text for block in article.blocks]) == letters(page.spoken)
    assert article.headline == page.headline
    assert article.authors == page.authors
    if page.date:
        assert str(article.published).startswith(page.date)


@pytest.mark.parametrize("page", _pages(is_refused=True))
def test_a_page_without_a_story_is_refused_with_the_reason(page: AnnotatedPage) -> None:
    with pytest.raises(SourceError, match=page.refusal):
        html.read(page.html, Origin(f"{page.name}.html")).article()
