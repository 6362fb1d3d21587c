"""Pages that are not articles, and their error messages."""

from __future__ import annotations

import pytest
from sample_pages import build_page, read_page

from earshot.errors import NoArticle


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (
            "<title>Page not found | Courier</title><h1>404</h1><p>The page you asked for could "
            "not be found here.</p><p>Try the search of our site instead of it.</p>",
            "error page",
        ),
        (
            "<title>Just a moment...</title><p>Verifying that you are human takes a few seconds, "
            "please wait.</p>",
            "bot check",
        ),
        (
            "<title>Bir dakika lütfen...</title><p>İnsan olduğunuz doğrulanıyor, lütfen bekleyin."
            "</p><p>Bu işlem birkaç saniye sürebilir.</p>",
            "bot check",
        ),
        (
            "<title>Courier</title><div id=root></div><noscript>You need to enable JavaScript to "
            "run this app.</noscript>",
            "JavaScript",
        ),
    ],
)
def test_a_page_that_is_not_an_article_is_rejected_with_the_reason(page: str, reason: str) -> None:
    with pytest.raises(NoArticle, match=reason):
        read_page(f"<html lang=en><body>{page}</body></html>")


def test_a_short_whole_story_that_is_not_free_is_read() -> None:
    head = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry
        returns", "isAccessibleForFree": false}</script>"""
    assert len(read_page(build_page("", head)).blocks) == 3
