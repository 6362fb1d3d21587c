"""Bindings to libflite: takes tokens, returns samples and the times of the tokens.

Uses ctypes and the shared libraries of Debian's `libflite1` (Flite 2.2, permissive licence). An
utterance structure of Flite holds relations of items: `Token` (text between spaces), its daughters
the words, and through `SylStructure` their segments, which have end times.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import CDLL, POINTER, Structure, c_char_p, c_float, c_int, c_short, c_void_p
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from earshot.imports import LazyModule
from earshot.model import Samples

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")

START_FEATURE = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
END_FEATURE = b"R:SylStructure.daughtern.daughtern.R:Segment.end"

PHONES_FEATURE = b"phones"
TOKEN_FEATURES = (b"name", b"punc", PHONES_FEATURE, b"prepunctuation", b"whitespace")
"""Features of a token. Flite keeps the address of a name instead of a copy, so these strings must
never be freed."""
WAVE_FEATURE = b"wave_synth_func"
"""The feature with the last step of a synthesis."""
RANDOM_SEED = 1
_LIBC = CDLL(None)
_UNCHANGED = ctypes.CFUNCTYPE(c_void_p, c_void_p)(lambda utterance: utterance)
"""A step of a synthesis that does nothing."""

_lock = Lock()
"""Flite's reference counts are not thread-safe, so utterances are synthesized one at a time."""


class _Wave(Structure):
    _fields_ = (
        ("type", c_char_p),
        ("sample_rate", c_int),
        ("num_samples", c_int),
        ("num_channels", c_int),
        ("samples", POINTER(c_short)),
    )


class _Voice(Structure):
    _fields_ = (("name", c_char_p), ("features", c_void_p))


@dataclass(frozen=True, slots=True, kw_only=True)
class FliteResult:
    """The result of a synthesis."""

    samples: Samples
    rate: int
    tokens: tuple[tuple[float, float], ...]
    """Start and end of each token in seconds; a silent token has no length."""
    phones: tuple[str, ...]
    """The phones of each token, separated by spaces."""


def is_installed(speaker: str) -> bool:
    """Whether the libraries of the speaker are installed."""
    try:
        _load_library()
        CDLL(f"libflite_cmu_us_{speaker}.so.1")
    except OSError:
        return False
    return True


@cache
def hash_libraries(speaker: str) -> str:
    """SHA-256 of the libraries of the engine and the speaker, since another build may sound
    different. Raises OSError."""
    _load_library()
    _load_voice(speaker)
    parts = ("libflite.so", "libflite_usenglish.so", "libflite_cmulex.so")
    names = (*parts, f"libflite_cmu_us_{speaker}.so")
    loaded = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    files = sorted(file for file in loaded if file.rpartition("/")[2].startswith(names))
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()


class FliteToken(NamedTuple):
    """Text between spaces, in ASCII: its letters and the punctuation after them. CMU phones in
    lower case with stress ("s t aa1 r") override Flite's own pronunciation."""

    text: str
    punctuation: str = ""
    phones: str = ""


def speak(speaker: str, tokens: Sequence[FliteToken], duration_factor: float) -> FliteResult:
    """Synthesize tokens; `duration_factor` multiplies all durations."""
    with _lock, _process(speaker, tokens, duration_factor) as (flite, utterance):
        wave = flite.utt_wave(utterance).contents
        return FliteResult(
            samples=_read_samples(wave),
            rate=wave.sample_rate,
            tokens=tuple(_read_token_times(flite, utterance)),
            phones=tuple(_read_token_phones(flite, utterance)),
        )


def phonemize(speaker: str, tokens: Sequence[FliteToken]) -> tuple[str, ...]:
    """The phones of each token, separated by spaces, without the synthesis of a wave."""
    with _lock, _process(speaker, tokens, has_wave=False) as (flite, utterance):
        return tuple(_read_token_phones(flite, utterance))


@contextmanager
def _process(
    speaker: str, tokens: Sequence[FliteToken], duration_factor: float = 1.0, has_wave: bool = True
) -> Iterator[tuple[CDLL, int]]:
    """The library, and the utterance after all steps of the synthesis."""
    flite = _load_library()
    voice = _load_voice(speaker)
    features = ctypes.cast(voice, POINTER(_Voice)).contents.features
    flite.feat_set_float(features, b"duration_stretch", duration_factor)
    # The breath noise uses the C library's global generator. Seeding it for each utterance
    # makes the samples independent of earlier ones.
    _LIBC.srand(RANDOM_SEED)
    utterance = _create_utterance(flite, tokens)
    try:
        flite.utt_init(utterance, voice)
        if not has_wave:
            # The features are the first field of an utterance.
            own_features = ctypes.cast(utterance, POINTER(c_void_p))[0]
            step = flite.uttfunc_val(ctypes.cast(_UNCHANGED, c_void_p))
            flite.feat_set(own_features, WAVE_FEATURE, step)
        if not flite.utt_synth_tokens(utterance):
            raise ValueError("flite returned no utterance")
        yield flite, utterance
    finally:
        flite.delete_utterance(utterance)


