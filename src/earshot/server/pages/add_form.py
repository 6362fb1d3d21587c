"""The form that adds links, texts, files and lists."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError
from earshot.ingest.word_counts import count_words
from earshot.publish.translations import mark
from earshot.server.caller import Caller
from earshot.server.error_messages import report_error
from earshot.server.http_errors import http_error
from earshot.server.pages.library import render_library
from earshot.server.pages.spoken_parts import read_reading_settings
from earshot.server.problem_details import status_of
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.submission import Submission
from earshot.server.submissions import is_file_supported
from earshot.server.subscriptions.bookmark_archives import is_archive, list_archive_addresses
from earshot.server.subscriptions.bookmark_files import is_bookmark_file
from earshot.server.subscriptions.opml import is_list, is_opml
from earshot.server.urls import complete_web_url, is_web_url

NEITHER_LINK_NOR_TEXT = mark(
    "This is neither a link nor a text. Enter a whole address, such as"
    " https://news.example/ferry, or the text of an article"
)
"""For a single word: it is more likely a mistyped address than a story."""


async def add_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /add: content from the share menu of a phone is saved at once. If another site may have
    sent it, it is put into the form, whose button saves it."""
    params = request.query_params
    input_text = params.get("url") or params.get("text") or params.get("title") or ""
    link = next((word for word in input_text.split() if is_web_url(word)), "")
    if link and request.headers.get("sec-fetch-site") == "none":
        return await _save(request, services, caller, Submission(url=link))
    return await render_library(request, services, caller, input_text=input_text[:20_000])


async def add_story(request: Request, services: Services, caller: Caller) -> Response:
    """POST /add"""
    form = await read_form(request, services)
    try:
        if text := await _uploaded_list(form):
            result = await services.list_importer.import_list(caller.submitter, text)
            return await render_library(request, services, caller, message=result.message)
        submission = await _parse_submission(form)
    except EarshotError as error:
        return await _report(request, services, caller, error, str(form.get("what", "")))
    return await _save(request, services, caller, submission, form)


async def _save(
    request: Request,
    services: Services,
    caller: Caller,
    submission: Submission,
    form: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """Save a story, and redirect to it, or to the library with a confirmation."""
    try:
        owned = replace(submission, submitter=caller.submitter)
        story, is_new = await services.submissions.accept(owned)
    except EarshotError as error:
        return await _report(request, services, caller, error, str(form.get("what", "")))
    if form.get("then") == "play":
        return RedirectResponse(f"/s/{story.id}?play", 303)
    return RedirectResponse(f"/?{'saved' if is_new else 'known'}={story.id}", 303)


async def _report(
    request: Request, services: Services, caller: Caller, error: EarshotError, input_text: str = ""
) -> Response:
    return await render_library(
        request,
        services,
        caller,
        status_of(error),
        problem=report_error(error),
        input_text=input_text,
    )


async def _uploaded_list(form: FormData) -> str:
    """The text of an uploaded list of feeds or stories; empty for other uploads."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        name = file.filename.lower()
        data = await file.read()
        await file.seek(0)
        if is_file_supported(data):
            return ""
        if is_archive(data):
            return "\n".join(await asyncio.to_thread(list_archive_addresses, data))
        text = data.decode("utf-8", "replace").replace("\0", "")
        is_table = name.endswith((".csv", ".tsv"))
        is_other = is_opml(text) or is_bookmark_file(text) or is_list(text)
        return text if is_table or is_other else ""
    pasted = str(form.get("what", "")).replace("\0", "")
    return pasted if is_list(pasted) else ""


async def _parse_submission(form: FormData) -> Submission:
    file, reading = form.get("file"), read_reading_settings(form)
    if isinstance(file, UploadFile) and file.filename:
        return replace(_submit_file(file.filename, await file.read()), reading=reading)
    if sent_html := str(form.get("html", "")).replace("\0", "").strip():
        return Submission(url=str(form.get("url", "")), html=sent_html)
    pasted = str(form.get("what", "")).strip().replace("\r\n", "\n").replace("\0", "")
    url = complete_web_url(pasted)
    if not url and count_words(pasted) == 1:
        raise http_error(422, "empty_submission", NEITHER_LINK_NOR_TEXT)
    return Submission(url=url, text="" if url else pasted, reading=reading)


def _submit_file(name: str, data: bytes) -> Submission:
    if is_file_supported(data):
        return Submission(file=data)
    content = data.decode("utf-8", "replace").replace("\0", "")
    if name.lower().endswith((".md", ".markdown")):
        return Submission(markdown=content)
    is_page = name.lower().endswith((".html", ".htm"))
    return Submission(html=content) if is_page else Submission(text=content)
