"""The scope and the role that each route of the server needs.

The tests of accounts try every route as every role and with keys of every scope.
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.routing import Route

from earshot.server.app import ROUTES

ANYBODY = ("", "")
PERMISSIONS: dict[str, tuple[str, str]] = {
    "GET /": ("write", ""),
    "GET /accounts": ("admin", "admin"),
    "GET /audit-log": ("admin", "admin"),
    "GET /v1/audit-log": ("admin", "admin"),
    "POST /accounts": ("admin", "admin"),
    "GET /add": ("write", ""),
    "POST /add": ("write", ""),
    "POST /add/page": ANYBODY,
    "GET /analytics.csv": ("read", "publisher"),
    "GET /connectors": ("admin", ""),
    "POST /connectors": ("admin", ""),
    "GET /cover.png": ("listen", ""),
    "POST /dev/captioned_speech": ("write", ""),
    "GET /embed/{id}": ("listen", ""),
    "GET /feeds": ("admin", ""),
    "POST /appearance": ("listen", ""),
    "POST /feeds": ("admin", ""),
    "GET /feeds/{token}.xml": ANYBODY,
    "GET /feeds/{token}/cover.png": ANYBODY,
    "GET /feeds/{token}/opds.xml": ANYBODY,
    "GET /health/live": ANYBODY,
    "GET /health/ready": ANYBODY,
    "GET /invitations/{token}": ANYBODY,
    "POST /invitations/{token}": ANYBODY,
    "GET /login": ANYBODY,
    "POST /login": ANYBODY,
    "POST /logout": ANYBODY,
    "GET /manifest.webmanifest": ANYBODY,
    "GET /media/{token}/{id}/{revision:int}.{ending:media}": ANYBODY,
    "GET /metrics": ("read", "publisher"),
    "GET /player.js": ANYBODY,
    "GET /player/{digest}/{name:path}": ANYBODY,
    "GET /playground": ("listen", ""),
    "POST /retry-failed": ("write", ""),
    "GET /s": ("listen", ""),
    "GET /s/{id}": ("listen", ""),
    "GET /s/{id}/cover": ("listen", ""),
    "GET /s/{id}/edit": ("write", "editor"),
    "POST /s/{id}/do": ("write", ""),
    "GET /s/{id}/pictures/{name}": ("listen", ""),
    "GET /settings": ("admin", ""),
    "POST /settings": ("admin", ""),
    "POST /settings/password": ("admin", ""),
    "GET /subscriptions": ("write", ""),
    "POST /subscriptions": ("write", ""),
    "GET /subscriptions.opml": ("write", ""),
    "GET /subscriptions/import": ("write", ""),
    "POST /subscriptions/import": ("write", ""),
    "POST /subscriptions/{id}/do": ("write", ""),
    "POST /v1/audio/speech": ("write", ""),
    "GET /v1/audio/models": ANYBODY,
    "GET /v1/audio/voices": ANYBODY,
    "GET /v1/connectors": ("admin", ""),
    "POST /v1/connectors": ("admin", ""),
    "DELETE /v1/connectors/{id}": ("admin", ""),
    "GET /v1/connectors/{id}": ("admin", ""),
    "POST /v1/connectors/{id}/check": ("admin", ""),
    "GET /v1/editions": ("read", ""),
    "POST /v1/editions": ("write", "editor"),
    "POST /v1/import": ("write", ""),
    "GET /v1/lexicon": ("write", "editor"),
    "PUT /v1/lexicon": ("write", "editor"),
    "GET /v1/lexicon/suggestions": ("write", "editor"),
    "GET /v1/models": ("listen", ""),
    "GET /v1/models/{id}": ("listen", ""),
    "GET /v1/oembed": ("listen", ""),
    "GET /v1/openapi.json": ANYBODY,
    "GET /v1/player": ("listen", ""),
    "POST /v1/player": ("listen", ""),
    "GET /v1/stories": ("read", ""),
    "POST /v1/stories": ("write", ""),
    "POST /v1/stories/retry": ("write", ""),
    "DELETE /v1/stories/{id}": ("write", ""),
    "GET /v1/stories/{id}": ("listen", ""),
    "PATCH /v1/stories/{id}": ("write", ""),
    "POST /v1/stories/{id}/analytics": ("listen", ""),
    "GET /v1/stories/{id}/audio.{ending:audio}": ("listen", ""),
    "GET /v1/stories/{id}/edits": ("write", "editor"),
    "PUT /v1/stories/{id}/edits": ("write", "editor"),
    "POST /v1/stories/{id}/edits/preview": ("write", "editor"),
    "GET /v1/stories/{id}/events": ("listen", ""),
    "GET /v1/stories/{id}/findings": ("write", "editor"),
    "POST /v1/stories/{id}/retry": ("write", ""),
    "GET /v1/stories/{id}/revisions": ("read", ""),
    "GET /v1/stories/{id}/script": ("write", "editor"),
    "GET /v1/stories/{id}/stream": ("listen", ""),
    "GET /v1/stories/{id}/timings": ("listen", ""),
    "GET /v1/stories/{id}/transcript.{ending:transcript}": ("listen", ""),
    "GET /v1/subscriptions": ("read", ""),
    "POST /v1/subscriptions": ("write", ""),
    "GET /v1/subscriptions.opml": ("read", ""),
    "DELETE /v1/subscriptions/{id}": ("write", ""),
    "GET /v1/subscriptions/{id}": ("read", ""),
    "PATCH /v1/subscriptions/{id}": ("write", ""),
    "POST /v1/subscriptions/{id}/refresh": ("write", ""),
    "GET /v1/webhooks": ("admin", "publisher"),
    "POST /v1/webhooks": ("admin", "publisher"),
    "DELETE /v1/webhooks/{id}": ("admin", "publisher"),
    "GET /v1/webhooks/{id}": ("admin", "publisher"),
    "PATCH /v1/webhooks/{id}": ("admin", "publisher"),
    "POST /v1/webhooks/{id}/secret": ("admin", "publisher"),
    "POST /v1/webhooks/{id}/test": ("admin", "publisher"),
    "GET /web/{name}": ANYBODY,
    "GET /web/{version}/{name}": ANYBODY,
}
"""By method and path: the scope, and the role; empty for none."""


def list_routes() -> Iterator[tuple[str, str]]:
    """Every route of the server, as method and path."""
    for route in ROUTES:
        assert isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}:
            yield method, route.path
