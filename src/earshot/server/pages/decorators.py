"""Decorators of all pages: access, error pages and the page cache."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError
from earshot.server.auth import identify_caller
from earshot.server.caller import Caller
from earshot.server.error_messages import report_error
from earshot.server.pages.appearance import read_appearance, read_language
from earshot.server.pages.messages import FAULT
from earshot.server.pages.templates import problem_page
from earshot.server.problem_details import status_of
from earshot.server.services import Services
from earshot.server.single_flight import SingleFlight

log = logging.getLogger("earshot")
PageHandler = Callable[[Request, Services, Caller], Awaitable[Response]]


def page_endpoint(
    scope: str, handler: PageHandler, role: str = ""
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a page handler: check scope and role, redirect to /login, and render errors as pages."""

    async def endpoint(request: Request) -> Response:
        services: Services = request.app.state.services
        try:
            caller = identify_caller(request)
            services.rate_limiter.acquire(caller.name)
            if not caller.has_scope(scope):
                return RedirectResponse("/login", 303)
            caller.require(scope, role)
            return await handler(request, services, caller)
        except EarshotError as error:
            return problem_page(request, status_of(error), report_error(error))
        except Exception:
            log.exception("%s %s", request.method, request.url.path)
            return problem_page(request, 500, FAULT)

    return endpoint


def cached_page(handler: PageHandler) -> PageHandler:
    """Cache a page until the library changes. Concurrent requests share one rendering."""
    renders = SingleFlight[Response]()

    async def render_and_cache(request: Request, services: Services, caller: Caller) -> Response:
        response = await handler(request, services, caller)
        if response.status_code == 200 and "Earshot-Live" not in response.headers:
            services.page_cache.put(_cache_key(request, caller), response)
        return response

    async def render_once(request: Request, services: Services, caller: Caller) -> Response:
        if "token" in request.query_params:  # the session may have expired meanwhile
            return await handler(request, services, caller)
        if found := services.page_cache.get(_cache_key(request, caller)):
            return found
        render_key = (id(services), services.database.change_counter, _cache_key(request, caller))
        return await renders.run(render_key, lambda: render_and_cache(request, services, caller))

    return render_once


def _cache_key(request: Request, caller: Caller) -> tuple[object, ...]:
    viewer = caller.account_id, caller.role, caller.scope
    look = *read_appearance(request).values(), read_language(request)
    return request.scope["path"], request.scope["query_string"], viewer, look
