"""The API for connectors at read-later services, feed readers and mailboxes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NOT_FOUND,
    WEB_URL_PATTERN,
    Name,
    RequestBody,
    ShortText,
)
from earshot.server.api.serializers import json_response
from earshot.server.connectors.connector import Connector, ConnectorRequest
from earshot.server.connectors.services import SERVICES
from earshot.server.connectors.store import MAILBOX_PATTERN, credential_pattern
from earshot.server.story_json import format_timestamp

ServiceName = Literal["wallabag", "readeck", "karakeep", "miniflux", "freshrss", "linkding", "imap"]
CONNECTOR_SCHEMA = {
    "anyOf": [
        {
            "required": list(each.credentials),
            "properties": {
                "service": {"const": each.name},
                "url": {
                    "pattern": f"^{MAILBOX_PATTERN if each.name == 'imap' else WEB_URL_PATTERN}$"
                },
                **{
                    name: {"type": "string", "pattern": f"^{credential_pattern(name)}$"}
                    for name in each.credentials
                },
            },
        }
        for each in SERVICES.values()
    ]
}
"""A rule that the types cannot express: each service needs credentials of its own."""
CREDENTIALS = ("token", "user", "password", "client_id", "client_secret")


class ConnectorBody(RequestBody):
    service: ServiceName
    url: Annotated[
        str,
        Meta(min_length=1, max_length=2_000, description="its address; imaps://HOST for e-mail"),
    ]
    token: ShortText = ""
    user: ShortText = ""
    password: ShortText = ""
    client_id: Annotated[ShortText, Meta(description="client ID of Wallabag")] = ""
    client_secret: ShortText = ""
    label: Annotated[Name, Meta(description="tag, label, category or folder to read")] = ""
    playlist: Annotated[Name, Meta(description="the playlist of its stories")] = ""


class ConnectorJson(Struct, kw_only=True):
    id: str
    service: ServiceName
    url: str
    label: str
    playlist: str
    error: Annotated[str | None, Meta(description="error of the last check")]
    last_success_at: str | None
    next_check_at: str


class ConnectorList(Struct, kw_only=True):
    connectors: list[ConnectorJson]


async def create_connector(context: RequestContext[None, ConnectorBody]) -> Response:
    """POST /v1/connectors"""
    poller, body = context.services.connector_poller, context.body
    credentials = {name: getattr(body, name) for name in CREDENTIALS}
    request = ConnectorRequest(
        service=body.service,
        url=body.url,
        credentials=credentials,
        label=body.label,
        playlist=body.playlist,
    )
    connector = poller.store.add(context.caller.account_id, request, poller.clock.now())
    await poller.poll_due()
    headers = {"Location": f"/v1/connectors/{connector.id}"}
    return json_response(_serialize_connector(connector), 201, headers)


async def list_connectors(context: Context) -> Response:
    """GET /v1/connectors"""
    connectors = context.services.connector_poller.store.list_all(context.caller.account_id)
    return json_response(
        ConnectorList(connectors=[_serialize_connector(each) for each in connectors])
    )


async def get_connector(context: Context) -> Response:
    """GET /v1/connectors/{id}"""
    return json_response(_serialize_connector(_connector_from_path(context)))


async def check_connector(context: Context) -> Response:
    """POST /v1/connectors/{id}/check"""
    connector = _connector_from_path(context)
    await context.services.connector_poller.request_poll(connector.id)
    return Response(status_code=202)


async def delete_connector(context: Context) -> Response:
    """DELETE /v1/connectors/{id}"""
    connector = _connector_from_path(context)
    context.services.connector_poller.store.remove(connector.id)
    return Response(status_code=204)


def _connector_from_path(context: Context) -> Connector:
    store = context.services.connector_poller.store
    return store.require(context.caller.account_id, context.path_param("id"))


def _serialize_connector(connector: Connector) -> ConnectorJson:
    succeeded = connector.last_success_at
    return ConnectorJson(
        id=connector.id,
        service=msgspec.convert(connector.service, ServiceName),
        url=connector.url,
        label=connector.label,
        playlist=connector.playlist,
        error=connector.error or None,
        last_success_at=format_timestamp(succeeded) if succeeded else None,
        next_check_at=format_timestamp(connector.next_check_at),
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/connectors",
        handler=create_connector,
        scope="admin",
        summary="Add a connector at a read-later service, a feed reader or a mailbox. The service"
        " decides which credentials are needed. They are never returned.",
        body=ConnectorBody,
        body_condition=CONNECTOR_SCHEMA,
        responses={201: ConnectorJson, **BODY_ERRORS},
    ),
    Operation(
        method="GET",
        path="/v1/connectors",
        handler=list_connectors,
        scope="admin",
        summary="List the connectors.",
        responses={200: ConnectorList},
    ),
    Operation(
        method="GET",
        path="/v1/connectors/{id}",
        handler=get_connector,
        scope="admin",
        summary="Get a connector, and the error of its last check.",
        responses={200: ConnectorJson, **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/connectors/{id}/check",
        handler=check_connector,
        scope="admin",
        summary="Check a connector for new articles now.",
        responses={202: "", **NOT_FOUND},
    ),
    Operation(
        method="DELETE",
        path="/v1/connectors/{id}",
        handler=delete_connector,
        scope="admin",
        summary="Delete a connector and its credentials. Its stories are kept.",
        responses={204: "", **NOT_FOUND},
    ),
)
