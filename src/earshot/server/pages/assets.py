"""The scripts, styles, fonts and icons of the pages, and what makes the library installable."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot.errors import RequestRejected
from earshot.server.file_responses import CACHE_FOREVER, is_cached
from earshot.server.services import Services

VERSION_LENGTH = 16
MEDIA_TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
}
WORKER_SCRIPT = "service-worker.js"
STATIC_SCRIPTS = tuple("earshot-player.js library.js story-page.js embed.js editor-page.js".split())
BUILT_SCRIPTS = (*STATIC_SCRIPTS, WORKER_SCRIPT)
MANIFEST_ICONS = (("icon-192.png", 192), ("icon-512.png", 512), ("icon-maskable.png", 512))
"""Systems that do not draw SVG install these."""
ICONS = (*(name for name, _ in MANIFEST_ICONS), "apple-touch-icon.png")
FONTS = tuple(
    f"{face}-{part}.woff2"
    for face in ("inter", "source-serif-4", "lexend")
    for part in ("latin", "latin-ext")
)
STATIC_ASSETS = (
    *("fonts.css", "tokens.css", "readalong.css", "library.css", "icon.svg", "embed.css"),
    *("playground.css", "playground.js", "editor.css"),
    *STATIC_SCRIPTS,
    *FONTS,
)
"""Those of exported sites, which cannot be installed."""
ASSETS = (*STATIC_ASSETS, WORKER_SCRIPT, *ICONS)


@cache
def read_asset(name: str) -> bytes:
    folders = {"dist": BUILT_SCRIPTS, "fonts": FONTS, "icons": ICONS}
    folder = next((each for each, names in folders.items() if name in names), "")
    return files("earshot").joinpath("web", folder, name).read_bytes()


@cache
def assets_version() -> str:
    """The digest of all scripts and styles. It is part of their addresses, so browsers never
    ask for them again."""
    contents = b"".join(read_asset(name) for name in ASSETS)
    return hashlib.sha256(contents).hexdigest()[:VERSION_LENGTH]


async def get_asset(request: Request) -> Response:
    """GET /web/{name} and /web/{version}/{name}: scripts and styles."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise RequestRejected(status=404, code="file_not_found", reason="this file was not found")
    is_current = request.path_params.get("version") == assets_version()
    tag = f'"{assets_version()}-{name}"'
    headers = {"Cache-Control": CACHE_FOREVER if is_current else "no-cache", "ETag": tag}
    if is_cached(request, tag):
        return Response(status_code=304, headers=headers)
    kind = MEDIA_TYPES[name.rpartition(".")[2]]
    return Response(read_asset(name), media_type=kind, headers=headers)


async def get_service_worker(request: Request) -> Response:
    """GET /service-worker.js: at the root of the library, because it answers for all pages."""
    headers = {"Cache-Control": "no-cache"}
    return Response(read_asset(WORKER_SCRIPT), media_type=MEDIA_TYPES["js"], headers=headers)


async def get_manifest(request: Request) -> Response:
    """GET /manifest.webmanifest: makes the library installable and a share target."""
    services: Services = request.app.state.services
    root = services.settings.path_prefix
    params = {"title": "title", "text": "text", "url": "url"}
    data = {
        "name": services.settings.title,
        "short_name": services.settings.title,
        "start_url": f"{root}/",
        "scope": f"{root}/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#8a3b12",
        "icons": [
            {"src": f"{root}/web/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            *(_describe_icon(root, name, size) for name, size in MANIFEST_ICONS),
        ],
        "share_target": {"action": f"{root}/add", "method": "GET", "params": params},
    }
    return JSONResponse(data, media_type="application/manifest+json")


def _describe_icon(root: str, name: str, pixels: int) -> dict[str, str]:
    purpose = "maskable" if "maskable" in name else "any"
    size = f"{pixels}x{pixels}"
    return {"src": f"{root}/web/{name}", "sizes": size, "type": "image/png", "purpose": purpose}
