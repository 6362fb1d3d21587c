"""Types that requests and responses share. They validate requests and describe them in OpenAPI."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from earshot.script.edits import SpokenPart
from earshot.script.pauses import MAX_PAUSE_MS, Boundary

NO_NULL_PATTERN = r"^[^\u0000]*$"
NON_BLANK = {"type": "string", "pattern": r"[^\s\u0000-\u001f\u0085]"}
WEB_URL_PATTERN = (
    r"[Hh][Tt][Tt][Pp][Ss]?://[^\s\u0000-,/:-@\[-^`{-\u00bf]+(?::[0-9]{1,5})?(?:[/?#]\S*)?"
)
"""A web address by its syntax; `urls.is_web_url` makes the full check."""

Text = Annotated[str, Meta(pattern=NO_NULL_PATTERN)]
ShortText = Annotated[str, Meta(max_length=400, pattern=NO_NULL_PATTERN)]
LongText = Annotated[str, Meta(max_length=20_000_000, pattern=NO_NULL_PATTERN)]
Name = Annotated[str, Meta(max_length=100, pattern=NO_NULL_PATTERN)]
VoiceName = Annotated[
    str,
    Meta(
        max_length=200,
        pattern=NO_NULL_PATTERN,
        description="engine:speaker, as in GET /v1/audio/voices",
    ),
]
LanguageTag = Annotated[str, Meta(max_length=35, pattern=NO_NULL_PATTERN)]
WebUrl = Annotated[str, Meta(max_length=4_000, pattern=f"^{WEB_URL_PATTERN}$")]
OptionalUrl = Annotated[str, Meta(max_length=4_000, pattern=f"^(?:{WEB_URL_PATTERN})?$")]
ReceiverUrl = Annotated[str, Meta(max_length=2_000, pattern=f"^{WEB_URL_PATTERN}$")]
UnixMilliseconds = Annotated[int, Meta(ge=0, le=10_000_000_000_000)]
AccessSetting = Annotated[
    Literal["", "headline", "preview", "full"],
    Meta(description="access without a token; empty for the setting of the site"),
]


SpokenParts = Annotated[
    list[SpokenPart], Meta(description="parts that are read, as in the setting `spoken_parts`")
]
Milliseconds = Annotated[int, Meta(ge=0, le=MAX_PAUSE_MS, description="milliseconds")]
Pauses = Annotated[
    dict[Boundary, Milliseconds], Meta(description="lengths by kind, as in the setting `pauses`")
]


class RequestBody(Struct, forbid_unknown_fields=True, kw_only=True):
    """A JSON object. A null field counts as absent unless its description says otherwise."""


class Problem(Struct, kw_only=True):
    """An error, as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: Annotated[str, Meta(description="stable identifier for programs")]
    field: Annotated[str | UnsetType, Meta(description="the invalid field of the body")] = UNSET
    position: Annotated[
        int | UnsetType, Meta(description="index of the invalid character in the field")
    ] = UNSET


Responses = dict[int, object]
NOT_FOUND: Responses = {404: Problem}
NOT_READY: Responses = {422: Problem, 503: Problem, **NOT_FOUND}
FILE_RESPONSES: Responses = {304: "", 416: "text/plain", 400: "text/plain"}
BODY_ERRORS: Responses = dict.fromkeys((400, 413, 415, 422, 507), Problem)
QUERY_ERRORS: Responses = {422: Problem}
