"""The reader's choices for the pages: theme, typeface, text size, highlight, skip lengths and
language.

The choice is in a cookie, because it belongs to a browser and its screen. So it needs no script,
and the first paint of a page already has it.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from earshot.publish.translations import LANGUAGES, choose_language, mark
from earshot.server.caller import Caller
from earshot.server.pages.redirects import redirect_back
from earshot.server.request_bodies import read_small_form
from earshot.server.services import Services

APPEARANCE_COOKIE = "earshot-appearance"
COOKIE_SECONDS = 400 * 24 * 3_600
"""The longest time that browsers keep a cookie."""
CHOICES = {
    "theme": {"system": mark("System"), "light": mark("Light"), "dark": mark("Dark")},
    "face": {
        "serif": mark("Serif"),
        "sans": mark("Sans serif"),
        "lexend": mark("Lexend, for dyslexia"),
    },
    "size": {
        "normal": mark("Normal"),
        "small": mark("Small"),
        "large": mark("Large"),
        "larger": mark("Larger"),
    },
    "highlight": {"yellow": mark("Yellow"), "green": mark("Green"), "blue": mark("Blue")},
    "skip": {"15": "15", "10": "10", "30": "30", "60": "60"},
    "language": {"": mark("The browser’s language")} | LANGUAGES,
}
"""The values of each choice, with their labels. The first is the default."""


def read_appearance(request: Request) -> dict[str, str]:
    """The value of each choice."""
    chosen = dict(parse_qsl(request.cookies.get(APPEARANCE_COOKIE, "")[:200]))
    return _complete(chosen)


def read_language(request: Request) -> str:
    """The language of the pages for this reader."""
    accepted = request.headers.get("accept-language", "")
    return choose_language(read_appearance(request)["language"], accepted)


def _complete(chosen: dict[str, str]) -> dict[str, str]:
    return {
        name: chosen[name] if chosen.get(name) in values else next(iter(values))
        for name, values in CHOICES.items()
    }


async def update_appearance(request: Request, services: Services, caller: Caller) -> Response:
    """POST /appearance"""
    form = await read_small_form(request)
    entered = {name: str(form[name]) for name in CHOICES if name in form}
    chosen = _complete(read_appearance(request) | entered)
    response = redirect_back(form, "/settings")
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
