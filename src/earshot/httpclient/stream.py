"""Streamed requests to a server that the owner of this machine has configured.

That server may have any address and port. A redirect to another host has to lead to a public
address. The proxies of the environment are used.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

import httpx

from earshot.errors import FetchFailed
from earshot.httpclient.client import (
    MAX_REDIRECTS,
    REDIRECT_STATUSES,
    Transport,
    check_url,
    parse_url,
    translate_errors,
)
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.httpclient.transport import SafeNetworkBackend, connect_to_address, resolve_host


@dataclass(frozen=True, slots=True)
class StreamedResponse:
    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    chunks: Iterator[bytes]
    """The body. Raises FetchFailed if the connection breaks."""


@contextmanager
def open_stream(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    idle_seconds: float,
    follow_redirects: bool = False,
) -> Iterator[StreamedResponse]:
    """Send a GET request, or a POST request with a body.

    `idle_seconds` limits the time without a byte. Raises FetchFailed and ForbiddenAddress.
    """
    method = "GET" if body is None else "POST"
    all_headers = {"User-Agent": "earshot", "Accept-Encoding": "identity", **headers}
    with ExitStack() as stack:
        with translate_errors(url):
            target = parse_url(url)
            client = stack.enter_context(_open_client(target, idle_seconds))
            for _ in range(MAX_REDIRECTS + 1):
                request = client.build_request(method, target, content=body, headers=all_headers)
                response = client.send(request, stream=True)
                stack.callback(response.close)
                if not follow_redirects or response.status_code not in REDIRECT_STATUSES:
                    break
                location = response.url.join(response.headers.get("location", ""))
                is_same_host = location.host == target.host
                target = parse_url(str(location)) if is_same_host else check_url(str(location))
            else:
                reason = f"it was redirected more than {MAX_REDIRECTS} times"
                raise FetchFailed(source=url, reason=reason)
        yield StreamedResponse(
            response.status_code,
            {name.lower(): value for name, value in response.headers.items()},
            _read_chunks(url, response),
        )


def _read_chunks(url: str, response: httpx.Response) -> Iterator[bytes]:
    with translate_errors(url):
        yield from response.iter_raw()


def _open_client(url: httpx.URL, idle_seconds: float) -> httpx.Client:
    if url.scheme in getproxies() and not proxy_bypass(url.host):
        return httpx.Client(timeout=idle_seconds)
    backend = SafeNetworkBackend(resolve_host, connect_to_address, math.inf, idle_seconds)
    backend.private_hosts = PrivateHosts((url.host,))
    return httpx.Client(transport=Transport(backend), trust_env=False)
