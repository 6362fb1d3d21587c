"""The API of sites: how their pages are read."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.errors import RequestRejected
from earshot.script.edits import SiteSettings
from earshot.server.api.etags import read_if_match, version_tag
from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.pronunciations import PronunciationBody, PronunciationJson
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NOT_FOUND,
    LanguageTag,
    Pauses,
    Problem,
    RequestBody,
    ShortText,
    SpokenParts,
    VoiceName,
)
from earshot.server.api.serializers import json_response
from earshot.server.http_errors import http_error, outdated_error
from earshot.server.request_bodies import read_body
from earshot.server.services import Services
from earshot.server.sites import save_cookies, save_site, store_site_audio
from earshot.server.storage.sites import site_version

Selectors = Annotated[list[ShortText], Meta(max_length=100)]
NO_ITEMS: Any = msgspec.field(default_factory=list)


class SiteBody(RequestBody):
    """Absent fields have the settings of the server."""

    voice: VoiceName = ""
    language: Annotated[
        LanguageTag, Meta(description="language of pages that do not declare one")
    ] = ""
    spoken_parts: SpokenParts | None = None
    include: Annotated[
        Selectors, Meta(description="CSS selectors of the article body; only these are read")
    ] = NO_ITEMS
    exclude: Annotated[
        Selectors, Meta(description="CSS selectors of elements that are never read")
    ] = NO_ITEMS
    skipped_sections: Annotated[
        list[ShortText],
        Meta(max_length=100, description="headings of sections that are never read"),
    ] = NO_ITEMS
    pauses: Pauses = msgspec.field(default_factory=dict)
    pronunciations: Annotated[list[PronunciationBody], Meta(max_length=2_000)] = NO_ITEMS
    intro_audio: Annotated[
        ShortText, Meta(description="the sound before each story, from `/v1/site-audio`")
    ] = ""
    outro_audio: Annotated[
        ShortText, Meta(description="the sound after each story, from `/v1/site-audio`")
    ] = ""
    refetch: Annotated[
        list[ShortText],
        Meta(
            max_length=10,
            description="how often pages are read again, by the age of their stories: `1d=1h` is"
            " every hour in the first day; a story is withdrawn if its page is",
        ),
    ] = NO_ITEMS


class SiteAudioJson(Struct, kw_only=True):
    name: Annotated[str, Meta(description="for `intro_audio` or `outro_audio` of a site")]
    duration: Annotated[int, Meta(description="milliseconds")]


class CookiesBody(RequestBody):
    cookies: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=100_000,
            description="a cookie file in Netscape format, or the value of a Cookie header",
        ),
    ]


class SiteJson(Struct, kw_only=True):
    host: str
    has_cookies: bool
    voice: str
    language: str
    spoken_parts: list[str] | None
    include: list[str]
    exclude: list[str]
    skipped_sections: list[str]
    pauses: dict[str, int]
    pronunciations: list[PronunciationJson]
    intro_audio: str
    outro_audio: str
    refetch: list[str]


class SiteList(Struct, kw_only=True):
    sites: list[SiteJson]


async def list_sites(context: Context) -> Response:
    """GET /v1/sites"""
    found = context.services.sites.list_all()
    sites = [_serialize_site(context.services, *each) for each in found.items()]
    return json_response(SiteList(sites=sites))


async def get_site(context: Context) -> Response:
    """GET /v1/sites/{id}"""
    host = context.path_param("id").lower()
    if found := context.services.sites.get(host):
        return _site_response(context, host, found)
    raise _not_found()


async def replace_site(context: RequestContext[None, SiteBody]) -> Response:
    """PUT /v1/sites/{id}: 201 for a new site, 200 for a known one."""
    host, versions = context.path_param("id"), read_if_match(context.request)
    settings = msgspec.convert(msgspec.to_builtins(context.body), SiteSettings)
    account_id = context.caller.account_id
    is_new = await save_site(context.services, host, settings, account_id, versions)
    response = _site_response(context, host.lower(), settings)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/v1/sites/{host.lower()}"
    return response


async def delete_site(context: Context) -> Response:
    """DELETE /v1/sites/{id}"""
    host, versions = context.path_param("id").lower(), read_if_match(context.request)
    was_deleted = context.services.sites.delete(host, context.caller.account_id, versions)
    if was_deleted is None:
        raise outdated_error()
    if not was_deleted:
        raise _not_found()
    return Response(status_code=204)


async def add_site_audio(context: Context) -> Response:
    """POST /v1/site-audio"""
    limit = context.services.settings.max_upload_mb * 1_000_000
    content = await read_body(context.request, limit)
    stored = await store_site_audio(context.services, content)
    body = SiteAudioJson(name=stored.name, duration=round(stored.seconds * 1000))
    return json_response(body, status=201)


async def replace_cookies(context: RequestContext[None, CookiesBody]) -> Response:
    """PUT /v1/sites/{id}/cookies"""
    host, account_id = context.path_param("id"), context.caller.account_id
    save_cookies(context.services, host, context.body.cookies, account_id)
    return Response(status_code=204)


async def delete_cookies(context: Context) -> Response:
    """DELETE /v1/sites/{id}/cookies"""
    host = context.path_param("id").lower()
    if not context.services.cookies.delete(host, context.caller.account_id):
        raise http_error(404, "cookies_not_found", "no cookies are stored for this site")
    return Response(status_code=204)


def _site_response(
    context: RequestContext[Any, Any], host: str, settings: SiteSettings
) -> Response:
    headers = {"ETag": version_tag(site_version(settings)), "Cache-Control": "no-store"}
    return json_response(_serialize_site(context.services, host, settings), headers=headers)


def _serialize_site(services: Services, host: str, settings: SiteSettings) -> SiteJson:
    facts = {"host": host, "has_cookies": services.cookies.has_cookies(host)}
    return msgspec.convert(facts | msgspec.to_builtins(settings), SiteJson)


def _not_found() -> RequestRejected:
    return http_error(404, "site_not_found", "this site has no settings")


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/sites",
        handler=list_sites,
        scope="write",
        role="publisher",
        summary="List the sites with their own settings.",
        responses={200: SiteList},
    ),
    Operation(
        method="GET",
        path="/v1/sites/{id}",
        handler=get_site,
        scope="write",
        role="publisher",
        summary="Get the settings of a site; its id is a host name.",
        responses={200: SiteJson, **NOT_FOUND},
    ),
    Operation(
        method="PUT",
        path="/v1/sites/{id}",
        handler=replace_site,
        scope="write",
        role="publisher",
        summary="Replace the settings of a site, for stories that are prepared from now on.",
        body=SiteBody,
        responses={
            200: SiteJson,
            201: SiteJson,
            412: Problem,
            503: Problem,
            **BODY_ERRORS,
            **NOT_FOUND,
        },
    ),
    Operation(
        method="DELETE",
        path="/v1/sites/{id}",
        handler=delete_site,
        scope="write",
        role="publisher",
        summary="Delete the settings of a site.",
        responses={204: "", 412: Problem, **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/site-audio",
        handler=add_site_audio,
        scope="write",
        role="publisher",
        summary="Store a sound of 1 to 30 s to play before or after the stories of a site.",
        raw_body="application/octet-stream",
        responses={201: SiteAudioJson, 503: Problem, **BODY_ERRORS},
    ),
    Operation(
        method="PUT",
        path="/v1/sites/{id}/cookies",
        handler=replace_cookies,
        scope="write",
        role="publisher",
        summary="Replace the cookies that are sent to a site; they are never returned.",
        body=CookiesBody,
        responses={204: "", **BODY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="DELETE",
        path="/v1/sites/{id}/cookies",
        handler=delete_cookies,
        scope="write",
        role="publisher",
        summary="Delete the cookies that are sent to a site.",
        responses={204: "", **NOT_FOUND},
    ),
)
