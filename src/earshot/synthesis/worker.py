"""Worker processes for voices. They use all cores, and a crash, a hang or a memory leak costs a
sentence instead of the article."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict

from earshot import errors
from earshot.errors import SynthesisFailed, UnspokenSentence
from earshot.model import Speech, Utterance
from earshot.synthesis import spawn
from earshot.synthesis.messages import (
    SpeechFailure,
    SpeechRequest,
    SpeechResult,
    VoiceSpec,
    decode_speeches,
)
from earshot.voices.protocol import Voice
from earshot.workers.errors import WorkerEnded, WorkerTimeout
from earshot.workers.framing import Message
from earshot.workers.worker import Worker

TIMEOUT_SECONDS = 300.0
"""Seconds for one request, including loading the model."""
MAX_ATTEMPTS = 3
"""Number of processes to try; the cause of a crash may be temporary."""


class SynthesisWorker:
    """A synthesis process. The first request starts it, and the first one after its end restarts
    it."""

    def __init__(self) -> None:
        self._worker = Worker(spawn.start_process)

    @property
    def is_running(self) -> bool:
        return self._worker.is_running

    @property
    def pid(self) -> int | None:
        return self._worker.pid

    def synthesize(self, voice: VoiceSpec, utterance: Utterance) -> Speech:
        """Raises the errors of the voice, and SynthesisFailed if the process ends or hangs."""
        return self._request(voice, [utterance], None)[0]

    def synthesize_all(
        self, voice: VoiceSpec, utterances: Sequence[Utterance], gain: float
    ) -> list[Speech]:
        """Synthesize the utterances with all fallbacks and master them with `gain` dB, in the
        process.

        Warns and raises as `synthesize_all_with_fallback`; raises SynthesisFailed if the process
        ends or hangs.
        """
        return self._request(voice, utterances, gain)

    def prepare(self, voice: VoiceSpec) -> None:
        """Start the process, which loads the voice, and return at once."""
        with suppress(WorkerEnded):  # the first request will report why
            self._worker.prepare(asdict(voice))

    def close(self) -> None:
        """End the process permanently."""
        self._worker.close()

    def _request(
        self, voice: VoiceSpec, utterances: Sequence[Utterance], gain: float | None
    ) -> list[Speech]:
        request = SpeechRequest(voice=voice, utterances=tuple(utterances), gain=gain)
        answer = self._answer(request)
        if answer.kind == "error":
            raise SpeechFailure(**answer.body).error()
        result = SpeechResult.from_body(answer.body)
        _show_warnings(result.warnings)
        return decode_speeches(result, answer.parts, utterances)

    def _answer(self, request: SpeechRequest) -> Message:
        reason = ""
        for _ in range(MAX_ATTEMPTS):
            try:
                return self._worker.request(request.to_body(), TIMEOUT_SECONDS)
            except WorkerEnded as error:
                reason = str(error)
            except WorkerTimeout as error:
                reason = str(error)
                break
        text = request.utterances[0].spoken
        raise SynthesisFailed(voice=request.voice.name, text=text, reason=reason)


class WorkerVoice:
    """Proxy of a voice in a worker process, with the same properties."""

    def __init__(self, voice: Voice, spec: VoiceSpec, worker: SynthesisWorker) -> None:
        self.name, self.rate, self.max_chars = voice.name, voice.rate, voice.max_chars
        self.silent, self.fingerprint = voice.silent, voice.fingerprint
        self._spec = spec
        self._worker = worker

    def synthesize(self, utterance: Utterance) -> Speech:
        return self._worker.synthesize(self._spec, utterance)

    def close(self) -> None:
        """Does nothing: the process is kept for the next voice."""


def _show_warnings(received: Iterable[tuple[str, str]]) -> None:
    """Repeat the warnings here; those about the machine are shown once."""
    for category, message in received:
        kind: type[Warning] = getattr(errors, category)
        if issubclass(kind, UnspokenSentence) or (category, message) not in _shown_warnings:
            _shown_warnings.add((category, message))
            warnings.warn(message, kind, 2)


_shown_warnings: set[tuple[str, str]] = set()
