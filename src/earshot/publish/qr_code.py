"""QR codes as SVG.

segno is used only in this module.
"""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""Modules of white around the code, which readers need (ISO/IEC 18004)."""


def draw_qr_code(text: str) -> Markup:
    """An SVG element that scales with its box, dark on white in every theme."""
    code = segno.make(text, error="m", micro=False)
    return Markup(
        code.svg_inline(
            border=QUIET_ZONE, light="#fff", svgclass="qr", lineclass=None, omitsize=True
        )
    )
