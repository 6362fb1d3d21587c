"""What a listener may hear of a story: its title, its first segment, or all of it.

What everybody may hear is a setting; the rest is for whoever brings a token that the publisher's
own sign-in has signed: a JWT (RFC 7519) with HMAC-SHA256 and one of `token_keys`. Its claims:

    aud    "earshot"
    sub    the story: its address, its id here, or your own name for it (`source_id`)
    level  "segment" or "whole" (the default)
    exp    when it ends, in seconds since 1970

The host's own keys and sessions that may read the library hear everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
from starlette.responses import Response

from earshot.server.access_levels import WHOLE, is_open, level_of
from earshot.server.auth import Caller
from earshot.server.settings import LEVELS, Settings
from earshot.server.storage.stories import Story
from earshot.server.submissions import canonical, refused

AUDIENCE = "earshot"
PRIVATE = "private, no-cache"


@dataclass(frozen=True, slots=True)
class Leave:
    """What one caller may hear of one story."""

    level: str
    token: str = ""
    """What they showed for it, so that the links they are given hold it, too."""

    @property
    def is_whole(self) -> bool:
        return self.level == WHOLE

    @property
    def query(self) -> str:
        return f"?{urlencode({'token': self.token})}" if self.token else ""


def leave_of(settings: Settings, caller: Caller, token: str | None, story: Story) -> Leave:
    """Raises Refused for a token that is not good for the story, whatever it would have brought."""
    if caller.may("read"):
        return Leave(WHOLE)
    level = level_of(settings, story)
    if not token or level == WHOLE:
        return Leave(level)
    claims = _verified(settings.token_keys, token)
    if not _is_meant(str(claims["sub"]), story):
        raise refused(401, "bad_token", "this token is for another story")
    return Leave(max(level, claims.get("level", WHOLE), key=LEVELS.index), token)


def _verified(keys: tuple[str, ...], token: str) -> dict[str, Any]:
    """The claims. Raises Refused."""
    reason = "it was signed with none of this server's token_keys"
    for key in keys:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                audience=AUDIENCE,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            reason = "it has run out"
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            reason = str(error)[:200]
        else:
            if claims.get("level", WHOLE) in LEVELS:
                return claims
            reason = f"its level is none of {', '.join(LEVELS)}"
        break
    raise refused(401, "bad_token", f"this token is not good: {reason}")


def _is_meant(subject: str, story: Story) -> bool:
    if subject in (story.id, story.source_id or story.id):
        return True
    try:
        return bool(story.url) and canonical(subject) == canonical(story.url)
    except ValueError:
        return False


def kept_private(settings: Settings, story: Story, answer: Response) -> Response:
    """What differs by who asks, no cache between may keep; other stories are left as they are."""
    if not is_open(settings, story):
        if answer.headers.get("cache-control") != "no-store":
            answer.headers["Cache-Control"] = PRIVATE
        answer.headers.add_vary_header("Authorization, Cookie")
    return answer
