"""Markdown texts."""

from __future__ import annotations

from datetime import date

import pytest

from earshot.errors import NoArticle
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers.markdown import read
from earshot.ingest.source import Origin
from earshot.model import Article

STORY = """---
title: "Wall opens"
author:
  - Ann Lee
  - Bo Ek
date: 2026-03-14
lang: en_gb
---

# Wall opens

The *wall* with `62` metres and a [long story](https://x.example)
opened ![boats](a.png) &amp; closed.

## What is next

> A harbour is a promise.

- dredging
- lamps

```python
print("code")
```

<div>not for the ear</div>

The end.
"""


def story(text: str) -> Article:
    return read(text, Origin("story.md")).article()


def test_front_matter_is_honoured() -> None:
    article = story(STORY)
    assert article.headline == "Wall opens"
    assert article.authors == ("Ann Lee", "Bo Ek")
    assert article.published == date(2026, 3, 14)
    assert article.language == "en-GB"


def test_blocks_have_their_kind_and_only_their_words() -> None:
    assert [(block.kind, block.text) for block in story(STORY).blocks] == [
        ("paragraph", "The wall with 62 metres and a long story opened & closed."),
        ("heading", "What is next"),
        ("quote", "A harbour is a promise."),
        ("item", "dredging"),
        ("item", "lamps"),
        ("paragraph", "The end."),
    ]


def test_the_first_heading_is_the_headline_where_nothing_else_is() -> None:
    article = story("# Wall opens\n\nIt opened.")
    assert article.headline == "Wall opens"
    assert [block.text for block in article.blocks] == ["It opened."]


def test_a_list_of_authors_may_be_in_brackets() -> None:
    assert story('---\nauthors: [Ann Lee, "Bo Ek"]\n---\nIt opened.').authors == (
        "Ann Lee",
        "Bo Ek",
    )


@pytest.mark.parametrize("text", ["", "---\ntitle: x\n---\n", "![a](b.png)", "```\ncode\n```"])
def test_a_text_without_words_holds_no_article(text: str) -> None:
    with pytest.raises(NoArticle):
        story(text)


def test_deep_nesting_does_not_crash() -> None:
    assert story("It opened.\n\n" + "> " * 3_000 + "x").blocks[0].text == "It opened."


def read_table(
    row_count: int, language: str = "en", *, tables: bool = True, long_tables: bool = False
) -> list[tuple[str, str]]:
    rows = "".join(f"| Pier {n} | {n} | [Holm](/hoʊm/) |\n" for n in range(1, row_count + 1))
    table = f"The piers are open.\n\n| Pier | Boats | To |\n|---|---|---|\n{rows}\nAll are safe.\n"
    text = f"---\nlang: {language}\n---\n{table}"
    options = IngestOptions(tables=tables, long_tables=long_tables)
    blocks = read(text, Origin("story.md"), options).article().blocks
    assert all(block.annotations for block in blocks if block.kind == "item")
    return [(block.kind, block.text) for block in blocks[1:-1]]


def test_a_short_table_is_read_row_by_row_and_a_longer_one_announced() -> None:
    assert read_table(2) == [
        ("item", "Pier 1: Boats 1, To Holm."),
        ("item", "Pier 2: Boats 2, To Holm."),
    ]
    assert read_table(9) == [("note", "A table follows on the page.")]
    assert read_table(9, "de") == [("note", "Auf der Seite folgt eine Tabelle.")]


def test_tables_are_switched_as_those_of_pages() -> None:
    assert len(read_table(9, long_tables=True)) == 9
    assert read_table(2, tables=False) == []
    assert read_table(9, tables=False) == []


def test_a_long_table_is_announced_in_the_language_of_the_text() -> None:
    rows = "".join(f"| Anleger {n} | {n} |\n" for n in range(1, 12))
    opening = "Die Fähre kam am Montag zurück, und alle Anleger der Insel sind wieder geöffnet."
    article = story(f"{opening}\n\n| Anleger | Boote |\n|---|---|\n{rows}")
    assert article.blocks[-1].text == "Auf der Seite folgt eine Tabelle."
