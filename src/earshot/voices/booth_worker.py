"""The process behind a booth: `python -m earshot.voices.booth_worker SOCKET`.

A request is an order and an utterance; the answer is facts (rate and edges of the words, or what
went wrong) and the samples. Voices stay open between requests, the last few of them. It ends when
its line is closed, which is also what happens when the process that began it is killed, and when
nobody asked it for a while.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from collections import OrderedDict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from earshot.errors import EarshotError
from earshot.model import Utterance
from earshot.voices.booth import Order
from earshot.voices.catalogue import open_voice
from earshot.voices.protocol import Voice

IDLE = 300.0
"""Seconds without a request after which the memory is given back."""
OPEN = 3
"""Voices that stay loaded."""
MEMORY = 8 << 30
"""Bytes of address space: a model that wants more is no model of a voice."""


def main() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # One thread each: there are as many processes as cores.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if not Path("/dev/nvidiactl").exists():  # a GPU's driver maps far more than it uses
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, most))
    line, voices = Connection(int(sys.argv[1])), OrderedDict[Order, Voice]()
    try:
        while line.poll(IDLE):
            order, utterance = pickle.loads(line.recv_bytes())
            facts, sound = _answer(voices, order, utterance)
            line.send(facts)
            line.send_bytes(sound)
    except (EOFError, OSError):
        pass
    finally:
        for voice in voices.values():
            voice.close()


def _answer(
    voices: OrderedDict[Order, Voice], order: Order, utterance: Utterance
) -> tuple[dict[str, Any], bytes]:
    try:
        speech = _opened(voices, order).synthesize(utterance)
    except EarshotError as error:
        facts = {name: str(value) for name, value in vars(error).items()}
        return {"error": type(error).__name__, "facts": facts}, b""
    except MemoryError:
        facts = {"voice": order.name, "text": utterance.spoken, "reason": "it wants more memory"}
        return {"error": "SynthesisFailed", "facts": facts}, b""
    edges = [int(edge) for each in speech.timings for edge in (each.start, each.end)]
    sound = np.ascontiguousarray(speech.samples, np.float32).tobytes()
    return {"rate": speech.rate, "edges": edges}, sound


def _opened(voices: OrderedDict[Order, Voice], order: Order) -> Voice:
    if order not in voices:
        if len(voices) == OPEN:
            voices.popitem(last=False)[1].close()
        voices[order] = open_voice(order.name, order.language, order.pace)
    voices.move_to_end(order)
    return voices[order]


if __name__ == "__main__":
    main()
