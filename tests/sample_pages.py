"""A small page with an article, for tests of extraction."""

from __future__ import annotations

from earshot.ingest.readers import html
from earshot.ingest.source import Origin
from earshot.model import Article

OPENING = "The ferry came back on Monday, a long day for everyone who had waited for it."
MIDDLE = "It carried forty passengers and the mail of eleven weeks, the harbour master said."
ENDING = "The next crossing is on Thursday, if the wind allows it, and the pier sells tickets."


def build_page(content: str, head: str = "", language: str = "en") -> str:
    """Build a page whose article has two paragraphs, the given markup and a last paragraph."""
    body = f"<h1>Ferry returns</h1><p>{OPENING}</p><p>{MIDDLE}</p>{content}<p>{ENDING}</p>"
    title = "<title>Ferry returns</title>"
    start = f"<html lang={language}><head>{title}{head}</head>"
    return f"{start}<body><main><article>{body}</article></main></body></html>"


def read_page(page: str) -> Article:
    return html.read(page, Origin("story.html")).article()


def read_between(content: str, head: str = "", language: str = "en") -> list[str]:
    """Return what is read between the second and the last paragraph."""
    texts = [block.text for block in read_page(build_page(content, head, language)).blocks]
    assert texts[:2] == [OPENING, MIDDLE]
    assert texts[-1] == ENDING
    return texts[2:-1]
