"""The API for the proof of a recording: its measurements and its faults."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.proof.report import Proof
from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.recording_lookup import recording_tag
from earshot.server.api.schemas import FILE_RESPONSES, NOT_READY
from earshot.server.file_responses import file_response


class ProofQuery(Struct, kw_only=True):
    revision: Annotated[
        int, Meta(ge=0, le=10_000_000, description="a finished revision; by default the newest one")
    ] = 0


async def get_proof(context: RequestContext[ProofQuery, None]) -> Response:
    """GET …/proof: the first request for a revision waits until it is examined."""
    story, services = context.story(), context.services
    recording = await services.proofs.find_recording(story, context.query.revision)
    path = await services.proofs.get(story, recording)
    tag = f'"{recording_tag(context, recording)}-{path.stem}"'
    response = file_response(context.request, path, "application/json", tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/stories/{id}/proof",
        handler=get_proof,
        scope="read",
        role="editor",
        summary="Examine a finished recording: its measurements, words, voice and faults.",
        query=ProofQuery,
        responses={200: Proof, 206: Proof, **FILE_RESPONSES, **NOT_READY},
    ),
)
