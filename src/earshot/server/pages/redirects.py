"""Redirects after a form."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse


def redirect_back(form: FormData, default: str = "/") -> RedirectResponse:
    """Redirect to the page that the form names as its own. It never leads to another site."""
    back = str(form.get("back", ""))
    is_own = back.startswith("/") and not back.startswith(("//", "/\\"))
    return RedirectResponse(back if is_own else default, 303)
