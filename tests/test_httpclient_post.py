"""POST requests to untrusted URLs are as safe as fetched pages."""

from __future__ import annotations

import pytest
from receiving import LOOPBACK, webhook_receiver

from earshot.errors import FetchFailed, ForbiddenAddress
from earshot.httpclient.client import Fetcher
from earshot.httpclient.post import MAX_RESPONSE_BYTES, post
from earshot.httpclient.private_hosts import PrivateHosts

BODY = b'{"type": "test"}'


def test_a_body_arrives_unchanged_and_the_response_is_returned() -> None:
    fetcher = Fetcher()
    fetcher.private_hosts = PrivateHosts((LOOPBACK,))
    with webhook_receiver() as receiver:
        receiver.next_statuses = [302, 200]
        first = post(fetcher, f"{receiver.base_url}/in?a=1", BODY, {"Content-Type": "text/plain"})
        second = post(fetcher, f"{receiver.base_url}/in", BODY, {})
        assert (first.status, first.is_success, second.is_success) == (302, False, True)
        assert [each.body for each in receiver.messages] == [BODY, BODY]
        assert receiver.messages[0].path == "/in?a=1"
        assert receiver.messages[0].headers["content-type"] == "text/plain"
        assert len(second.text) <= MAX_RESPONSE_BYTES


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9999/",
        "http://[::1]:9999/",
        "file:///etc/passwd",
        "https://u:p@x.example/",
    ],
)
def test_a_url_that_must_not_be_fetched_gets_no_post_either(address: str) -> None:
    with pytest.raises(ForbiddenAddress):
        post(Fetcher(), address, BODY, {})


def test_a_trusted_host_does_not_make_others_trusted() -> None:
    fetcher = Fetcher(resolve=lambda host, port: ["10.0.0.7"])
    fetcher.private_hosts = PrivateHosts(("cms.internal",))
    with pytest.raises(ForbiddenAddress):
        post(fetcher, "http://elsewhere.example/", BODY, {})


def test_a_refused_connection_is_reported() -> None:
    fetcher = Fetcher()
    fetcher.private_hosts = PrivateHosts((LOOPBACK,))
    with pytest.raises(FetchFailed, match="refused"):
        post(fetcher, "http://127.0.0.1:1024/", BODY, {})
