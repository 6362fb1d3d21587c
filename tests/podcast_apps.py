"""How three podcast apps ask for a feed and its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

Download = Callable[[httpx.Client, str, Mapping[str, str]], bytes]


@dataclass(frozen=True, kw_only=True)
class PodcastApp:
    name: str
    headers: Mapping[str, str]
    validators: tuple[str, ...]
    """The headers of a later request of the feed, besides those of the first one."""
    download: Download
    asks_by_head: bool = False
    """Whether it looks for changes with HEAD first."""
    known: dict[str, str] = field(default_factory=dict)

    def load_feed(self, client: httpx.Client, address: str) -> httpx.Response:
        """Ask for the feed as at the first time, or as later."""
        if self.asks_by_head:
            assert client.head(address, headers=self.headers).status_code == 200
        answer = client.get(address, headers={**self.headers, **self.known})
        if answer.status_code == 200:
            sent = {
                "If-None-Match": answer.headers["etag"],
                "If-Modified-Since": answer.headers["last-modified"],
            }
            self.known.update({name: sent[name] for name in self.validators})
        return answer


def probe_and_stream(client: httpx.Client, url: str, headers: Mapping[str, str]) -> bytes:
    """Two bytes first, which tell the length; then two ranges."""
    probe = client.get(url, headers={**headers, "Range": "bytes=0-1"})
    assert (probe.status_code, len(probe.content)) == (206, 2)
    size = int(probe.headers["content-range"].rpartition("/")[2])
    ranges = (f"0-{size // 2 - 1}", f"{size // 2}-{size - 1}")
    parts = [client.get(url, headers={**headers, "Range": f"bytes={each}"}) for each in ranges]
    assert {each.status_code for each in parts} == {206}
    return b"".join(each.content for each in parts)


def resume_download(client: httpx.Client, url: str, headers: Mapping[str, str]) -> bytes:
    """A download that was cut off goes on if the file is the same (RFC 9110, 13.1.5)."""
    head = client.head(url, headers=headers)
    assert head.headers["accept-ranges"] == "bytes"
    with client.stream("GET", url, headers=headers) as first:
        start = next(first.iter_raw(1_000))
    rest = {"Range": f"bytes={len(start)}-", "If-Range": head.headers["last-modified"]}
    answer = client.get(url, headers={**headers, **rest})
    assert answer.status_code == 206
    return start + answer.content


def download_whole(client: httpx.Client, url: str, headers: Mapping[str, str]) -> bytes:
    assert int(client.head(url, headers=headers).headers["content-length"]) > 0
    return client.get(url, headers=headers).content


def podcast_apps() -> list[PodcastApp]:
    return [
        PodcastApp(
            name="Apple Podcasts",
            headers={
                "User-Agent": "Podcasts/1740.1 CFNetwork/1496.0.7 Darwin/23.5.0",
                "Accept": "*/*",
                "Accept-Encoding": "gzip, deflate, br",
            },
            validators=("If-None-Match", "If-Modified-Since"),
            download=probe_and_stream,
        ),
        PodcastApp(
            name="AntennaPod",
            headers={"User-Agent": "AntennaPod/3.5.0", "Accept-Encoding": "gzip"},
            validators=("If-Modified-Since",),
            download=resume_download,
        ),
        PodcastApp(
            name="Pocket Casts",
            headers={"User-Agent": "PocketCasts/1.0 (Pocket Casts Feed Parser)"},
            validators=("If-None-Match",),
            download=download_whole,
            asks_by_head=True,
        ),
    ]
