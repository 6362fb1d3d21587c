"""Whether a page holds only the opening of its story."""

from __future__ import annotations

import re

from earshot.ingest.html.dom import Element
from earshot.ingest.metadata import jsonld

_STUB = 1_000
"""Letters under which a text may be no more than an opening; short news have as many."""
_WALL = re.compile(
    r"\b(?:to (?:continue|keep) reading|continue reading (?:this|with|for|by)|to read (?:the|this) "
    r"(?:full|whole|rest|entire|article|story)\b|(?:article|story|content) is (?:only )?"
    r"(?:for|available to|exclusive to|reserved for) (?:our )?(?:\w+ )?(?:subscribers|members)|"
    r"subscribers? only|unlock (?:this|the) (?:article|story)|um (?:diesen artikel )?weiterzulesen|"
    r"weiterlesen mit|artikel (?:exklusiv )?für abonnenten|réservé (?:aux|à nos) abonnés|"
    r"para (?:seguir|continuar) leyendo|solo para suscriptores|riservato agli abbonati)",
    re.I,
)
_SILENT = frozenset(("script", "style", "noscript", "template"))


def is_walled(root: Element, story: jsonld.Node, text: str) -> bool:
    """Whether `text` is a stub and the page says, to machines or to readers, that there is more."""
    if len(text) >= _STUB or _is_whole(story, text):
        return False
    return _says_not_free(story) or _shows_wall(root)


def _is_whole(story: jsonld.Node, text: str) -> bool:
    counted = story.get("wordCount")
    counted = int(counted) if isinstance(counted, str) and counted.isdecimal() else counted
    return isinstance(counted, int) and 0 < counted <= 1.2 * len(text.split())


def _says_not_free(story: jsonld.Node) -> bool:
    """https://schema.org/isAccessibleForFree, written as a truth or as its name."""
    return str(story.get("isAccessibleForFree", "")).strip().lower().endswith("false")


def _shows_wall(root: Element) -> bool:
    return any(
        _WALL.search(text)
        for element in root.iter()
        if element.tag not in _SILENT
        for text in (element.text, element.tail)
        if text
    )
