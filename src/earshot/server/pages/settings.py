"""The page of keys, webhooks, the bookmarklet and the listening figures."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.server.analytics import SHOWN, figures
from earshot.server.api.webhooks import added
from earshot.server.auth import SCOPES, Caller, new_key
from earshot.server.pages.library import form_of
from earshot.server.pages.templates import drawn
from earshot.server.services import Library
from earshot.server.submissions import refused
from earshot.server.webhooks.webhooks import EVENTS, Hook


async def show(request: Request, library: Library, caller: Caller, **more: Any) -> Response:
    """GET /settings"""
    facts: dict[str, Any] = {"secret": "", "secret_of": "", "tested": "", "answer": ""}
    return drawn(
        request,
        "settings.html",
        base=library.settings.base,
        keys=library.database.rows("SELECT * FROM keys ORDER BY created"),
        scopes=SCOPES,
        hooks=library.hooks.all(),
        figures=figures(library.database)[:SHOWN],
        **facts | more,
    )


async def change(request: Request, library: Library, caller: Caller) -> Response:
    """POST /settings: make a key or a webhook, or what else is done with one."""
    form = await form_of(request, library)
    more = await _done(library, form)
    return await show(request, library, caller, **more) if more else _back()


def _back() -> Response:
    return RedirectResponse("/settings", 303)


async def _done(library: Library, form: FormData) -> dict[str, Any]:
    """What the page is to show of it, if anything. Raises Refused."""
    told = {name: str(value).strip() for name, value in form.items()}
    if revoked := told.get("revoke"):
        library.database.change("DELETE FROM keys WHERE id = ?", revoked)
    elif removed := told.get("remove"):
        library.hooks.delete(removed)
    elif enabled := told.get("enable"):
        hook = _hook(library, enabled)
        library.hooks.change(hook.id, url=hook.url, events=hook.events, disabled="")
    elif tested := told.get("test"):
        taken, answer = await library.postman.test(_hook(library, tested))
        return {"tested": tested, "answer": f"{'Taken' if taken else 'Not taken'}: {answer}"}
    elif url := told.get("hook"):
        return {"secret": added(library, url, EVENTS).secret, "secret_of": "The webhook's secret"}
    else:
        return {"secret": _new_key(library, told), "secret_of": "Your new key"}
    return {}


def _new_key(library: Library, told: dict[str, str]) -> str:
    name, scope = told.get("name", "")[:100], told.get("scope", "")
    if not name or scope not in SCOPES:
        raise refused(422, "bad_key", "A key needs a name, and something that it may do")
    return new_key(library, name, scope)


def _hook(library: Library, name: str) -> Hook:
    hook = library.hooks.one(name)
    if hook is None:
        raise refused(404, "no_webhook", "There is no such webhook; it may have been deleted")
    return hook
