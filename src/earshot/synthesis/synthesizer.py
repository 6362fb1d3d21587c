"""Synthesizes the segments of a script with all workers, and yields them in order."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache as cache_of
from functools import cached_property, partial
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import get_args

from earshot import speech_cache
from earshot.disk_cache import is_cached, memoize
from earshot.errors import SynthesisFailed
from earshot.mastering import calibrate_gain, master_speech, pad_last_frame, place_segments
from earshot.model import Article, Block, Role, Script, Segment, Speech, Utterance
from earshot.script.builder import build_script
from earshot.speech_cache import SpeechCache
from earshot.synthesis import pool
from earshot.synthesis.human_recordings import HumanVoice
from earshot.synthesis.messages import VoiceSpec
from earshot.synthesis.prefetch import prefetch
from earshot.synthesis.roles import FOREIGN, NARRATOR
from earshot.synthesis.worker import SynthesisWorker, WorkerVoice
from earshot.synthetic_voice import is_human
from earshot.voices.fallback import abort_if_silent, synthesize_with_fallback
from earshot.voices.protocol import Voice
from earshot.voices.registry import (
    ANY_VOICE,
    foreign_voice,
    open_voice,
    second_voice,
    speaks_language,
)

MAX_MOS_DIFFERENCE = 0.5
"""Maximum difference in MOS between the voice of a role and a worse one for a foreign-language
sentence. A robotic voice in the middle of a natural one is worse than an accent."""
CALIBRATION_TEXT = files("earshot").joinpath("calibration.txt").read_text("utf-8")
"""A minute of news with every type of sentence, for measuring the loudness of a voice."""


class Synthesizer:
    """The segments of a script. Every iteration gives the same samples."""

    def __init__(
        self,
        script: Script,
        voices: Mapping[str, str],
        speed: float,
        human_recordings: Path | None = None,
    ) -> None:
        """`voices` maps roles to voices; "voice" selects the best voice to pair with the
        narrator's. The narrator reads roles that are missing. Keys may also be languages.

        A sentence in another language without an entry is read by the best installed voice for it,
        if that is about as natural (`MAX_MOS_DIFFERENCE`) as the voice of the role, or if the
        sentence is in an alphabet that the latter cannot read. Otherwise the voice of the role
        reads it, as it reads all of them with `{"foreign": "narrator"}`. If an utterance names a
        voice, that voice reads it. If a person recorded it, the recording is in the directory
        `human_recordings`. Raises VoiceError for a voice that cannot be used.
        """
        self._script = script
        self._voices, self._speed = voices, speed
        self._human_recordings = human_recordings
        self._open_part = cache_of(self._create_part)
        narrator = self._open_part(voices[NARRATOR], script.article.language)
        self.name = narrator.voice.name
        self._parts: dict[str, VoicePart] = {NARRATOR: narrator}
        for role in (role for role in get_args(Role) if role in voices and role != NARRATOR):
            language = script.article.language
            name = second_voice(self.name, language) if voices[role] == ANY_VOICE else voices[role]
            self._parts[role] = self._open_part(name, language)
        self._language_parts: dict[tuple[str, str], VoicePart] = {}
        """By role and foreign language."""
        self._chosen_parts = self._open_chosen_parts()
        foreign = [each for each in script.utterances if each.language]
        own = alphabet(each.spoken for each in script.utterances if foreign and not each.language)
        for utterance in foreign:
            key = (utterance.role, utterance.language)
            if key not in self._language_parts:
                is_readable = alphabet([utterance.spoken]) == own
                self._language_parts[key] = self._part_for_language(
                    *key, MAX_MOS_DIFFERENCE if is_readable else inf
                )

    def _create_part(self, name: str, language: str) -> VoicePart:
        return VoicePart(VoiceSpec(name=name, language=language, speed=self._speed))

    def _open_chosen_parts(self) -> dict[tuple[str, str], VoicePart]:
        """By voice and language: the parts of utterances that have a voice of their own."""
        default = self._script.article.language
        chosen = {(each.voice, each.language) for each in self._script.utterances if each.voice}
        return {(name, tag): self._open_chosen_part(name, tag or default) for name, tag in chosen}

    def _open_chosen_part(self, name: str, language: str) -> VoicePart:
        if is_human(name):
            return HumanPart(HumanVoice(self._human_recordings, name, language))
        return self._open_part(name, language)

    def _part_for_language(self, role: str, language: str, close: float) -> VoicePart:
        """The part that reads a foreign language in a role: a voice for it that is at most `close`
        MOS points worse than the voice of the role, otherwise that voice."""
        own = self._parts.get(role) or self._parts[NARRATOR]
        base = language.split("-")[0]
        roles = get_args(Role)
        named = {tag: voice for tag, voice in self._voices.items() if tag not in roles}
        alike = (voice for tag, voice in named.items() if tag.split("-")[0] == base)
        if chosen := named.get(language) or next(alike, ""):
            return self._open_part(chosen, language)
        if self._voices.get(FOREIGN) == NARRATOR or speaks_language(own.voice.name, language):
            return own
        name = foreign_voice(own.voice.name, language, close)
        return self._open_part(name, language) if name else own

    def __iter__(self) -> Iterator[Segment]:
        return pad_last_frame(self.starting_at(0), len(self._script.utterances))

    def starting_at(self, utterance: int) -> Iterator[Segment]:
        rest = self._script.utterances[utterance:]
        return place_segments(
            abort_if_silent(
                prefetch(((self._part_for(each), each) for each in rest), pool.shared_pool())
            )
        )

    @property
    def voices(self) -> dict[str, str]:
        """The voice of each role and language that has one."""
        foreign = {tongue: part for (_, tongue), part in self._language_parts.items()}
        own = {tongue: p for tongue, p in foreign.items() if p not in self._parts.values()}
        return {name: part.voice.name for name, part in (self._parts | own).items()}

    @property
    def fingerprints(self) -> list[str]:
        """The fingerprint of the voice of each utterance."""
        return [self._part_for(each).voice.fingerprint for each in self._script.utterances]

    @property
    def cost(self) -> Cost | None:
        """The cost of utterances that are not cached; None if the voices are free."""
        all_parts = {
            *self._parts.values(),
            *self._language_parts.values(),
            *self._chosen_parts.values(),
        }
        paid = [part for part in all_parts if hasattr(part.voice, "price")]
        parts = [(self._part_for(each), each) for each in self._script.utterances]
        new = [each.spoken for part, each in parts if part in paid and not part.is_cached(each)]
        new += [CALIBRATION_TEXT for part in paid if not part.is_calibrated]
        prices = [part.voice.price for part in paid]  # type: ignore[attr-defined]
        if not new:
            return None
        return Cost.of(sum(map(len, new)), None if None in prices else max(prices))

    def _part_for(self, utterance: Utterance) -> VoicePart:
        if utterance.voice:
            return self._chosen_parts[utterance.voice, utterance.language]
        own = self._parts.get(utterance.role) or self._parts[NARRATOR]
        return self._language_parts.get((utterance.role, utterance.language), own)


def alphabet(texts: Iterable[str]) -> str:
    """The script of most letters, by their Unicode names: LATIN, CYRILLIC, CJK."""
    letters = (letter for text in texts for letter in text if letter.isalpha())
    names = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    return max(names, key=names.__getitem__, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Characters to send to a paid voice, and US dollars if the price is known."""

    characters: int
    dollars: float | None

    @classmethod
    def of(cls, characters: int, price: float | None) -> Cost:
        """`price` is in US dollars per million characters."""
        return cls(
            characters=characters, dollars=None if price is None else characters * price / 1e6
        )

    def __str__(self) -> str:
        price = "at a price unknown here" if self.dollars is None else f"about ${self.dollars:.2f}"
        return f"{self.characters:,} characters to be sent, {price}"


