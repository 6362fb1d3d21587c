"""How a file says that its voice is synthetic.

By IPTC's digital source type (https://cv.iptc.org/newscodes/digitalsourcetype/) for machines, and
in words for people.
"""

from __future__ import annotations

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
SOURCE_TYPE = "DigitalSourceType"


def describe_voice(voice: str) -> str:
    return f"Read by a synthetic voice ({voice}), made with Earshot."
