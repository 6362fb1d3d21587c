"""What stands above a Markdown text as data, and what flavours of Markdown add to it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

_YAML = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\n", re.S | re.M)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
_JSON = re.compile(r"\A\ufeff?(\{\s*\n.*?^\})[ \t]*\n", re.S | re.M)
_PANDOC = re.compile(r"\A\ufeff?((?:%[^\n]*\n){1,3})")
_PLAIN = re.compile(r"\A\ufeff?((?:[A-Za-z][\w -]{1,20}:[ \t]+\S[^\n]*\n){2,20})\s*\n")
_FIELD = re.compile(r"^([\w-]+)[ \t]*:[ \t]*(.*)$")
_LISTED = re.compile(r"^[ \t]*-[ \t]+(.*)$")
_KNOWN = frozenset(("title", "author", "authors", "date", "published", "source", "url"))

Fields = dict[str, list[str]]


def front_matter(text: str) -> tuple[Fields, str]:
    """The fields above a text, in YAML, TOML, JSON or Pandoc's three lines, and the text below."""
    for form, read in (
        (_YAML, _fields),
        (_TOML, _of_toml),
        (_JSON, _of_json),
        (_PANDOC, _of_lines),
    ):
        found = form.match(text)
        if found and (fields := read(found[1])) is not None:
            return fields, text[found.end() :]
    plain = _PLAIN.match(text)
    fields = _fields(plain[1]) if plain else {}
    if plain and len(_KNOWN.intersection(fields)) > 1:
        return fields, text[plain.end() :]
    return {}, text


def _fields(front: str) -> Fields:
    """YAML as far as it is used: `key: value`, `key: [a, b]`, and a list below its key."""
    fields: Fields = {}
    key = ""
    for line in front.split("\n"):
        field, listed = _FIELD.match(line), _LISTED.match(line)
        if field:
            key = field[1].lower()
            inside = field[2].strip()
            bracketed = inside.startswith("[") and inside.endswith("]")
            values = inside[1:-1].split(",") if bracketed else [inside]
            fields[key] = [bare for bare in map(_bare, values) if bare]
        elif listed and key:
            fields[key].append(_bare(listed[1]))
    return fields


def _bare(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _of_toml(front: str) -> Fields | None:
    try:
        return _written(tomllib.loads(front))
    except tomllib.TOMLDecodeError:
        return None


def _of_json(front: str) -> Fields | None:
    try:
        found = json.loads(front)
    except (ValueError, RecursionError):
        return None
    return _written(found) if isinstance(found, dict) else None


def _written(data: dict[str, Any]) -> Fields:
    fields: Fields = {}
    for key, value in data.items():
        values = value if isinstance(value, list) else [value]
        fields[key.lower()] = [str(each) for each in values if not isinstance(each, dict)]
    return fields


def _of_lines(front: str) -> Fields:
    """Pandoc's title block: % title, % authors, % date."""
    lines = [line.lstrip("%").strip() for line in front.strip().split("\n")]
    named = zip(("title", "authors", "date"), lines, strict=False)
    return {key: line.split(";") if key == "authors" else [line] for key, line in named if line}


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], Fields | None]], ...] = (
    (_YAML, _fields),
    (_TOML, _of_toml),
    (_JSON, _of_json),
    (_PANDOC, _of_lines),
)

_FENCED = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$)", re.S | re.M)
_REMOVED = (
    re.compile(r"^\[\^[^\]\n]+\]:.*(?:\n(?:[ ]{2,}|\t).*)*", re.M),
    re.compile(r"\[\^[^\]\n]+\](?!:)"),
    re.compile(r"\{\{[<%].{0,500}?[%>]\}\}", re.S),
    re.compile(r"\{%.{0,500}?%\}", re.S),
    re.compile(r"%%.{0,2000}?%%", re.S),
    re.compile(r"<!--.{0,5000}?-->", re.S),
    re.compile(r"\{[:#.][^{}\n]{0,100}\}[ \t]*$", re.M),
    re.compile(r"^:{3,}.*$", re.M),
    re.compile(r"[ \t]\^[\w-]{2,20}[ \t]*$", re.M),
    re.compile(r"(?<=[-*+] )\[[ xX]\][ \t]+"),
    re.compile(r"(?<=> )\[![\w-]+\][-+]?[ \t]*"),
)
"""Footnotes, shortcodes, Liquid tags, comments, attributes, containers, block names, check boxes
and the kinds of call-outs."""
_WIKI = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")


def without_extensions(text: str) -> str:
    """CommonMark without what its flavours add that is not for the ear; code stays as it is."""
    parts = _FENCED.split(text)
    return "".join(part if number % 2 else _plain(part) for number, part in enumerate(parts))


def _plain(text: str) -> str:
    for form in _REMOVED:
        text = form.sub("", text)
    return _WIKI.sub(lambda found: "" if found[0][0] == "!" else found[1], text)
