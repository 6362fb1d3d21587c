"""Articles in the script data of a page."""

from __future__ import annotations

import json

from sample_pages import ENDING, MIDDLE, OPENING, read_page

TEXTS = [OPENING, MIDDLE, ENDING]


def shell(script: str) -> str:
    head = f"<head><title>Ferry returns</title>{script}</head>"
    return f"<html lang=en>{head}<body><div id=root></div></body></html>"


def said(page: str) -> list[str]:
    return [block.text for block in read_page(page).blocks]


def test_the_body_in_json_ld_is_read_if_the_page_shows_none() -> None:
    told = {"@type": "NewsArticle", "headline": "Ferry returns", "articleBody": "\n\n".join(TEXTS)}
    assert said(shell(f'<script type="application/ld+json">{json.dumps(told)}</script>')) == TEXTS


def test_paragraphs_in_the_data_of_a_framework_are_read() -> None:
    blocks = {"props": {"page": {"body": [{"type": "p", "text": text} for text in TEXTS]}}}
    data = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(blocks)}</script>'
    assert said(shell(data)) == TEXTS


def test_html_in_the_state_of_a_script_is_read() -> None:
    html = "".join(f"<p>{text}</p>" for text in TEXTS)
    state = json.dumps({"story": {"html": html}}).replace("</", "<\\/")
    assert said(shell(f"<script>window.__STATE__ = {state};</script>")) == TEXTS


def test_data_of_other_stories_does_not_replace_the_one_that_is_shown() -> None:
    other = [text.replace("ferry", "train") for text in TEXTS]
    data = f'<script type="application/json">{json.dumps({"more": other * 3})}</script>'
    shown = "".join(f"<p>{text}</p>" for text in TEXTS)
    page = f"<html lang=en><body><article><h1>F</h1>{shown}</article>{data}</body></html>"
    assert said(page) == TEXTS
