"""Access grants: how much of a story a caller may play.

The access level is a setting. A caller gets more with a token that the publisher has signed: a
JWT (RFC 7519) with HMAC-SHA256 and one of `jwt_keys`. Its claims:

    aud    "earshot"
    sub    the story: its URL, its id on this server, or the publisher's `source_id`
    level  "preview" or "full" (the default)
    exp    expiry, in seconds since 1970

API keys and sessions with the scope `read` have full access to all stories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.settings import ACCESS_LEVELS, Settings
from earshot.server.site_rules import FULL, access_level, is_open_access
from earshot.server.storage.story import Story
from earshot.server.urls import canonical_url

TOKEN_AUDIENCE = "earshot"
PRIVATE_CACHE_CONTROL = "private, no-cache"


@dataclass(frozen=True, slots=True)
class AccessGrant:
    """How much of a story one caller may play."""

    level: str
    token: str = ""
    """The caller's token, which the links in responses repeat."""

    @property
    def is_full(self) -> bool:
        return self.level == FULL

    @property
    def query_string(self) -> str:
        return f"?{urlencode({'token': self.token})}" if self.token else ""


def grant_access(
    settings: Settings, caller: Caller, token: str | None, story: Story
) -> AccessGrant:
    """Raises RequestRejected for a token that is not valid for the story."""
    if caller.has_scope("read"):
        return AccessGrant(FULL)
    level = access_level(settings, story)
    if not token or level == FULL:
        return AccessGrant(level)
    claims = _verify_token(settings.jwt_keys, token)
    if not _is_token_subject(str(claims["sub"]), story):
        raise http_error(401, "invalid_token", "this token is for another story")
    return AccessGrant(max(level, claims.get("level", FULL), key=ACCESS_LEVELS.index), token)


def _verify_token(keys: tuple[str, ...], token: str) -> dict[str, Any]:
    """The claims. Raises RequestRejected."""
    import jwt  # noqa: PLC0415 - it loads cryptography, which takes 0.1 s

    reason = "its signature matches none of the jwt_keys"
    for key in keys:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                audience=TOKEN_AUDIENCE,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            reason = "it has expired"
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            reason = str(error)[:200]
        else:
            if claims.get("level", FULL) in ACCESS_LEVELS:
                return claims
            reason = f"its level must be one of {', '.join(ACCESS_LEVELS)}"
        break
    raise http_error(401, "invalid_token", f"invalid token: {reason}")


def _is_token_subject(subject: str, story: Story) -> bool:
    if subject in (story.id, story.source_id or story.id):
        return True
    try:
        return bool(story.url) and canonical_url(subject) == canonical_url(story.url)
    except ValueError:
        return False


def mark_private(settings: Settings, story: Story, response: Response) -> Response:
    """Keep shared caches from storing a response that depends on the caller."""
    if not (settings.public and is_open_access(settings, story)):
        if response.headers.get("cache-control") != "no-store":
            response.headers["Cache-Control"] = PRIVATE_CACHE_CONTROL
        response.headers.add_vary_header("Authorization, Cookie")
    return response
