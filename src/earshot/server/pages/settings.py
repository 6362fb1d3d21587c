"""The page of keys, webhooks, the bookmarklet and the listening figures."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.server.analytics import MAX_LISTED_STORIES, load_listen_stats
from earshot.server.api.webhooks import add_webhook
from earshot.server.auth import SCOPES, Caller, create_key
from earshot.server.pages.library import read_form
from earshot.server.pages.templates import render_page
from earshot.server.services import Services
from earshot.server.submissions import http_error
from earshot.server.webhooks.webhooks import EVENTS, Webhook


async def settings_page(
    request: Request, services: Services, caller: Caller, **extra: Any
) -> Response:
    """GET /settings"""
    defaults: dict[str, Any] = {"secret": "", "secret_of": "", "tested": "", "answer": ""}
    return render_page(
        request,
        "settings.html",
        base=services.settings.public_url,
        keys=services.database.rows("SELECT * FROM keys ORDER BY created"),
        scopes=SCOPES,
        hooks=services.webhooks.list_all(),
        figures=load_listen_stats(services.database)[:MAX_LISTED_STORIES],
        **defaults | extra,
    )


async def update_settings(request: Request, services: Services, caller: Caller) -> Response:
    """POST /settings: make a key or a webhook, or what else is done with one."""
    form = await read_form(request, services)
    extra = await _apply_form(services, form)
    return await settings_page(request, services, caller, **extra) if extra else _redirect_back()


def _redirect_back() -> Response:
    return RedirectResponse("/settings", 303)


async def _apply_form(services: Services, form: FormData) -> dict[str, Any]:
    """What the page is to show of it, if anything. Raises Refused."""
    values = {name: str(value).strip() for name, value in form.items()}
    if revoked := values.get("revoke"):
        services.database.execute("DELETE FROM keys WHERE id = ?", revoked)
    elif removed := values.get("remove"):
        services.webhooks.delete(removed)
    elif enabled := values.get("enable"):
        webhook = _require_webhook(services, enabled)
        services.webhooks.update(webhook.id, url=webhook.url, events=webhook.events, disabled="")
    elif tested := values.get("test"):
        is_delivered, answer = await services.delivery.send_test(_require_webhook(services, tested))
        return {"tested": tested, "answer": f"{'Taken' if is_delivered else 'Not taken'}: {answer}"}
    elif url := values.get("hook"):
        return {
            "secret": add_webhook(services, url, EVENTS).secret,
            "secret_of": "The webhook's secret",
        }
    else:
        return {"secret": _create_key(services, values), "secret_of": "Your new key"}
    return {}


def _create_key(services: Services, values: dict[str, str]) -> str:
    name, scope = values.get("name", "")[:100], values.get("scope", "")
    if not name or scope not in SCOPES:
        raise http_error(422, "bad_key", "A key needs a name, and something that it may do")
    return create_key(services, name, scope)


def _require_webhook(services: Services, webhook_id: str) -> Webhook:
    webhook = services.webhooks.get(webhook_id)
    if webhook is None:
        raise http_error(404, "no_webhook", "There is no such webhook; it may have been deleted")
    return webhook
