"""Something sent to an address that a stranger gave: as safely as a page is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earshot.httpclient.client import Fetcher, vetted

HEARD = 500
"""Bytes of an answer that are kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    text: str
    """The beginning of it."""
    wait: float
    """Seconds that it asked us to wait (`Retry-After`), 0 for nothing."""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def post(fetcher: Fetcher, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST it; a redirect is an answer like any other and not followed.

    Raises FetchFailed and ForbiddenAddress.
    """
    about = {"User-Agent": fetcher.user_agent, "Accept-Encoding": "identity", **headers}
    with (
        fetcher.client(url) as client,
        client.stream("POST", vetted(url), content=body, headers=about) as response,
    ):
        heard = b""
        for piece in response.iter_raw():
            heard += piece[: HEARD - len(heard)]
            if len(heard) >= HEARD:
                break
        wait = response.headers.get("retry-after", "")
        return Answer(
            status=response.status_code,
            text=heard.decode("utf-8", "replace"),
            wait=float(wait) if wait.isdecimal() and len(wait) < 8 else 0.0,
        )
