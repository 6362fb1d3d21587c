"""One revision of a story on disk: its script, the segments made so far, the finished recording.

    script.json      what is said
    plan.json        the voice, and for each segment its key, its words and how long it may take
    segments/KEY     a segment that is made: a line of JSON, and its MP3 frames
    recording.json   the finished recording: the frames and word times of every segment
    recording.mp3 …  its files

A segment is one utterance. Its key is a hash of all that decides how it sounds, so a segment of
an older revision is as good as a new one. Every file appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from earshot.files import written_aside
from earshot.mastering import RATE
from earshot.model import INTRO, Article, Narration, Passage, Script, Timeline, Timing, Utterance
from earshot.publish.mp3_frames import FRAME, FRAME_BYTES, LEAD, frames
from earshot.publish.timeline import Timekeeper
from earshot.serialization import from_json

LETTER = 0.065
"""Seconds that a letter is thought to take until the voice has been heard."""
CLOSING = ".,;:!?…'\")]}”’»"
SOUND = "recording.mp3"
FACTS = "recording.json"


@dataclass(frozen=True, slots=True)
class Planned:
    """A segment before it is made."""

    key: str
    first: int
    """The number of its first spoken word in the script."""
    words: int
    estimate: int
    """Frames."""
    block: int
    """Of the article; -1 is the headline, -2 the spoken intro."""
    text: str
    """As it is written."""


@dataclass(frozen=True, slots=True)
class Made:
    """A segment that is made: its length in frames, and samples from its start at which each of
    its words begins and ends."""

    frames: int
    times: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A recording before it is made."""

    voice: str
    segments: tuple[Planned, ...]
    blocks: tuple[dict[str, Any], ...]
    """Of the article: `kind`, and where the page has it (`place`, `marker`, `hash`)."""

    def holding(self, word: int) -> int:
        """The segment that says the word, or the nearest one there is."""
        low, high = 0, len(self.segments) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.segments[middle].first <= word:
                low = middle
            else:
                high = middle - 1
        return low


def key_of(utterance: Utterance, voice: str) -> str:
    """A hash of all that decides how it sounds."""
    said = [[word.spoken, word.phonemes, word.boundary] for word in utterance.words]
    facts = json.dumps([voice, utterance.role, utterance.pause, said, FRAME])
    return hashlib.blake2b(facts.encode(), digest_size=15).hexdigest()


def planned(script: Script, voice: str) -> Plan:
    segments, word = [], 0
    for utterance in script.utterances:
        count = sum(1 for each in utterance.words if each.spoken)
        key, text = key_of(utterance, voice), _written(script.article, utterance)
        segments.append(Planned(key, word, count, _estimate(utterance), utterance.block, text))
        word += count
    blocks = tuple(
        {"kind": b.kind, "place": b.place, "marker": b.marker, "hash": b.fingerprint}
        for b in script.article.blocks
    )
    return Plan(voice, tuple(segments), blocks)


def _written(article: Article, utterance: Utterance) -> str:
    """The sentence as the article has it, from its first word to its last and the stop there."""
    parts = []
    for block, words in groupby(utterance.words, key=lambda word: word.block):
        said = list(words)
        if block == INTRO:
            parts.append(" ".join(word.text + word.boundary for word in said))
            continue
        text = article.text_of(block)
        rest = text[said[-1].end :]
        closing = len(rest) - len(rest.lstrip(CLOSING))
        parts.append(text[said[0].start : said[-1].end + closing])
    return " ".join(parts)


def _estimate(utterance: Utterance) -> int:
    letters = sum(len(word.spoken) + 1 for word in utterance.words)
    seconds = letters * LETTER + utterance.pause / 1000
    return max(1, round(seconds * RATE / FRAME))


