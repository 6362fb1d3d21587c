"""The story's headline, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.dom import Element, text_content

_SEPARATOR = re.compile(r"\s+[|•·»«]\s+|\s*[-–—]\s+|\s*\|\s*|:\s+|：")
_SEPARATOR_CHARS = " |•·»«-–—:"
_MIN_NAME_CHARS = 15
"""Characters: a name shorter than this may be a section."""
_WORD = re.compile(r"\w+")


def best_headline(root: Element, jsonld_headline: str, meta: dict[str, str], site: str) -> str:
    """The headline without the site's name: as the page prints it, where what it tells machines
    says the same; else JSON-LD's name of the story, og:title, the h1, the title.

    Readers see the printed one; the others may be cut for sharing or for search.
    """
    printed = [text_content(element) for element in root.iter("h1")]
    title = [text_content(element) for element in root.iter("title")][:1]
    declared = [jsonld_headline, meta.get("og:title", "")]
    texts = (*declared, *printed[:1], meta.get("twitter:title", ""), *title)
    headlines = [name for name in (_clean_headline(text, site) for text in texts) if name]
    declared_words = {
        tuple(casefold_words(_clean_headline(text, site))) for text in declared if text
    }
    confirmed = (
        name
        for text in printed
        if tuple(casefold_words(name := _clean_headline(text, site))) in declared_words
    )
    return next(confirmed, "") or (_strip_tail(headlines[0], headlines) if headlines else "")


def _clean_headline(text: str, site: str) -> str:
    return strip_site_name(clean_text(unescape(text)), site)


def _strip_tail(headline: str, headlines: Sequence[str]) -> str:
    """Without " - Section - Site", where another of the names is the headline without it."""
    shorter = (
        name for name in headlines if len(name) >= _MIN_NAME_CHARS and headline.startswith(name)
    )
    tailed = (name for name in shorter if _SEPARATOR.match(headline[len(name) :]))
    return next(tailed, headline)


def casefold_words(text: str) -> list[str]:
    """The words alone, for comparing what is punctuated apart."""
    return _WORD.findall(text.casefold())


def strip_site_name(headline: str, site: str) -> str:
    """Without " | Site", " - Section - Site" or "Site: " at its ends."""
    parts = _SEPARATOR.split(headline)
    if len(parts) < 2 or not site:
        return headline
    if _is_same_name(parts[-1], site):
        return headline[: headline.rfind(parts[-1])].rstrip(_SEPARATOR_CHARS)
    if _is_same_name(parts[0], site):
        return headline[len(parts[0]) :].lstrip(_SEPARATOR_CHARS)
    return headline


def _is_same_name(part: str, site: str) -> bool:
    """ "Golem.de" and "GOLEM" are one name."""
    shorter, longer = sorted(
        ("".join(casefold_words(part)), "".join(casefold_words(site))), key=len
    )
    return bool(shorter) and (
        shorter == longer or (len(shorter) > 3 and longer.startswith(shorter))
    )
