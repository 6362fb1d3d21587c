"""Recognize articles that their publisher has retracted."""

from __future__ import annotations

import re

from earshot.model import Article

_HEADLINE = re.compile(
    r"^\W*(?:retracted|retraction(?: notice| note)?|withdrawn|zurückgezogen|rétract(?:é|ation)|"
    r"retractado|retractación|ritirato|ritrattazione)\s*[\]):.—–-]",
    re.I,
)
_NOTE = re.compile(
    r"^\W*(?:(?:an? )?(?:editor|publisher)(?:[’']s|s[’'])? note\W+|(?:retraction|notice)\W+)?(?:"
    r"(?:this|the|our) (?:article|story|post|report|column|piece|paper)\b.{0,80}? (?:has been|was|"
    r"is|have been) (?:retracted|withdrawn|removed|taken down|unpublished)\b|"
    r"(?:we have|.{1,40} has) (?:retracted|withdrawn|removed) (?:this|the) (?:article|story|post|"
    r"report|column|piece|paper)\b|"
    r"(?:dieser|der) (?:artikel|beitrag|text) (?:wurde|ist) (?:zurückgezogen|entfernt|gelöscht)\b|"
    r"cet article a été (?:retiré|supprimé|dépublié|rétracté)|"
    r"este artículo (?:ha sido|fue) (?:retirado|retractado|eliminado)\b|"
    r"questo articolo è stato (?:ritirato|rimosso|ritrattato)\b"
    r")",
    re.I,
)
_MAX_CHARS = 800


def find_retraction(article: Article) -> str:
    """The headline or the note that says that the article is retracted; empty if there is none."""
    if _HEADLINE.match(article.headline):
        return article.headline
    texts = (block.text for block in article.blocks)
    return next((each for each in texts if len(each) <= _MAX_CHARS and _NOTE.match(each)), "")
