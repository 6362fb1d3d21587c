"""kitten: KittenTTS on onnxruntime, with the model's own word times. American English.

KittenTTS is of the StyleTTS 2 family, as Kokoro is. Inputs, symbols and defaults are those of the
package kittenml 0.9.6 for its ONNX models. If several models are installed, the largest is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.imports import LazyModule
from earshot.model import Speech, Utterance
from earshot.voices.engine_scores import MOS
from earshot.voices.engines.kitten_config import KittenModel, load_model_files
from earshot.voices.hardware import runtime_install_hint
from earshot.voices.neural_timing import NO_WORD, ModelOutput, OnsetModel, build_speech
from earshot.voices.neural_voice import NeuralVoice, onnx_session
from earshot.voices.paths import hash_files, voices_dir
from earshot.voices.phonemizer import to_tokens
from earshot.voices.protocol import Speaker
from earshot.voices.style_vectors import load_styles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:  # a command starts sooner without it
    np = LazyModule("numpy")

SAMPLE_RATE = 24_000
LANGUAGE = "en-US"
IPA = (
    "ɑɐɒæɓʙβɔɕçɗɖðʤəɘɚɛɜɝɞɟʄɡɠɢʛɦɧħɥʜɨɪʝɭɬɫɮʟɱɯɰŋɳɲɴøɵɸθœɶʘɹɺɾɻʀʁɽʂʃʈʧʉʊʋⱱʌɣɤʍχʎʏʑʐʒʔʡʕʢǀǁǂǃ"
    "ˈˌːˑʼʴʰʱʲʷˠˤ˞↓↑→↗↘'\u0329'ᵻ"
)
SYMBOLS = '$;:,.!?¡¿—…"«»"" ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' + IPA
"""The symbols of StyleTTS 2, in the order of their ids."""
VOCABULARY = {symbol: number for number, symbol in enumerate(SYMBOLS)}
PAD, END = VOCABULARY["$"], VOCABULARY["…"]
MAX_TOKENS = 510
"""The model has positions for 512, two of which are the padding."""
ONSETS = OnsetModel(lead=1.5, max_space=4.0, max_pause=1.5)
"""In frames of 25 ms. Those of Kokoro, which has the same architecture and learns its durations in
the same way. Not measured on the real weights."""


class Kitten:
    name = "kitten"
    licence = "Apache-2.0"
    mos_is_estimate = True
    mos = MOS["kitten"]

    def speakers(self) -> Sequence[Speaker]:
        model = _find_model()
        return [_speaker(name) for name in model.voices] if model else []

    def speaker(self, name: str) -> Speaker | None:
        """A voice by its name in any case."""
        model = _find_model()
        names = {each.casefold(): each for each in model.voices} if model else {}
        found = names.get(name.casefold())
        return _speaker(found) if found else None

    def open(self, speaker: str, language: str, speed: float) -> KittenVoice:
        if hint := runtime_install_hint():
            raise VoiceNotInstalled(voice=f"kitten:{speaker}", install_hint=hint)
        model = _find_model()
        if not model:
            hint = "earshot voices install kitten"
            raise VoiceNotInstalled(voice=f"kitten:{speaker}", install_hint=hint)
        return KittenVoice(speaker, model, speed)


class KittenVoice(NeuralVoice):
    rate = SAMPLE_RATE
    max_chars = 400
    """The length of the pieces into which its own package cuts a text."""
    calibration_step = 4
    """As for Kokoro: one sentence in four gives the same gain within 0.1 dB."""

    def __init__(self, speaker: str, model: KittenModel, speed: float) -> None:
        """Raises UnknownVoice."""
        if speaker not in model.voices:
            raise UnknownVoice(voice=f"kitten:{speaker}")
        super().__init__(f"kitten:{speaker}", model.file, LANGUAGE)
        self._model, self._key = model, model.voices[speaker]
        self._speed = speed * model.speed_priors.get(self._key, 1.0)
        files_hash = hash_files(model.file, model.styles, model.config)
        facts = (
            onnx_session.RUNTIME_VERSION,
            files_hash,
            self._phonemizer.fingerprint,
            self._key,
            f"{speed:g}",
        )
        self.fingerprint = " ".join(map(str, ("kitten", *facts, ONSETS)))

    def synthesize(self, utterance: Utterance) -> Speech:
        words = self._phonemizer.phonemize(utterance.words)
        # Its package puts spaces around punctuation marks.
        tokens, word_indices = to_tokens(words, str, VOCABULARY, mark_prefix=" ")
        tokens, word_indices = [*tokens, END], [*word_indices, NO_WORD]
        if len(tokens) > MAX_TOKENS or all(owner == NO_WORD for owner in word_indices):
            reason = f"it takes 1 to {MAX_TOKENS - 1} sounds, not {len(tokens) - 1}"
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason=reason)
        session = self._load_session()
        feeds = self._feeds(tokens, len(utterance.spoken), session)
        output, frames = session.run(feeds, utterance.spoken)
        spoken = ModelOutput.of_padded(output, SAMPLE_RATE, frames, word_indices)
        return build_speech(self.name, spoken, utterance.words, ONSETS)

    def _feeds(
        self, tokens: Sequence[int], length: int, session: onnx_session.Session
    ) -> dict[str, NDArray[np.generic]]:
        """`length` is that of the text in characters, which selects the style."""
        if set(session.inputs) != {"input_ids", "style", "speed"} or not session.durations:
            reason = "its inputs and outputs are not those of KittenTTS"
            raise BrokenVoice(voice=self.name, file=self._file, reason=reason)
        styles = load_styles(self.name, self._model.styles, self._key)
        padded = np.array([[PAD, *tokens, PAD]], np.int64)
        style = styles[min(length, len(styles) - 1)]
        return {"input_ids": padded, "style": style, "speed": np.array([self._speed])}


def _speaker(name: str) -> Speaker:
    return Speaker(name=name, languages=(LANGUAGE,), install_hint=runtime_install_hint())


def _find_model() -> KittenModel | None:
    """The largest complete model."""
    files = list((voices_dir() / "kitten").glob("*.onnx"))
    for file in sorted(files, key=lambda each: (-each.stat().st_size, each.name)):
        with suppress(BrokenVoice):
            return load_model_files(file)
    return None
