"""Blocks that extraction drops, and that an editor puts back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from earshot import ingest
from earshot.httpclient.raw_content import RawContent
from earshot.ingest import IngestOptions
from earshot.model import Article, Block, DroppedBlock, Image
from earshot.script.block_restoration import restore_blocks
from earshot.script.builder import build_script
from earshot.serialization import from_json, script_json

PARAGRAPHS = [
    "The ferry came back to the lake on Monday after a winter of repairs in the yard.",
    "Nobody had waited longer for it than the people of the small island in the north.",
    "The crossing takes an hour, and it costs four dollars for everyone over twelve.",
    "The captain said that the boat would go out every day until the first ice of winter.",
]
CAPTION = "The ferry at the pier on Monday morning."
PAGE = f"""<html lang="en"><head><title>Ferry returns</title></head><body><article>
<h1>Ferry returns</h1>
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>
<figure><img src="/ferry.jpg"><figcaption>{CAPTION}</figcaption></figure>
<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>
<p>Sign up for our newsletter</p></article></body></html>"""


def read_page(page: str = PAGE) -> Article:
    raw = RawContent(data=page.encode(), source="https://news.example/ferry", url="")
    return ingest.read_article(
        raw, url="https://news.example/ferry", options=IngestOptions(dropped=True)
    )


def block(text: str, reason: str = "") -> Block:
    return Block(kind="paragraph", text=text, dropped_reason=reason)


@pytest.fixture(scope="module")
def article() -> Article:
    return read_page()


def test_a_caption_is_listed_at_its_place_with_the_reason(article: Article) -> None:
    assert [each.text for each in article.blocks] == PARAGRAPHS
    [caption] = [each for each in article.dropped if each.block.text == CAPTION]
    assert caption.before == 2
    assert caption.block.dropped_reason


def test_a_restored_block_is_read_at_its_place_and_dropped_again(article: Article) -> None:
    caption = next(each for each in article.dropped if each.block.text == CAPTION)
    restored = restore_blocks(article, [caption.block.text_hash])
    assert [each.text for each in restored.blocks] == [*PARAGRAPHS[:2], CAPTION, *PARAGRAPHS[2:]]
    assert caption not in restored.dropped
    assert restore_blocks(restored, []) == article


def test_pictures_stay_before_their_blocks() -> None:
    article = Article(
        headline="",
        blocks=(block("one"), block("two")),
        images=(Image(url="a", block=1), Image(url="b", block=2)),
        dropped=(
            DroppedBlock(block=block("start", "x"), before=0),
            DroppedBlock(block=block("end", "x"), before=2),
        ),
    )
    restored = restore_blocks(article, [each.block.text_hash for each in article.dropped])
    assert [each.text for each in restored.blocks] == ["start", "one", "two", "end"]
    assert [each.block for each in restored.images] == [2, 4]
    assert restore_blocks(restored, []) == replace(
        article, images=(Image(url="a", block=1), Image(url="b", block=2))
    )


def test_text_that_the_article_has_is_not_listed(article: Article) -> None:
    texts = [each.block.text for each in article.dropped]
    assert "Ferry returns" not in texts
    assert len(texts) == len(set(texts))


def test_other_readers_do_not_get_dropped_blocks() -> None:
    raw = RawContent(data=PAGE.encode(), source="https://news.example/ferry", url="")
    assert ingest.read_article(raw).dropped == ()


def test_dropped_and_restored_blocks_survive_storage(article: Article) -> None:
    restored = restore_blocks(article, [article.dropped[0].block.text_hash])
    script = build_script(restored)
    assert from_json(json.loads(json.dumps(script_json(script))), "test") == script
