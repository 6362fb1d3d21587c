"""What a maker can do: read a page, speak segments, finish a recording, code it otherwise."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from earshot import pipeline
from earshot.errors import NoArticle
from earshot.files import written_aside
from earshot.ingest.metadata.language_id import identified
from earshot.mastering import RATE
from earshot.model import Article, Block, Samples, Script, Timeline
from earshot.publish import audio_file as media
from earshot.publish.mp3_frames import FRAME, FRAME_BYTES, LEAD, frames
from earshot.publish.tags import Tags, tag
from earshot.publish.webvtt import webvtt
from earshot.publish.word_timings import words_json
from earshot.serialization import script_json
from earshot.server.storage.recordings import Made, Plan, Recording, narration, planned, timeline
from earshot.server.subscriptions import poll_task as looking

Tell = Callable[..., None]
Facts = dict[str, Any]
LONGEST_LINE = 1_000
"""Characters of a headline, a byline, or the name of a site or section."""
LONGEST_STORY = 3_000_000
"""Characters: some fifty hours."""
SEARCHED = 200_000
"""Characters of a story that it can be found by."""


class Cancelled(Exception):
    """Nobody wants the rest."""


def prepare(request: Facts, tell: Tell) -> Facts:
    """Read `source` and lay out the revision in `folder`; what is known of the story.

    Segments that it shares with recordings in the folders `olds` are taken over.
    """
    read = pipeline.read(request["source"], url=request["url"], language=request["language"])
    return laid_out(pipeline.write(_sensible(_titled(read, request["title"]))), request)


def laid_out(script: Script, request: Facts) -> Facts:
    """The revision of `folder`, ready to be spoken."""
    spoken = pipeline.narrate(script, voice=request["voice"])
    plan = planned(script, spoken.voice)
    written = script_json(script)
    recording = Recording(Path(request["folder"]))
    for old in request["olds"]:
        taken_over(recording, Recording(Path(old)), plan)
    recording.lay_out(written, plan)
    digest = hashlib.blake2b(json.dumps([written, plan.voice]).encode(), digest_size=16)
    return _facts(script, plan) | {"digest": digest.hexdigest()}


def _titled(read: Article | Script, title: str) -> Article | Script:
    """A title that was sent with the story is its headline."""
    if not title or isinstance(read, Script) or read.headline == title:
        return read
    return replace(read, headline=title)


def _sensible(read: Article | Script) -> Article | Script:
    """Raises NoArticle where what should be a line is as long as a story, for it would stand in
    every list and be said before everything; and where the story is as long as a shelf of books."""
    article = read.article if isinstance(read, Script) else read
    for name in ("headline", "byline", "site", "section"):
        if (length := len(getattr(article, name))) > LONGEST_LINE:
            raise _too_long(article, name, length, LONGEST_LINE)
    if (length := sum(len(block.text) for block in article.blocks)) > LONGEST_STORY:
        raise _too_long(article, "text", length, LONGEST_STORY)
    return read


def _too_long(article: Article, name: str, length: int, most: int) -> NoArticle:
    reason = f"its {name} is {length:,} characters long, and {most:,} are the most"
    return NoArticle(source=article.url or "the story", reason=reason)


def _facts(script: Script, plan: Plan) -> Facts:
    article = script.article
    texts = [block.text for block in article.blocks]
    return {
        "title": article.title,
        "byline": article.byline,
        "site": article.site,
        "section": article.section,
        "published": article.day,
        "url": article.url,
        "opening": next((b.text for b in article.blocks if b.kind != "heading"), "")[:280],
        "text": "\n".join(texts)[:SEARCHED],
        "words": sum(each.words for each in plan.segments),
        "language": article.language,
        "voice": plan.voice,
    }


def taken_over(new: Recording, old: Recording, plan: Plan) -> None:
    """Every sentence that was said before, in a finished recording, need not be said again."""
    if not old.is_finished:
        return
    wanted = {each.key for each in plan.segments}
    old_plan = old.plan()
    made = old.made(old_plan)
    at = old.opening(made)
    with old.sound.open("rb") as file:
        for each, known in zip(old_plan.segments, made, strict=True):
            assert known is not None
            size = known.frames * FRAME_BYTES
            if each.key in wanted and not new.has(each.key):
                file.seek(at)
                new.put(each.key, known, file.read(size))
            at += size


def speak(request: Facts, tell: Tell) -> Facts:
    """Make the segments from `since` on, up to the first that is made already."""
    recording, first = Recording(Path(request["folder"])), request["since"]
    plan = recording.plan()
    if recording.is_finished or recording.has(plan.segments[first].key):
        return {"next": first + 1}
    spoken = pipeline.narrate(recording.script(), voice=plan.voice)
    with closing(spoken.since(first)) as passages:  # type: ignore[type-var]
        for number, passage in enumerate(passages, first):
            key = plan.segments[number].key
            if number > first and recording.has(key):
                return {"next": number}
            made = recording.keep(key, passage)
            tell(segment=number, frames=made.frames, times=made.times)
    return {"next": len(plan.segments)}


def finish(request: Facts, tell: Tell) -> Facts:
    """Join the segments into the recording, and write what goes with it."""
    recording = Recording(Path(request["folder"]))
    plan, script = recording.plan(), recording.script()
    if not recording.is_finished:
        made = _joined(recording, plan)
        _accompany(recording, script, plan, made)
        recording.finish(made)
    made = [each for each in recording.made(plan) if each]
    for each in plan.segments:
        recording.segment(each.key).unlink(missing_ok=True)
    duration = sum(each.frames for each in made) * FRAME * 1000 // RATE
    return {"duration": duration, "bytes": recording.sound.stat().st_size}


def _joined(recording: Recording, plan: Plan) -> list[Made]:
    made: list[Made] = []
    with written_aside(recording.sound) as aside:
        with aside.open("wb") as file:
            for each in plan.segments:
                found = recording.take(each.key)
                if found is None:
                    raise FileNotFoundError(f"segment {each.key} is not made")
                made.append(found[0])
                file.write(found[1])
        whole = narration(recording.script(), plan, made)
        article = whole.script.article
        tag(aside, Tags(article=article, timeline=timeline(whole), voice=plan.voice))
    return made


def _accompany(recording: Recording, script: Script, plan: Plan, made: list[Made]) -> None:
    whole = narration(script, plan, made)
    times = timeline(whole)
    for ending, pieces in (
        ("vtt", webvtt(script.article, times)),
        ("chapters.json", [_chapters(times)]),
        ("words.json", words_json(whole, times, recording.sound.name)),
    ):
        with written_aside(recording.file(ending)) as aside:
            aside.write_text("".join(pieces), "utf-8")


def _chapters(times: Timeline) -> str:
    """JSON chapters 1.2 of the Podcast namespace."""
    chapters = [{"startTime": times.ms(c.start) / 1000, "title": c.title} for c in times.chapters]
    return json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False)


def code(request: Facts, tell: Tell) -> Facts:
    """The finished recording in another format, from the voice's own samples."""
    recording, ending = Recording(Path(request["folder"])), request["format"]
    target = recording.file(ending)
    if target.is_file():
        return {}
    plan, script = recording.plan(), recording.script()
    whole = narration(script, plan, recording.made(plan))
    times = timeline(whole)
    spoken = pipeline.narrate(script, voice=plan.voice)
    with written_aside(target) as aside:
        media.write(_on_the_grid(spoken.since(0), whole.passages, tell), RATE, aside)
        media.index(aside, times.chapters)
        tag(aside, Tags(article=script.article, timeline=times, voice=plan.voice))
    return {}


