"""The process that espeak-ng lives in: `python espeak_worker.py LIBRARY DATA`.

espeak-ng keeps one state for the whole process and crashes with two threads in it, so each voice
has a process to itself, and a hang or a crash costs a sentence and not the article. A request is
a line of JSON on standard input, `{"voice", "words_a_minute", "text", "sound"}`. The answer is a
line of JSON, `{"rate", "samples", "words", "phonemes"}`, and that many 16-bit samples, none where
`sound` is false; `words` are
`[character, sample]` and `phonemes` `[IPA, sample, character]`: where they start, and which word
they are of.

Run as a file, with nothing of ours imported, so that it starts in a few hundredths of a second.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    Union,
    c_char,
    c_char_p,
    c_int,
    c_short,
    c_uint,
    c_void_p,
)
from typing import Any

SYNCHRONOUS = 2
PHONEMES_AS_IPA = 0x0001 | 0x0002
DONT_EXIT = 0x8000
UTF8 = 1
PHONEMES = 0x100
"""Text between [[ and ]] is phoneme mnemonics."""
CHARACTER_POSITION = 1
LIST_TERMINATED, WORD, PHONEME = 0, 1, 7
SPEED = 1
"""espeak_PARAMETER `espeakRATE`: words a minute."""


class _Id(Union):
    _fields_ = (("number", c_int), ("name", c_char_p), ("string", c_char * 8))


class _Event(Structure):
    _fields_ = (
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", _Id),
    )


_Callback = CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(_Event))


class EspeakLibrary:
    """The library in this process, and what it said last."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        self._callback = _Callback(self._on_synth)
        self.rate = self._library.espeak_Initialize(
            SYNCHRONOUS, 0, data.encode(), PHONEMES_AS_IPA | DONT_EXIT
        )
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, voice: str, words_a_minute: int, text: str, sound: bool) -> dict[str, Any]:
        self._pcm = bytearray()
        self._with_audio = sound
        self._words: list[tuple[int, int]] = []
        self._phonemes: list[tuple[str, int, int]] = []
        error_code = self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(SPEED, words_a_minute, 0)
        encoded = text.encode() + b"\0"
        error_code = error_code or self._library.espeak_Synth(
            encoded, len(encoded), 0, CHARACTER_POSITION, 0, UTF8 | PHONEMES, None, None
        )
        return {
            "error": f"espeak-ng refused it with code {error_code}" if error_code else "",
            "rate": self.rate,
            "samples": len(self._pcm) // 2,
            "words": self._words,
            "phonemes": self._phonemes,
        }

    def _on_synth(self, pcm: Any, count: int, events: Any) -> int:
        if self._with_audio and pcm and count > 0:
            self._pcm += ctypes.string_at(pcm, count * 2)
        index = 0
        while (event := events[index]).type != LIST_TERMINATED:
            if event.type == WORD:
                self._words.append((event.text_position - 1, event.sample))
            elif event.type == PHONEME:
                symbol = event.id.string.decode("utf-8", "ignore")
                self._phonemes.append((symbol, event.sample, event.text_position - 1))
            index += 1
        return 0

    @property
    def pcm(self) -> bytes:
        return bytes(self._pcm)


def main() -> None:
    espeak = EspeakLibrary(sys.argv[1], sys.argv[2])
    for line in sys.stdin.buffer:
        # What was said before would change the samples (its noise and its pitch run on), so every
        # request is answered by a copy of the process as it was at the start.
        child = os.fork()
        if child == 0:
            _write_response(espeak.speak(**json.loads(line)), espeak.pcm)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            _write_response({"error": f"espeak-ng crashed with status {status}"}, b"")


def _write_response(header: dict[str, Any], pcm: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pcm)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
