"""Source → Article: the story, freed from its page.

`read` is the one door. It takes the bytes from where they are, finds out what they are, and hands
the text to the room that reads that kind. Rooms that cost a heavy import (trafilatura 0.3 s,
httpx 0.1 s) are loaded when a source needs them and not before: `_ROOMS` is the one place for it.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

from earshot.ingest.language import regional, tag
from earshot.ingest.opening import Opened, open_file, open_stdin
from earshot.ingest.origin import Origin
from earshot.ingest.reading import Fragment, Reading
from earshot.model import Article

__all__ = ["Fragment", "explain", "read"]

_ROOMS = {
    "html": "earshot.ingest.html",
    "markdown": "earshot.ingest.markdown",
    "text": "earshot.ingest.text",
    "web": "earshot.ingest.fetch",
    "decoding": "earshot.ingest.decoding",
    "identifying": "earshot.ingest.identifying",
}


def read(source: str, *, url: str = "", language: str = "") -> Article:
    """The article in `source`: a path (.html, .htm, .txt, .md, each also .gz), an http(s) URL,
    or "-" for what stands on standard input.

    `url` tells where a saved page came from; `language` (BCP 47) overrules what the page says.

    Raises SourceNotFound, SourceUnreadable, NotText, TooLarge, FetchFailed, ForbiddenAddress,
    NoArticle and Paywalled, all of them SourceError.
    """
    article = _reading(source, url).article()
    return replace(article, language=_language(article, tag(language)))


def explain(source: str, *, url: str = "") -> list[Fragment]:
    """Every piece of the source in order: what is spoken, and why all else is not.

    Raises what `read` raises before there is anything to explain.
    """
    return _reading(source, url).fragments()


def _reading(source: str, url: str) -> Reading:
    opened = _opened(source)
    text = _room("decoding").decoded(opened)
    kind = opened.kind or _room("decoding").kind_of(text)
    reading: Reading = _room(kind).read(text, Origin(source, url or opened.url))
    return reading


def _opened(source: str) -> Opened:
    if source == "-":
        return open_stdin()
    if source.lower().startswith(("http://", "https://")):
        fetched: Opened = _room("web").fetch(source)
        return fetched
    return open_file(source)


def _language(article: Article, wanted: str) -> str:
    """BCP 47: what the caller says, else what the page says, else what its words look like."""
    found = wanted or article.language
    if not found:
        sample = " ".join(block.text for block in article.blocks)
        found = _room("identifying").identified(sample)
    return found if wanted else regional(found, article.url)


def _room(name: str) -> Any:
    return import_module(_ROOMS[name])
