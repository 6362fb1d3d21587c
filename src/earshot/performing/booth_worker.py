"""The process behind a booth: `python -m earshot.performing.booth_worker SOCKET`.

A request is an order, an utterance and, where it is to be mastered too, a gain; the answer is
facts (rate and edges of the words, or what went wrong) and the samples. Voices stay open between
requests, the last few of them. It ends when its line is closed, which is also what happens when
the process that began it is killed, and when nobody asked it for a while.
"""

from __future__ import annotations

import pickle
import resource
import signal
import sys
import warnings
from collections import OrderedDict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from earshot.errors import EarshotError, UnspokenSentence
from earshot.libav import PCM
from earshot.mastering import mastered
from earshot.model import Speech, Utterance
from earshot.performing.booth import Order
from earshot.voices.catalogue import open_voice
from earshot.voices.protocol import Voice
from earshot.voices.saying import say

IDLE = 300.0
"""Seconds without a request after which the memory is given back."""
OPEN = 3
"""Voices that stay loaded."""
MEMORY = 8 << 30
"""Bytes of address space: a model that wants more is no model of a voice."""


def main() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not Path("/dev/nvidiactl").exists():  # a GPU's driver maps far more than it uses
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, most))
    line, voices = Connection(int(sys.argv[1])), OrderedDict[Order, Voice]()
    try:
        while line.poll(IDLE):
            facts, sound = _answer(voices, *pickle.loads(line.recv_bytes()))
            line.send(facts)
            line.send_bytes(sound)
    except (EOFError, OSError):
        pass
    finally:
        for voice in voices.values():
            voice.close()


def _answer(
    voices: OrderedDict[Order, Voice], order: Order, utterance: Utterance, gain: float | None
) -> tuple[dict[str, Any], bytes]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            speech = _made(_opened(voices, order), utterance, gain)
        except EarshotError as error:
            facts = {name: str(value) for name, value in vars(error).items()}
            return {"error": type(error).__name__, "facts": facts}, b""
        except MemoryError:
            facts = {"voice": order.name, "text": utterance.spoken, "reason": "out of memory"}
            return {"error": "SynthesisFailed", "facts": facts}, b""
    told = [str(each.message) for each in caught if issubclass(each.category, UnspokenSentence)]
    return _facts(speech, gain) | {"warnings": told}, _bytes(speech, gain)


def _made(voice: Voice, utterance: Utterance, gain: float | None) -> Speech:
    if gain is None:
        return voice.synthesize(utterance)
    return mastered(say(voice, utterance), gain)


def _facts(speech: Speech, gain: float | None) -> dict[str, Any]:
    edges = [int(edge) for each in speech.timings for edge in (each.start, each.end)]
    kind = "float" if gain is None else "pcm"
    return {"rate": speech.rate, "edges": edges, "kind": kind, "unspoken": speech.unspoken}


def _bytes(speech: Speech, gain: float | None) -> bytes:
    if gain is None:
        return np.ascontiguousarray(speech.samples, np.float32).tobytes()
    return np.round(speech.samples * PCM).astype(np.int16).tobytes()


def _opened(voices: OrderedDict[Order, Voice], order: Order) -> Voice:
    if order not in voices:
        if len(voices) == OPEN:
            voices.popitem(last=False)[1].close()
        voices[order] = open_voice(order.name, order.language, order.pace)
    voices.move_to_end(order)
    return voices[order]


if __name__ == "__main__":
    main()
