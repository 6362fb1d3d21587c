"""A plain script → the same program, shorter: without comments, spaces and functions that nobody
calls, its variables renamed. For scripts of our own style (one declaration a line, semicolons, no
regular expression behind `)`); it is no JavaScript parser, and what it makes is tested in browsers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, product
from string import ascii_letters

_LINE_COMMENT = re.compile(r"^[ \t]*//.*\n|[ \t]+//[^\n\"'`]*$", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"/\*\*(?:(?!\*/).)*\*/[ \t]*", re.DOTALL)
_FUNCTION = re.compile(r"^(?:async )?function (\w+)\(.*?^\}\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+|^\n|[ \t]+$", re.MULTILINE)
_LITERAL = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
    r"|(?:(?<=[(,=:\[!&|?{};\n>] )|(?<=[(!\[\n])|(?<=urn ))"
    r"/(?![*/ ])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n\[])+/)"
)
"""Strings, templates and regular expressions, which keep their spaces."""
_HOLE = re.compile(r"\$\{((?:[^{}]|\{[^{}]*\})*)\}")
"""Program inside a template."""
_SUM = re.compile(r" ([+-]) (?![+-])")
_SPACED = re.compile(r"[ \t]*([=*<>?:,;{}()\[\]&|!])[ \t]*")
_LINE_ENDS = re.compile(r"(?<=[;{,(\[])\n|\n(?=[})\]])")
_LAST_SEMICOLON = re.compile(r";(?=})")
_LONE_PARAMETER = re.compile(r"(?<![\w$])\((\w+)\)=>")
_DECLARED = re.compile(r"\b(?:const|let|function|class) (\w+)|(?<![\w$.])(\w+)=>")
_PROPERTY = re.compile(
    r"(?<!\.\.)\.(\w+)"  # of something
    r"|(?<![\w$])(\w+):"  # of a literal; a choice's first half is let be, too
    r"|[{,](\w+)(?=[,}=])(?!=>)"  # in braces: taken out or put in under its own name
    r"|(?:^|[\n;{},])(?:(?:async|get|set|static) )?(\w+)(?=\((?:[^()]|\([^()]*\))*\)\{)"  # a method
)
_NAME = re.compile(r"(?<![\w$])(?<!(?<!\.\.)\.)[A-Za-z_]\w*(?![\w$])")


def minify(code: str) -> str:
    """The same program in fewer bytes. `code` leaves no name to other scripts."""
    code = _BLOCK_COMMENT.sub("", _LINE_COMMENT.sub("", code))
    uses = Counter(re.findall(r"\w+", code))
    code = _FUNCTION.sub(lambda found: found[0] if uses[found[1]] > 1 else "", code)
    pieces = _LITERAL.split(_INDENT.sub("", code))
    pieces[::2] = map(_strip_spaces, pieces[::2])
    return "".join(_rename(pieces))


def _strip_spaces(code: str) -> str:
    """Between two literals: a line may end wherever no statement does."""
    code = _LINE_ENDS.sub("", _SPACED.sub(r"\1", _SUM.sub(r"\1", code)))
    return _LONE_PARAMETER.sub(r"\1=>", _LAST_SEMICOLON.sub("", code))


def _rename(pieces: list[str]) -> Iterator[str]:
    """Names that are only ever variables are short ones, the same everywhere."""
    templates = [piece for piece in pieces[1::2] if piece.startswith("`")]
    program = "\0".join(pieces[::2] + [hole for each in templates for hole in _HOLE.findall(each)])
    short = _short_names(program)

    def shorten(code: str) -> str:
        return _NAME.sub(lambda found: short.get(found[0], found[0]), code)

    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            yield shorten(piece)
        else:
            yield _in_holes(shorten, piece) if piece.startswith("`") else piece


def _in_holes(shorten: Callable[[str], str], template: str) -> str:
    return _HOLE.sub(lambda hole: "${" + shorten(hole[1]) + "}", template)


def _short_names(program: str) -> dict[str, str]:
    declared = {name for found in _DECLARED.findall(program) for name in found if len(name) > 2}
    properties = {name for found in _PROPERTY.findall(program) for name in found if name}
    uses = Counter(_NAME.findall(program))
    names = sorted(declared - properties, key=lambda name: (-uses[name], name))
    taken = set(re.findall(r"\w+", program)) | {"do", "if", "in", "of", "as"}
    pairs = ("".join(pair) for pair in product(ascii_letters, repeat=2))
    free = (name for name in chain(ascii_letters, pairs) if name not in taken)
    return dict(zip(names, free, strict=False))
