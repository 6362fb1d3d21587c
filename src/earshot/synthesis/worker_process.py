"""The process behind a booth: `python -m earshot.synthesis.worker_process SOCKET [ORDER]`.

A request is an order, utterances and, where they are to be mastered too, a gain; the answer is
facts (rate and edges of the words of each, or what went wrong) and the samples of each. Voices
stay open between requests, the last few of them; that of ORDER (voice, language, rate) is opened
before the first. It ends when its line is closed, which is also
what happens when the process that began it is killed, and when nobody asked it for a while.
"""

from __future__ import annotations

import pickle
import resource
import signal
import sys
import warnings
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from earshot.audio.ffmpeg import PCM16_MAX
from earshot.errors import EarshotError, EarshotWarning
from earshot.mastering import master_speech
from earshot.model import Speech, Utterance
from earshot.synthesis.worker import Answer, VoiceSpec
from earshot.voices.fallback import synthesize_all_with_fallback
from earshot.voices.protocol import Voice
from earshot.voices.registry import open_voice

IDLE_SECONDS = 300.0
"""Seconds without a request after which the memory is given back."""
MAX_OPEN_VOICES = 3
"""Voices that stay loaded."""
MAX_MEMORY_BYTES = 8 << 30
"""Bytes of address space: a model that wants more is no model of a voice."""
_Voices = OrderedDict[tuple[str, str], Voice]
"""By name and fingerprint, which say all that decides how one sounds."""


def main() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not Path("/dev/nvidiactl").exists():  # a GPU's driver maps far more than it uses
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, most))
    line, voices = Connection(int(sys.argv[1])), _Voices()
    try:
        if order := sys.argv[2:]:
            _preload(voices, *order)
        while line.poll(IDLE_SECONDS):
            facts, sounds = _answer(voices, *pickle.loads(line.recv_bytes()))
            line.send(facts)
            for sound in sounds:
                line.send_bytes(sound)
    except (EOFError, OSError):
        pass
    finally:
        for voice in voices.values():
            voice.close()


def _preload(voices: _Voices, name: str, language: str, pace: str) -> None:
    """Open a voice and load what it speaks with. What is to be said of that, or goes wrong, is so
    again, and told, when it is asked to speak."""
    with warnings.catch_warnings(), suppress(EarshotError, EarshotWarning, MemoryError, ValueError):
        warnings.simplefilter("error", EarshotWarning)
        voice = open_voice(name, language, float(pace))
        load: Callable[[], None] | None = getattr(voice, "load", None)
        if load:
            load()
        voices[voice.name, voice.fingerprint] = voice


def _answer(
    voices: _Voices,
    order: VoiceSpec,
    utterances: Sequence[Utterance],
    gain: float | None,
) -> Answer:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = _synthesize(_open_voice(voices, order), utterances, gain)
        except EarshotError as error:
            facts = {name: str(value) for name, value in vars(error).items()}
            return {"error": type(error).__name__, "facts": facts}, []
        except MemoryError:
            facts = {"voice": order.name, "text": utterances[0].spoken, "reason": "out of memory"}
            return {"error": "SynthesisFailed", "facts": facts}, []
    told = [
        (each.category.__name__, str(each.message))
        for each in caught
        if issubclass(each.category, EarshotWarning)
    ]
    answer = {"said": [_speech_header(speech, gain) for speech in said], "warnings": told}
    return answer, [_speech_bytes(speech, gain) for speech in said]


def _synthesize(voice: Voice, utterances: Sequence[Utterance], gain: float | None) -> list[Speech]:
    if gain is None:
        return [voice.synthesize(each) for each in utterances]
    return [
        master_speech(speech, gain) for speech in synthesize_all_with_fallback(voice, utterances)
    ]


def _speech_header(speech: Speech, gain: float | None) -> dict[str, Any]:
    edges = [int(edge) for each in speech.timings for edge in (each.start, each.end)]
    kind = "float" if gain is None else "pcm"
    return {"rate": speech.rate, "edges": edges, "kind": kind, "unspoken": speech.unspoken}


def _speech_bytes(speech: Speech, gain: float | None) -> bytes:
    if gain is None:
        return np.ascontiguousarray(speech.samples, np.float32).tobytes()
    return np.round(speech.samples * PCM16_MAX).astype(np.int16).tobytes()


def _open_voice(voices: _Voices, order: VoiceSpec) -> Voice:
    key = order.name, order.fingerprint or f"{order.language} {order.speed}"
    if key not in voices:
        if len(voices) == MAX_OPEN_VOICES:
            voices.popitem(last=False)[1].close()
        voices[key] = open_voice(order.name, order.language, order.speed)
    voices.move_to_end(key)
    return voices[key]


if __name__ == "__main__":
    main()
