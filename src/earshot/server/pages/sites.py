"""The page of sites: how their pages are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.script.edits import SiteSettings
from earshot.server.caller import Caller
from earshot.server.pages.spoken_parts import PART_LABELS, read_lines, read_reading_settings
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.sites import save_cookies, save_site, store_site_audio
from earshot.server.storage.sites import site_version


class SiteForm(NamedTuple):
    host: str
    settings: SiteSettings
    version: str
    """That of the settings which the publisher has seen."""


async def sites_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /sites?host=: the sites, and the form of one of them or of a new one."""
    host = request.query_params.get("host", "").lower()
    found = services.sites.get(host)
    return _render(request, services, SiteForm(host, found or SiteSettings(), site_version(found)))


def _render(
    request: Request, services: Services, site: SiteForm, error: RequestRejected | None = None
) -> Response:
    return render_page(
        request,
        "sites.html",
        error.status if error else 200,
        hosts=list(services.sites.list_all()),
        host=site.host,
        site=site.settings,
        version=site.version,
        has_cookies=bool(site.host) and services.cookies.has_cookies(site.host),
        part_labels=PART_LABELS,
        default_parts=services.settings.spoken_parts,
        problem=str(error) if error else "",
        is_outdated=error is not None and error.status == 412,
    )


async def update_sites(request: Request, services: Services, caller: Caller) -> Response:
    """POST /sites: save or delete the settings of a site."""
    form = await read_form(request, services)
    host = str(form.get("host", "")).strip().lower()
    if form.get("action") == "delete":
        services.sites.delete(host, caller.account_id)
        services.cookies.delete(host, caller.account_id)
        return RedirectResponse("/sites", 303)
    known = services.sites.get(host)
    version = str(form.get("version", site_version(known))) if known else ""
    site = SiteForm(host, known or SiteSettings(), version)
    try:
        settings = await _store_audio(services, form, _parse_form(form, site.settings))
        site = site._replace(settings=settings)
        await save_site(services, host, site.settings, caller.account_id, [version])
        if cookies := str(form.get("cookies", "")).strip():
            save_cookies(services, host, cookies, caller.account_id)
        elif form.get("delete_cookies"):
            services.cookies.delete(host, caller.account_id)
    except RequestRejected as error:
        return _render(request, services, site, error)
    return RedirectResponse(f"/sites?host={host}", 303)


async def _store_audio(services: Services, form: FormData, settings: SiteSettings) -> SiteSettings:
    """The settings with the sounds that were sent or removed. Raises RequestRejected and an
    OutputError."""
    return replace(
        settings,
        intro_audio=await _read_audio(services, form, "intro_audio", settings.intro_audio),
        outro_audio=await _read_audio(services, form, "outro_audio", settings.outro_audio),
    )


async def _read_audio(services: Services, form: FormData, field: str, known: str) -> str:
    """The name of the sound after the request."""
    upload = form.get(field)
    if form.get(f"remove_{field}"):
        return ""
    if isinstance(upload, UploadFile) and upload.size:
        return (await store_site_audio(services, await upload.read())).name
    return known


def _parse_form(form: FormData, known: SiteSettings) -> SiteSettings:
    """The pronunciations and the sounds of the site, which the form does not have, stay. Raises
    RequestRejected."""
    lists: Mapping[str, Any] = {
        name: tuple(read_lines(form, name))
        for name in ("include", "exclude", "skipped_sections", "refetch")
    }
    reading = read_reading_settings(form)
    return SiteSettings(
        voice=str(form.get("voice", "")).strip(),
        language=str(form.get("language", "")).strip(),
        spoken_parts=reading.spoken_parts,
        pauses=reading.pauses,
        pronunciations=known.pronunciations,
        intro_audio=known.intro_audio,
        outro_audio=known.outro_audio,
        **lists,
    )
