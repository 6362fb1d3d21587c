"""Earshot: you can now listen to this article.

    from earshot import narrate, save

    narration = narrate("story.html")
    edition = save(narration, "story.mp3")
    print(edition.audio, edition.duration)

The public face: the nouns, the errors and the few functions people call. Each is loaded when it
is first asked for, so that importing Earshot costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from earshot.errors import EarshotError as EarshotError
    from earshot.errors import EarshotWarning as EarshotWarning
    from earshot.g2p import pronunciation as pronunciation
    from earshot.ingest import Entry as Entry
    from earshot.ingest import Fragment as Fragment
    from earshot.ingest import Wishes as Wishes
    from earshot.ingest import entries as entries
    from earshot.ingest import explain as explain
    from earshot.model import Article as Article
    from earshot.model import Block as Block
    from earshot.model import Mark as Mark
    from earshot.model import Narration as Narration
    from earshot.model import Passage as Passage
    from earshot.model import Script as Script
    from earshot.model import Speech as Speech
    from earshot.model import Timeline as Timeline
    from earshot.model import Timing as Timing
    from earshot.model import Utterance as Utterance
    from earshot.model import Word as Word
    from earshot.pipeline import article as article
    from earshot.pipeline import narrate as narrate
    from earshot.pipeline import write as write
    from earshot.publish import Edition as Edition
    from earshot.publish import save as save
    from earshot.script import split_sentences as split_sentences
    from earshot.script import spoken_form as spoken_form
    from earshot.synthesis.spawn import preload as preload

_ROOMS = {
    "earshot.errors": ("EarshotError", "EarshotWarning"),
    "earshot.ingest": ("Entry", "Fragment", "Wishes", "entries", "explain"),
    "earshot.model": (
        *("Article", "Block", "Mark", "Narration", "Passage", "Script"),
        *("Speech", "Timeline", "Timing", "Utterance", "Word"),
    ),
    "earshot.synthesis.spawn": ("preload",),
    "earshot.pipeline": ("article", "narrate", "write"),
    "earshot.g2p": ("pronunciation",),
    "earshot.publish": ("Edition", "save"),
    "earshot.script": ("split_sentences", "spoken_form"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}
__all__ = list(_ROOM_OF)


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'earshot' has no attribute {name!r}")
    return getattr(import_module(_ROOM_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
