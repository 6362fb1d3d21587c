"""British or American English, judging by the site and by the spelling."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_BRITISH_SITES = (".uk", ".ie", ".au", ".nz", ".za")
"""Endings of hosts in countries whose accents and spellings are nearer to British English."""
_OR = (
    "arm|behavi|cand|col|endeav|fav|flav|harb|hon|hum|lab|neighb|od|parl|rum|sav|sp|splend|vap|vig"
)
_IZE = (
    "apolog|author|character|critic|emphas|general|legal|memor|minim|modern|organ|prior|privat"
    "|real|recogn|sympath|util"
)
_DOUBLED = "cancel|counsel|label|level|model|signal|travel|fuel|initial"
_BRITISH = re.compile(
    rf"\b(?:(?:{_OR})our|(?:{_IZE})is(?:e|ing|ation)|(?:{_DOUBLED})l(?:ed|ing|er)"
    r"|cent(?:re|red|res)\b|theatre|metres?\b|kilometre|litre|defence|offence|licence|programme|cheque"
    r"|grey|tyre|kerb|whilst|mum\b|sceptic|mould|plough|aluminium|manoeuv|paediatr|haemo|enrol\b|fulfil\b"
    r"|storey|jewellery|pyjama|analys(?:e|ing)|paralys(?:e|ing))",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"\b(?:(?:{_OR})or(?:s|ed|ing|able|ably|ite|ites|ful|less|hood|hoods)?\b|(?:{_IZE})iz(?:e|ing|ation)|(?:{_DOUBLED})(?:ed|ing|er)\b"
    r"|centers?\b|centered|theater|meters?\b|kilometer|liter\b|liters|defense|offense|license|gray\b"
    r"|mom\b|skeptic|mold\b|plow|aluminum|maneuver|pediatr|hemo|enroll\b|fulfill\b"
    r"|jewelry|pajama|analyz|paralyz)",
    re.IGNORECASE,
)
_MIN_LEAD = 2
"""British spellings that a text must have beyond twice the American ones. A name, such as the
Labour Party or Lincoln Center, is not enough."""


def find_variety(url: str, text: str) -> str:
    """en-GB or en-US."""
    host = urlsplit(url).hostname or ""
    if host.endswith(_BRITISH_SITES):
        return "en-GB"
    words = " ".join(set(text.split()))  # no spelling has a space, and most words are repeated
    british, american = (
        len({match[0].lower() for match in pattern.finditer(words)})
        for pattern in (_BRITISH, _AMERICAN)
    )
    return "en-GB" if british - 2 * american >= _MIN_LEAD else "en-US"
