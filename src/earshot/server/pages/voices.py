"""The page where a voice is chosen by ear: for the library, for a site or for a story."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.files import write_file
from earshot.publish.translations import ENGLISH, LANGUAGES, mark, translate
from earshot.script.edits import ALL_SITES, SiteSettings
from earshot.server.caller import Caller
from earshot.server.file_responses import file_response
from earshot.server.http_errors import http_error
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import SynthesizeText
from earshot.server.pages.appearance import read_language
from earshot.server.pages.messages import STORY_NOT_FOUND
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.single_flight import SingleFlight
from earshot.server.sites import save_site
from earshot.server.storage.sites import site_version
from earshot.server.storage.story import Story
from earshot.server.story_json import story_name

SAMPLE = mark("This is how I read your stories to you.")
ENGINE_DESCRIPTIONS = {
    "kokoro": mark("natural, for fast computers"),
    "piper": mark("natural, and fast"),
    "kitten": mark("natural, and fast"),
    "house": mark("Earshot’s own, and fast"),
    "flite": mark("simple, and very fast"),
    "espeak": mark("robotic, and very fast"),
    "openai": mark("by a speech service"),
}
"""How each engine sounds. Engines of plug-ins have none."""
ROBOTIC_ENGINE = "espeak"
"""Its many voices are listed apart where there are others."""
SAMPLE_CACHE = "private, max-age=86400"
_samples = SingleFlight[Path]()


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A voice on the page."""

    id: str
    name: str
    engine: str
    varieties: tuple[str, ...]
    """The varieties of languages that it speaks, such as `en-GB`."""

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(each.partition("-")[0] for each in self.varieties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The target of the voice: a story, a site, or the library."""

    story: Story | None = None
    host: str = ""
    voice: str
    """The voice that was chosen; empty for the default one."""
    language: str
    """Its language, or that of the reader."""

    @property
    def name(self) -> str:
        return story_name(self.story) if self.story else self.host

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/s/{self.story.id}/voice" if self.story else "/voices"

    @property
    def address(self) -> str:
        return f"{self.path}?{urlencode({'site': self.host})}" if self.host else self.path


async def voices_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /voices?site=&language=: for a site, otherwise for the library."""
    return await _render(request, _find_site_target(request, services))


async def story_voice_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}/voice?language="""
    return await _render(request, _find_story_target(request, services, caller))


async def _render(
    request: Request, target: Target, error: RequestRejected | None = None
) -> Response:
    chosen = request.query_params.get("language", "")[:35] or target.language
    primary = chosen.partition("-")[0]
    voices = await list_voices(request.app.state.services)
    matching = [each for each in voices if primary in each.languages]
    natural = [each for each in matching if each.engine != ROBOTIC_ENGINE]
    return render_page(
        request,
        "voices.html",
        error.status if error else 200,
        engine_descriptions=ENGINE_DESCRIPTIONS,
        target=target,
        voices=natural or matching,
        more_voices=[each for each in matching if each not in natural] if natural else [],
        languages=sorted({name for each in voices for name in each.languages}),
        chosen_language=primary,
        problem=str(error) if error else "",
        **_parent_of(target),
    )


def _parent_of(target: Target) -> dict[str, str]:
    """The page that leads to the voices, where that is not the settings."""
    if target.story:
        return {"parent": f"/s/{target.story.id}", "parent_name": target.name}
    query = urlencode({"host": target.host})
    return {"parent": f"/sites?{query}", "parent_name": target.host} if target.host else {}


def _find_site_target(request: Request, services: Services) -> Target:
    host = request.query_params.get("site", "").lower().removeprefix(ALL_SITES)
    site = services.sites.get(host or ALL_SITES) or SiteSettings()
    return Target(host=host, voice=site.voice, language=site.language or read_language(request))


def _find_story_target(request: Request, services: Services, caller: Caller) -> Target:
    """Raises RequestRejected."""
    story = services.library.get(caller.account_id, request.path_params["id"])
    if story is None:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    return Target(story=story, voice=story.voice, language=story.spoken_language or ENGLISH)


async def list_voices(services: Services) -> list[VoiceRow]:
    """The voices of all processes, the best first. The one for tests says nothing."""
    return [
        VoiceRow(each.id, each.name, each.engine, each.languages)
        for each in await services.job_runner.voices.list_all()
        if each.engine != "silent"
    ]


async def choose_voice(request: Request, services: Services, caller: Caller) -> Response:
    """POST /voices?site="""
    form = await read_form(request, services)
    target = _find_site_target(request, services)
    host = target.host or ALL_SITES
    known = services.sites.get(host)
    site = replace(known or SiteSettings(), voice=_read_voice(form))
    try:
        await save_site(services, host, site, caller.account_id, [site_version(known)])
    except RequestRejected as error:
        return await _render(request, target, error)
    return RedirectResponse(target.address, 303)


async def choose_story_voice(request: Request, services: Services, caller: Caller) -> Response:
    """POST /s/{id}/voice: the story is recorded again."""
    form = await read_form(request, services)
    target = _find_story_target(request, services, caller)
    assert target.story is not None
    voice = _read_voice(form)
    try:
        await require_voice(services, voice)
    except RequestRejected as error:
        return await _render(request, target, error)
    services.edits.set_voice(target.story, voice, caller.account_id)
    return RedirectResponse(f"/s/{target.story.id}", 303)


def _read_voice(form: FormData) -> str:
    return str(form.get("voice", ""))[:200].replace("\0", "")


async def require_voice(services: Services, voice: str) -> None:
    """Raises RequestRejected for a voice that is not installed."""
    if voice and voice not in {each.id for each in await list_voices(services)}:
        raise http_error(422, "validation_error", f"the voice {voice} is not installed here")


async def get_sample(request: Request, services: Services, caller: Caller) -> Response:
    """GET /voices/sample.mp3?voice=&language=: a sentence in this voice. It is spoken once."""
    voice, language = (request.query_params.get(name, "")[:200] for name in ("voice", "language"))
    await require_voice(services, voice)
    primary = language.partition("-")[0]
    text = str(translate(primary if primary in LANGUAGES else ENGLISH, SAMPLE))
    digest = hashlib.blake2b(f"{voice} {text}".encode(), digest_size=12).hexdigest()
    path = services.data_dir.artwork_dir / f"voice-{digest}.mp3"
    if not await services.data_dir.fetch_file(path):
        body = SynthesizeText(text=text, voice=voice, format="mp3", language=primary)
        await _samples.run(path, lambda: _write_sample(services, body, path))
        await services.data_dir.upload_file(path)
    return file_response(request, path, "audio/mpeg", f'"{digest}"', cache=SAMPLE_CACHE)


async def _write_sample(services: Services, body: SynthesizeText, path: Path) -> Path:
    parts: list[bytes] = []
    try:
        await services.job_runner.worker_pool.run_task(
            body, lambda message: parts.extend(message.parts)
        )
    except TaskFailed as error:
        raise http_error(422, "synthesis_failed", error.reason.rstrip(".")) from error
    await asyncio.to_thread(write_file, path, b"".join(parts))
    return path
