"""The loudness of known voices, measured once for everybody."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np


def known_gain(digest: str, pace: float) -> float | None:
    """The gain in dB of the voice with that digest, interpolated between the paces it was measured
    at; None for an unknown voice, and outside those paces."""
    known = _read_gains().get(digest)
    if known is None or not known["paces"][0] <= pace <= known["paces"][-1]:
        return None
    return round(float(np.interp(pace, known["paces"], known["gains"])), 2)


@cache
def _read_gains() -> dict[str, Any]:
    return tomllib.loads(files("earshot.voices").joinpath("gains.toml").read_text("utf-8"))
