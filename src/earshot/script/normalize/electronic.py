"""Addresses of the net: URLs, e-mail, handles, hashtags."""

from __future__ import annotations

import re

from earshot.script.g2p.dictionary import looked_up
from earshot.script.g2p.morphology import halves
from earshot.script.normalize.initialisms import spelled
from earshot.script.normalize.matching import Said, any_of, reads
from earshot.script.normalize.number_words import cardinal, digits, pairs

_SYMBOLS = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon",
    "?": "question mark", "=": "equals", "&": "and", "#": "hash", "+": "plus", "~": "tilde",
    "%": "percent", ",": "comma", "!": "exclamation mark",
}  # fmt: skip
_ENDINGS = any_of(
    (
        "com org net gov edu mil int info biz news tv fm app dev io ai co me ly us uk ca au nz ie "
        "eu de fr it es nl ru cn jp in br ch at be se no dk fi pl ua za mx kr il gl cc"
    ).split()
)
_SAID_ENDINGS = frozenset("com org net gov edu mil info biz news app dev int me".split())
_DOTS = (
    "://",
    *(f".{letter}" for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
SHORTEST = 8
"""Letters; shorter names are not taken apart."""
_PART = re.compile(r"[A-Za-z]+|[0-9]+|[^\W\d_]+|[^\s]")
_KNOWN = frozenset(
    (
        "cnn bbc nbc abc cbs npr pbs fda cdc fbi cia irs nyt wsj usa nhs ap nfl nba mlb espn msnbc "
        "www http https ftp html htm php pdf asp url"
    ).split()
)
"""Names in addresses that are said letter by letter."""
_FILES = {"jpg": "jpeg", "mpg": "mpeg"}
"""Endings of files that are said as words, and not as they are written."""
_CLUSTER = re.compile("(?!sch|scr|shr|spl|spr|str|thr|chr|phr)[bcdfghjklmnpqrstvwxz]{3}")
"""Three consonants that no English word opens with: letters."""
_SCALES = frozenset("m mn bn b k million billion trillion thousand".split())


def _spoken_part(part: str) -> str:
    if part in _SYMBOLS:
        return _SYMBOLS[part]
    if part.isdigit() and part.isascii():
        return digits(part)
    if part in _FILES:
        return _FILES[part]
    if part.lower() in _KNOWN or (part.isupper() and spelled(part)):
        return " ".join(part.upper())
    return _parted(part) if part[:1].isalpha() else ""


def _parted(name: str) -> str:
    """Words that an address runs together: "worldbank" → "world bank", "rtxprohelp" → "R T X pro
    help"."""
    low = name.lower()
    if not name.isascii() or len(name) < SHORTEST or looked_up(low):
        return name
    if cut := halves(low, looked_up):
        return f"{name[:cut]} {name[cut:]}"
    cuts = range(6, len(low) - 2) if _CLUSTER.match(low) else ()
    cut = next((c for c in cuts if looked_up(low[3:c]) and looked_up(low[c:])), 0)
    return f"{' '.join(name[:3].upper())} {name[3:cut]} {name[cut:]}" if cut else name


def _spell_out(address: str) -> str:
    """Names, "dot", "slash": what a reader says of an address."""
    said = [_spoken_part(part) for part in _PART.findall(address)]
    return " ".join(part for part in said if part)


def _ending(domain: str) -> str:
    """The last label: "com" is a word, "fr" two letters."""
    head, _, last = domain.rpartition(".")
    word = last.lower() in _SAID_ENDINGS or len(last) > 3
    return f"{_spell_out(head)} dot {last if word else ' '.join(last.upper())}"


@reads(
    r"(?<![\w@.])(?P<local>[A-Za-z0-9][\w.+&-]{0,63})@(?P<domain>(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,20})(?![\w@])"
    r"(?P<rest>/[\w./-]{0,199}\w)?",
    "@",
)
def email(m: re.Match[str], british: bool) -> Said:
    """tips@example.org"""
    local = _spell_out(m["local"].replace("&", " ampersand "))
    yield 0, f"{local} at {_ending(m['domain'])} {_spell_out(m['rest'] or '')}".strip()


@reads(r"(?<![\w@])file://[\w.~%/-]{1,200}(?<=\w)", ":")
def file_address(m: re.Match[str], british: bool) -> Said:
    """file:///photos/image.jpg"""
    yield 0, _spell_out(m[0])


@reads(
    r"(?<![\w@.])(?:(?P<scheme>(?i:https?|ftp)://)(?P<any>(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,4}[A-Za-z]{2,20})"
    rf"|(?P<domain>(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}\.){{1,4}}(?:{_ENDINGS})))(?![\w@-]|\.[a-z])(?P<path>:[0-9]+)?(?P<rest>[/?#][^\s<>\"]{{0,299}}?)?(?=[.,;:!?)\]'\"]*(?:\s|$)|[—–])",
    ".",
    _DOTS,
)
def url(m: re.Match[str], british: bool) -> Said:
    """cnn.com/politics · https://www.vote.gov"""
    scheme = " ".join(m["scheme"][:-3].upper()) + " colon slash slash " if m["scheme"] else ""
    rest = (m["path"] or "") + (m["rest"] or "").rstrip("/")
    domain = _ending(m["domain"] or m["any"])
    yield 0, f"{scheme}{domain} {_spell_out(rest)}".strip()


@reads(r"(?<![\w@])@(?P<handle>[A-Za-z0-9_]{1,50})(?!\w)", "@")
def handle(m: re.Match[str], british: bool) -> Said:
    """@taylorswift13"""
    yield 0, f"at {_named(re.findall(r'[^_0-9]+|[0-9]+|_', m['handle']))}"


@reads(r"(?<![\w&#])#(?P<tag>[^\W\d][\w]{1,100})(?![\w#])", "#")
def hashtag(m: re.Match[str], british: bool) -> Said:
    """#MeToo"""
    if not any(map(_is_odd_number, m["tag"])):
        yield 0, f"hashtag {_named(re.findall(r'[^_0-9]+|[0-9]+', m['tag']))}"


@reads(
    r"(?<![^\s(\"'])(?:#[A-Za-z0-9]+#|(?=[A-Za-z])(?:[A-Za-z0-9]*\$){3,}[A-Za-z0-9]*)(?!\S)", "#$"
)
def code(m: re.Match[str], british: bool) -> Said:
    """#part# · what is no tag and no sum is said sign by sign"""
    signs = {"#": " hash ", "$": " dollar "}
    said = "".join(signs.get(sign, sign) for sign in m[0])
    yield 0, " ".join(map(_spoken_part, said.split()))


@reads(
    r"(?<![\w$])(?P<word>(?P<left>[A-Za-z]+)(?P<signs>\${1,2})(?P<right>[A-Za-z]+))(?![\w$])", "$"
)
def dollar_letter(m: re.Match[str], british: bool) -> Said:
    """Ke$ha · A$AP: a name with the sign for its S; US$m is none"""
    if m["right"].lower() not in _SCALES:
        yield 0, m["left"] + ("S" if m["left"].isupper() else "s") * len(m["signs"]) + m["right"]


def _is_odd_number(character: str) -> bool:
    """½ and ② belong to no name."""
    return character.isnumeric() and not (character.isdecimal() or character.isalpha())


def _named(parts: list[str]) -> str:
    """Names as they are, short numbers in them as numbers: taylorswift13, #Election2024."""
    return " ".join(_short_number(part) if part.isdigit() else _spoken_part(part) for part in parts)


def _short_number(written: str) -> str:
    if written[0] == "0" or len(written) > 4:
        return digits(written)
    return pairs(written) if len(written) > 2 else cardinal(int(written))
