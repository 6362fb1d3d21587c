"""Loudness of known voices, measured in advance."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise


def known_gain(digest: str, pace: float) -> float | None:
    """The gain in dB of the voice with that digest, interpolated between the paces measured; None
    for an unknown voice or a pace outside of them."""
    known = _read_gains(digest)
    if known is None or not known["paces"][0] <= pace <= known["paces"][-1]:
        return None
    points = list(zip(known["paces"], known["gains"], strict=True))
    for (low, first), (high, last) in pairwise(points):
        if pace <= high:
            return round(first + (last - first) * (pace - low) / (high - low), 2)
    return round(float(points[0][1]), 2)


@cache
def _read_gains(digest: str) -> dict[str, list[float]] | None:
    """The table of a voice. The others are not parsed: that takes as long as a short sentence."""
    text = files("earshot.voices").joinpath("gains.toml").read_text("utf-8")
    _, found, rest = text.partition(f"\n[{digest}]")
    table = rest.partition("\n[")[0].partition("\n")[2]
    return tomllib.loads(table) if found else None
