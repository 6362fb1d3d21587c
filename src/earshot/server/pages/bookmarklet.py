"""The page that the bookmarklet sends, and the form that saves it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from earshot.errors import RequestRejected
from earshot.server.auth import check_host, client_address
from earshot.server.http_errors import http_error
from earshot.server.pages.templates import problem_page, render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.urls import is_web_url


async def receive_page(request: Request) -> Response:
    """POST /add/page: show the sent page with a button that saves it.

    The request comes from the publisher's site, so it is anonymous and changes nothing. The form
    in the answer comes from this site, and only a logged-in owner can submit it.
    """
    services: Services = request.app.state.services
    try:
        check_host(request, services)
        services.rate_limiter.acquire(client_address(request))
        form = await read_form(request, services)
        url, html = (str(form.get(name, "")).replace("\0", "") for name in ("url", "html"))
        if not is_web_url(url) or not html.strip():
            raise http_error(422, "invalid_page", "The address or the text of the page is missing")
    except RequestRejected as error:
        return problem_page(request, error.status, str(error))
    title = str(form.get("title", "")).strip()[:300]
    return render_page(request, "sent-page.html", url=url, html=html, sent_title=title or url)
