"""Invented pages of nineteen kinds in 24 languages: which parts are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from earshot.ingest.readers import html
from earshot.ingest.source import Origin

_CASES = Path(__file__).parent / "data/speakable_kinds.jsonl"
CASES = [json.loads(line) for line in _CASES.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{case['name']}")
def test_a_page_is_read_whole_and_without_what_is_around_it(case: dict[str, Any]) -> None:
    article = html.read(case["page"], Origin("page.html")).article()
    text = "\n".join(block.text for block in article.blocks)
    assert [words for words in case["says"] if words not in text] == []
    assert [words for words in case["silent"] if words in text] == []
    assert article.headline == case.get("headline", article.headline)
    assert list(article.authors) == case.get("authors", list(article.authors))
    assert str(article.published or "")[:10] == case.get("date", str(article.published or "")[:10])
