"""house: Earshot's own neural voices, small enough to lie in the package.

A model file (see `training` for how one is made) takes phonemes and slots, and gives samples and
how long each of them lasts, so words are timed by what was said and not by what was heard.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from earshot.audio.dsp import faded
from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice
from earshot.model import Samples, Speech, Utterance, Word
from earshot.voices.durations import timed
from earshot.voices.house_model.card import Card, read_card
from earshot.voices.house_model.model import Lengths, Network
from earshot.voices.house_model.pitch import MELODY
from earshot.voices.house_model.questions import rising
from earshot.voices.house_model.tokens import EDITION, RISING, Tokens, phones, tokens
from earshot.voices.house_model.vocoder import RATE
from earshot.voices.paths import content_digest, digest, voices_folder
from earshot.voices.phonemizer import Spelling
from earshot.voices.protocol import Speaker

ENDING = ".onnx"
PACKAGED = Path(__file__).parents[1] / "house_voices"
GAINS = PACKAGED / "gains.toml"
"""The loudness of the packaged voices, measured once for everybody."""
PHONEMES = "en-us"
"""The eSpeak NG language whose phonemes the models are trained on."""
STRETCH = 110
"""Tokens that are said in one go where a pause allows it: the longest sentences that a voice is
trained on are about as long, and past them its melody drifts."""
SEAM = 0.005
"""Seconds of fade where two stretches of a sentence meet, inside their silence."""
Said = tuple[int, Sequence[str], str]
"""A word's number, its phones and the boundary after it."""


class House:
    name = "house"
    quality = 3.8
    """Of house:kathleen. Predicted by NISQA-TTS for 30 news sentences and 39 phrases kept out of
    training, see `docs/house-voice.md`; the speaker's own recordings get 4.09."""

    def speakers(self) -> Sequence[Speaker]:
        """Somebody's own voice speaks only when it is asked for."""
        return [
            Speaker(
                name=name, languages=(card.language,),
                asked=file.parent != PACKAGED, half=card.finished == "no",
            )
            for name, (file, card) in _voices().items()
        ]  # fmt: skip

    def open(self, speaker: str, language: str, pace: float) -> HouseVoice:
        voices = _voices()
        if speaker not in voices:
            raise UnknownVoice(voice=f"house:{speaker}")
        return HouseVoice(f"house:{speaker}", *voices[speaker], pace)


class HouseVoice:
    """Its model is loaded with the first utterance."""

    longest = 600
    soundless = False

    def __init__(self, name: str, file: Path, card: Card, pace: float) -> None:
        """Raises BrokenVoice where the file was made for another Earshot."""
        if card.edition != EDITION or card.rate != str(RATE):
            reason = "it was made for another version of Earshot; train it again"
            raise BrokenVoice(voice=name, file=file, reason=reason)
        self.name = name
        self.rate = RATE
        self._file = file
        self._pace = pace
        self._spelling = Spelling(PHONEMES)
        facts = (digest(file), MELODY, f"{pace:g}", self._spelling.fingerprint)
        self.fingerprint = f"house {' '.join(facts)}"
        self.gain = known_gain(file, pace)
        self._network: Network | None = None

    def synthesize(self, utterance: Utterance) -> Speech:
        said = self._read(utterance.words)
        parts = [tokens(stretch) for stretch in _stretches(said)]
        made = [self._run(part, utterance.spoken) for part in parts if len(part.symbols) > 1]
        if not made:
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason="nothing to say")
        seam = round(SEAM * self.rate)
        sound = np.concatenate([faded(samples, seam) for samples, _ in made])
        frames = np.concatenate([durations for _, durations in made])
        owners = [owner for part in parts if len(part.symbols) > 1 for owner in part.owners]
        return timed(self.name, (sound, self.rate), frames, utterance.words, owners)

    def load(self) -> None:
        """What it speaks with. Raises BrokenVoice."""
        self._spelling.load()
        self._loaded()

    def close(self) -> None:
        self._spelling.close()
        self._network = None

    def _read(self, words: Sequence[Word]) -> list[Said]:
        spelt = self._spelling.spelt([_plain(word) for word in words])
        risen = rising(words)
        return [
            (
                each.owner,
                phones(each.ipa),
                RISING if each.boundary == "?" and each.owner in risen else each.boundary,
            )
            for each in spelt
        ]

    def _run(self, part: Tokens, text: str) -> tuple[Samples, Lengths]:
        return self._loaded().speak(part.ids, self._pace, text, part.rises)

    def _loaded(self) -> Network:
        self._network = self._network or Network(self.name, self._file)
        return self._network


def known_gain(file: Path, pace: float) -> float | None:
    """The gain in dB that `GAINS` has for the file, between its paces as they lie; None for a file
    that it does not know."""
    known = tomllib.loads(GAINS.read_text("utf-8")).get(content_digest(file))
    return known and round(float(np.interp(pace, known["paces"], known["gains"])), 2)


def _plain(word: Word) -> Word:
    """Twenty-one is two words, each with its slot."""
    return replace(word, spoken=word.spoken.replace("-", " "))


def _stretches(said: Sequence[Said]) -> Iterator[list[Said]]:
    """A sentence in stretches of at most `STRETCH` tokens, cut only where it pauses anyway."""
    stretch: list[Said] = []
    for phrase in _phrases(said):
        if stretch and _length(stretch) + _length(phrase) > STRETCH:
            yield stretch
            stretch = []
        stretch += phrase
    if stretch:
        yield stretch


def _phrases(said: Sequence[Said]) -> Iterator[list[Said]]:
    phrase: list[Said] = []
    for each in said:
        phrase.append(each)
        if each[2]:
            yield phrase
            phrase = []
    if phrase:
        yield phrase


def _length(said: Sequence[Said]) -> int:
    return sum(len(phones) + 1 for _, phones, _ in said)


def _voices() -> dict[str, tuple[Path, Card]]:
    """By name, the voices of the package and those in the user's folder, which come first."""
    found: dict[str, tuple[Path, Card]] = {}
    for folder in (voices_folder() / House.name, PACKAGED):
        for file in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
            with suppress(BrokenVoice):
                found.setdefault(file.stem, (file, read_card(file, f"house:{file.stem}")))
    return found
