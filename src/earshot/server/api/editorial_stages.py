"""The API of a story's stage: draft, review, published, retracted."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.schemas import BODY_ERRORS, NOT_FOUND, RequestBody, ShortText
from earshot.server.api.serializers import json_response
from earshot.server.storage.story import PUBLISHED_STAGE
from earshot.server.story_json import Stage

PUBLIC_STAGES = (PUBLISHED_STAGE, "retracted")
"""Only a publisher may bring a story into one of these, or out of it."""


class StageBody(RequestBody):
    stage: Stage
    note: Annotated[ShortText, Meta(description="reason of a retraction, which listeners see")] = ""


class StageJson(Struct, kw_only=True):
    stage: Stage
    note: str


async def change_stage(context: RequestContext[None, StageBody]) -> Response:
    """PUT /v1/stories/{id}/stage"""
    story, body, services = context.story(), context.body, context.services
    if {story.stage, body.stage} & set(PUBLIC_STAGES) and story.stage != body.stage:
        context.caller.require("write", "publisher")
    note = body.note.strip() if body.stage == "retracted" else ""
    with services.database.transaction():
        services.stories.update(story.id, stage=body.stage, retraction_note=note)
        account_id = context.caller.account_id
        services.audit_log.record(account_id, "story.stage_changed", story.id, stage=body.stage)
    return json_response(StageJson(stage=body.stage, note=note))


OPERATIONS = (
    Operation(
        method="PUT",
        path="/v1/stories/{id}/stage",
        handler=change_stage,
        scope="write",
        role="editor",
        summary="Send a story to review, publish it or retract it. The last two need the role "
        "publisher.",
        body=StageBody,
        responses={200: StageJson, **BODY_ERRORS, **NOT_FOUND},
    ),
)
