"""What a page says of itself in JSON-LD (schema.org), read without trusting any of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from earshot.ingest.html.dom import Element, words_of

Node = dict[str, Any]

_STORY = re.compile(
    r"(?:news|opinion|background|review|report|analysis|satirical|reportage|live|social|tech)?"
    r"(?:\w{0,20}article|blogposting|liveblogposting|report|review)$",
    re.I,
)
_DEPTH = 6
_NODES = 2_000
_SCRIPTS = 50
_LONGEST = 2_000_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def nodes(root: Element) -> list[Node]:
    """Every object in the page's JSON-LD, outer before inner, at most `_NODES` of them."""
    found: list[Node] = []
    for script in list(root.iter("script"))[:_SCRIPTS]:
        if "ld+json" in (script.get("type") or "").lower():
            for node in _walk(_loaded(words_of(script)), _DEPTH):
                if len(found) >= _NODES:
                    return found
                found.append(node)
    return found


def stories(found: list[Node]) -> list[Node]:
    """Those that describe an article, and name it."""
    return [node for node in found if _is_story(node) and text_of(node.get("headline", ""))]


def text_of(value: object) -> str:
    """A string out of whatever stands there: text, {"@value": …}, {"name": …}, a list of them."""
    for _ in range(_DEPTH):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = next(
                (value[key] for key in ("@value", "name", "url", "@id") if key in value), ""
            )
        else:
            break
    return value.strip() if isinstance(value, str) else ""


def listed(value: object) -> list[object]:
    """The value as a list, for places where one thing may stand bare."""
    return value if isinstance(value, list) else [value]


def is_a(value: object, kind: str) -> bool:
    """Whether the object says it is of that schema.org type."""
    return isinstance(value, dict) and kind in _kinds(value)


def _kinds(node: Node) -> list[str]:
    kinds = (kind for kind in listed(node.get("@type")) if isinstance(kind, str))
    return [kind.rsplit("/", 1)[-1] for kind in kinds]


def _is_story(node: Node) -> bool:
    return any(map(_STORY.match, _kinds(node)))


def _loaded(script: str) -> object:
    if len(script) > _LONGEST:
        return None
    text = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            # strict=False lets bare newlines stand inside strings, the commonest fault
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth and isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _walk(inner, depth - 1)
