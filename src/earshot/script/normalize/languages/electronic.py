"""URLs, e-mail addresses and handles, in any language."""

from __future__ import annotations

import re

from earshot.script.normalize.languages.grammar import Figure, Grammar, number
from earshot.script.normalize.matching import DIGITS, SemioticClass, SpokenGroups, semiotic_class

_ENDINGS = (
    "com|org|net|info|eu|de|at|ch|fr|be|es|it|nl|pt|br|pl|uk|edu|gov|int|io|tv|news|mx|ar|lu|co|cat"
)
_PIECE = re.compile(r"[^\W\d_]+|[0-9]+|[.@/#&=?_:+-]")


def address(grammar: Grammar) -> SemioticClass:
    named = {
        ".": grammar.words["point"], "@": grammar.words["at"], "/": grammar.words["slash"],
        "-": grammar.words["dash"], "_": grammar.words["underscore"],
    }  # fmt: skip

    def verbalize(written: str) -> str:
        parts = []
        for piece in _PIECE.findall(written):
            if piece[0] in DIGITS:
                parts.append(number(grammar, Figure(piece)))
            elif piece[0].isalpha():
                parts.append(" ".join(piece) if piece == "www" else piece)
            else:
                parts.append(named.get(piece, ""))
        return " ".join(" ".join(parts).split())

    @semiotic_class(
        rf"(?<![\w@./-])(?:https?://)?(?P<address>(?:[\w+-]{{1,40}}(?:\.[\w+-]{{1,40}}){{0,4}}@)?"
        rf"(?:[\w-]{{1,40}}\.){{1,4}}(?:{_ENDINGS})(?![\w@-])(?:/[\w./=?&#%-]{{0,120}}[\w/])?)"
        r"|(?<![\w@./])(?P<handle>@\w[\w.]{0,30}\w)",
        ".@",
        ("@", *(f".{ending}" for ending in _ENDINGS.split("|"))),
    )
    def address(m: re.Match[str], british: bool) -> SpokenGroups:
        """www.beispiel.de/karte · anna@beispiel.de · @beispiel"""
        text = m["handle"] or m["address"].rstrip("/")
        yield 0, verbalize(text)

    return address


def bank_account(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        r"(?<![\w-])(?P<account>[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[0-9]{1,3})?)(?![\w-])",
        DIGITS,
    )
    def bank_account(m: re.Match[str], british: bool) -> SpokenGroups:
        """DE89 3704 0044 0532 0130 00 (ISO 13616)"""
        signs = m["account"].replace(" ", "")
        yield 0, " ".join(number(grammar, Figure(c)) if c in DIGITS else c for c in signs)

    return bank_account
