"""The parts of the spoken intro, after the headline."""

from __future__ import annotations

from typing import Literal, get_args

IntroPart = Literal["byline", "date"]
INTRO_PARTS: tuple[IntroPart, ...] = get_args(IntroPart)