def _create_utterance(flite: CDLL, tokens: Sequence[FliteToken]) -> int:
    """An utterance with these tokens, ready for Flite's text analysis."""
    utterance = flite.new_utterance()
    relation = flite.utt_relation_create(utterance, b"Token")
    previous = ""
    for token in tokens:
        item = flite.relation_append(relation, None)
        # Flite merges two tokens with the same phones into one phrase and speaks it once.
        repeated = bool(token.phones) and token.phones == previous
        previous = f" {token.phones}" if repeated else token.phones
        values = (token.text, token.punctuation, previous, "", " ")
        for name, value in zip(TOKEN_FEATURES, values, strict=True):
            if value or name != PHONES_FEATURE:
                flite.item_set_string(item, name, value.encode("ascii"))
    return int(utterance)


def _read_token_phones(flite: CDLL, utterance: int) -> Iterator[str]:
    token = flite.relation_head(flite.utt_relation(utterance, b"Token"))
    while token:
        phones: list[str] = []
        word = flite.item_daughter(token)
        while word:
            syllable = flite.item_daughter(flite.item_as(word, b"SylStructure"))
            while syllable:
                segment = flite.item_daughter(syllable)
                while segment:
                    phones.append(flite.item_feat_string(segment, b"name").decode("ascii"))
                    segment = flite.item_next(segment)
                syllable = flite.item_next(syllable)
            word = flite.item_next(word)
        yield " ".join(phones)
        token = flite.item_next(token)


def _read_samples(wave: _Wave) -> Samples:
    pcm = np.ctypeslib.as_array(wave.samples, (wave.num_samples,))
    scaled: Samples = pcm.astype(np.float32) / np.float32(32768)
    return scaled


def _read_token_times(flite: CDLL, utterance: int) -> list[tuple[float, float]]:
    times: list[tuple[float, float]] = []
    token = flite.relation_head(flite.utt_relation(utterance, b"Token"))
    end = 0.0
    while token:
        first = last = flite.item_daughter(token)
        while last and (following := flite.item_next(last)):
            last = following
        start = flite.ffeature_float(first, START_FEATURE) if first else end
        end = flite.ffeature_float(last, END_FEATURE) if last else end
        times.append((start, end))
        token = flite.item_next(token)
    return times


@cache
def _load_library() -> CDLL:
    """The engine with its English front end, initialised once. Raises OSError if it is not
    installed."""
    flite = CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
    for part in ("usenglish", "cmulex"):
        CDLL(f"libflite_{part}.so.1", mode=ctypes.RTLD_GLOBAL)
    signatures = {
        "new_utterance": (c_void_p, []),
        "utt_relation_create": (c_void_p, [c_void_p, c_char_p]),
        "relation_append": (c_void_p, [c_void_p, c_void_p]),
        "item_set_string": (None, [c_void_p, c_char_p, c_char_p]),
        "item_as": (c_void_p, [c_void_p, c_char_p]),
        "item_feat_string": (c_char_p, [c_void_p, c_char_p]),
        "utt_init": (c_int, [c_void_p, c_void_p]),
        "utt_synth_tokens": (c_void_p, [c_void_p]),
        "utt_wave": (POINTER(_Wave), [c_void_p]),
        "utt_relation": (c_void_p, [c_void_p, c_char_p]),
        "relation_head": (c_void_p, [c_void_p]),
        "item_next": (c_void_p, [c_void_p]),
        "item_daughter": (c_void_p, [c_void_p]),
        "ffeature_float": (c_float, [c_void_p, c_char_p]),
        "feat_set_float": (None, [c_void_p, c_char_p, c_float]),
        "feat_set": (None, [c_void_p, c_char_p, c_void_p]),
        "uttfunc_val": (c_void_p, [c_void_p]),
        "delete_utterance": (None, [c_void_p]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(flite, name)
        function.restype, function.argtypes = result, arguments
    flite.flite_init()
    return flite


@cache
def _load_voice(speaker: str) -> int:
    register = getattr(CDLL(f"libflite_cmu_us_{speaker}.so.1"), f"register_cmu_us_{speaker}")
    register.restype, register.argtypes = c_void_p, [c_char_p]
    return int(register(None))
