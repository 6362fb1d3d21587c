"""Pictures of sites that have none: the cover of a podcast, and the emblem beside a story."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from earshot.files import atomic_write
from earshot.publish.artwork import draw_artwork, draw_emblem
from earshot.server.auth import Caller
from earshot.server.responses import file_response
from earshot.server.services import Services
from earshot.server.submissions import http_error


async def get_emblem(request: Request, services: Services, caller: Caller) -> Response:
    """GET /cover.png?of=: the emblem of a site that the library has stories of, or follows."""
    name = request.query_params.get("of", "")[:400].replace("\0", "")
    sql = (
        "SELECT EXISTS (SELECT 1 FROM stories WHERE site = ?1)"
        " OR EXISTS (SELECT 1 FROM subscriptions WHERE title = ?1)"
    )
    if not (name and services.database.value(sql, name)):
        raise http_error(404, "no_site", "There are no stories of that site here")
    path = await asyncio.to_thread(ensure_emblem, services.data_dir.artwork_dir, name)
    return file_response(request, path, "image/png", f'"{path.stem}"', cache="max-age=86400")


def ensure_cover(folder: Path, name: str) -> Path:
    """The cover as a file, drawn where there is none yet."""
    path = folder / f"{_hash(name)}.png"
    if not path.is_file():
        with atomic_write(path) as temp_path:
            temp_path.write_bytes(draw_artwork(name))
    return path


def ensure_emblem(folder: Path, name: str) -> Path:
    """The same for the emblem."""
    path = folder / f"{_hash(name)}-emblem.png"
    if not path.is_file():
        with atomic_write(path) as temp_path:
            temp_path.write_bytes(draw_emblem(name))
    return path


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]
