"""Guesses the address of a site by its name, from the stories of the library and from common
addresses. No other service is asked."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from earshot.server.storage.reader_pool import Reader

ARTICLES = (
    "the",
    "der",
    "die",
    "das",
    "le",
    "la",
    "les",
    "el",
    "los",
    "il",
    "lo",
    "de",
    "het",
    "o",
    "a",
)
COMMON_DOMAINS = ("com", "org", "net")
COUNTRY_DOMAINS = {
    "en": ("co.uk",),
    "de": ("de", "at", "ch"),
    "fr": ("fr", "be"),
    "es": ("es", "mx"),
    "pt": ("pt", "com.br"),
    "it": ("it",),
    "nl": ("nl", "be"),
    "ja": ("jp", "co.jp"),
    "he": ("co.il",),
}
"""Domains of the countries where a language is spoken."""
MAX_KNOWN = 3


def guess_addresses(name: str, language: str) -> list[str]:
    """Common addresses of a site with this name, the most likely first."""
    domains = (*COUNTRY_DOMAINS.get(language, ()), *COMMON_DOMAINS)
    words = _split_name(name)
    names = ["".join(words)]
    if len(words) > 1 and words[0] in ARTICLES:
        names.append("".join(words[1:]))
    return [f"https://{each}.{domain}/" for each in names if each for domain in domains]


def _split_name(name: str) -> list[str]:
    """The words in letters of host names: "L'Équipe" is `l`, `equipe`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("ß", "ss")
    return re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))


def find_known_addresses(reader: Reader, account_id: int, name: str) -> list[str]:
    """The addresses of sites with this name that the library has stories of."""
    rows = reader.rows(
        "SELECT url FROM stories JOIN library_entries ON story_number = stories.number"
        " WHERE account_id = ? AND site = ? COLLATE NOCASE AND url > '' LIMIT ?",
        *(account_id, name, MAX_KNOWN),
    )
    origins = (urlsplit(row["url"]) for row in rows)
    return list(dict.fromkeys(f"{each.scheme}://{each.netloc}/" for each in origins))
