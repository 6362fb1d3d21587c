"""Find the text of an article in the JSON data of a page.

Pages that a script renders carry their text as JSON: in JSON-LD's `articleBody`, in `__NEXT_DATA__`
and in other objects that the server writes into the page, as an object, as the argument of
`JSON.parse`, or in the parts of a stream (React server components).
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
    r"^\s*(?:window\.|self\.|var |let |const )?[\w.$\[\]\"']{2,60}\s*=\s*"
    r"(?:(?=[{\[])|(?P<parsed>JSON\.parse\(\s*(?=[\"'])))"
)
_STREAM_PART = re.compile(r"^\s*(?:self|window)\.__next_f\.push\(\[1,\s*(?=\")")
_STREAM_ROW = re.compile(r"^[0-9a-f]+:(?=[\[{])", re.M)
_ESCAPED_BLOCK_TAG = re.compile(r"(?:<|\\u003c)(?:p|div|h2)\b", re.I)
_LONG_LITERAL = re.compile(r'"(?:[^"\\]|\\.){200,}+"', re.S)
"""A string in an object that is JavaScript and not JSON."""
_JSON_TEXT = re.compile(r"\s*[{\[].*[}\]]\s*", re.S)
"""A string that holds JSON, such as the answer of an API."""


def jsonld_article_body(article_node: jsonld.Node) -> str:
    """Return the `articleBody` of the article's JSON-LD as HTML."""
    body = jsonld.to_text(article_node.get("articleBody", ""))
    is_article = len(body.encode("utf-8", "replace")) >= _MIN_TEXT_CHARS  # three bytes a CJK letter
    return _to_html(body) if is_article else ""


def find_script_body(root: Element) -> str:
    """Return the longest text in the page's script data as HTML."""
    found = [body for script in root.iter("script") for body in _script_bodies(script)]
    found += _stream_bodies(root)
    return max(found, key=len, default="")


def _stream_bodies(root: Element) -> Iterator[str]:
    """Yield the texts of rows in a stream. A row may begin in one script and end in the next."""
    parts = []
    for script in root.iter("script"):
        text = text_content(script)
        if (start := _STREAM_PART.match(text)) and isinstance(
            part := _decode_json(text, start.end()), str
        ):
            parts.append(part)
    stream = "".join(parts)[:_MAX_SCRIPT_CHARS]
    rows = (_decode_json(stream, row.end()) for row in _STREAM_ROW.finditer(stream))
    paragraphs = [text for row in rows if row is not None for text in _element_texts(row)]
    yield _to_body(paragraphs)


def _element_texts(row: Any) -> Iterator[str]:
    """Yield the texts of the paragraphs and headings in `["$", "p", key, {"children": …}]`."""
    stack = [row]
    for _ in range(_MAX_VALUES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            is_element = len(value) > _PROPERTIES_AT and value[0] == "$"
            if is_element and value[1] in _STREAMED_TAGS:
                yield _to_paragraph(value[_PROPERTIES_AT], _STREAM_DEPTH)
            else:
                stack.extend(reversed(value))


_STREAMED_TAGS = ("p", "h2", "h3", "li")
_PROPERTIES_AT, _STREAM_DEPTH = 3, 6


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
    elif _ESCAPED_BLOCK_TAG.search(text):
        literals = (_decode_json(found[0], 0) for found in _LONG_LITERAL.finditer(text))
        yield from (body for each in literals if isinstance(each, str) and (body := _to_body(each)))


def _parse_json(text: str, is_json: bool) -> Any:
    if is_json:
        return _decode_json(text.lstrip(), 0)
    assignment = _ASSIGNMENT.match(text)
    if not assignment:
        return None
    data = _decode_json(text, assignment.end())
    is_written = assignment["parsed"] is not None and isinstance(data, str)
    return _decode_json(data, 0) if is_written else data


def _decode_json(text: str, start: int) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
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
            inner_data = _decode_json(value, 0) if _JSON_TEXT.fullmatch(value) else None
            if inner_data is None:
                yield value
            else:
                stack.append((inner_data, depth + 1))
        elif isinstance(value, list | dict) and depth < _MAX_DEPTH:
            if isinstance(value, list) and len(value) > 1:
                yield value
            inner = value if isinstance(value, list) else value.values()
            stack.extend((each, depth + 1) for each in inner)


def _to_body(value: Any) -> str:
    """Return HTML with paragraphs, also from a list whose items are paragraphs; otherwise empty."""
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
