"""Loudness of known voices, measured in advance."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np


def known_gain(digest: str, pace: float) -> float | None:
    """The gain in dB of the voice with that digest, interpolated between the paces measured; None
    for an unknown voice or a pace outside of them."""
    known = _read_gains().get(digest)
    if known is None or not known["paces"][0] <= pace <= known["paces"][-1]:
        return None
    return round(float(np.interp(pace, known["paces"], known["gains"])), 2)


@cache
def _read_gains() -> dict[str, Any]:
    return tomllib.loads(files("earshot.voices").joinpath("gains.toml").read_text("utf-8"))
