"""The API of the audit log."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.schemas import QUERY_ERRORS
from earshot.server.api.serializers import json_response
from earshot.server.storage.audit_log import list_audit_entries
from earshot.server.story_json import format_timestamp

MAX_LISTED = 500


class AuditLogQuery(Struct, kw_only=True):
    before: Annotated[
        int, Meta(ge=0, le=2**62, description="the number of an entry; only older ones are listed")
    ] = 0
    limit: Annotated[int, Meta(ge=1, le=MAX_LISTED)] = 100


class AuditEntryJson(Struct, kw_only=True):
    number: int
    created_at: str
    account: Annotated[str, Meta(description="the name of the account at that time")]
    action: Annotated[str, Meta(description="such as `account.added` or `story.edited`")]
    subject: Annotated[str, Meta(description="the changed object")]
    details: dict[str, str]


class AuditLogJson(Struct, kw_only=True):
    entries: list[AuditEntryJson]


async def list_audit_log(context: RequestContext[AuditLogQuery, None]) -> Response:
    """GET /v1/audit-log"""
    query = context.query
    found = await context.services.database.readers.run(
        list_audit_entries, query.limit, query.before
    )
    entries = [
        AuditEntryJson(
            number=each.number,
            created_at=format_timestamp(each.created_at),
            account=each.account_name,
            action=each.action,
            subject=each.subject,
            details=each.details,
        )
        for each in found
    ]
    return json_response(AuditLogJson(entries=entries))


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/audit-log",
        handler=list_audit_log,
        scope="admin",
        role="admin",
        summary="List changes with their time and account, newest first. 10,000 entries are kept.",
        query=AuditLogQuery,
        responses={200: AuditLogJson, **QUERY_ERRORS},
    ),
)
