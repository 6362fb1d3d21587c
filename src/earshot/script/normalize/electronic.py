"""Electronic addresses: URLs, e-mail, handles, hashtags."""

from __future__ import annotations

import re

from earshot.script.g2p.dictionary import lookup_word
from earshot.script.g2p.morphology import split_compound
from earshot.script.normalize.initialisms import is_spelled_out
from earshot.script.normalize.matching import FIRST_CAPITAL, SpokenGroups, any_of, semiotic_class
from earshot.script.normalize.number_words import cardinal, digit_pairs, digits

_SYMBOLS = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon",
    "?": "question mark", "=": "equals", "&": "and", "#": "hash", "+": "plus", "~": "tilde",
    "%": "percent", ",": "comma", "!": "exclamation mark",
}  # fmt: skip
_TOP_LEVEL_DOMAINS = any_of(
    (
        "com org net gov edu mil int info biz news tv fm app dev io ai co me ly us uk ca au nz ie "
        "eu de fr it es nl ru cn jp in br ch at be se no dk fi pl ua za mx kr il gl cc"
    ).split()
)
_PRONOUNCED_DOMAINS = frozenset("com org net gov edu mil info biz news app dev int me".split())
_URL_TRIGGERS = (
    "://",
    *(f".{letter}" for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
MIN_COMPOUND_LETTERS = 8
"""Letters. Shorter names are not split into words."""
_NAME_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|[0-9]+|_")
_PART = re.compile(r"[A-Za-z]+|[0-9]+|[^\W\d_]+|[^\s]")
_SPELLED_NAMES = frozenset(
    (
        "cnn bbc nbc abc cbs npr pbs fda cdc fbi cia irs nyt wsj usa nhs ap nfl nba mlb espn msnbc "
        "www http https ftp html htm php pdf asp url"
    ).split()
)
"""Names in addresses that are spelled letter by letter."""
_FILE_EXTENSIONS = {"jpg": "jpeg", "mpg": "mpeg"}
"""File extensions whose spoken form differs from the written one."""
_CONSONANT_CLUSTER = re.compile("(?!sch|scr|shr|spl|spr|str|thr|chr|phr)[bcdfghjklmnpqrstvwxz]{3}")
"""Three consonants at the start that no English word has: the token is spelled."""
_SCALE_WORDS = frozenset("m mn bn b k million billion trillion thousand".split())


def _verbalize_part(part: str) -> str:
    if part in _SYMBOLS:
        return _SYMBOLS[part]
    if part.isdigit() and part.isascii():
        return digits(part)
    if part in _FILE_EXTENSIONS:
        return _FILE_EXTENSIONS[part]
    if part.lower() in _SPELLED_NAMES or (part.isupper() and is_spelled_out(part)):
        return " ".join(part.upper())
    return _split_name(part) if part[:1].isalpha() else ""


def _split_name(name: str) -> str:
    """Split a name into words: "worldbank" → "world bank", "rtxprohelp" → "R T X pro help"."""
    low = name.lower()
    if not name.isascii() or len(name) < MIN_COMPOUND_LETTERS or lookup_word(low):
        return name
    if cut := split_compound(low, lookup_word):
        return f"{name[:cut]} {name[cut:]}"
    cuts = range(6, len(low) - 2) if _CONSONANT_CLUSTER.match(low) else ()
    cut = next((c for c in cuts if lookup_word(low[3:c]) and lookup_word(low[c:])), 0)
    return f"{' '.join(name[:3].upper())} {name[3:cut]} {name[cut:]}" if cut else name


def _verbalize_address(address: str) -> str:
    """Verbalize an address: names, "dot", "slash"."""
    spoken = [_verbalize_part(part) for part in _PART.findall(address)]
    return " ".join(part for part in spoken if part)


def _verbalize_domain(domain: str) -> str:
    """Verbalize a top-level domain: "com" is a word, "fr" is spelled."""
    head, _, last = domain.rpartition(".")
    is_word = last.lower() in _PRONOUNCED_DOMAINS or len(last) > 3
    return f"{_verbalize_address(head)} dot {last if is_word else ' '.join(last.upper())}"


@semiotic_class(
    r"(?<![\w@.])(?P<local>[A-Za-z0-9][\w.+&-]{0,63})@(?P<domain>(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,20})(?![\w@])"
    r"(?P<rest>/[\w./-]{0,199}\w)?",
    "@",
)
def email(m: re.Match[str], british: bool) -> SpokenGroups:
    """tips@example.org"""
    local = _verbalize_address(m["local"].replace("&", " ampersand "))
    address = f"{_verbalize_domain(m['domain'])} {_verbalize_address(m['rest'] or '')}"
    yield 0, f"{local} at {address}".strip()


@semiotic_class(r"(?<![\w@])file://[\w.~%/-]{1,200}(?<=\w)", ":")
def file_address(m: re.Match[str], british: bool) -> SpokenGroups:
    """file:///photos/image.jpg"""
    yield 0, _verbalize_address(m[0])


@semiotic_class(
    r"(?<![\w@.])(?:(?P<scheme>(?i:https?|ftp)://)(?P<any>(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,4}[A-Za-z]{2,20})"
    rf"|(?P<domain>(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}\.){{1,4}}(?:{_TOP_LEVEL_DOMAINS})))(?![\w@-]|\.[a-z])(?P<path>:[0-9]+)?(?P<rest>[/?#][^\s<>\"]{{0,299}}?)?(?=[.,;:!?)\]'\"]*(?:\s|$)|[—–])",
    ".",
    _URL_TRIGGERS,
)
def url(m: re.Match[str], british: bool) -> SpokenGroups:
    """cnn.com/politics · https://www.vote.gov"""
    scheme = " ".join(m["scheme"][:-3].upper()) + " colon slash slash " if m["scheme"] else ""
    rest = (m["path"] or "") + (m["rest"] or "").rstrip("/")
    domain = _verbalize_domain(m["domain"] or m["any"])
    yield 0, f"{scheme}{domain} {_verbalize_address(rest)}".strip()


@semiotic_class(r"(?<![\w@])@(?P<handle>[A-Za-z0-9_]{1,50})(?!\w)", "@")
def handle(m: re.Match[str], british: bool) -> SpokenGroups:
    """@taylorswift13"""
    yield 0, f"at {_verbalize_name(_NAME_PART.findall(m['handle']))}"


@semiotic_class(
    r"(?<![\w.)\]])\.(?P<label>[a-z]{2,6}|[A-Z]{2,4})(?![\w.])", ".", (" .", '".', ":.", "(.", "'.")
)
def domain_label(m: re.Match[str], british: bool) -> SpokenGroups:
    """the .com boom · a .pdf"""
    label = m["label"].lower()
    is_word = label in _PRONOUNCED_DOMAINS or (lookup_word(label) and label not in _SPELLED_NAMES)
    yield 0, f"dot {label if is_word else ' '.join(label.upper())}"


@semiotic_class(
    r"(?<![\w.])(?P<domain>(?:[A-Z0-9-]{2,30}\.){1,2}(?P<last>COM|ORG|NET|GOV|EDU|UK|CO\.UK|EU|TV|IO))(?![\w.-])",
    ".",
    (".COM", ".ORG", ".NET", ".GOV", ".EDU", ".UK", ".CO", ".EU", ".TV", ".IO"),
)
def loud_domain(m: re.Match[str], british: bool) -> SpokenGroups:
    """GOV.UK"""
    yield 0, _verbalize_domain(m["domain"].lower())


@semiotic_class(r"(?<!\w)(?P<letter>[A-GJ])#(?!\w)", "#", start=FIRST_CAPITAL)
def sharp(m: re.Match[str], british: bool) -> SpokenGroups:
    """C#"""
    yield 0, f"{m['letter']} sharp"


@semiotic_class(r"(?<![\w&#])#(?P<tag>[^\W\d][\w]{1,100})(?![\w#])", "#")
def hashtag(m: re.Match[str], british: bool) -> SpokenGroups:
    """#MeToo"""
    if not any(map(_is_symbolic_number, m["tag"])):
        yield 0, f"hashtag {_verbalize_name(_NAME_PART.findall(m['tag'].replace('_', ' ')))}"


@semiotic_class(
    r"(?<![^\s(\"'])(?:#[A-Za-z0-9]+#|(?=[A-Za-z])(?:[A-Za-z0-9]*\$){3,}[A-Za-z0-9]*)(?!\S)", "#$"
)
def code(m: re.Match[str], british: bool) -> SpokenGroups:
    """#part#: other uses of these signs, which are verbalized sign by sign"""
    signs = {"#": " hash ", "$": " dollar "}
    spoken = "".join(signs.get(sign, sign) for sign in m[0])
    yield 0, " ".join(map(_verbalize_part, spoken.split()))


@semiotic_class(
    r"(?<![\w$])(?P<word>(?P<left>[A-Za-z]+)(?P<signs>\${1,2})(?P<right>[A-Za-z]+))(?![\w$])", "$"
)
def dollar_letter(m: re.Match[str], british: bool) -> SpokenGroups:
    """Ke$ha · A$AP: "$" for the letter S; not US$m"""
    if m["right"].lower() not in _SCALE_WORDS:
        yield 0, m["left"] + ("S" if m["left"].isupper() else "s") * len(m["signs"]) + m["right"]


def _is_symbolic_number(character: str) -> bool:
    """Whether a digit cannot be part of a name: ½, ②."""
    return character.isnumeric() and not (character.isdecimal() or character.isalpha())


def _verbalize_name(parts: list[str]) -> str:
    """Names unchanged, short numbers in them as numbers: taylorswift13, #Election2024."""
    return " ".join(
        _verbalize_short_number(part) if part.isdigit() else _verbalize_part(part) for part in parts
    )


def _verbalize_short_number(written: str) -> str:
    if written[0] == "0" or len(written) > 4:
        return digits(written)
    return digit_pairs(written) if len(written) > 2 else cardinal(int(written))
