"""Front matter of Markdown files, and the extensions of Markdown dialects."""

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
_LIST_ITEM = re.compile(r"^[ \t]*-[ \t]+(.*)$")
_KNOWN_KEYS = frozenset(("title", "author", "authors", "date", "published", "source", "url"))

FrontMatter = dict[str, list[str]]


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return the front matter (YAML, TOML, JSON or Pandoc's title block) and the remaining text."""
    for form, read in (
        (_YAML, _parse_yaml),
        (_TOML, _parse_toml),
        (_JSON, _parse_json),
        (_PANDOC, _parse_pandoc),
    ):
        found = form.match(text)
        if found and (fields := read(found[1])) is not None:
            return fields, text[found.end() :]
    plain = _PLAIN.match(text)
    fields = _parse_yaml(plain[1]) if plain else {}
    if plain and len(_KNOWN_KEYS.intersection(fields)) > 1:
        return fields, text[plain.end() :]
    return {}, text


def _parse_yaml(front: str) -> FrontMatter:
    """Parse the YAML that front matter uses: `key: value`, `key: [a, b]` and block lists."""
    fields: FrontMatter = {}
    key = ""
    for line in front.split("\n"):
        field, listed = _FIELD.match(line), _LIST_ITEM.match(line)
        if field:
            key = field[1].lower()
            value = field[2].strip()
            is_list = value.startswith("[") and value.endswith("]")
            values = value[1:-1].split(",") if is_list else [value]
            fields[key] = [bare for bare in map(_unquote, values) if bare]
        elif listed and key:
            fields[key].append(_unquote(listed[1]))
    return fields


def _unquote(value: str) -> str:
    value = value.strip()
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value


def _parse_toml(front: str) -> FrontMatter | None:
    try:
        return _to_fields(tomllib.loads(front))
    except tomllib.TOMLDecodeError:
        return None


def _parse_json(front: str) -> FrontMatter | None:
    try:
        found = json.loads(front)
    except (ValueError, RecursionError):
        return None
    return _to_fields(found) if isinstance(found, dict) else None


def _to_fields(data: dict[str, Any]) -> FrontMatter:
    fields: FrontMatter = {}
    for key, value in data.items():
        values = value if isinstance(value, list) else [value]
        fields[key.lower()] = [str(each) for each in values if not isinstance(each, dict)]
    return fields


def _parse_pandoc(front: str) -> FrontMatter:
    """Parse Pandoc's title block: % title, % authors, % date."""
    lines = [line.lstrip("%").strip() for line in front.strip().split("\n")]
    named = zip(("title", "authors", "date"), lines, strict=False)
    return {key: line.split(";") if key == "authors" else [line] for key, line in named if line}


_FORMATS: tuple[tuple[re.Pattern[str], Callable[[str], FrontMatter | None]], ...] = (
    (_YAML, _parse_yaml),
    (_TOML, _parse_toml),
    (_JSON, _parse_json),
    (_PANDOC, _parse_pandoc),
)

_FENCED_CODE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$)", re.S | re.M)
_NOTE = re.compile(r"^\[\^[^\]\n]+\]:.*(?:\n(?:[ ]{2,}|\t).*)*", re.M)
_NOTE_LABEL = re.compile(r"^\[\^[^\]\n]+\]:[ \t]*", re.M)
_REMOVED_PATTERNS = (
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
"""Note marks, shortcodes, Liquid tags, comments, attributes, containers, block names, check boxes
and call-out types."""
_WIKI_LINK = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")


def strip_extensions(text: str, *, keeps_notes: bool = False) -> str:
    """Remove the extensions that are not read aloud. Fenced code stays unchanged."""
    notes = _NOTE_LABEL if keeps_notes else _NOTE
    parts = _FENCED_CODE.split(text)
    return "".join(
        part if number % 2 else _strip_markup(notes.sub("", part))
        for number, part in enumerate(parts)
    )


def _strip_markup(text: str) -> str:
    for form in _REMOVED_PATTERNS:
        text = form.sub("", text)
    return _WIKI_LINK.sub(lambda found: "" if found[0][0] == "!" else found[1], text)
