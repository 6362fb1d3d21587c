"""Generated images: the cover of a podcast, and the emblem of a site."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.artwork import ensure_emblem
from earshot.server.caller import Caller
from earshot.server.file_responses import file_response
from earshot.server.http_errors import http_error
from earshot.server.services import Services
from earshot.server.storage.library import PUBLISHED


async def get_emblem(request: Request, services: Services, caller: Caller) -> Response:
    """GET /cover.png?of=: the emblem of a site that has stories or a subscription."""
    name = request.query_params.get("of", "")[:400].replace("\0", "")
    if not (name and _has_site(services, caller, name)):
        raise http_error(404, "site_not_found", "The library has no stories from this site")
    path = await asyncio.to_thread(ensure_emblem, services.data_dir.artwork_dir, name)
    cache = f"{'public' if services.settings.public else 'private'}, max-age=86400"
    return file_response(request, path, "image/png", f'"{path.stem}"', cache=cache)


def _has_site(services: Services, caller: Caller, name: str) -> bool:
    sql = (
        "SELECT EXISTS (SELECT 1 FROM subscriptions WHERE title = ?1 AND account_id = ?2)"
        " OR EXISTS (SELECT 1 FROM stories JOIN library_entries ON story_number = stories.number"
        f" WHERE site = ?1 AND (account_id = ?2 OR {PUBLISHED}))"
    )
    return bool(services.database.value(sql, name, caller.account_id))
