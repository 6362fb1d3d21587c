"""The page of the audit log."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.caller import Caller
from earshot.server.pages.templates import render_page
from earshot.server.services import Services
from earshot.server.storage.audit_log import list_audit_entries
from earshot.server.story_json import format_timestamp

PAGE_SIZE = 100


async def audit_log_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /audit-log?before=: the entries before this number, otherwise the last ones."""
    before = request.query_params.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 16 else 0
    entries = await services.database.readers.run(list_audit_entries, PAGE_SIZE, number)
    rows = [(each, format_timestamp(each.created_at)) for each in entries]
    older = entries[-1].number if len(entries) == PAGE_SIZE else 0
    return render_page(request, "audit-log.html", rows=rows, older=older)
