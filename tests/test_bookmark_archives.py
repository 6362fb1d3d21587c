"""Archives that read-later services export."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress

import pytest

from earshot.errors import RequestRejected
from earshot.server.subscriptions import bookmark_archives
from earshot.server.subscriptions.bookmark_archives import is_archive, list_archive_addresses

FIRST, SECOND = "https://courier.example/ferry", "https://courier.example/bell"
PAGE = "<html><body><a href='https://ads.example/'>An ad</a></body></html>"
ARCHIVES = {
    "Pocket": {"part_000000.csv": f"title,url,time_added\nFerry,{FIRST},1\nBell,{SECOND},2\n"},
    "Omnivore": {
        "metadata_0_to_20.json": json.dumps([{"url": FIRST}, {"url": SECOND}]),
        "content/ferry.html": PAGE,
    },
    "Readeck": {
        "bookmarks/a/info.json": json.dumps({"text": "x" * 5_000, "url": FIRST}),
        "bookmarks/b/info.json": json.dumps({"url": SECOND}),
        "bookmarks/b/index.html": PAGE,
        "data.json": json.dumps({"version": 1}),
    },
}


def pack(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize("service", ARCHIVES)
def test_the_links_of_an_export_are_found_once(service: str) -> None:
    data = pack({**ARCHIVES[service], "again.csv": f"url\n{FIRST}\n"})
    assert is_archive(data)
    assert list_archive_addresses(data) == [FIRST, SECOND]


@pytest.mark.parametrize("data", [pack({"page.html": PAGE}), pack({}), b"PK\x03\x04 broken"])
def test_another_archive_is_rejected(data: bytes) -> None:
    with pytest.raises(RequestRejected, match="no list of links"):
        list_archive_addresses(data)


def test_an_archive_that_unpacks_to_too_much_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bookmark_archives, "MAX_BYTES", 1_000)
    with pytest.raises(RequestRejected, match="too large"):
        list_archive_addresses(pack({"a.csv": " " * 2_000}))


def test_an_archive_with_too_many_links_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bookmark_archives, "MAX_LINES", 3)
    rows = "".join(f"https://a.example/{number}\n" for number in range(4))
    with pytest.raises(RequestRejected, match="too large"):
        list_archive_addresses(pack({"a.csv": rows}))


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_with_any_wrong_byte_is_read_or_rejected(compression: int) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as archive:
        archive.writestr("a.csv", f"title,url\nFerry,{FIRST}\n")
    data = output.getvalue()
    for place in range(len(data)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with suppress(RequestRejected):
            list_archive_addresses(damaged)


def test_an_endless_cell_is_rejected() -> None:
    with pytest.raises(RequestRejected, match="no list of links"):
        list_archive_addresses(pack({"a.csv": "x" * 200_000}))


@pytest.mark.parametrize("value", ["{}", "[]", "1"])
def test_json_with_very_many_values_is_not_parsed(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json, "loads", lambda text: pytest.fail("it was parsed"))
    values = f"[{','.join([value] * 500_001)}]"
    with pytest.raises(RequestRejected, match="no list of links"):
        list_archive_addresses(pack({"a.json": values}))
    with pytest.raises(RequestRejected, match="more than 500,000 values"):
        list_archive_addresses(pack({"a.json": f'[{{"url":"{FIRST}"}},{values}]'}))
