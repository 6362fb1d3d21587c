"""Small narrations for tests that do not need a voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from earshot.mastering import RATE, master_speech, pad_last_frame, place_segments
from earshot.model import (
    HEADLINE,
    INTRO,
    Article,
    Block,
    Narration,
    Script,
    Segment,
    Speech,
    Utterance,
    Word,
)
from earshot.voices.engines.silent import SilentVoice

ARTICLE = Article(
    headline="Harbour bridge reopens",
    blocks=(
        Block(kind="paragraph", text="“It held,” said María Ek — the engineer (67) in charge."),
        Block(kind="heading", text="What it cost"),
        Block(kind="paragraph", text="About $3 million & a winter. Nobody <b>minded</b>."),
    ),
    authors=("Ann Lee", "Bo Ek"),
    published=date(2026, 3, 9),
    language="en-GB",
    url="https://news.example/bridge",
    site="The Harbour Post",
)
SPOKEN_FORMS = {
    "67": "sixty-seven",
    "$3": "three",
    "million": "million dollars",
    "<b>minded</b>": "minded",
}


def master(speeches: Iterable[tuple[Utterance, Speech]], gain: float) -> Iterator[Segment]:
    """The segments of the recording, one per utterance, with `gain` dB applied to all."""
    return place_segments(
        (utterance, master_speech(speech, gain)) for utterance, speech in speeches
    )


def make_words(text: str, block: int, start: int = 0, stop: int | None = None) -> tuple[Word, ...]:
    """Return the words between two offsets, spoken as written."""
    found, at = [], start
    stop = len(text) if stop is None else stop
    for token in text[start:stop].split():
        at = text.index(token, at)
        core = token.strip("“”(),.—&")
        if core:
            begin = at + token.index(core)
            mark = next((m for m in token[::-1] if m in ".,"), "")
            spoken = SPOKEN_FORMS.get(core, core)
            found.append(Word(text=core, spoken=spoken, block=block, start=begin, boundary=mark))
        at += len(token)
    return tuple(found)


def make_script(article: Article = ARTICLE) -> Script:
    first, heading, last = (block.text for block in article.blocks)
    full_stop = last.index(". ") + 1
    intro = "By Ann Lee and Bo Ek."
    utterances = (
        Utterance(words=make_words(article.headline, HEADLINE), role="headline", pause=600),
        Utterance(words=make_words(intro, INTRO), pause=600),
        Utterance(words=make_words(first, 0), pause=500),
        Utterance(words=make_words(heading, 1), role="headline", pause=500),
        Utterance(words=make_words(last, 2, 0, full_stop), pause=300),
        Utterance(words=make_words(last, 2, full_stop), pause=800),
    )
    return Script(article=article, utterances=utterances)


class HummedSegments:
    """The segments of a script as a hum, with the times of the silent voice."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def __iter__(self) -> Iterator[Segment]:
        return pad_last_frame(self.starting_at(0), len(self._script.utterances))

    def starting_at(self, utterance: int) -> Iterator[Segment]:
        speeches = ((each, synthesize_hum(each)) for each in self._script.utterances[utterance:])
        return master(speeches, 0.0)


def synthesize_hum(utterance: Utterance) -> Speech:
    speech = SilentVoice(1.0).synthesize(utterance)
    time = np.arange(len(speech.samples)) / speech.rate
    samples = (0.2 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    return Speech(samples=samples, rate=speech.rate, timings=speech.timings)


def make_narration(article: Article = ARTICLE) -> Narration:
    script = make_script(article)
    return Narration(script=script, voice="test:hum", rate=RATE, segments=HummedSegments(script))
