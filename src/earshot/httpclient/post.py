"""POST requests to URLs from untrusted sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earshot.httpclient.client import Fetcher, check_url

MAX_RESPONSE_BYTES = 500
"""Bytes of a response that are kept."""


@dataclass(frozen=True, slots=True)
class PostResponse:
    """The response of the receiver."""

    status: int
    text: str
    """The first `MAX_RESPONSE_BYTES` of the body."""
    retry_after_seconds: float
    """Seconds from `Retry-After`, 0 if it is absent."""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def post(fetcher: Fetcher, url: str, body: bytes, headers: Mapping[str, str]) -> PostResponse:
    """Send a POST request. A redirect is returned and not followed.

    Raises FetchFailed and ForbiddenAddress.
    """
    all_headers = {"User-Agent": fetcher.user_agent, "Accept-Encoding": "identity", **headers}
    with (
        fetcher.open_client(url) as client,
        client.stream("POST", check_url(url), content=body, headers=all_headers) as response,
    ):
        received = b""
        for chunk in response.iter_raw():
            received += chunk[: MAX_RESPONSE_BYTES - len(received)]
            if len(received) >= MAX_RESPONSE_BYTES:
                break
        retry_after = response.headers.get("retry-after", "")
        return PostResponse(
            status=response.status_code,
            text=received.decode("utf-8", "replace"),
            retry_after_seconds=float(retry_after)
            if retry_after.isdecimal() and len(retry_after) < 8
            else 0.0,
        )
