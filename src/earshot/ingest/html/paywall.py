"""Detect paywalled pages that show only the beginning of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from earshot.ingest.html.dom import Element
from earshot.ingest.metadata import jsonld

_MAX_STUB_CHARS = 1_000
"""A longer text is never a mere preview."""
_PAYWALL_PHRASE = re.compile(
    r"\b(?:to (?:continue|keep) reading|continue reading (?:this|with|for|by)|to read (?:the|this) "
    r"(?:full|whole|rest|entire|article|story)\b|(?:article|story|content) is (?:only )?"
    r"(?:for|available to|exclusive to|reserved for) (?:our )?(?:\w+ )?(?:subscribers|members)|"
    r"subscribers? only|unlock (?:this|the) (?:article|story)|um (?:diesen artikel )?weiterzulesen|"
    r"weiterlesen mit|artikel (?:exklusiv )?für abonnenten|réservé (?:aux|à nos) abonnés|"
    r"para (?:seguir|continuar) leyendo|solo para suscriptores|riservato agli abbonati|"
    r"subscribe .{0,60}to read on|il vous reste \d+ ?%|la suite (?:de cet article )?est réservée|"
    r"(?:contenido|conteúdo|contenuto) (?:exclusivo|riservato)|artykuł dostępny (?:tylko )?dla|"
    r"dostępn[yae] (?:tylko |wyłącznie )?dla (?:subskryb|prenumer|zalogow)|aby czytać dalej|"
    r"(?:alleen|exclusief) voor abonnees|om verder te lezen|"
    r"för att läsa (?:vidare|hela|artikeln)|for å lese (?:videre|hele|saken)|"
    r"for at læse (?:videre|hele|artiklen)|vain tilaajille|(?:pouze|jen) pro předplatitele|"
    r"csak előfizető|abonelere özel|okumaya devam etmek için|para (?:seguir|continuar) lendo|"
    r"per continuare a leggere|pour lire la suite|"
    r"чтобы (?:читать дальше|продолжить чтение)|доступно по подписке|"
    r"(?:лише|тільки) для передплатників|μόνο για συνδρομητές|للمشتركين فقط|למנויים בלבד|"
    r"להמשך קריאה|(?:登录|訂閱|订阅|登入)[后後](?:阅读|閱讀|继续|繼續)|"
    r"残り\s?\d+\s?文字|会員限定|続きをお読み|для подписчиков|付费阅读|유료 ?회원)",
    re.I,
)
_SILENT_TAGS = frozenset(("script", "style", "noscript", "template"))


_MIN_COMPLETE_PARAGRAPHS = 3
"""A text with so many whole paragraphs is a short article; previews have one or two."""
_MAX_RUNS_BEHIND = 12
"""Text runs after the article that are searched for a paywall message."""
_MAX_REQUEST_START = 25
"""Characters before the phrase in a message of the publisher."""
_MAX_LONG_REQUEST_START = 14
"""The same in a message of many words: it begins with "To continue reading" or the like."""
_MIN_LONG_WORDS = 12
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’»)\]]*$")


def is_paywalled(
    root: Element, article_node: jsonld.Node, texts: Sequence[str], following: Sequence[str]
) -> bool:
    """Whether the spoken texts are only a preview, by the page's metadata or its own words.

    `following` is the text that the page shows after them.
    """
    text = " ".join(texts)
    if len(text) >= _MAX_STUB_CHARS or _is_complete(article_node, text):
        return False
    paragraph_count = _count_whole_paragraphs(texts)
    if any(map(_PAYWALL_PHRASE.search, following[:_MAX_RUNS_BEHIND])):
        return paragraph_count <= _MIN_COMPLETE_PARAGRAPHS
    if paragraph_count >= _MIN_COMPLETE_PARAGRAPHS:
        return False
    return _declares_not_free(article_node) or _shows_paywall(root, texts)


def _count_whole_paragraphs(texts: Sequence[str]) -> int:
    """Count the texts that end a sentence; 0 if the last one breaks off. A label may follow it."""
    complete_texts = [each for each in texts if _SENTENCE_END.search(each)]
    last = texts[-1] if texts else ""
    is_label = len(last.split()) <= _MAX_LABEL_WORDS and last[-1:].isalnum() and " " in last
    is_whole = bool(complete_texts) and (
        complete_texts[-1] == last or (is_label and complete_texts[-1] == texts[-2])
    )
    return len(complete_texts) if is_whole else 0


_MAX_LABEL_WORDS = 8


def _is_complete(article_node: jsonld.Node, text: str) -> bool:
    word_count = article_node.get("wordCount")
    word_count = (
        int(word_count) if isinstance(word_count, str) and word_count.isdecimal() else word_count
    )
    return isinstance(word_count, int) and 0 < word_count <= 1.2 * len(text.split())


def _declares_not_free(article_node: jsonld.Node) -> bool:
    """Whether https://schema.org/isAccessibleForFree is false (a boolean or a string)."""
    return str(article_node.get("isAccessibleForFree", "")).strip().lower().endswith("false")


def _shows_paywall(root: Element, texts: Sequence[str]) -> bool:
    return any(
        (match := _PAYWALL_PHRASE.search(piece)) and not _is_prose(piece, match.start(), texts)
        for element in root.iter()
        if element.tag not in _SILENT_TAGS
        for piece in (element.text, element.tail)
        if piece
    )


def _is_prose(piece: str, start: int, texts: Sequence[str]) -> bool:
    """Whether the phrase at `start` is part of a sentence of the article.

    A message of the publisher comes last, and begins with its request.
    """
    if not texts:
        return False
    words = " ".join(piece.split())
    if words not in texts[-1]:
        return any(words in text for text in texts)
    is_long = len(texts[-1].split()) >= _MIN_LONG_WORDS
    return start > (_MAX_LONG_REQUEST_START if is_long else _MAX_REQUEST_START)
