"""The page with the proof of a recording."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from heapq import nlargest
from typing import NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from earshot.proof.report import Fault, Proof, SentenceProof
from earshot.server.caller import Caller
from earshot.server.pages.templates import render_page
from earshot.server.services import Services
from earshot.server.visibility import require_visible_story

MAX_FAULTS = 100
OUTLIER_COUNT = 5


class Excerpt(NamedTuple):
    """A part of the recording to listen to. Times are in ms."""

    note: str
    text: str
    start: int
    end: int


async def proof_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}/proof"""
    story = require_visible_story(services, caller, request.path_params["id"])
    path = await services.proofs.get(story, await services.proofs.find_recording(story))
    proof = msgspec.json.decode(await asyncio.to_thread(path.read_bytes), type=Proof)
    return render_page(
        request,
        "proof.html",
        story=story,
        proof=proof,
        faults=list(_find_excerpts(proof.faults[:MAX_FAULTS], proof.sentences)),
        outliers=list(_list_outliers(proof.sentences)),
    )


def _find_excerpts(
    faults: Sequence[Fault], sentences: Sequence[SentenceProof]
) -> Iterator[Excerpt]:
    for fault in faults:
        if fault.sentence >= 0:
            sentence = sentences[fault.sentence]
            yield Excerpt(fault.message, sentence.text, sentence.start, sentence.end)
        else:
            yield Excerpt(fault.message, "", max(0, fault.at - 1_000), fault.at + 2_000)


def _list_outliers(sentences: Sequence[SentenceProof]) -> Iterator[Excerpt]:
    """The sentences whose words are farthest from the times of the aligner."""
    aligned = [(each.alignment, each) for each in sentences if each.alignment is not None]
    for alignment, each in nlargest(OUTLIER_COUNT, aligned, key=lambda pair: pair[0]):
        yield Excerpt(f"{alignment:.0f} ms", each.text, each.start, each.end)
