"""The types of pronunciations, which edits, lexicons and sites share."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from earshot.script.edits import EntryKind
from earshot.server.api.schemas import RequestBody, ShortText


class PronunciationBody(RequestBody):
    written: Annotated[ShortText, Meta(min_length=1, description="the word or phrase")]
    kind: Annotated[EntryKind, Meta(description="type of `value`; `spell` reads the letters")]
    value: Annotated[ShortText, Meta(description="words to say, IPA, or a language")] = ""
    pos: Annotated[ShortText, Meta(description="noun, verb or adjective; empty for all")] = ""


class PronunciationJson(Struct, kw_only=True):
    written: str
    kind: EntryKind
    value: str
    pos: str
