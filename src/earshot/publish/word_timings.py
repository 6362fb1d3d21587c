"""Timeline → words JSON: the position of each spoken word in the text, and its time in the audio.

    {"version": 2,
     "article": {"headline", "authors", "date", "language", "site", "url"},
     "audio": {"file", "voice", "sample_rate", "duration"},
     "blocks": [{"kind", "text", "xpath", "selector", "text_hash"}, …],
     "sentences": [{"role", "start", "end", "voice"}, …],
     "words": [{"block", "start_char", "end_char", "text", "spoken", "start", "end"}, …]}

`block` counts from 0 through `blocks`; −1 is the headline, −2 the spoken intro.
`start_char` and `end_char` are offsets in characters into the text of the block. Times are
milliseconds. A sentence has a `voice` only if one was chosen for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from earshot.model import Article, Narration, Timeline
from earshot.serialization import block_json


def timings_json(narration: Narration, timeline: Timeline, file: str) -> Iterator[str]:
    """The file in pieces, because it can be large."""
    article = narration.script.article
    head = {
        "version": 2,
        "article": _article_json(article),
        "audio": {
            "file": file,
            "voice": narration.voice,
            "sample_rate": timeline.rate,
            "duration": timeline.ms(timeline.duration),
        },
        "blocks": [block_json(block) for block in article.blocks],
    }
    yield _json(head)[:-1]
    yield ',\n"sentences": ['
    yield from _json_rows(_sentences(timeline))
    yield '],\n"words": ['
    yield from _json_rows(_words(timeline))
    yield "]}\n"


def _article_json(article: Article) -> dict[str, Any]:
    return {
        "headline": article.headline,
        "authors": list(article.authors),
        "date": article.day or None,
        "language": article.language,
        "site": article.site,
        "url": article.url,
    }


def _sentences(timeline: Timeline) -> Iterator[dict[str, Any]]:
    for cue in timeline.cues:
        yield {
            "role": cue.utterance.role,
            "start": timeline.ms(cue.start),
            "end": timeline.ms(cue.end),
            **({"voice": cue.utterance.voice} if cue.utterance.voice else {}),
        }


def _words(timeline: Timeline) -> Iterator[dict[str, Any]]:
    for timing in timeline.timings:
        word = timing.word
        yield {
            "block": word.block,
            "start_char": word.start,
            "end_char": word.end,
            "text": word.text,
            "spoken": word.spoken,
            "start": timeline.ms(timing.start),
            "end": timeline.ms(timing.end),
        }


def _json_rows(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{_json(row)}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
