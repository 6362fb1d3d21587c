"""The worker process for voices: argument DESCRIPTOR.

It answers a SpeechRequest with a SpeechResult and the samples of each speech as a binary part. The
voices used last stay open. A message `prepare` names the voice of the first request. The process
ends when its socket is closed or it has been idle for `IDLE_SECONDS`.
"""

from __future__ import annotations

import resource
import signal
import sys
import warnings
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from earshot.errors import EarshotError, EarshotWarning, SynthesisFailed
from earshot.imports import load_module
from earshot.mastering import master_speech
from earshot.model import Speech
from earshot.pattern_cache import install_pattern_cache
from earshot.synthesis.messages import (
    SpeechFailure,
    SpeechHeader,
    SpeechRequest,
    SpeechResult,
    VoiceSpec,
    encode_samples,
)
from earshot.voices.fallback import synthesize_all_with_fallback
from earshot.voices.protocol import Voice
from earshot.voices.registry import open_voice
from earshot.workers.channel import Channel
from earshot.workers.framing import Message, ProtocolError

IDLE_SECONDS = 300.0
"""Idle time after which the process ends and frees its memory."""
MAX_OPEN_VOICES = 3
"""Voices that stay loaded."""
MAX_MEMORY_BYTES = 8 << 30
"""Limit of the address space. No voice model needs more."""
_Voices = OrderedDict[tuple[str, str], Voice]
"""By name and fingerprint, which determine the audio."""


def main() -> None:
    patterns = install_pattern_cache("-voices")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not Path("/dev/nvidiactl").exists():  # a GPU driver maps far more than it uses
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, most))
    channel, voices = Channel(int(sys.argv[1])), _Voices()
    channel.exit_when_closed()
    try:
        load_module("numpy")  # which modules import with their first use, before the first message
        for message in channel.requests(IDLE_SECONDS):
            if message.kind == "prepare":
                _preload(voices, VoiceSpec(**message.body))
                if patterns:  # this process may be killed
                    patterns.save()
            else:
                channel.send(_answer(voices, SpeechRequest.from_body(message.body), message.task))
    except (OSError, ProtocolError):  # the parent closed the socket, or only half a request came
        pass
    finally:
        for voice in voices.values():
            voice.close()


def _preload(voices: _Voices, spec: VoiceSpec) -> None:
    """Open a voice and load its model. Warnings and errors are dropped here; the first request
    raises them again."""
    with warnings.catch_warnings(), suppress(Exception):
        warnings.simplefilter("error", EarshotWarning)
        voice = open_voice(spec.name, spec.language, spec.speed)
        load: Callable[[], None] | None = getattr(voice, "load", None)
        if load:
            load()
        voices[voice.name, voice.fingerprint] = voice


def _answer(voices: _Voices, request: SpeechRequest, task: int) -> Message:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            speeches = _synthesize(_open_voice(voices, request.voice), request)
        except EarshotError as error:
            return Message("error", task, SpeechFailure.of(error).to_body())
        except Exception as error:  # a fault of the voice, which may be a plug-in
            failure = _describe_fault(request, error)
            return Message("error", task, SpeechFailure.of(failure).to_body())
    is_pcm = request.gain is not None
    result = SpeechResult(
        speeches=tuple(SpeechHeader.of(speech, is_pcm=is_pcm) for speech in speeches),
        warnings=tuple(
            (each.category.__name__, str(each.message))
            for each in caught
            if issubclass(each.category, EarshotWarning)
        ),
    )
    parts = [encode_samples(speech, is_pcm=is_pcm) for speech in speeches]
    return Message("result", task, result.to_body(), parts)


def _describe_fault(request: SpeechRequest, error: Exception) -> SynthesisFailed:
    out_of_memory = isinstance(error, MemoryError)
    reason = "out of memory" if out_of_memory else f"{type(error).__name__}: {error}"
    text = request.utterances[0].spoken
    return SynthesisFailed(voice=request.voice.name, text=text, reason=reason)


def _synthesize(voice: Voice, request: SpeechRequest) -> list[Speech]:
    if request.gain is None:
        return [voice.synthesize(each) for each in request.utterances]
    speeches = synthesize_all_with_fallback(voice, request.utterances)
    return [master_speech(speech, request.gain) for speech in speeches]


def _open_voice(voices: _Voices, spec: VoiceSpec) -> Voice:
    key = spec.name, spec.fingerprint or f"{spec.language} {spec.speed}"
    if key not in voices:
        if len(voices) == MAX_OPEN_VOICES:
            voices.popitem(last=False)[1].close()
        voices[key] = open_voice(spec.name, spec.language, spec.speed)
    voices.move_to_end(key)
    return voices[key]
