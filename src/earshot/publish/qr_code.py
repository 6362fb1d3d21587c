"""QR codes as SVG.

segno is used only in this module.
"""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""Modules of white around the code, which readers need (ISO/IEC 18004)."""

MAX_CODES = 256
"""Codes of 2 kB that are kept, since one takes 5.5 ms to draw."""


@lru_cache(MAX_CODES)
def draw_qr_code(text: str) -> Markup:
    """An SVG element that scales with its box, dark on white in every theme."""
    code = segno.make(text, error="m", micro=False)
    return Markup(
        code.svg_inline(
            border=QUIET_ZONE, light="#fff", svgclass="qr", lineclass=None, omitsize=True
        )
    )
