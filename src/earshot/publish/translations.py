"""The languages of the pages. A catalogue has the messages of a language, by their English text.

The language of a story never decides: a page may show it, but does not speak it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from importlib.resources import files
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.units import format_unit
from markupsafe import Markup, escape

ENGLISH = "en"
LANGUAGES = {
    ENGLISH: "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
    "it": "Italiano",
    "nl": "Nederlands",
    "ja": "日本語",
    "ar": "العربية",
    "he": "עברית",
}
"""The languages of the player, with their own names."""
LOCALES = {"pt": "pt_PT"}
"""The locale of a language whose catalogue is that of one country."""
ENGLISH_DATES = Locale.parse("en_GB")
"""Dates have the day first; times have the short units of American English."""
MAX_HEADER_CHARS = 400
MINUTE, HOUR, DAY = 60, 3_600, 86_400
Catalogue = Mapping[str, str | dict[str, str]]
"""The translation of each message, or that of each plural category."""


@cache
def load_catalogue(language: str) -> Catalogue:
    """The catalogue of a language. Messages of English are their own translations."""
    if language == ENGLISH:
        return {}
    path = files("earshot").joinpath("web", "languages", f"{language}.toml")
    return tomllib.loads(path.read_text("utf-8"))


def mark(message: str) -> str:
    """Marks a message that is translated where it is shown, so the tests look for it in all
    catalogues. The text after a bar distinguishes messages that are the same in English but have
    two meanings."""
    return message


def translate(language: str, message: str, **values: object) -> Markup:
    """The message in a language, with the values in the places of their names. A message without
    a translation is shown in English. All is escaped but values that are markup."""
    found = load_catalogue(language).get(message, message.partition("|")[0])
    assert isinstance(found, str), message
    return Markup(escape(found)).format(**values) if values else escape(found)


def translate_count(language: str, singular: str, plural: str, n: int, **values: object) -> Markup:
    """The message that suits a number. The catalogue has it by the English plural."""
    found = load_catalogue(language).get(plural, {"one": singular, "other": plural})
    assert isinstance(found, dict), plural
    text = found.get(_locale(language).plural_form(n), found["other"])
    return Markup(escape(text)).format(n=n, **values)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, language))


def format_day(language: str, day: str, width: Literal["medium", "long"] = "long") -> str:
    """A date such as 2025-11-03 in words; another text is unchanged."""
    try:
        locale = ENGLISH_DATES if language == ENGLISH else _locale(language)
        return format_date(date.fromisoformat(day), width, locale)
    except ValueError:
        return day


def format_minutes(language: str, minutes: int) -> str:
    """A playing time: "42 min", "3 hr 5 min"."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")] if hours else [(minutes, "minute")]
    return " ".join(_format_unit(language, n, unit) for n, unit in parts if n or not hours)


def format_duration(language: str, seconds: float) -> str:
    """A time that has passed or will pass: "a moment", "5 min", "3 hr", "2 days"."""
    if seconds < MINUTE:
        return translate(language, mark("a moment"))
    if seconds < 90 * MINUTE:
        return _format_unit(language, round(seconds / MINUTE), "minute")
    if seconds < 2 * DAY:
        return _format_unit(language, round(seconds / HOUR), "hour")
    return _format_unit(language, round(seconds / DAY), "day")


def _format_unit(language: str, n: int, unit: str) -> str:
    return str(format_unit(n, f"duration-{unit}", "short", locale=_locale(language)))


def format_language(language: str, tag: str) -> str:
    """The name of a BCP 47 language tag in a language; the tag itself if it has no name."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(_locale(language))
    except (UnknownLocaleError, ValueError):
        return tag
    return name or tag


def choose_language(chosen: str, accepted: str) -> str:
    """The language that the reader chose, the first available one of an Accept-Language header (RFC
    9110, 12.5.4), or English."""
    if chosen in LANGUAGES:
        return chosen
    wanted = [_parse_range(each) for each in accepted[:MAX_HEADER_CHARS].split(",")]
    known = [(weight, name) for weight, name in wanted if weight > 0 and name in LANGUAGES]
    return max(known, key=lambda each: each[0], default=(0.0, ENGLISH))[1]


def _parse_range(text: str) -> tuple[float, str]:
    """The weight of a language range, and its language."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    primary = "he" if name == "iw" else name.partition("-")[0]
    try:
        return float(weight), primary
    except ValueError:
        return 0.0, primary


def page_texts(language: str) -> dict[str, Any]:
    """The functions and values that templates use to show texts in a language."""
    return {
        "language": language,
        "page_direction": _locale(language).text_direction,
        "_": partial(translate, language),
        "n_": partial(translate_count, language),
    }


def isolate(text: str) -> Markup:
    """A name inside a message, whose direction may be another one."""
    return Markup("<bdi>{}</bdi>").format(text)


def start_link(address: str) -> Markup:
    return Markup('<a href="{}">').format(address)


LINK_END = Markup("</a>")
