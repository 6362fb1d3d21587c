"""Pictures of sites that have none: the cover of a podcast, and the emblem beside a story."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from earshot.files import written_aside
from earshot.publish.artwork import artwork, emblem
from earshot.server.auth import Caller
from earshot.server.responses import sent_file
from earshot.server.services import Library
from earshot.server.submissions import refused


async def emblem_of(request: Request, library: Library, caller: Caller) -> Response:
    """GET /cover.png?of=: the emblem of a site that the library has stories of, or follows."""
    name = request.query_params.get("of", "")[:400].replace("\0", "")
    known = (
        "SELECT EXISTS (SELECT 1 FROM stories WHERE site = ?1)"
        " OR EXISTS (SELECT 1 FROM subscriptions WHERE title = ?1)"
    )
    if not (name and library.database.value(known, name)):
        raise refused(404, "no_site", "There are no stories of that site here")
    path = await asyncio.to_thread(drawn_emblem, library.home.artwork, name)
    return sent_file(request, path, "image/png", f'"{path.stem}"', cache="max-age=86400")


def drawn_cover(folder: Path, name: str) -> Path:
    """The cover as a file, drawn where there is none yet."""
    path = folder / f"{_hash(name)}.png"
    if not path.is_file():
        with written_aside(path) as aside:
            aside.write_bytes(artwork(name))
    return path


def drawn_emblem(folder: Path, name: str) -> Path:
    """The same for the emblem."""
    path = folder / f"{_hash(name)}-emblem.png"
    if not path.is_file():
        with written_aside(path) as aside:
            aside.write_bytes(emblem(name))
    return path


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]
