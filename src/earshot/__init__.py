"""Earshot: you can now listen to this article.

    from earshot import narrate, save

    narration = narrate("story.html")
    outputs = save(narration, "story.mp3")
    print(outputs.audio, outputs.duration)

This module is the public API: data types, errors and a few functions. Names are imported on first
use, which keeps `import earshot` fast.
"""

from importlib import import_module

from earshot.version import __version__ as __version__

TYPE_CHECKING = False
"""As in `typing`, whose import would take a third of the time of this one."""
if TYPE_CHECKING:
    from earshot.async_segments import stream_segments as stream_segments
    from earshot.errors import EarshotError as EarshotError
    from earshot.errors import EarshotWarning as EarshotWarning
    from earshot.g2p import pronunciation as pronunciation
    from earshot.ingest import Entry as Entry
    from earshot.ingest import Fragment as Fragment
    from earshot.ingest import IngestOptions as IngestOptions
    from earshot.ingest import explain_extraction as explain_extraction
    from earshot.ingest import read_feed as read_feed
    from earshot.model import Annotation as Annotation
    from earshot.model import Article as Article
    from earshot.model import Block as Block
    from earshot.model import Narration as Narration
    from earshot.model import Script as Script
    from earshot.model import Segment as Segment
    from earshot.model import Speech as Speech
    from earshot.model import Timeline as Timeline
    from earshot.model import Timing as Timing
    from earshot.model import Utterance as Utterance
    from earshot.model import Word as Word
    from earshot.pipeline import build_script as build_script
    from earshot.pipeline import extract_article as extract_article
    from earshot.pipeline import narrate as narrate
    from earshot.publish.output import Outputs as Outputs
    from earshot.publish.output import save as save
    from earshot.script.segmentation import split_sentences as split_sentences
    from earshot.script.text_options import TextOptions as TextOptions
    from earshot.script.verbalization import spoken_form as spoken_form
    from earshot.synthesis.spawn import warm_up as warm_up

_PUBLIC_NAMES = {
    "earshot.async_segments": ("stream_segments",),
    "earshot.errors": ("EarshotError", "EarshotWarning"),
    "earshot.ingest": ("Entry", "Fragment", "IngestOptions", "explain_extraction", "read_feed"),
    "earshot.model": (
        *("Annotation", "Article", "Block", "Narration", "Script", "Segment"),
        *("Speech", "Timeline", "Timing", "Utterance", "Word"),
    ),
    "earshot.synthesis.spawn": ("warm_up",),
    "earshot.pipeline": ("build_script", "extract_article", "narrate"),
    "earshot.g2p": ("pronunciation",),
    "earshot.publish.output": ("Outputs", "save"),
    "earshot.script.text_options": ("TextOptions",),
    "earshot.script.segmentation": ("split_sentences",),
    "earshot.script.verbalization": ("spoken_form",),
}
_MODULE_OF = {name: module for module, names in _PUBLIC_NAMES.items() for name in names}
__all__ = list(_MODULE_OF)


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'earshot' has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
