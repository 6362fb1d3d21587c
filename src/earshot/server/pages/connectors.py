"""The page of connectors at read-later services. It works without scripts."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.publish.translations import mark
from earshot.server.caller import Caller
from earshot.server.connectors.connector import ConnectorRequest
from earshot.server.connectors.services import SERVICES
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services

CREDENTIAL_LABELS = {
    "user": mark("User name"),
    "password": mark("Password"),
    "token": mark("Token"),
    "client_id": mark("Client ID"),
    "client_secret": mark("Client secret"),
}


async def connectors_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /connectors"""
    return _render_page(request, services, caller)


def _render_page(
    request: Request, services: Services, caller: Caller, status: int = 200, **variables: Any
) -> Response:
    poller = services.connector_poller
    now = poller.clock.now()
    rows = [
        {
            "connector": each,
            "title": SERVICES[each.service].title,
            "last_checked": now - each.last_success_at if each.last_success_at else "",
        }
        for each in poller.store.list_all(caller.account_id)
    ]
    chosen = SERVICES.get(request.query_params.get("service", ""))
    context: dict[str, Any] = {
        "rows": rows,
        "credential_labels": CREDENTIAL_LABELS,
        "known_services": SERVICES.values(),
        "chosen": chosen,
        "entered": {},
        "problem": "",
    }
    return render_page(request, "connectors.html", status, **(context | variables))


async def update_connectors(request: Request, services: Services, caller: Caller) -> Response:
    """POST /connectors: add, check or remove a connector."""
    form = await read_form(request, services)
    values = {name: str(value).replace("\0", "").strip() for name, value in form.items()}
    poller = services.connector_poller
    if checked := values.get("check"):
        await poller.request_poll(poller.store.require(caller.account_id, checked).id)
        return RedirectResponse("/connectors", 303)
    if removed := values.get("remove"):
        poller.store.remove(poller.store.require(caller.account_id, removed).id)
        return RedirectResponse("/connectors", 303)
    service, url = values.get("service", ""), values.get("url", "")
    if service == "imap" and "://" not in url:
        url = f"imaps://{url}"
    options = {name: values.get(name, "") for name in ("label", "playlist")}
    added = ConnectorRequest(service=service, url=url, credentials=values, **options)
    try:
        poller.store.add(caller.account_id, added, poller.clock.now())
    except RequestRejected as error:
        problem, chosen = str(error), SERVICES.get(service)
        return _render_page(
            request,
            services,
            caller,
            error.status,
            problem=problem,
            chosen=chosen,
            entered=values,
        )
    await poller.poll_due()
    return RedirectResponse("/connectors", 303)
