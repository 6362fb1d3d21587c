"""The passages of a script: begun ahead by all workers, handed out in order."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib.resources import files

from earshot import cache
from earshot.cache import SpeechCache
from earshot.errors import SynthesisFailed
from earshot.keeping import is_kept, kept
from earshot.mastering import completed, gain_of, mastered, placed
from earshot.model import Article, Block, Passage, Role, Script, Speech, Utterance
from earshot.performing import workers
from earshot.performing.booth import Booth, BoothVoice, Order
from earshot.script import write
from earshot.voices.catalogue import ANY, open_voice, second_voice
from earshot.voices.protocol import Voice
from earshot.voices.saying import heard, say

AHEAD = 2
"""Utterances for each worker that may be said before they are asked for."""
CALIBRATION = files("earshot").joinpath("calibration.txt").read_text("utf-8")
"""A minute of news of every kind of sentence: a voice is as loud here as in any story."""


class Performance:
    """The passages of a script in its voices: the same samples each time they are gone through."""

    def __init__(self, script: Script, cast: Mapping[Role, str], pace: float) -> None:
        """`cast` names a voice for each role, or "voice" for the best beside the narrator's; the
        narrator speaks for those that are left out.

        Raises VoiceError where a voice cannot be used.
        """
        self._script = script
        language = script.article.language
        narrator = Part(Order(name=cast["narrator"], language=language, pace=pace))
        self.name = narrator.voice.name
        self._parts: dict[Role, Part] = {"narrator": narrator}
        for role in cast.keys() - self._parts.keys():
            name = second_voice(self.name, language) if cast[role] == ANY else cast[role]
            self._parts[role] = Part(Order(name=name, language=language, pace=pace))

    def __iter__(self) -> Iterator[Passage]:
        return completed(self.since(0))

    def since(self, utterance: int) -> Iterator[Passage]:
        rest = self._script.utterances[utterance:]
        return placed(heard(_taken((self._part(each), each) for each in rest)))

    @property
    def cast(self) -> dict[Role, str]:
        """The voice of each role that has one of its own."""
        return {role: part.voice.name for role, part in self._parts.items()}

    @property
    def cost(self) -> Cost | None:
        """What is still to be paid for before all of it is there; None where nothing is."""
        paid = [part for part in self._parts.values() if hasattr(part.voice, "price")]
        parts = [(self._part(each), each) for each in self._script.utterances]
        new = [each.spoken for part, each in parts if part in paid and not part.has(each)]
        new += [CALIBRATION for part in paid if not part.heard_before]
        prices = [part.voice.price for part in paid]  # type: ignore[attr-defined]
        if not new:
            return None
        count = sum(map(len, new))
        known = None not in prices
        return Cost(characters=count, dollars=count * max(prices) / 1e6 if known else None)

    def _part(self, utterance: Utterance) -> Part:
        return self._parts.get(utterance.role) or self._parts["narrator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Characters that a paid voice is going to be sent, and dollars where its price is known."""

    characters: int
    dollars: float | None


class Part:
    """A voice, and how loud it is."""

    def __init__(self, order: Order) -> None:
        with closing(open_voice(order.name, order.language, order.pace)) as voice:
            self.voice: Voice = voice
        self.order = replace(order, name=voice.name, fingerprint=voice.fingerprint)

    @cached_property
    def gain(self) -> float:
        """In dB; found once for each voice on this machine."""
        return kept(self._gain_name, self._found_gain)

    @property
    def _gain_name(self) -> str:
        facts = f"{self.voice.fingerprint} {CALIBRATION}".encode()
        return f"gain/{hashlib.sha256(facts).hexdigest()[:32]}"

    @property
    def heard_before(self) -> bool:
        return is_kept(self._gain_name)

    def has(self, utterance: Utterance) -> bool:
        """Whether the utterance was made before and is there."""
        if not self.heard_before or not cache.room():
            return False
        return SpeechCache().has(cache.key([self.voice.fingerprint, self.gain], utterance))

    def take(self, utterance: Utterance, speeches: SpeechCache | None, booth: Booth) -> Speech:
        """The utterance, mastered; from the cache where it was made before."""
        name = cache.key([self.voice.fingerprint, self.gain], utterance)
        if speeches and (found := speeches.get(name, utterance)):
            return found
        try:
            speech = booth.perform(self.order, utterance, self.gain)
        except SynthesisFailed:  # it ends whatever process says it: say what can be said of it
            speech = mastered(self._said(utterance, booth), self.gain)
        if speeches and not speech.unspoken:
            speeches.put(name, speech)
        return speech

    def _found_gain(self) -> float:
        paragraphs = CALIBRATION.split("\n\n")
        blocks = tuple(Block(kind="paragraph", text=text.strip()) for text in paragraphs)
        sentences = write(Article(headline="", blocks=blocks)).utterances
        said = [workers.shared().submit(partial(self._said, each)) for each in sentences]
        speeches = [each.result() for each in said]
        if all(speech.unspoken for speech in speeches):
            text, reason = sentences[0].spoken, "nor for any other sentence"
            raise SynthesisFailed(voice=self.voice.name, text=text, reason=reason)
        return gain_of(speeches)

    def _said(self, utterance: Utterance, booth: Booth) -> Speech:
        return say(BoothVoice(self.voice, self.order, booth), utterance)


@dataclass(frozen=True, slots=True)
class _Take:
    part: Part
    utterance: Utterance
    speech: Future[Speech]


def _taken(parts: Iterable[tuple[Part, Utterance]]) -> Iterator[tuple[Voice, Utterance, Speech]]:
    """All of them in their order, with so many begun ahead that no worker waits."""
    crew = workers.shared()
    begun: deque[_Take] = deque()
    speeches = SpeechCache() if cache.room() else None
    try:
        for part, utterance in parts:
            own = None if part.voice.soundless else speeches
            part.gain  # noqa: B018 - found here: a worker that waits for the others never ends
            work = partial(part.take, utterance, own)
            begun.append(_Take(part, utterance, crew.submit(work)))
            if len(begun) > AHEAD * crew.count:
                yield _done(begun.popleft())
        while begun:
            yield _done(begun.popleft())
    finally:
        for take in begun:
            take.speech.cancel()


def _done(take: _Take) -> tuple[Voice, Utterance, Speech]:
    return take.part.voice, take.utterance, take.speech.result()
