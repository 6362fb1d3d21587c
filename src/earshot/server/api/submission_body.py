"""The body of a request that submits a story."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from earshot.script.edits import ReadingSettings
from earshot.server.account import Submitter
from earshot.server.api.schemas import (
    NON_BLANK,
    AccessSetting,
    LanguageTag,
    LongText,
    OptionalUrl,
    Pauses,
    RequestBody,
    ShortText,
    SpokenParts,
    VoiceName,
)
from earshot.server.submission import Submission

PlaylistName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\u0000]*$")]
Playlists = Annotated[list[PlaylistName], Meta(max_length=20)]


class SubmissionBody(RequestBody):
    """A story to record: its address, or its text as html, text, markdown or file."""

    source_id: Annotated[
        ShortText | None, Meta(description="your own ID of the story; the same ID updates it")
    ] = None
    url: Annotated[
        OptionalUrl | None, Meta(description="URL of the page, which is fetched if no text is sent")
    ] = None
    title: Annotated[ShortText | None, Meta(description="overrides the headline")] = None
    html: Annotated[LongText | None, Meta(description="the whole page")] = None
    text: Annotated[LongText | None, Meta(description="the story as plain text")] = None
    markdown: Annotated[LongText | None, Meta(description="the story as Markdown")] = None
    file: Annotated[
        bytes | None, Meta(description="a PDF, DOCX, EPUB, MHTML or EML file, in Base64")
    ] = None
    voice: VoiceName | None = None
    language: Annotated[
        LanguageTag | None, Meta(description="BCP 47; overrides the language of the source")
    ] = None
    section: Annotated[ShortText | None, Meta(description="the section of its site")] = None
    spoken_parts: SpokenParts | None = None
    pauses: Pauses | None = None
    access: AccessSetting | None = None
    playlists: Playlists | None = None


SUBMISSION_SCHEMA = {
    "anyOf": [
        {"required": [name], "properties": {name: NON_BLANK}}
        for name in ("url", "html", "text", "markdown", "file")
    ]
}
"""A rule that the types cannot express: one of these is required, and must not be blank."""


def build_submission(body: SubmissionBody, submitter: Submitter) -> Submission:
    fields = {name: each for name, each in msgspec.structs.asdict(body).items() if each}
    pauses, parts = fields.pop("pauses", {}), fields.pop("spoken_parts", body.spoken_parts)
    spoken_parts = None if parts is None else tuple(parts)
    fields["reading"] = ReadingSettings(spoken_parts=spoken_parts, pauses=pauses)
    if body.playlists is not None:
        fields["playlists"] = tuple(body.playlists)
    return Submission(**fields, submitter=submitter)
