"""The story of the documentation site, recorded when the site is built."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import earshot

ARTICLE = Path(__file__).resolve().parents[1] / "examples/harbour.html"
BLOCKS = 3
"""So many are half a minute. The whole article would be three times as large as the site."""


def write_live_story(page: Path) -> None:
    """Write the read-along page of the first paragraphs of the example, with the sound inside."""
    article = earshot.extract_article(str(ARTICLE))
    # The site of the example does not exist, so the page has no link to it.
    short = replace(article, url="", blocks=article.blocks[:BLOCKS], images=())
    with TemporaryDirectory() as folder:
        outputs = earshot.save(earshot.narrate(short), Path(folder, "harbour.mp3"))
        page.write_bytes(outputs.page.read_bytes())
