"""An API operation: its path, scope, handler and types.

Requests are validated against the types, and OpenAPI is generated from them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from earshot.errors import EarshotError
from earshot.server.api.schemas import RequestBody, Responses
from earshot.server.api.validation import decode_body, decode_query
from earshot.server.auth import identify_caller
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.paywall.access import AccessGrant, grant_access
from earshot.server.problem_details import error_response
from earshot.server.request_bodies import read_body
from earshot.server.services import Services
from earshot.server.storage.story import LibraryStory, Story, require_story
from earshot.server.visibility import require_visible_story

Query = TypeVar("Query")
Body = TypeVar("Body")


OPENAI_PATHS = ("/v1/audio/", "/v1/models", "/dev/")


class TokenQuery(Struct, kw_only=True):
    """The parameter of all operations with the scope `listen`."""

    token: Annotated[
        str, Meta(max_length=4_000, description="a token of the publisher's own sign-in")
    ] = ""


@dataclass(frozen=True, slots=True)
class RequestContext(Generic[Query, Body]):
    """An authorized request."""

    services: Services
    request: Request
    caller: Caller
    query: Query
    body: Body
    token: str

    def path_param(self, name: str) -> str:
        return str(self.request.path_params[name])

    def access_grant(self, story: Story) -> AccessGrant:
        """How much of the story the caller may play. Raises RequestRejected."""
        return grant_access(self.services.settings, self.caller, self.token, story)

    def story(self) -> LibraryStory:
        """The story named in the path, if the caller may see it. Raises RequestRejected."""
        return require_visible_story(self.services, self.caller, self.path_param("id"))

    def own_story(self) -> LibraryStory:
        """The story named in the path, in the library of the caller. Raises RequestRejected."""
        found = self.services.library.get(self.caller.account_id, self.path_param("id"))
        return require_story(found)


Context = RequestContext[Any, None]
"""A request without a body and without parameters that its handler reads."""
Handler = Callable[[RequestContext[Any, Any]], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    method: str
    path: str
    handler: Handler
    scope: str
    """listen, read, write or admin; empty where anybody may."""
    role: str = ""
    """reader, editor, publisher or admin, for what more than a listener may do on the server."""
    summary: str
    query: type[Struct] | None = None
    body: type[RequestBody] | None = None
    raw_body: str = ""
    """The documented media type of a body that is not JSON. The handler reads it."""
    body_condition: dict[str, Any] | None = None
    """A rule, as JSON schema, that the type of the body cannot express; the handler checks it."""
    accepts_text: bool = False
    """Whether the JSON body may have the type text/plain. `sendBeacon` can send only that to
    another site without a preflight request (WHATWG Fetch, CORS-safelisted request-header)."""
    responses: Responses
    """By status: the type of the JSON, or media types separated by commas."""

    def to_route(self) -> Route:
        return Route(self.path, self._handle, methods=[self.method])

    async def _handle(self, request: Request) -> Response:
        try:
            return await self.handler(await self._build_context(request))
        except EarshotError as error:
            return error_response(error, for_openai=self.path.startswith(OPENAI_PATHS))

    async def _build_context(self, request: Request) -> RequestContext[Any, Any]:
        services: Services = request.app.state.services
        caller = identify_caller(request)
        caller.require(self.scope, self.role)
        services.rate_limiter.acquire(caller.name)
        params = request.query_params
        query = decode_query(params, self.query) if self.query else None
        token = decode_query(params, TokenQuery).token if self.scope == "listen" else ""
        body = await self._read_body(request, services) if self.body else None
        return RequestContext(services, request, caller, query, body, token)

    async def _read_body(self, request: Request, services: Services) -> RequestBody:
        raw = await read_body(request, services.settings.max_upload_mb * 1_000_000)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in ("application/json", "text/plain")[: 1 + self.accepts_text]:
            reason = "send JSON with the header Content-Type: application/json"
            raise http_error(415, "unsupported_media_type", reason)
        assert self.body
        return decode_body(raw, self.body)
