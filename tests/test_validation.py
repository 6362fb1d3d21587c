"""Bodies of API requests."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest

from earshot.errors import RequestRejected
from earshot.server.api import validation
from earshot.server.api.submission_body import SubmissionBody
from earshot.server.api.validation import MAX_FREE_VALUES, decode_body


class Options(msgspec.Struct, forbid_unknown_fields=True):
    limit: int = 0
    names: list[str] = []


def test_a_number_without_a_fraction_is_an_integer() -> None:
    assert decode_body(b'{"limit": 2.0}', Options).limit == 2
    with pytest.raises(RequestRejected, match="must be of type int"):
        decode_body(b'{"limit": 2.5}', Options)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"limit": 1,', b'{"limit":' + b"[" * 5_000])
def test_a_body_that_is_not_json_is_rejected(body: bytes) -> None:
    with pytest.raises(RequestRejected, match="not valid JSON"):
        decode_body(body, Options)


@pytest.mark.parametrize("field", ["other", "limit", "names"])
@pytest.mark.parametrize("value", ["{}", "[]", "1.0"])
def test_a_body_with_very_many_values_is_not_decoded_without_its_type(
    field: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "_with_integers", lambda value: pytest.fail("it was decoded"))
    values = ",".join([value] * (MAX_FREE_VALUES + 1))
    with pytest.raises(RequestRejected):
        decode_body(f'{{"{field}": [{values}]}}'.encode(), Options)


@pytest.mark.parametrize(
    "url",
    [
        "https://ja.wikipedia.org/wiki/ひらがな",
        "https://ko.wikipedia.org/wiki/한국",
        "https://أخبار.example/خبر/1?ص=2",
        "https://he.wikipedia.org/wiki/עברית",
        "https://hi.wikipedia.org/wiki/हिन्दी",
        "https://el.wikipedia.org/wiki/Ελλάδα#Όνομα",
        "HTTP://日本語.example:8080/🎉",
    ],
)
def test_an_address_may_be_in_any_script(url: str) -> None:
    body = json.dumps({"url": url}).encode()
    assert decode_body(body, SubmissionBody).url == url


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "https://", "https:///x", "https://a b.example/", "a.example", "x y"],
)
def test_another_text_is_no_address(url: str) -> None:
    with pytest.raises(RequestRejected):
        decode_body(json.dumps({"url": url}).encode(), SubmissionBody)


FIRST_USE = """
import sys
import threading

import msgspec

sys.setswitchinterval(1e-6)


def nest(depth):
    kind = msgspec.defstruct("Leaf", [("number", int | None, None)])
    for number in range(depth):
        children = [("child", kind | None, None), ("children", list[kind] | None, None)]
        numbers = [(f"number{each}", int | None, None) for each in range(8)]
        kind = msgspec.defstruct(f"Branch{number}", [*numbers, *children])
    return kind


def decode(kind, start):
    start.wait()
    msgspec.json.decode(text, type=kind)


depth = 12
text = b'{"child": ' * depth + b"{}" + b"}" * depth
for _ in range(100):
    kind, start = nest(depth), threading.Barrier(4)
    threads = [threading.Thread(target=decode, args=(kind, start)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
"""


def test_threads_can_decode_a_type_for_the_first_time_at_once() -> None:
    """msgspec before 0.23 crashed, and with it servers that had just started."""
    run = subprocess.run([sys.executable, "-c", FIRST_USE], check=False)
    assert run.returncode == 0
