"""Headers of every response: a Content-Security-Policy that contains untrusted content, and CORS
for players on other sites."""

from __future__ import annotations

import logging
import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earshot.server.log_context import add_log_fields
from earshot.server.logs import find_story_id
from earshot.server.problem_details import problem_response
from earshot.server.services import Services
from earshot.server.settings import Settings

log = logging.getLogger("earshot")
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; media-src 'self' blob: data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PUBLIC_PATHS = ("/media/", "/feeds/", "/player/")
"""Paths that other sites may fetch: feeds, whose address is the credential, and the player."""
PLAYBACK_PATHS = re.compile(
    r"/v1/stories/[^/]+(?:/(?:stream|timings|events|audio\.\w+|transcript\.\w+))?"
)
EXPOSED_HEADERS = (
    "Earshot-Segment, Earshot-Offset, Content-Length, Content-Range, ETag, Request-Id, Retry-After"
)


class SecurityHeadersMiddleware:
    """The outermost layer: responses to unexpected errors get the same headers as all others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        extra_headers = SECURITY_HEADERS | {"Request-Id": request_id} | _cors_headers(scope)
        if _host_count(scope) > 1:
            detail = "a request has one Host header"
            response = problem_response(400, "bad_request", detail, extra_headers)
            await response(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and "Access-Control-Allow-Origin" in extra_headers:
            await _send_preflight(extra_headers, send)
            return
        has_started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                _add_headers(message, extra_headers)
            await send(message)

        try:
            with add_log_fields(**_ids_of(request_id, scope["path"])):
                await self._app(scope, receive, send_with_headers)
        except Exception:
            log.exception("request %s: %s %s", request_id, scope["method"], scope["path"])
            if has_started:
                raise
            detail = f"internal server error; the server log has request {request_id}"
            response = problem_response(500, "internal_error", detail)
            await response(scope, receive, send_with_headers)


def _ids_of(request_id: str, path: str) -> dict[str, str]:
    story_id = find_story_id(path)
    return {"request_id": request_id} | ({"story_id": story_id} if story_id else {})


def _host_count(scope: Scope) -> int:
    """A proxy and this server could each read another one of several (RFC 9112, 3.2)."""
    return sum(name == b"host" for name, _ in scope["headers"])


def _add_headers(message: Message, extra_headers: dict[str, str]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in extra_headers.items():
        headers.setdefault(name, value)
    if "Vary" in extra_headers:
        headers.add_vary_header(extra_headers["Vary"])


def _cors_headers(scope: Scope) -> dict[str, str]:
    """CORS headers, if the calling page may read the response (WHATWG Fetch, 3.2)."""
    origin = Headers(scope=scope).get("origin")
    path: str = scope["path"]
    if origin is None:
        return {}
    if path.startswith(PUBLIC_PATHS):
        return {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": EXPOSED_HEADERS,
        }
    services: Services = HTTPConnection(scope).app.state.services
    if not _is_allowed_origin(services.settings, origin, path):
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
        "Vary": "Origin",
    }


def _is_allowed_origin(settings: Settings, origin: str, path: str) -> bool:
    """A sandboxed iframe has the opaque origin "null"; it may play a public story."""
    if origin == "null" and settings.public and PLAYBACK_PATHS.fullmatch(path):
        return True
    return settings.is_allowed_origin(origin) and path.startswith(("/v1/", "/dev/", "/web/"))


async def _send_preflight(extra_headers: dict[str, str], send: Send) -> None:
    headers = extra_headers | {
        "Access-Control-Allow-Methods": "GET, HEAD, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match, Range",
        "Access-Control-Max-Age": "86400",
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 204, "headers": raw})
    await send({"type": "http.response.body", "body": b""})
