"""The API for subscriptions: follow, list, change, refresh, remove, import and export."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NON_BLANK,
    NOT_FOUND,
    LongText,
    RequestBody,
    WebUrl,
)
from earshot.server.api.serializers import json_response
from earshot.server.api.subscription_choices import Playlist, SubscriptionChoices
from earshot.server.http_errors import http_error
from earshot.server.services import Services
from earshot.server.story_json import format_timestamp
from earshot.server.subscriptions.importer import MAX_REPORTED_ERRORS
from earshot.server.subscriptions.opml import opml_response
from earshot.server.subscriptions.subscription import ACTIVE, PAUSED, Subscription
from earshot.server.subscriptions.word_filter import split_words


class SubscriptionBody(SubscriptionChoices, kw_only=True):
    url: Annotated[WebUrl, Meta(description="a feed, or a page that links to one")]


class SubscriptionChanges(SubscriptionChoices):
    paused: bool | None = None


class ImportBody(RequestBody):
    content: Annotated[LongText, Meta(description="OPML, one address per line, or CSV")]
    type: Annotated[
        Literal["stories", "feeds"] | None,
        Meta(description="type of the addresses; default: feeds for OPML, else stories"),
    ] = None
    playlist: Playlist = None


IMPORT_SCHEMA = {"properties": {"content": NON_BLANK}}
"""A rule that the types cannot express: the content must not be blank."""


class SubscriptionJson(Struct, kw_only=True):
    id: str
    url: Annotated[str, Meta(description="the feed")]
    status: Literal["active", "paused", "ended"]
    title: str | None
    site_url: str | None
    playlist: str | None
    voice: str | None
    initial_entries: int | None
    included_words: list[str]
    excluded_words: list[str]
    error: Annotated[str | None, Meta(description="error of the last check, if it failed")]
    failures: Annotated[int, Meta(description="number of consecutive failures")]
    stories: int
    last_checked_at: str | None
    last_success_at: str | None
    next_check_at: str | None
    created_at: str


class SubscriptionList(Struct, kw_only=True):
    subscriptions: list[SubscriptionJson]


class ImportJson(Struct, kw_only=True):
    subscriptions: Annotated[int, Meta(description="new subscriptions")]
    stories: Annotated[int, Meta(description="new stories")]
    duplicates: Annotated[int, Meta(description="already in the library")]
    errors: Annotated[list[str], Meta(description="lines without an address")]
    message: str


async def create_subscription(context: RequestContext[None, SubscriptionBody]) -> Response:
    """POST /v1/subscriptions: 201 for a new subscription, 200 for a known one."""
    services, body = context.services, context.body
    poller = services.poller
    account_id = context.caller.account_id
    subscription_id, is_new = poller.store.add(
        account_id, body.url.strip(), poller.clock.now(), playlist=body.playlist or ""
    )
    if is_new and (columns := body.columns()):
        poller.store.update(subscription_id, **columns)
    await poller.poll_due()
    headers = {"Location": f"/v1/subscriptions/{subscription_id}"}
    found = _require_subscription(services, account_id, subscription_id)
    return await _subscription_response(services, found, 201 if is_new else 200, headers)


async def list_subscriptions(context: Context) -> Response:
    """GET /v1/subscriptions"""
    store, account_id = context.services.poller.store, context.caller.account_id
    counts = await store.count_stories(account_id)
    serialized = [_serialize_subscription(each, counts) for each in store.list_all(account_id)]
    return json_response(SubscriptionList(subscriptions=serialized))


async def get_subscription(context: Context) -> Response:
    """GET /v1/subscriptions/{id}"""
    return await _subscription_response(context.services, _subscription_from_path(context))


async def update_subscription(context: RequestContext[None, SubscriptionChanges]) -> Response:
    """PATCH /v1/subscriptions/{id}"""
    found, body = _subscription_from_path(context), context.body
    poller = context.services.poller
    if columns := body.columns():
        poller.store.update(found.id, **columns)
    if body.paused:
        poller.store.update(found.id, status=PAUSED)
    elif body.paused is not None and found.status != ACTIVE:
        await poller.request_poll(found.id)
    return await _subscription_response(context.services, _subscription_from_path(context))


async def refresh_subscription(context: Context) -> Response:
    """POST /v1/subscriptions/{id}/refresh"""
    await context.services.poller.request_poll(_subscription_from_path(context).id)
    return await _subscription_response(context.services, _subscription_from_path(context), 202)


async def delete_subscription(context: Context) -> Response:
    """DELETE /v1/subscriptions/{id}: its stories are kept."""
    context.services.poller.store.remove(_subscription_from_path(context).id)
    return Response(status_code=204)


async def create_import(context: RequestContext[None, ImportBody]) -> Response:
    """POST /v1/import: a list of feeds or stories."""
    body = context.body
    if not body.content.strip():
        raise http_error(422, "validation_error", "content is blank; send OPML or addresses")
    result = await context.services.list_importer.import_list(
        context.caller.submitter, body.content, body.type or "", body.playlist or ""
    )
    return json_response(
        ImportJson(
            subscriptions=result.subscriptions,
            stories=result.stories,
            duplicates=result.duplicates,
            errors=result.errors[:MAX_REPORTED_ERRORS],
            message=result.message,
        )
    )


async def export_opml(context: Context) -> Response:
    """GET /v1/subscriptions.opml"""
    services = context.services
    subscriptions = services.poller.store.list_all(context.caller.account_id)
    return opml_response(services.settings.title, subscriptions)


def _subscription_from_path(context: RequestContext[Any, Any]) -> Subscription:
    account_id = context.caller.account_id
    return _require_subscription(context.services, account_id, context.path_param("id"))


def _require_subscription(
    services: Services, account_id: int, subscription_id: str
) -> Subscription:
    found = services.poller.store.find(account_id, subscription_id)
    if found is None:
        raise http_error(404, "subscription_not_found", "this subscription was not found")
    return found


async def _subscription_response(
    services: Services,
    subscription: Subscription,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    counts = await services.poller.store.count_stories(subscription.account_id)
    return json_response(_serialize_subscription(subscription, counts), status, headers)


def _serialize_subscription(subscription: Subscription, counts: dict[str, int]) -> SubscriptionJson:
    next_check_at = subscription.next_check_at if subscription.status == ACTIVE else 0
    return SubscriptionJson(
        id=subscription.id,
        url=subscription.url,
        status=subscription.status,  # type: ignore[arg-type]
        title=subscription.title or None,
        site_url=subscription.site_url or None,
        playlist=subscription.playlist or None,
        voice=subscription.voice or None,
        initial_entries=subscription.initial_entries,
        included_words=list(split_words(subscription.included_words)),
        excluded_words=list(split_words(subscription.excluded_words)),
        error=subscription.error or None,
        failures=subscription.failures,
        stories=counts.get(subscription.id, 0),
        last_checked_at=_optional_timestamp(subscription.last_checked_at),
        last_success_at=_optional_timestamp(subscription.last_success_at),
        next_check_at=_optional_timestamp(next_check_at),
        created_at=format_timestamp(subscription.created_at),
    )


def _optional_timestamp(seconds: float) -> str | None:
    return format_timestamp(seconds) if seconds else None


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/subscriptions",
        handler=create_subscription,
        scope="write",
        summary="Follow a feed, a news sitemap, or the feed that a page links to.",
        body=SubscriptionBody,
        responses={200: SubscriptionJson, 201: SubscriptionJson, **BODY_ERRORS},
    ),
    Operation(
        method="GET",
        path="/v1/subscriptions",
        handler=list_subscriptions,
        scope="read",
        summary="List subscriptions with the result of their last check.",
        responses={200: SubscriptionList},
    ),
    Operation(
        method="GET",
        path="/v1/subscriptions.opml",
        handler=export_opml,
        scope="read",
        summary="Export subscriptions as OPML.",
        responses={200: "text/x-opml"},
    ),
    Operation(
        method="GET",
        path="/v1/subscriptions/{id}",
        handler=get_subscription,
        scope="read",
        summary="Get a subscription.",
        responses={200: SubscriptionJson, **NOT_FOUND},
    ),
    Operation(
        method="PATCH",
        path="/v1/subscriptions/{id}",
        handler=update_subscription,
        scope="write",
        summary="Pause or resume a subscription, or change its playlist.",
        body=SubscriptionChanges,
        responses={200: SubscriptionJson, **BODY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/subscriptions/{id}/refresh",
        handler=refresh_subscription,
        scope="write",
        summary="Poll the feed now, or as soon as its site may be requested again.",
        responses={202: SubscriptionJson, **NOT_FOUND},
    ),
    Operation(
        method="DELETE",
        path="/v1/subscriptions/{id}",
        handler=delete_subscription,
        scope="write",
        summary="Unsubscribe. Stories already imported are kept.",
        responses={204: "", **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/import",
        handler=create_import,
        scope="write",
        summary="Follow the feeds of an OPML file, or add the stories of a list of addresses.",
        body=ImportBody,
        body_condition=IMPORT_SCHEMA,
        responses={200: ImportJson, **BODY_ERRORS},
    ),
)
