"""The text of the spoken intro, after the headline: "By Ann Lee. November 13, 2025." """

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from earshot.model import Article

IntroPart = Literal["byline", "date", "voice_notice"]
ALL_INTRO_PARTS: tuple[IntroPart, ...] = get_args(IntroPart)
INTRO_PARTS: tuple[IntroPart, ...] = ("byline", "date")
"""Those that are read by default."""
VOICE_NOTICES = {
    "en": "Read by a synthetic voice.",
    "de": "Gelesen von einer synthetischen Stimme.",
    "fr": "Lu par une voix de synthèse.",
    "es": "Leído por una voz sintética.",
    "it": "Letto da una voce sintetica.",
    "nl": "Voorgelezen door een synthetische stem.",
    "pt": "Lido por uma voz sintética.",
    "pl": "Czyta głos syntetyczny.",
    "ja": "合成音声でお届けします。",
    "ar": "يُقرأ بصوت اصطناعي.",
    "he": "מוקרא בקול מלאכותי.",
}
"""By language. In others the notice is left out."""


def intro_text(article: Article) -> str:
    """The text that words of block `INTRO` refer to."""
    return "".join(_intro_texts(article).values())


def intro_spans(article: Article) -> dict[IntroPart, tuple[int, int]]:
    """The start and the end of each part in that text.

    In languages other than English, byline and date are only the names. Without headline and byline
    there is no date, because an article should not begin with it.
    """
    spans: dict[IntroPart, tuple[int, int]] = {}
    start = 0
    for part, text in _intro_texts(article).items():
        spans[part] = start, start + len(text)
        start += len(text)
    return spans


def _intro_texts(article: Article) -> Mapping[IntroPart, str]:
    texts: dict[IntroPart, str] = {}
    language = article.language.split("-")[0]
    english = language == "en"
    if article.headline or article.authors:
        day = article.published
        texts["byline"] = f"{'By ' if english else ''}{article.byline}." if article.authors else ""
        texts["date"] = f" {_format_date(day, article.language)}." if day and english else ""
    notice = VOICE_NOTICES.get(language, "")
    texts["voice_notice"] = f" {notice}" if notice else ""
    return texts


def _format_date(day: date, language: str) -> str:
    """The month comes first in the United States and Canada."""
    american = language in ("en", "en-US", "en-CA")
    return f"{day:%B} {day.day}, {day.year}" if american else f"{day.day} {day:%B} {day.year}"
