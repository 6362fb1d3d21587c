"""The web application: its routes, middleware and error handlers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route

from earshot.errors import EarshotError
from earshot.server import health, metrics, opds, podcasts
from earshot.server.api import analytics
from earshot.server.api.openapi import openapi_endpoint
from earshot.server.api.routes import OPERATIONS
from earshot.server.compression import CompressionMiddleware
from earshot.server.lifecycle import run_services
from earshot.server.logs import AccessLogMiddleware
from earshot.server.middleware import SecurityHeadersMiddleware
from earshot.server.pages import (
    accounts,
    add_form,
    appearance,
    assets,
    audit_log,
    bookmarklet,
    connectors,
    downloads,
    drop_off,
    editor,
    embed,
    followed_site,
    images,
    library,
    login,
    oidc,
    passkeys,
    playground,
    podcast_feeds,
    proofs,
    publisher,
    settings,
    site_icon,
    sites,
    story,
    subscriptions,
    voices,
)
from earshot.server.pages.decorators import cached_page, page_endpoint
from earshot.server.pages.messages import PAGE_NOT_FOUND
from earshot.server.pages.templates import problem_page
from earshot.server.path_extensions import PATH_EXTENSIONS
from earshot.server.problem_details import error_response, problem_response
from earshot.server.proxies import ProxyMiddleware
from earshot.server.services import Services
from earshot.server.traces import TracingMiddleware


class _ExtensionConvertor(Convertor[str]):
    """Base class: matches a file extension."""

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def _create_convertor(extensions: Sequence[str]) -> Convertor[str]:
    class FormatConvertor(_ExtensionConvertor):
        regex = "|".join(extensions)

    return FormatConvertor()


for name, extensions in PATH_EXTENSIONS.items():
    register_url_convertor(name, _create_convertor(extensions))

ROUTES: tuple[BaseRoute, ...] = (
    Route("/", page_endpoint("write", cached_page(library.library_page))),
    Route("/add", page_endpoint("write", add_form.add_page)),
    Route("/add", page_endpoint("write", add_form.add_story), methods=["POST"]),
    Route("/add/page", bookmarklet.receive_page, methods=["POST"]),
    Route("/s/{id}", page_endpoint("listen", cached_page(story.story_page))),
    Route("/s/{id}/cover", page_endpoint("listen", images.get_cover)),
    Route("/s/{id}/edit", page_endpoint("write", editor.editor_page, "editor")),
    Route("/s/{id}/proof", page_endpoint("read", proofs.proof_page, "editor")),
    Route("/s/{id}/pictures/{name}", page_endpoint("listen", images.get_image)),
    Route("/s/{id}/voice", page_endpoint("write", voices.story_voice_page, "editor")),
    Route(
        "/s/{id}/voice",
        page_endpoint("write", voices.choose_story_voice, "editor"),
        methods=["POST"],
    ),
    Route("/s/{id}/do", page_endpoint("write", library.perform_action), methods=["POST"]),
    *(operation.to_route() for operation in OPERATIONS),
    Route("/v1/openapi.json", openapi_endpoint(OPERATIONS)),
    Route("/s", page_endpoint("listen", story.redirect_to_story)),
    Route("/retry-failed", page_endpoint("write", library.retry_failed), methods=["POST"]),
    Route("/subscriptions", page_endpoint("write", subscriptions.subscriptions_page)),
    Route("/subscriptions", page_endpoint("write", subscriptions.follow_feed), methods=["POST"]),
    Route("/subscriptions/import", page_endpoint("write", subscriptions.subscriptions_page)),
    Route(
        "/subscriptions/import",
        page_endpoint("write", subscriptions.import_subscriptions),
        methods=["POST"],
    ),
    Route(
        "/subscriptions/{id}/do",
        page_endpoint("write", subscriptions.perform_action),
        methods=["POST"],
    ),
    Route("/subscriptions/{id}", page_endpoint("write", followed_site.followed_site_page)),
    Route(
        "/subscriptions/{id}",
        page_endpoint("write", followed_site.update_followed_site),
        methods=["POST"],
    ),
    Route("/connectors", page_endpoint("admin", connectors.connectors_page)),
    Route("/connectors", page_endpoint("admin", connectors.update_connectors), methods=["POST"]),
    Route("/downloads", page_endpoint("write", downloads.downloads_page)),
    Route("/subscriptions.opml", page_endpoint("write", subscriptions.export_opml)),
    Route("/cover.png", page_endpoint("listen", site_icon.get_site_icon)),
    Route("/appearance", page_endpoint("listen", appearance.update_appearance), methods=["POST"]),
    Route("/feeds", page_endpoint("admin", podcast_feeds.feeds_page)),
    Route("/feeds", page_endpoint("admin", podcast_feeds.update_feeds), methods=["POST"]),
    Route("/feeds/{token}.xml", podcasts.get_feed),
    Route("/feeds/{token}/cover.png", podcasts.get_cover),
    Route("/feeds/{token}/opds.xml", opds.get_catalog),
    Route("/opds.xml", opds.get_library_catalog),
    Route("/opds/{id}/{revision:int}.epub", opds.get_book),
    Route("/media/{token}/{id}/{revision:int}.{ending:media}", podcasts.get_media),
    Route("/settings", page_endpoint("admin", settings.settings_page)),
    Route("/settings", page_endpoint("admin", settings.update_settings), methods=["POST"]),
    Route("/publisher", page_endpoint("admin", publisher.publisher_page)),
    Route("/publisher", page_endpoint("admin", publisher.update_publisher), methods=["POST"]),
    Route("/publisher/stories/{id}", page_endpoint("admin", drop_off.drop_off_page, "publisher")),
    Route("/playground", page_endpoint("listen", playground.playground_page)),
    Route("/analytics.csv", page_endpoint("read", analytics.export_listen_stats, "publisher")),
    Route("/metrics", page_endpoint("read", metrics.get_metrics, "publisher")),
    Route("/settings/password", page_endpoint("admin", accounts.change_password), methods=["POST"]),
    Route("/settings/oidc", page_endpoint("admin", oidc.connect)),
    Route("/settings/oidc", page_endpoint("admin", oidc.disconnect), methods=["POST"]),
    Route("/settings/passkeys", page_endpoint("admin", passkeys.update_passkeys), methods=["POST"]),
    Route(
        "/settings/passkeys/options",
        page_endpoint("admin", passkeys.begin_addition),
        methods=["POST"],
    ),
    Route("/accounts", page_endpoint("admin", accounts.accounts_page, "admin")),
    Route("/accounts", page_endpoint("admin", accounts.update_accounts, "admin"), methods=["POST"]),
    Route("/sites", page_endpoint("admin", sites.sites_page, "publisher")),
    Route("/sites", page_endpoint("admin", sites.update_sites, "publisher"), methods=["POST"]),
    Route("/voices", page_endpoint("admin", voices.voices_page, "publisher")),
    Route("/voices", page_endpoint("admin", voices.choose_voice, "publisher"), methods=["POST"]),
    Route("/voices/sample.mp3", page_endpoint("write", voices.get_sample, "editor")),
    Route("/audit-log", page_endpoint("admin", audit_log.audit_log_page, "admin")),
    Route("/invitations/{token}", accounts.invitation_page),
    Route("/invitations/{token}", accounts.accept, methods=["POST"]),
    Route("/login", login.login_page),
    Route("/login", login.login, methods=["POST"]),
    Route("/login/oidc", oidc.login_at_provider),
    Route("/login/oidc/callback", oidc.receive_answer),
    Route("/login/passkey", passkeys.login_by_passkey, methods=["POST"]),
    Route("/login/passkey/options", passkeys.begin_login, methods=["POST"]),
    Route("/logout", login.logout, methods=["POST"]),
    Route("/web/{name}", assets.get_asset),
    Route("/web/{version}/{name}", assets.get_asset),
    Route("/service-worker.js", assets.get_service_worker),
    Route("/manifest.webmanifest", assets.get_manifest),
    Route("/player.js", embed.get_player_script),
    Route("/player/{digest}/{name:path}", embed.get_player_part),
    Route("/embed", page_endpoint("listen", embed.redirect_to_embed)),
    Route("/embed/{id}", page_endpoint("listen", embed.embed_page)),
    Route("/health/live", health.check_liveness),
    Route("/health/ready", health.check_readiness),
)


def create_app(services: Services) -> Starlette:
    """Create the application. Its lifespan starts and stops the services."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with run_services(services):
            yield

    application = Starlette(
        routes=list(ROUTES),
        middleware=[
            Middleware(TracingMiddleware),
            Middleware(AccessLogMiddleware),
            Middleware(ProxyMiddleware, services.settings),
            Middleware(SecurityHeadersMiddleware),
            Middleware(CompressionMiddleware),
        ],
        exception_handlers={
            EarshotError: _handle_error,
            HTTPException: _handle_http_error,
        },
        lifespan=lifespan,
    )
    application.router.redirect_slashes = False
    application.state.services = services
    return application


