"""Finds names and sentences that break the conventions of CONTRIBUTING.md."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/earshot"
NOUNS_IN_ING = frozenset(
    "encoding engineering filtering framing heading linkding mastering matching meaning polling"
    " proofreading"
    " rating recording rendering routing setting sibling string timing training warning"
    " wyoming".split()
)
"""Terms of the field that look like gerunds, and plain nouns."""
BANNED_WORDS = frozenset(
    "aside booth crew door gallery heard leaf leaves maker makers manner manners masthead passage"
    " passages postman scar scars shelf stretch stretches stranger telling told tongue tongues"
    " visit wish wishes workshop".split()
)
"""Words of the former vocabulary, which `docs/glossary.md` replaces."""
PARTICIPLES = frozenset(
    "begun bound bought broken brought built caught chosen done drawn driven dropped fallen found"
    " given gone grown heard held hidden kept known laid left lit lost made meant met paid said"
    " seen sent shown sold sought sounded spoken stood taken thought told understood woken"
    " won worn written".split()
)
NOUN_DECORATORS = frozenset({"property", "cached_property", "semiotic_class"})
"""A property and a semiotic class ("dotted", "scaled") are called by a noun or adjective."""
VERBS_IN_ED = frozenset("embed exceed feed need proceed seed shed speed succeed".split())
PROSE = re.compile(
    r"(?<!there )\b(?:is|are|was) no (?!longer\b|more\b|less\b)\w+"
    r"|\bwhat (?:is|are|was) to be\b|\bwhat stands\b|\bstands where\b|\bsaid plainly\b"
    r"|(?<!somebody )\bnobody\b(?! none)"
    r"|\b(?:is|are|was|be|been) told\b|\bof ours\b|\bof our own\b|\bthe world calls\b|\bunasked\b"
    r"|\bwhoever\b|\bstrangers?\b|\bwhat is no\b|\bour own doors\b|\bthe one door\b"
    r"|\bwhat (?:ties|tells|opens|goes|sounds)\b|\bwhat is said of\b|\bis gone to\b"
    r"|\bthat is none\b"
    r"|\bin so many words\b|\bto be had\b|\bis had\b|\bis asked for (?:again|anew)\b|\bmade whole\b"
    r"|\bno business of\b|\bwhere (?:it|there|one) (?:is|are|has) (?:none|no)\b"
    r"|\bby the clock\b|\bas good as\b|\banew\b|\bgo(?:es)? on where\b|\bused longest ago\b"
    r"|\bwhat (?:is|was|are|were) (?:left|missing|chosen|changed|stored)\b"
    r"|\bwhere the (?:page|file|browser|server|text) (?:has|does|is|says|names)\b"
    r"|, so that\b|\bor else\b|\bin its place\b(?! of)|\bby which\b|\bwith which\b",
    re.IGNORECASE,
)
_JS_CLASS = re.compile(r"^(?:export )?(?:default )?class (\w+)", re.M)
_JS_FUNCTION = re.compile(
    r"^(?:export )?(?:default )?(?:async )?function\*? (\w+)"
    r"|^  (?:static )?(?:async )?([a-zA-Z]\w*)\([^()\n]*\) \{$"
    r"|^(?:export )?const (\w+) = (?:async )?(?:\([^()\n]*\)|\w+) =>",
    re.M,
)
_JS_KEYWORDS = frozenset("constructor catch for if switch while".split())


class Name(NamedTuple):
    path: str
    name: str
    is_function: bool = False


def python_modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def scripts() -> list[Path]:
    """The JavaScript of pages and player; built files are left out."""
    folders = [PACKAGE / "web", ROOT / "player/src"]
    return sorted(path for folder in folders for path in folder.rglob("*.js"))


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


@cache
def names() -> list[Name]:
    """The names of modules, classes and functions. A property is not a function."""
    return list(_find_names())


def _find_names() -> Iterator[Name]:
    for path in [*python_modules(), *scripts()]:
        place = path.relative_to(ROOT).as_posix()
        yield Name(place, path.stem)
        yield from _python_names(place, path) if path.suffix == ".py" else _js_names(place, path)


def _python_names(place: str, path: Path) -> Iterator[Name]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield Name(place, node.name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = {ast.unparse(each).split("(")[0] for each in node.decorator_list}
            yield Name(place, node.name, is_function=not decorators & NOUN_DECORATORS)


def _js_names(place: str, path: Path) -> Iterator[Name]:
    text = path.read_text("utf-8")
    yield from (Name(place, match[1]) for match in _JS_CLASS.finditer(text))
    for match in _JS_FUNCTION.finditer(text):
        name = match[1] or match[2] or match[3]
        if name not in _JS_KEYWORDS:
            yield Name(place, name, is_function=True)


def split_words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-_]", " ", name).lower().split()


def is_gerund(name: str) -> bool:
    return any(
        word.endswith("ing") and word not in NOUNS_IN_ING and word.removesuffix("s") == word
        for word in split_words(name)
    )


def has_banned_word(name: str) -> bool:
    return bool(BANNED_WORDS & set(split_words(name)))


def is_bare_participle(name: str) -> bool:
    words = split_words(name)
    return len(words) == 1 and (
        words[0] in PARTICIPLES or (words[0].endswith("ed") and words[0] not in VERBS_IN_ED)
    )


def odd_prose() -> Counter[str]:
    """How often each file has a phrase of `PROSE`: documents, scripts, docstrings and messages."""
    found: Counter[str] = Counter()
    written = [path for path in scripts() if path.parent.name != "dist"]
    for path in [*documents(), *python_modules(), *written]:
        texts = list(_strings(path)) if path.suffix == ".py" else [path.read_text("utf-8")]
        if count := sum(len(PROSE.findall(text)) for text in texts):
            found[path.relative_to(ROOT).as_posix()] = count
    return found


def _strings(path: Path) -> Iterator[str]:
    """Docstrings and messages: strings with white space, without data of one word each."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.count(" ") > 1 and "\\b" not in text:
            yield text
