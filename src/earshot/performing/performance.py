"""The passages of a script: begun ahead by all workers, handed out in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
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
from earshot.performing.ahead import taken
from earshot.performing.booth import Booth, BoothVoice, Order
from earshot.script import write
from earshot.voices.catalogue import open_voice
from earshot.voices.protocol import Voice
from earshot.voices.saying import heard, say

CALIBRATION = files("earshot").joinpath("calibration.txt").read_text("utf-8")
"""A minute of news of every kind of sentence: a voice is as loud here as in any story."""


class Performance:
    """The passages of a script in its voices: the same samples each time they are gone through."""

    def __init__(self, script: Script, cast: Mapping[Role, str], pace: float) -> None:
        """`cast` names a voice for each role; the narrator speaks for those that are left out.

        Raises VoiceError where a voice cannot be used.
        """
        self._script = script
        language = script.article.language
        self._parts = {
            role: Part(Order(name=voice, language=language, pace=pace))
            for role, voice in cast.items()
        }
        self.name = self._parts["narrator"].voice.name

    def __iter__(self) -> Iterator[Passage]:
        return completed(self.since(0))

    def since(self, utterance: int) -> Iterator[Passage]:
        rest = self._script.utterances[utterance:]
        return placed(heard(taken((self._part(each), each) for each in rest)))

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
        return Cost.of(sum(map(len, new)), None if None in prices else max(prices))

    def _part(self, utterance: Utterance) -> Part:
        return self._parts.get(utterance.role) or self._parts["narrator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Characters that a paid voice is going to be sent, and dollars where its price is known."""

    characters: int
    dollars: float | None

    @classmethod
    def of(cls, characters: int, price: float | None) -> Cost:
        """`price` is dollars for a million characters."""
        return cls(
            characters=characters, dollars=None if price is None else characters * price / 1e6
        )

    def __str__(self) -> str:
        price = "at a price unknown here" if self.dollars is None else f"about ${self.dollars:.2f}"
        return f"{self.characters:,} characters to be sent, {price}"


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
        return SpeechCache().has(self.key(utterance))

    def key(self, utterance: Utterance) -> str:
        """That the cache keeps it under."""
        return cache.key([self.voice.fingerprint, self.gain], utterance)

    @property
    def batch(self) -> int:
        """How many utterances it gains from being given at once."""
        return getattr(self.voice, "batch", 1)

    def take(
        self, utterances: Sequence[Utterance], speeches: SpeechCache | None, booth: Booth
    ) -> list[Speech]:
        """The utterances, mastered, and put into the cache."""
        try:
            said = booth.perform(self.order, utterances, self.gain)
        except SynthesisFailed:  # it ends whatever process says it: say what can be said of it
            said = [mastered(self._said(each, booth), self.gain) for each in utterances]
        for utterance, speech in zip(utterances, said, strict=True):
            if speeches and not speech.unspoken:
                speeches.put(self.key(utterance), speech)
        return said

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