def _handle_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, EarshotError)
    return error_response(error)


async def _handle_http_error(request: Request, error: Exception) -> Response:
    """Asynchronous, because a page reads the database, which is of this thread."""
    assert isinstance(error, HTTPException)
    if error.status_code != 405:
        if path := _path_without_slash(request):
            return RedirectResponse(path, 307)
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return problem_page(request, error.status_code, PAGE_NOT_FOUND)
        return problem_response(error.status_code, "not_found", "there is nothing at this address")
    allowed = ", ".join(sorted(_allowed_methods(request)))
    detail = f"{request.method} is not allowed here; use {allowed}"
    return problem_response(405, "method_not_allowed", detail, {"Allow": allowed})


def _path_without_slash(request: Request) -> str:
    """The path to use instead, or empty. It names no scheme and no host: those of the request are
    not always those that the client used."""
    path = request.scope["path"].rstrip("/")
    scope = {**request.scope, "path": path}
    if path == request.scope["path"] or path.startswith("//"):
        return ""
    if not any(route.matches(scope)[0] is Match.FULL for route in ROUTES):
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{quote(path)}{query}"


def _allowed_methods(request: Request) -> set[str]:
    matching = (each for each in ROUTES if each.matches(request.scope)[0] is not Match.NONE)
    return {name for each in matching if isinstance(each, Route) for name in each.methods or ()}
