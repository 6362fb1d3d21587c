"""Parse a page's JSON-LD (schema.org), which may be malformed or hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from earshot.ingest.html.dom import Element, text_content

Node = dict[str, Any]

_ARTICLE_TYPE = re.compile(
    r"(?:news|opinion|background|review|report|analysis|satirical|reportage|live|social|tech)?"
    r"(?:\w{0,20}article|blogposting|liveblogposting|report|review)$",
    re.I,
)
_MAX_DEPTH = 6
_MAX_NODES = 2_000
_MAX_SCRIPTS = 50
_MAX_SCRIPT_CHARS = 2_000_000
_COMMENT_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def find_nodes(root: Element) -> list[Node]:
    """Return every object in the page's JSON-LD, outer before inner, at most `_MAX_NODES`."""
    nodes: list[Node] = []
    for script in list(root.iter("script"))[:_MAX_SCRIPTS]:
        if "ld+json" in (script.get("type") or "").lower():
            for node in _walk(_parse_script(text_content(script)), _MAX_DEPTH):
                if len(nodes) >= _MAX_NODES:
                    return nodes
                nodes.append(node)
    return nodes


def article_nodes(nodes: list[Node]) -> list[Node]:
    """Return the objects that describe an article and have a headline."""
    return [node for node in nodes if _is_article(node) and to_text(node.get("headline", ""))]


def to_text(value: object) -> str:
    """Return a string from a text, {"@value": …}, {"name": …} or a list of them."""
    for _ in range(_MAX_DEPTH):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = next(
                (value[key] for key in ("@value", "name", "url", "@id") if key in value), ""
            )
        else:
            break
    return value.strip() if isinstance(value, str) else ""


def as_list(value: object) -> list[object]:
    """Return the value as a list."""
    return value if isinstance(value, list) else [value]


def has_type(value: object, kind: str) -> bool:
    """Whether the object has that schema.org type."""
    return isinstance(value, dict) and kind in _type_names(value)


_WORK_TYPES = frozenset(
    (
        "Book Movie MusicRecording MusicAlbum TVSeries TVEpisode Product SoftwareApplication "
        "Person "
        "Organization Comment UserComments Event Recipe Game VideoGame CreativeWorkSeries"
    ).split()
)


def is_work(node: Node) -> bool:
    """Whether the object is a work, person or event, whose dates are not the article's."""
    return any(kind in _WORK_TYPES for kind in _type_names(node))


def _type_names(node: Node) -> list[str]:
    types = (kind for kind in as_list(node.get("@type")) if isinstance(kind, str))
    return [kind.rsplit("/", 1)[-1] for kind in types]


def _is_article(node: Node) -> bool:
    return any(map(_ARTICLE_TYPE.match, _type_names(node)))


def _parse_script(script: str) -> object:
    if len(script) > _MAX_SCRIPT_CHARS:
        return None
    text = _COMMENT_WRAPPER.sub("", _COMMENT_WRAPPER.sub("", script)).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            # strict=False allows newlines inside strings, the most common fault
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
