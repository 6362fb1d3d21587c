"""Find the text of an article in the JSON data of a page.

Pages that a script renders carry their text as JSON: in JSON-LD's `articleBody`, in `__NEXT_DATA__`
and in other objects that the server writes into the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from earshot.ingest.html.dom import Element, text_content
from earshot.ingest.metadata import jsonld
from earshot.ingest.sentence_ends import SENTENCE_MARKS

_MAX_SCRIPT_CHARS = 4_000_000
_MAX_VALUES = 60_000
"""At most this many values of one object are examined."""
_MAX_DEPTH = 40
_SENTENCE_BREAK = re.compile(rf"(?<=[{SENTENCE_MARKS}])[\"'”’»)\]]*\s+")
_MIN_PARAGRAPH_CHARS = 350
"""Sentences without line breaks are grouped into paragraphs of at least this length."""
_TEXT_KEYS = ("text", "content", "value", "html", "body", "children", "data", "model")
_MIN_TEXT_CHARS = 200
"""A shorter text is not an article."""
_BLOCK_TAG = re.compile(r"<(?:p|br|h[2-4]|li|div)\b", re.I)
_ASSIGNMENT = re.compile(
    r"^\s*(?:window\.|self\.|var |let |const )?[\w.$\[\]\"']{2,60}\s*=\s*(?=[{\[])"
)


def jsonld_article_body(article_node: jsonld.Node) -> str:
    """Return the `articleBody` of the article's JSON-LD as HTML."""
    body = jsonld.to_text(article_node.get("articleBody", ""))
    is_article = len(body.encode("utf-8", "replace")) >= _MIN_TEXT_CHARS  # three bytes a CJK letter
    return _to_html(body) if is_article else ""


def find_script_body(root: Element) -> str:
    """Return the longest text in the page's script data as HTML."""
    found = [body for script in root.iter("script") for body in _script_bodies(script)]
    return max(found, key=len, default="")


def _script_bodies(script: Element) -> Iterator[str]:
    kind = (script.get("type") or "").lower()
    text = text_content(script)
    if (
        "ld+json" in kind
        or script.get("src")
        or not _MIN_TEXT_CHARS < len(text) < _MAX_SCRIPT_CHARS
    ):
        return
    data = _parse_json(text, "json" in kind)
    if data is not None:
        yield from filter(None, map(_to_body, _containers(data)))


def _parse_json(text: str, is_json: bool) -> Any:
    start = 0
    if not is_json:
        assignment = _ASSIGNMENT.match(text)
        if not assignment:
            return None
        start = assignment.end()
    try:
        return json.JSONDecoder(strict=False).raw_decode(text.lstrip() if is_json else text, start)[
            0
        ]
    except (ValueError, RecursionError):
        return None


def _containers(data: Any) -> Iterator[Any]:
    """Yield every long string and every list in the data, without recursion."""
    stack: list[tuple[Any, int]] = [(data, 0)]
    seen = 0
    while stack and seen < _MAX_VALUES:
        value, depth = stack.pop()
        seen += 1
        if isinstance(value, str) and len(value) >= _MIN_TEXT_CHARS:
            yield value
        elif isinstance(value, list | dict) and depth < _MAX_DEPTH:
            if isinstance(value, list) and len(value) > 1:
                yield value
            inner = value if isinstance(value, list) else value.values()
            stack.extend((each, depth + 1) for each in inner)


def _to_body(value: Any) -> str:
    """Return HTML with paragraphs, also from a list whose items are paragraphs; else empty."""
    if isinstance(value, str):
        return value if len(_BLOCK_TAG.findall(value)) > 2 else ""
    paragraphs = [text for each in value if (text := _to_paragraph(each, 3))]
    sentences = [text for text in paragraphs if text.rstrip()[-1:] in f'{SENTENCE_MARKS}”"»>']
    if len(sentences) < 2 or sum(map(len, sentences)) < _MIN_TEXT_CHARS:
        return ""
    return "".join(_to_html(text) for text in paragraphs)


def _to_paragraph(item: Any, depth: int) -> str:
    """Return the text of one paragraph from nested objects and lists."""
    if isinstance(item, str):
        return item if " " in item.strip() or _is_unspaced_text(item) else ""
    if isinstance(item, list) and depth:
        return "".join(_to_paragraph(each, depth - 1) for each in item)
    if isinstance(item, dict) and depth:
        for key in _TEXT_KEYS:
            if key in item and (text := _to_paragraph(item[key], depth - 1)):
                return text
    return ""


def _is_unspaced_text(item: str) -> bool:
    return len(item) > _MIN_TEXT_CHARS // 4 and not item.isascii()


def _to_html(text: str) -> str:
    """Return the text as HTML, with a paragraph for each line if it is plain text."""
    if _BLOCK_TAG.search(text):
        return text
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and len(text) > 3 * _MIN_PARAGRAPH_CHARS:
        lines = list(_group_sentences(lines[0]))
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def _group_sentences(text: str) -> Iterator[str]:
    paragraph = ""
    for sentence in _SENTENCE_BREAK.split(text):
        paragraph = f"{paragraph} {sentence}".strip()
        if len(paragraph) >= _MIN_PARAGRAPH_CHARS:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph
