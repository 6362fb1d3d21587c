"""The story's headline, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from earshot.ingest.cleanup import mended
from earshot.ingest.html.dom import Element, words_of

_SEPARATED = re.compile(r"\s+[|•·»«]\s+|\s*[-–—]\s+|\s*\|\s*|:\s+|：")
_SEPARATORS = " |•·»«-–—:"
_SHORTEST = 15
"""Characters: a name shorter than this may be a section."""
_WORD = re.compile(r"\w+")


def best_headline(root: Element, named: str, meta: dict[str, str], site: str) -> str:
    """The headline without the site's name: as the page prints it, where what it tells machines
    says the same; else JSON-LD's name of the story, og:title, the h1, the title.

    Readers see the printed one; the others may be cut for sharing or for search.
    """
    printed = [words_of(element) for element in root.iter("h1")]
    title = [words_of(element) for element in root.iter("title")][:1]
    told = [named, meta.get("og:title", "")]
    written = (*told, *printed[:1], meta.get("twitter:title", ""), *title)
    names = [name for name in (_cleaned(text, site) for text in written) if name]
    confirmed = {tuple(words(_cleaned(text, site))) for text in told if text}
    agreed = (name for text in printed if tuple(words(name := _cleaned(text, site))) in confirmed)
    return next(agreed, "") or (_untailed(names[0], names) if names else "")


def _cleaned(written: str, site: str) -> str:
    return without_site(mended(unescape(written)), site)


def _untailed(headline: str, names: Sequence[str]) -> str:
    """Without " - Section - Site", where another of the names is the headline without it."""
    shorter = (name for name in names if len(name) >= _SHORTEST and headline.startswith(name))
    tailed = (name for name in shorter if _SEPARATED.match(headline[len(name) :]))
    return next(tailed, headline)


def words(text: str) -> list[str]:
    """The words alone, for comparing what is punctuated apart."""
    return _WORD.findall(text.casefold())


def without_site(headline: str, site: str) -> str:
    """Without " | Site", " - Section - Site" or "Site: " at its ends."""
    parts = _SEPARATED.split(headline)
    if len(parts) < 2 or not site:
        return headline
    if _same(parts[-1], site):
        return headline[: headline.rfind(parts[-1])].rstrip(_SEPARATORS)
    if _same(parts[0], site):
        return headline[len(parts[0]) :].lstrip(_SEPARATORS)
    return headline


def _same(part: str, site: str) -> bool:
    """ "Golem.de" and "GOLEM" are one name."""
    one, other = sorted(("".join(words(part)), "".join(words(site))), key=len)
    return bool(one) and (one == other or (len(one) > 3 and other.startswith(one)))
