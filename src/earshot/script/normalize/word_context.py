"""Context of a written form, if it decides the spoken form."""

from __future__ import annotations

import re

_NOUN_FOLLOWS = re.compile(
    r"-[A-Za-z]|\s(?!(?:of|in|to|for|from|was|were|is|are|and|or|per|at|on|by|with|that|which|who|he|she|it|they|we"
    r"|as|a|an|the|than|but|if|when|while|after|before|more|less|each|every|because|since|so|this|last|over"
    r"|during|until|into|out|up|down|off|under|back|can|could|will|would|has|have|had|not|went|goes|came|tall|long"
    r"|high|deep|wide|away|north|south|east|west|worth|apart|ahead|through|between|among|against|about|around"
    r"|cheaper|higher|lower|faster|slower|longer|older|younger|now|today|per|via|only|either|did|do|does|be|been)\b)[a-z]"
)
_NAME_FOLLOWS = re.compile(r"\s[A-Z][A-Za-z]")
_ARTICLE_PRECEDES = re.compile(r"(?:\A|\W)(?:an?|the|this|its|his|her|their)\s\Z", re.IGNORECASE)
_DETERMINER_PRECEDES = re.compile(
    r"(?:\A|\W)(?:an?\s[\w-]{1,20},|an?|the|this|that|each|every|another|his|her|its|their|our|my|your|\w+'s?|new|first|second"
    r"|record|additional|estimated|reported|proposed|multi-year|single|whopping|massive|roughly|nearly|about|any|one)\s\(?\Z",
    re.IGNORECASE,
)
_EACH_PRECEDES = re.compile(r"\b(?:each|every|any|another)\s\Z", re.IGNORECASE)
_PARTICIPLE_FOLLOWS = re.compile(
    r"\s(?:[a-z]{2,}ed|spent|paid|lost|won|made|sold|given|lent|borne|put|sent|taken|bet|withheld"
    r"|you|he|she|one|people)\b"
)
"""After "every $1,000": what happens to the sum, not a noun that it modifies."""
_PRICED_NOUN = re.compile(
    r"(?:\s(?:or|and|to)\s[$£€]?[0-9][0-9.,]{0,9})?\s(?:(?!(?:in|of|for|to|on|from|and|or|by|at|as|with|per|an?"
    r"|the|than|into|was|is|were|are|that|this|his|her|its|their|after|over|under|against|any|no)\b)[a-z]+\s)?(?:acquisition|aid|bail|bailout|bill|bond|bounty|budget|buyout|campaign|contract"
    r"|deal|debt|deficit|donation|facility|factory|fee|fine|fund|gift|grant|hole|investment|lawsuit"
    r"|loan|loss|merger|mortgage|offer|order|package|penalty|pension|plan|plant|prize|programme?"
    r"|project|ransom|raise|reward|sale|scheme|settlement|shortfall|stake|surplus|takeover|tax"
    r"|transfer|verdict|windfall)\b"
)
"""A singular noun: a sum before it can only modify it."""
_DIMENSIONED_NOUN = re.compile(
    r"\s(?:[a-z]+\s)?(?:ceilings|walls|fences|waves|swells|snowdrifts|drifts|seas|cliffs|hedges|screens|yachts|boats)\b"
)
"""Plural nouns that a length before them can only describe: "11ft ceilings"."""

COUNTED_FOLLOWS = re.compile(
    r"\s(?!(?:this|was|is|has|as|inches|odds|his|its|teaspoons?|cups?|tablespoons?|miles?|hours?|pounds?|ounces?|acres?"
    r"|inch)\b)(?:[a-z]+\s)?[a-z]{2,}s\b"
)
"""A plural noun: the number before it is a count."""

LETTERED_BEFORE = re.compile(r"\b[0-9]{1,3}[A-E](?:,|,?\s(?:and|or|to))\s\Z")
"""Flats 2A and 2B: the letter is not a scale or a unit."""

MAX_CONTEXT_CHARS = 80
"""Characters of context before a written form. The limit keeps normalization linear: otherwise each
search would start at the beginning of the text."""


def precedes(pattern: re.Pattern[str], m: re.Match[str], chars: int = MAX_CONTEXT_CHARS) -> bool:
    """Whether the pattern occurs in the last characters before a match."""
    return pattern.search(m.string, max(0, m.start() - chars), m.start()) is not None


def follows(pattern: re.Pattern[str], m: re.Match[str]) -> bool:
    """Whether the pattern matches directly after a match."""
    return pattern.match(m.string, m.end()) is not None


def is_attributive(text: str, start: int, end: int) -> bool:
    """Whether a measure or sum from `start` to `end` modifies the noun after it.

    True for "a $5 million deal", "the 9mm pistol", "$5-a-day"; false for "$5 million was paid".
    """
    if _PRICED_NOUN.match(text, end) or _DIMENSIONED_NOUN.match(text, end):
        return True
    if _NAME_FOLLOWS.match(text, end):  # the $1.9 trillion American Rescue Plan
        return _ARTICLE_PRECEDES.search(text[max(0, start - 24) : start]) is not None
    following = _NOUN_FOLLOWS.match(text, end)
    if not following:
        return False
    if _PARTICIPLE_FOLLOWS.match(text, end) and _EACH_PRECEDES.search(text[:start][-10:]):
        return False
    return (
        following[0][0] == "-"
        or _DETERMINER_PRECEDES.search(text[max(0, start - 24) : start]) is not None
    )
