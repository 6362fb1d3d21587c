"""Worker processes for voices, so that all cores are at work and a crash, a hang or a runaway model
costs a sentence and not the article."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

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
from earshot.workers.framing import Message
from earshot.workers.worker import Worker, WorkerEnded, WorkerTimeout

TIMEOUT_SECONDS = 300.0
"""Seconds for one request, the loading of its model included."""
MAX_ATTEMPTS = 3
"""Processes that may end by themselves: whatever killed one may not do so again."""


class SynthesisWorker:
    """One process that speaks. It is started by the first request, and again after its end."""

    def __init__(self) -> None:
        self._worker = Worker(spawn.start_process)

    @property
    def is_running(self) -> bool:
        return self._worker.is_running

    @property
    def pid(self) -> int | None:
        return self._worker.pid

    def synthesize(self, voice: VoiceSpec, utterance: Utterance) -> Speech:
        """Raises what the voice raises, and SynthesisFailed where its process ends or hangs."""
        return self._request(voice, [utterance], None)[0]

    def synthesize_all(
        self, voice: VoiceSpec, utterances: Sequence[Utterance], gain: float
    ) -> list[Speech]:
        """The utterances with all fallbacks, mastered with `gain` dB, both over there.

        Warns and raises as `synthesize_all_with_fallback`, and raises SynthesisFailed where the
        process ends or hangs.
        """
        return self._request(voice, utterances, gain)

    def close(self) -> None:
        """End the process for good."""
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
    """A voice that speaks in a worker process, with the properties of the one it stands for."""

    def __init__(self, voice: Voice, spec: VoiceSpec, worker: SynthesisWorker) -> None:
        self.name, self.rate, self.max_chars = voice.name, voice.rate, voice.max_chars
        self.silent, self.fingerprint = voice.silent, voice.fingerprint
        self._spec = spec
        self._worker = worker

    def synthesize(self, utterance: Utterance) -> Speech:
        return self._worker.synthesize(self._spec, utterance)

    def close(self) -> None:
        """The process stays, for the next voice."""


def _show_warnings(received: Iterable[tuple[str, str]]) -> None:
    """Those about the whole machine, and not about a sentence, are shown once."""
    for category, message in received:
        kind: type[Warning] = getattr(errors, category)
        if issubclass(kind, UnspokenSentence) or (category, message) not in _shown_warnings:
            _shown_warnings.add((category, message))
            warnings.warn(message, kind, 2)


_shown_warnings: set[tuple[str, str]] = set()