def calibrate_voice(name: str, language: str) -> float:
    """The gain of a voice at its natural speed, in dB. It is measured now if it is unknown, so
    the first article does not wait for it. Raises VoiceError."""
    return VoicePart(VoiceSpec(name=name, language=language, speed=1.0)).gain


class VoicePart:
    """A voice and its gain."""

    def __init__(self, order: VoiceSpec) -> None:
        with closing(open_voice(order.name, order.language, order.speed)) as voice:
            self.voice: Voice = voice
        self.spec = replace(order, name=voice.name, fingerprint=voice.fingerprint)

    @cached_property
    def gain(self) -> float:
        """Gain in dB, measured once per voice and machine, unless the voice has a known gain."""
        known = self._known_gain
        return memoize(self._gain_key, self._measure_gain, float) if known is None else known

    @property
    def _known_gain(self) -> float | None:
        return getattr(self.voice, "gain", None)

    @property
    def _gain_key(self) -> str:
        facts = f"{self.voice.fingerprint} {CALIBRATION_TEXT}".encode()
        return f"gain/{hashlib.sha256(facts).hexdigest()[:32]}"

    @property
    def is_calibrated(self) -> bool:
        return self._known_gain is not None or is_cached(self._gain_key)

    def is_cached(self, utterance: Utterance) -> bool:
        """Whether the utterance is in the cache."""
        if not self.is_calibrated or not speech_cache.max_bytes():
            return False
        return SpeechCache().has(self.key(utterance))

    def key(self, utterance: Utterance) -> str:
        """The cache key."""
        return speech_cache.cache_key([self.voice.fingerprint, self.gain], utterance)

    @property
    def batch_size(self) -> int:
        """The number of utterances that the voice synthesizes best at once."""
        return getattr(self.voice, "batch_size", 1)

    def synthesize_batch(
        self, utterances: Sequence[Utterance], speeches: SpeechCache | None, worker: SynthesisWorker
    ) -> list[Speech]:
        """Synthesize and master the utterances, and store them in the cache."""
        try:
            mastered = worker.synthesize_all(self.spec, utterances, self.gain)
        except SynthesisFailed:  # it would end any process: synthesize the utterances one by one
            mastered = [
                master_speech(self._synthesize(each, worker), self.gain) for each in utterances
            ]
        for utterance, speech in zip(utterances, mastered, strict=True):
            if speeches and not speech.unspoken:
                speeches.put(self.key(utterance), speech)
        return mastered

    def _measure_gain(self) -> float:
        paragraphs = CALIBRATION_TEXT.split("\n\n")
        blocks = tuple(Block(kind="paragraph", text=text.strip()) for text in paragraphs)
        step = getattr(self.voice, "calibration_step", 1)
        sentences = build_script(Article(headline="", blocks=blocks)).utterances[::step]
        futures = [pool.shared_pool().submit(partial(self._synthesize, each)) for each in sentences]
        speeches = [each.result() for each in futures]
        if all(speech.unspoken for speech in speeches):
            text, reason = sentences[0].spoken, "nor for any other sentence"
            raise SynthesisFailed(voice=self.voice.name, text=text, reason=reason)
        return calibrate_gain(speeches)

    def _synthesize(self, utterance: Utterance, worker: SynthesisWorker) -> Speech:
        return synthesize_with_fallback(WorkerVoice(self.voice, self.spec, worker), utterance)


class HumanPart(VoicePart):
    """The recording of a sentence by a person, which needs no synthesis."""

    def __init__(self, voice: HumanVoice) -> None:
        self.voice = voice

    def synthesize_batch(
        self, utterances: Sequence[Utterance], speeches: SpeechCache | None, worker: SynthesisWorker
    ) -> list[Speech]:
        return [self.voice.synthesize(each) for each in utterances]
