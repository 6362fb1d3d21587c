"""The choices of a client for the stories of a site that it follows."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from earshot.server.api.schemas import Name, RequestBody, VoiceName
from earshot.server.subscriptions.word_filter import MAX_WORD_CHARS, MAX_WORDS

Playlist = Annotated[Name | None, Meta(description="the playlist of its stories")]


Words = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=MAX_WORD_CHARS, pattern=r"^[^\u0000\n,]*$")]],
    Meta(max_length=MAX_WORDS),
]


class SubscriptionChoices(RequestBody):
    """The choices for the stories of a site."""

    playlist: Playlist = None
    voice: VoiceName | None = None
    initial_entries: Annotated[
        Annotated[int, Meta(ge=0, le=100)] | None,
        Meta(description="number of stories that the first poll adds; default: the setting"),
    ] = None
    included_words: Annotated[
        Words | None, Meta(description="each story must contain one of them; empty for all stories")
    ] = None
    excluded_words: Annotated[
        Words | None, Meta(description="stories that contain one of them are skipped")
    ] = None

    def columns(self) -> dict[str, object]:
        """The columns of the fields that were sent."""
        sent = {name: getattr(self, name) for name in ("playlist", "voice", "initial_entries")}
        words = {name: getattr(self, name) for name in ("included_words", "excluded_words")}
        sent |= {name: "\n".join(each) for name, each in words.items() if each is not None}
        return {name: value for name, value in sent.items() if value is not None}
