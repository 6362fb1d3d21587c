"""How the reader wants stories to look: theme, typeface, text size and highlight.

The choice is in a cookie, because it belongs to a browser and its screen. So it needs no script,
and the first paint of a page already has it.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.server.caller import Caller
from earshot.server.request_bodies import read_form
from earshot.server.services import Services

APPEARANCE_COOKIE = "earshot-appearance"
COOKIE_SECONDS = 400 * 24 * 3_600
"""The longest time that browsers keep a cookie."""
CHOICES = {
    "theme": {"system": "System", "light": "Light", "dark": "Dark"},
    "face": {"serif": "Serif", "sans": "Sans serif", "lexend": "Lexend, for dyslexia"},
    "size": {"normal": "Normal", "small": "Small", "large": "Large", "larger": "Larger"},
    "highlight": {"yellow": "Yellow", "green": "Green", "blue": "Blue"},
}
"""The values of each choice, with their labels. The first is the default."""


def read_appearance(request: Request) -> dict[str, str]:
    """The value of each choice."""
    chosen = dict(parse_qsl(request.cookies.get(APPEARANCE_COOKIE, "")[:200]))
    return _complete(chosen)


def _complete(chosen: dict[str, str]) -> dict[str, str]:
    return {
        name: chosen[name] if chosen.get(name) in values else next(iter(values))
        for name, values in CHOICES.items()
    }


async def update_appearance(request: Request, services: Services, caller: Caller) -> Response:
    """POST /appearance"""
    form = await read_form(request, services)
    chosen = _complete({name: str(form.get(name, "")) for name in CHOICES})
    back = str(form.get("back", ""))
    is_own = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = RedirectResponse(back if is_own else "/settings", 303)
    settings = services.settings
    response.set_cookie(
        APPEARANCE_COOKIE,
        urlencode(chosen),
        COOKIE_SECONDS,
        path=settings.path_prefix or "/",
        samesite="lax",
        secure=settings.is_secure or request.url.scheme == "https",
    )
    return response
