"""The answer to `describe`: the program and its voices."""

from __future__ import annotations

from typing import Any

from earshot.version import __version__
from earshot.voices.registry import ANY_LANGUAGE, list_voices

ATTRIBUTION = {"name": "Earshot", "url": ""}


def build_info() -> dict[str, Any]:
    """The voices that can be used now, the best ones first. Silent voices are left out."""
    voices = [each for each in list_voices() if each.mos > 0 and not each.speaker.install_hint]
    spoken = {tag for each in voices for tag in each.speaker.languages} - {ANY_LANGUAGE}
    described = []
    for each in voices:
        own = each.speaker.languages
        languages = sorted(spoken) if ANY_LANGUAGE in own else list(own)
        described.append(_describe(each.name, languages=languages))
    program = _describe("earshot", description="Earshot", voices=described)
    return {"tts": [program | {"supports_synthesize_streaming": True}]}


def _describe(name: str, description: str = "", **more: object) -> dict[str, Any]:
    return {
        "name": name,
        "description": description or name,
        "attribution": ATTRIBUTION,
        "installed": True,
        "version": __version__,
        **more,
    }
