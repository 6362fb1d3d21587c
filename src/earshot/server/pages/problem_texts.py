"""Translates the errors of stories and subscriptions, which are stored in English."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from earshot.publish.translations import mark, translate
from earshot.server.error_messages import NO_ARTICLE, NOT_FETCHED

REASONS = (
    mark("the page has no running text"),
    mark("the page is empty, or it needs JavaScript to show its text"),
    mark("the server took too long"),
    mark("connection refused"),
    mark("no feed found at this address"),
)
"""The usual reasons in other messages. Rare ones stay in English."""
_TEMPLATES = {
    re.compile(re.escape(each).replace(r"\{reason\}", "(.+)")): each
    for each in (NO_ARTICLE, NOT_FETCHED)
}
_SENTENCE = re.compile(r"(.+?)( \(\d+\))?\.")


def translate_problem(language: str, text: str) -> Markup:
    """The text in this language, with the number of a status and the reason in it."""
    for pattern, template in _TEMPLATES.items():
        if found := pattern.fullmatch(text):
            return translate(language, template, reason=translate(language, found[1]))
    whole = translate(language, text)
    found = _SENTENCE.fullmatch(text)
    if found is None or whole != escape(text):
        return whole
    message, status = found[1], found[2] or ""
    reason = f"{message[:1].lower()}{message[1:]}"
    if reason in REASONS:
        translated = translate(language, reason)
        return translated[:1].upper() + translated[1:] + status + "."
    return translate(language, message) + status + "."
