"""The page of API keys, webhooks and listening statistics."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.publish.translations import mark
from earshot.server.analytics import MAX_LISTED_STORIES, load_listen_stats, load_week_stats
from earshot.server.auth import create_key, revoke_key
from earshot.server.caller import SCOPES, Caller
from earshot.server.http_errors import http_error
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.storage.reader_pool import Row

SHOWN_WEEKS = 4
WEBHOOK_FIELDS = frozenset(("remove", "enable", "test", "hook"))
"""The fields of the forms of webhooks."""


FORM_ID = re.compile("[0-9a-f]{16}")


async def publisher_page(
    request: Request, services: Services, caller: Caller, **extra: Any
) -> Response:
    """GET /publisher"""
    defaults: dict[str, Any] = {
        "secret": "",
        "secret_label": "",
        "tested_webhook_id": "",
        "form_id": secrets.token_hex(8),
    }
    return render_page(
        request,
        "publisher.html",
        keys=_list_keys(services, caller),
        scopes=SCOPES,
        is_publisher=caller.has_role("publisher"),
        **(await _publisher_variables(services) if caller.has_role("publisher") else {}),
        **defaults | extra,
    )


async def update_publisher(request: Request, services: Services, caller: Caller) -> Response:
    """POST /publisher: create, test, enable or delete a key or a webhook."""
    form = await read_form(request, services)
    extra = await _apply_form(services, caller, form)
    if extra:
        return await publisher_page(request, services, caller, **extra)
    return RedirectResponse("/publisher", 303)


def _list_keys(services: Services, caller: Caller) -> list[Row]:
    sql = "SELECT * FROM api_keys WHERE account_id = ? ORDER BY created_at"
    return services.database.rows(sql, caller.account_id)


async def _publisher_variables(services: Services) -> dict[str, Any]:
    readers = services.database.readers
    return {
        "webhooks": services.webhooks.list_all(),
        "listen_stats": await readers.run(load_listen_stats, MAX_LISTED_STORIES),
        "weeks": await readers.run(load_week_stats, datetime.now(UTC).date(), SHOWN_WEEKS),
    }


async def _apply_form(services: Services, caller: Caller, form: FormData) -> dict[str, Any]:
    """Apply the form, and return template variables for the result. Raises RequestRejected."""
    values = {name: str(value).strip() for name, value in form.items()}
    if revoked := values.get("revoke"):
        revoke_key(services, caller.account_id, revoked)
        return {}
    if not WEBHOOK_FIELDS.isdisjoint(values):
        caller.require("admin", "publisher")
        return await _apply_webhook_form(services, caller.account_id, values)
    key = _create_key(services, caller, values)
    return {"secret": key, "secret_label": mark("New API key")} if key else {}


async def _apply_webhook_form(
    services: Services, account_id: int, values: dict[str, str]
) -> dict[str, Any]:
    if removed := values.get("remove"):
        services.webhooks.delete(removed, account_id)
    elif enabled := values.get("enable"):
        webhook = services.webhooks.get_or_404(enabled)
        services.webhooks.update(webhook, account_id, enabled=True)
    elif tested := values.get("test"):
        is_delivered, answer = await services.delivery.send_test(
            services.webhooks.get_or_404(tested)
        )
        return {
            "tested_webhook_id": tested,
            "is_delivered": is_delivered,
            "test_answer": answer,
        }
    else:
        return _add_webhook(services, account_id, values)
    return {}


def _add_webhook(services: Services, account_id: int, values: dict[str, str]) -> dict[str, Any]:
    form_id = _read_form_id(values)
    webhook_id = f"hook_{form_id}" if form_id else ""
    if services.webhooks.get(webhook_id):
        return {}
    added = services.webhooks.add(values.get("hook", ""), account_id, webhook_id=webhook_id)
    return {"secret": added.secret, "secret_label": mark("Webhook secret")}


def _read_form_id(values: dict[str, str]) -> str:
    """The id of what the form creates: a reload repeats the form, and finds it. Empty for the form
    of another program."""
    form_id = values.get("form_id", "")
    return form_id if FORM_ID.fullmatch(form_id) else ""


def _create_key(services: Services, caller: Caller, values: dict[str, str]) -> str:
    """The new key; empty if this form has created one."""
    name, scope = values.get("name", "")[:100], values.get("scope", "")
    if not name or scope not in SCOPES:
        raise http_error(
            422, "validation_error", mark("Enter a name for the key, and choose what it can do")
        )
    return create_key(services, caller.account_id, name, scope, _read_form_id(values))