def _on_the_grid(passages: Iterable[Any], hollow: Iterable[Any], tell: Tell) -> Iterable[Samples]:
    """The samples, each passage where it stands in the recording and as long as it is there."""
    for number, (passage, place) in enumerate(zip(passages, hollow, strict=True)):
        length = len(place.samples)
        sound = np.concatenate([np.zeros(LEAD, np.float32), passage.samples])[:length]
        yield np.pad(sound, (0, length - len(sound)))
        tell(coded=number)


def warm(request: Facts, tell: Tell) -> Facts:
    """Say a word to nobody, so that the first story need not wait for the voice to be found."""
    greeting = Block(kind="paragraph", text="Good morning.")
    article = Article(headline="", blocks=(greeting,), language=request["language"] or "en-US")
    for passage in pipeline.narrate(article, voice=request["voice"]).passages:
        frames(passage.samples, RATE)
    return {}


def say(request: Facts, tell: Tell) -> Facts:
    """Say a text as it is, sentence by sentence; each is told as sound in base64."""
    text = request["text"]
    blocks = [Block(kind="paragraph", text=p.strip()) for p in text.split("\n") if p.strip()]
    article = Article(headline="", blocks=tuple(blocks), language=identified(text))
    spoken = pipeline.narrate(article, voice=request["voice"], rate=request["speed"])
    for passage in spoken.passages:
        if request["format"] == "mp3":
            sound = frames(passage.samples, RATE)
        else:
            sound = (passage.samples * 32_767).astype("<i2").tobytes()
        tell(sound=b64encode(sound).decode())
    return {}


DOING: dict[str, Callable[[Facts, Tell], Facts]] = {
    "warm": warm,
    "prepare": prepare,
    "speak": speak,
    "finish": finish,
    "code": code,
    "say": say,
    "look": looking.look,
}
