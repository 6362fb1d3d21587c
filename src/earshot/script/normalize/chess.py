"""Moves of chess."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import cardinal
from earshot.script.normalize.word_context import precedes

_PIECES = {"K": "king", "Q": "queen", "R": "rook", "B": "bishop", "N": "knight"}
_MARKS = {"+": " check", "#": " checkmate", "": ""}
_CHESS = re.compile(
    r"\b(?:[Cc]hess\w*|[Gg]randmasters?|FIDE|[Cc]heckmate|Carlsen|Gukesh|Nakamura|Kasparov"
    r"|[Cc]astl\w+|[Gg]ambit|Sicilian|pawns?)\b"
    r"|\b[0-9]{1,2}\.(?:\.\.|…)?\s?\Z|\b[0-9]{1,2}\.(?:\.\.|…)?\s?[KQRBN]?[a-h1-8]?x?[a-h][1-8][+#]?\s\Z"
)
_CASTLED = re.compile(r"\b[Cc]astl\w+\s\Z")


def _verbalize_square(written: str) -> str:
    return f"{written[0].upper()} {cardinal(int(written[1]))}"


@semiotic_class(
    r"(?<![\w-])(?P<piece>[KQRBN])(?P<from>[a-h1-8]?)(?P<takes>x?)(?P<to>[a-h][1-8])(?P<mark>[+#]?)(?!\w)",
    "KQRBN",
    start=r"[KQRBN](?<!\w.)",
)
def piece_move(m: re.Match[str], british: bool) -> SpokenGroups:
    """Qxf7+ · 24. Rd8#; without a sign only in a text about chess"""
    if not (m["takes"] or m["mark"] or precedes(_CHESS, m)):
        return
    origin = f" {m['from'].upper()}" if m["from"].isalpha() else ""
    if m["from"].isdigit():
        origin = f" {cardinal(int(m['from']))}"
    takes = " takes" if m["takes"] else ""
    square = _verbalize_square(m["to"])
    yield 0, f"{_PIECES[m['piece']]}{origin}{takes} {square}{_MARKS[m['mark']]}"


@semiotic_class(
    r"(?<![\w-])(?:(?P<from>[a-h])x)?(?P<to>[a-h][1-8])(?:=(?P<piece>[QRBN]))?(?P<mark>[+#]?)(?!\w)",
    "abcdefgh",
    tuple(f"{file}0" for file in "abcdefgh"),
    start=r"[a-h](?<!\w.)",
)
def pawn_move(m: re.Match[str], british: bool) -> SpokenGroups:
    """1. e4 · exd5 · e8=Q; a square alone only beside other moves"""
    if not (m["from"] or m["piece"] or precedes(_CHESS, m)):
        return
    takes = f"{m['from'].upper()} takes " if m["from"] else ""
    becomes = f" {_PIECES[m['piece']]}" if m["piece"] else ""
    yield 0, f"{takes}{_verbalize_square(m['to'])}{becomes}{_MARKS[m['mark']]}"


@semiotic_class(
    r"(?<!\w)(?P<long>O-O-O|0-0-0)|(?<!\w)(?P<short>O-O|(?<=\.)0-0)(?![\w-])", "O0", ("O-O", "0-0")
)
def castling(m: re.Match[str], british: bool) -> SpokenGroups:
    """12...O-O"""
    if m["long"] and m["long"][0] == "0" and not precedes(_CHESS, m):
        return  # a record without a win, a loss or a draw
    verb = "" if precedes(_CASTLED, m, 12) else "castles "
    yield 0, f"{verb}{'queenside' if m['long'] else 'kingside'}"
