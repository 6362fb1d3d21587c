"""The picture of a site: its icon, or an emblem with its initials."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.artwork import ensure_emblem
from earshot.server.caller import Caller
from earshot.server.file_responses import file_response
from earshot.server.http_errors import http_error
from earshot.server.services import Services
from earshot.server.storage.account_library import PUBLISHED
from earshot.server.storage.reader_pool import Reader

DAY_SECONDS = 86_400
EMBLEM_SECONDS = 300
"""How long browsers keep an emblem: the icon of the site may come later."""


async def get_site_icon(request: Request, services: Services, caller: Caller) -> Response:
    """GET /cover.png?of=: the picture of a site that has stories or a subscription."""
    name = request.query_params.get("of", "")[:400].replace("\0", "")
    url = await services.database.readers.run(_find_url, caller.account_id, name) if name else None
    if url is None:
        raise http_error(404, "site_not_found", "The library has no stories from this site")
    return await site_icon_response(request, services, name, url)


def _find_url(reader: Reader, account_id: int, name: str) -> str | None:
    """A page of the site; None if the caller knows no such site."""
    sql = (
        "SELECT CASE site_url WHEN '' THEN url ELSE site_url END AS page FROM subscriptions"
        " WHERE title = ?1 AND account_id = ?2"
        " UNION ALL"
        " SELECT url FROM stories JOIN library_entries ON story_number = stories.number"
        f" WHERE site = ?1 AND (account_id = ?2 OR {PUBLISHED}) LIMIT 1"
    )
    rows = reader.rows(sql, name, account_id)
    return str(rows[0]["page"]) if rows else None


async def site_icon_response(
    request: Request, services: Services, name: str, url: str, shape: str = "square"
) -> Response:
    """The icon of the site with this page, or the emblem with the initials of its name."""
    scope = "public" if services.settings.public else "private"
    if icon := await services.icon_cache.find(url, shape):
        tag = f'"{icon.stem}-{icon.stat().st_mtime_ns}"'
        cache = f"{scope}, max-age={DAY_SECONDS}"
        return file_response(request, icon, "image/webp", tag, cache=cache)
    path = await asyncio.to_thread(ensure_emblem, services.data_dir.artwork_dir, name)
    cache = f"{scope}, max-age={EMBLEM_SECONDS}"
    return file_response(request, path, "image/png", f'"{path.stem}"', cache=cache)