class Recording:
    """The folder of one revision."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def sound(self) -> Path:
        return self.folder / SOUND

    @property
    def is_finished(self) -> bool:
        return (self.folder / FACTS).is_file()

    def file(self, ending: str) -> Path:
        return self.folder / f"recording.{ending}"

    def script(self) -> Script:
        found = from_json(self._json("script.json"), str(self.folder))
        assert isinstance(found, Script)
        return found

    def plan(self) -> Plan:
        facts = self._json("plan.json")
        segments, word = [], 0
        for key, words, estimate, block, text in facts["segments"]:
            segments.append(Planned(key, word, words, estimate, block, text))
            word += words
        return Plan(facts["voice"], tuple(segments), tuple(facts["blocks"]))

    def lay_out(self, script: dict[str, Any], plan: Plan) -> None:
        """Write script and plan; the plan last, so that what has one has both."""
        rows = [[s.key, s.words, s.estimate, s.block, s.text] for s in plan.segments]
        facts = {"voice": plan.voice, "segments": rows, "blocks": plan.blocks}
        self.write("script.json", script)
        self.write("plan.json", facts)

    def write(self, name: str, value: object) -> None:
        with written_aside(self.folder / name) as aside:
            aside.write_text(json.dumps(value, ensure_ascii=False), "utf-8")

    def _json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text("utf-8"))

    # Segments

    def segment(self, key: str) -> Path:
        return self.folder / "segments" / key

    def keep(self, key: str, passage: Passage) -> Made:
        """Code the passage and put it down as a segment."""
        times = tuple(
            (each.start - passage.start + LEAD, each.end - passage.start + LEAD)
            for each in passage.timings
        )
        sound = frames(passage.samples, RATE)
        made = Made(len(sound) // FRAME_BYTES, times)
        self.put(key, made, sound)
        return made

    def put(self, key: str, made: Made, sound: bytes) -> None:
        head = json.dumps([made.frames, made.times]).encode()
        with written_aside(self.segment(key)) as aside:
            aside.write_bytes(head + b"\n" + sound)

    def has(self, key: str) -> bool:
        return self.segment(key).is_file()

    def take(self, key: str) -> tuple[Made, bytes] | None:
        """A segment that lies there by itself."""
        try:
            head, _, sound = self.segment(key).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        return _made(json.loads(head)), sound

    def made(self, plan: Plan) -> list[Made | None]:
        """What is made of each segment."""
        if self.is_finished:
            return [_made(row) for row in self._json(FACTS)["segments"]]
        found: dict[str, Made | None] = {}
        for each in plan.segments:
            if each.key not in found:
                found[each.key] = self._head(each.key)
        return [found[each.key] for each in plan.segments]

    def _head(self, key: str) -> Made | None:
        try:
            with self.segment(key).open("rb") as file:
                return _made(json.loads(file.readline()))
        except FileNotFoundError:
            return None

    # The finished recording

    def finish(self, made: Sequence[Made]) -> None:
        """From here on the recording is finished. Its files have been written."""
        self.write(FACTS, {"segments": [[each.frames, each.times] for each in made]})

    def opening(self, made: Iterable[Made | None]) -> int:
        """The bytes in front of the first frame of the finished file."""
        return self.sound.stat().st_size - FRAME_BYTES * sum(each.frames for each in made if each)


def _made(row: Any) -> Made:
    return Made(int(row[0]), tuple((int(start), int(end)) for start, end in row[1]))


def lengths(plan: Plan, made: Sequence[Made | None]) -> list[int]:
    """The frames of each segment: what they are where it is made, else a guess in its voice."""
    known = [(each.frames, p.estimate) for p, each in zip(plan.segments, made, strict=True) if each]
    heard, guessed = sum(k[0] for k in known), sum(k[1] for k in known)
    pace = heard / guessed if guessed else 1.0
    return [
        each.frames if each else max(1, round(p.estimate * pace))
        for p, each in zip(plan.segments, made, strict=True)
    ]


def narration(script: Script, plan: Plan, made: Sequence[Made | None]) -> Narration:
    """The recording without its sound: every word at its time, or where it is thought to come."""
    passages = _Hollow(script, lengths(plan, made), made)
    return Narration(script=script, voice=plan.voice, rate=RATE, passages=passages)


def timeline(narration: Narration) -> Timeline:
    keeper = Timekeeper(narration)
    for _ in keeper.samples(narration.passages):
        pass
    return keeper.timeline()


class _Hollow(list[Passage]):
    """Passages whose samples are all one zero, which takes no memory."""

    def __init__(self, script: Script, counts: list[int], made: Sequence[Made | None]) -> None:
        super().__init__()
        at = 0
        for utterance, count, known in zip(script.utterances, counts, made, strict=True):
            length = count * FRAME
            times = known.times if known else _guessed(utterance, length)
            self.append(_hollow(utterance, at, length, times))
            at += length

    def since(self, utterance: int) -> Any:
        return iter(self[utterance:])


def _hollow(
    utterance: Utterance, at: int, length: int, times: Sequence[tuple[int, int]]
) -> Passage:
    spoken = [word for word in utterance.words if word.spoken]
    return Passage(
        utterance=utterance,
        start=at,
        samples=np.broadcast_to(np.float32(0), length),
        timings=tuple(
            Timing(word=word, start=at + start, end=at + end)
            for word, (start, end) in zip(spoken, times, strict=True)
        ),
    )


def _guessed(utterance: Utterance, length: int) -> list[tuple[int, int]]:
    """Word times that share out the length by letters, the pause left out."""
    spoken = [len(word.spoken) + 1 for word in utterance.words if word.spoken]
    room = max(1, length - LEAD - utterance.pause * RATE // 1000)
    total, at, times = sum(spoken) or 1, 0, []
    for letters in spoken:
        times.append((LEAD + at * room // total, LEAD + (at + letters) * room // total))
        at += letters
    return times
