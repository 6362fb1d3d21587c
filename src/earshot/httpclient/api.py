"""Requests to the HTTP API of another program, whose address the owner of the server entered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from earshot.errors import FetchFailed, TooLarge
from earshot.httpclient.client import Fetcher, check_url
from earshot.httpclient.raw_content import MAX_CONTENT_BYTES, MAX_CONTENT_MB


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request with at most one of `form` and `body`, which is sent as JSON."""

    method: str = "GET"
    query: Mapping[str, str | int] | None = None
    form: Mapping[str, str] | None = None
    body: Any = None
    headers: Mapping[str, str] | None = None


def send_request(fetcher: Fetcher, url: str, request: ApiRequest) -> bytes:
    """The body of the response. Redirects are not followed, because the request has a secret.

    Raises FetchFailed for every status but 2xx, TooLarge and ForbiddenAddress.
    """
    full_url = f"{url}?{urlencode(request.query)}" if request.query else url
    content, media_type = _encode_body(request)
    headers = {
        "User-Agent": fetcher.user_agent,
        "Accept": "application/json, text/html;q=0.9, text/plain;q=0.8",
        "Accept-Encoding": "identity",
        **({"Content-Type": media_type} if media_type else {}),
        **(request.headers or {}),
    }
    with (
        fetcher.open_client(url) as client,
        client.stream(
            request.method, check_url(full_url), content=content, headers=headers
        ) as response,
    ):
        if not response.is_success:
            wait = response.headers.get("retry-after", "")
            reason = f"the server answered {response.status_code}"
            raise FetchFailed(source=url, reason=reason, status=response.status_code, wait=wait)
        received = bytearray()
        for chunk in response.iter_raw():
            received += chunk
            if len(received) > MAX_CONTENT_BYTES:
                raise TooLarge(source=url, limit=MAX_CONTENT_MB)
        return bytes(received)


def _encode_body(request: ApiRequest) -> tuple[bytes | None, str]:
    if request.form is not None:
        return urlencode(request.form).encode(), "application/x-www-form-urlencoded"
    if request.body is not None:
        return json.dumps(request.body).encode(), "application/json"
    return None, ""
