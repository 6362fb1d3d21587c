"""Subscriptions: a real site on loopback, real fetching, a real database and a fake clock."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import (
    FULL_TEXT,
    START_TIME,
    FeedServer,
    PollerHarness,
    feed_server,
    rss_feed,
    rss_item,
)

from earshot.server.account import OWNER_ID
from earshot.server.subscriptions.schedule import (
    DAY,
    HostSpacing,
    next_poll_delay,
    parse_retry_after,
    retry_delay,
)
from earshot.server.subscriptions.subscription import ACTIVE, ENDED, PAUSED

FEED = "http://courier.example/feed"
HOUR = 3600.0


@pytest.fixture
def site() -> Iterator[FeedServer]:
    with feed_server() as running:
        yield running


@pytest.fixture
def reader(tmp_path: Path, site: FeedServer) -> Iterator[PollerHarness]:
    made = PollerHarness(tmp_path, site)
    yield made
    made.services.database.close()


def test_a_new_subscription_imports_a_few_entries_and_later_all_new_ones(
    reader: PollerHarness, site: FeedServer
) -> None:
    old = [rss_item(f"old{n}", day=n) for n in range(1, 9)]
    site.put("/feed", rss_feed(*old))
    feed = reader.add_subscription()
    reader.poll_after()
    assert reader.titles == ["old6", "old7", "old8"]
    assert (reader.get_subscription(feed).title, reader.get_subscription(feed).site_url) == (
        "The Courier",
        "http://courier.example/",
    )
    site.put("/feed", rss_feed(*old, rss_item("new1", day=25), rss_item("new2", day=26)))
    reader.poll_after(hours=1)
    assert reader.titles[3:] == ["new1", "new2"]
    reader.poll_after(hours=1)
    assert len(reader.titles) == 5


def test_an_unchanged_feed_is_not_sent_again(reader: PollerHarness, site: FeedServer) -> None:
    site.put(
        "/feed",
        rss_feed(rss_item("one")),
        ETag='"a"',
        Last_Modified="Mon, 24 Nov 2025 08:00:00 GMT",
    )
    feed = reader.add_subscription()
    reader.poll_after()
    reader.poll_after(hours=1)
    reader.poll_after(hours=1)
    path, headers = site.requests[-1]
    assert (path, headers["If-None-Match"]) == ("/feed", '"a"')
    assert headers["If-Modified-Since"] == "Mon, 24 Nov 2025 08:00:00 GMT"
    assert reader.get_subscription(feed).last_success_at == reader.clock.now()
    assert reader.titles == ["one"]


def test_a_story_is_created_once_from_any_source(reader: PollerHarness, site: FeedServer) -> None:
    site.put("/feed", rss_feed(rss_item("one"), rss_item("two", guid="urn:2")))
    site.put("/other", rss_feed(rss_item("one", guid="elsewhere")))
    for url in (FEED, "http://courier.example/other", "http://www.courier.example/feed/"):
        reader.add_subscription(url)
        reader.poll_after()
    assert sorted(reader.titles) == ["one", "two"]
    site.put("/feed", rss_feed(rss_item("one", guid="urn:new"), rss_item("two", guid="urn:newer")))
    reader.poll_after(hours=2)
    assert sorted(reader.titles) == ["one", "two"], "its address tells that it is the same"


def test_a_changed_entry_updates_its_story(reader: PollerHarness, site: FeedServer) -> None:
    site.put("/feed", rss_feed(rss_item("one")))
    reader.add_subscription()
    reader.poll_after()
    [before] = reader.stories
    site.put("/feed", rss_feed(rss_item("one", text=FULL_TEXT.replace("ferry", "boat"))))
    reader.poll_after(hours=1)
    [after] = reader.stories
    assert after.id == before.id
    assert after.submission_hash != before.submission_hash
    folder = reader.services.data_dir.story_dir(after.id)
    assert "boat" in (folder / f"sent-{after.submission_hash}.json").read_text("utf-8")


def test_changed_entries_are_refetched_at_growing_intervals(
    reader: PollerHarness, site: FeedServer
) -> None:
    site.put("/feed", rss_feed(rss_item("one", text="It begins.")))
    reader.add_subscription()
    reader.poll_after()
    [story] = reader.stories
    again = []
    for number in range(12):
        reader.services.stories.update(story.id, status="succeeded")
        site.put("/feed", rss_feed(rss_item("one", text=f"It begins, version {number}.")))
        reader.poll_after(hours=1)
        again.append(bool(reader.stories))
    assert again[:3] == [True] * 3
    assert sum(again) <= 8
    assert [each.id for each in reader.services.stories.list_pending()] in ([story.id], [])


def test_a_story_that_was_deleted_stays_deleted(reader: PollerHarness, site: FeedServer) -> None:
    site.put("/feed", rss_feed(rss_item("one")))
    reader.add_subscription()
    reader.poll_after()
    reader.services.stories.delete(reader.stories[0].id)
    site.put("/feed", rss_feed(rss_item("one", text=FULL_TEXT + "<p>More of it.</p>")))
    reader.poll_after(hours=1)
    assert reader.titles == []


def test_many_new_entries_are_imported_in_batches_without_loss(
    tmp_path: Path, site: FeedServer
) -> None:
    reader = PollerHarness(tmp_path, site, poll_max_entries=4, poll_initial_entries=0)
    site.put("/feed", rss_feed(rss_item("old", day=1)), ETag='"a"')
    reader.add_subscription()
    reader.poll_after()
    assert reader.titles == []
    site.put("/feed", rss_feed(*[rss_item(f"n{n}", day=20 + n) for n in range(9)]), ETag='"b"')
    for count in (4, 8, 9, 9):
        reader.poll_after(hours=1)
        assert len(reader.titles) == count
    assert reader.titles[3] == "n8", "the newest first"
    reader.services.database.close()


def test_entries_from_before_the_subscription_are_not_new(
    reader: PollerHarness, site: FeedServer
) -> None:
    site.put("/feed", rss_feed(rss_item("one", day=24)))
    reader.add_subscription()
    reader.clock.time = reader.get_subscription(reader.add_subscription()).created_at + 1
    reader.poll_after()
    archive = [rss_item(f"a{n}", day=n + 1).replace("2026", "2019") for n in range(9)]
    site.put("/feed", rss_feed(rss_item("one", day=24), *archive))
    reader.poll_after(hours=1)
    assert reader.titles == ["one"]


def test_a_page_leads_to_its_feed_and_not_to_its_comments_feed(
    reader: PollerHarness, site: FeedServer
) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="{path}">'
        for name, path in (("Comments", "/comments/feed"), ("News", "/feed"))
    )
    page = f"<!doctype html><html><head><title>C</title>{links}</head><body></body></html>"
    site.put("/", page, Content_Type="text/html")
    site.put("/feed", rss_feed(rss_item("one")))
    feed = reader.add_subscription("http://courier.example/")
    reader.poll_after()
    assert reader.get_subscription(feed).url == FEED
    assert reader.titles == ["one"]


def test_a_page_without_a_feed_and_common_addresses_are_requested_once(
    reader: PollerHarness, site: FeedServer
) -> None:
    site.put("/", "<!doctype html><html><body><p>Hi.</p></body></html>", Content_Type="text/html")
    feed = reader.add_subscription("http://courier.example/")
    reader.poll_after()
    reader.poll_after(hours=48)
    requested = [path for path, _ in site.requests]
    assert reader.get_subscription(feed).status == ENDED
    assert requested[:2] == ["/", "/feed"]
    assert len(requested) == len(set(requested))
    assert reader.get_subscription(feed).error == "No feed found at this address."


def test_sitemaps_and_json_feeds_are_followed_too(reader: PollerHarness, site: FeedServer) -> None:
    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        "<loc>http://courier.example/s1</loc><n:news><n:publication><n:name>Courier</n:name>"
        "</n:publication><n:publication_date>2026-11-20</n:publication_date>"
        "<n:title>From a sitemap</n:title></n:news></url></urlset>"
    )
    site.put("/news.xml", sitemap)
    site.put(
        "/feed.json",
        '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", '
        '"url": "http://courier.example/j1", "title": "From JSON", "content_text": "Short."}]}',
        Content_Type="application/feed+json",
    )
    reader.add_subscription("http://courier.example/news.xml")
    reader.add_subscription("http://courier.example/feed.json")
    reader.poll_after()
    assert sorted(reader.titles) == ["From JSON", "From a sitemap"]
    assert {story.url for story in reader.stories} == {
        "http://courier.example/s1",
        "http://courier.example/j1",
    }


def test_permanent_redirects_are_saved_and_temporary_ones_are_not(
    reader: PollerHarness, site: FeedServer
) -> None:
    site.put("/feed", status=301, Location="/moved")
    site.put("/moved", status=302, Location="/today")
    site.put("/today", rss_feed(rss_item("one")))
    feed = reader.add_subscription()
    reader.poll_after()
    assert reader.get_subscription(feed).url == "http://courier.example/moved"
    assert reader.titles == ["one"]


def test_two_feeds_that_move_to_one_url_become_one(reader: PollerHarness, site: FeedServer) -> None:
    site.put("/feed", status=301, Location="/moved")
    site.put("/moved", rss_feed(rss_item("one")))
    old, new = reader.add_subscription(), reader.add_subscription("http://courier.example/moved")
    reader.poll_after()
    assert (reader.get_subscription(old).status, reader.get_subscription(new).status) == (
        ENDED,
        ACTIVE,
    )


def test_a_removed_feed_is_not_polled_again(reader: PollerHarness, site: FeedServer) -> None:
    site.put("/feed", status=410)
    feed = reader.add_subscription()
    reader.poll_after()
    reader.poll_after(hours=100)
    assert (reader.get_subscription(feed).status, len(site.requests)) == (ENDED, 1)
    assert "was removed (410)" in reader.get_subscription(feed).error


def test_errors_have_plain_messages_and_growing_delays(
    reader: PollerHarness, site: FeedServer
) -> None:
    site.put("/feed", rss_feed(rss_item("one")))
    feed = reader.add_subscription()
    reader.poll_after()
    site.put("/feed", status=503)
    waits = []
    for _ in range(8):
        reader.clock.time = reader.get_subscription(feed).next_check_at
        reader.poll_after()
        waits.append(reader.get_subscription(feed).next_check_at - reader.clock.now())
    assert reader.get_subscription(feed).error == "The site has a problem (503)."
    assert waits[0] < waits[2] < waits[4]
    assert max(waits) <= 1.2 * DAY
    site.put("/feed", rss_feed(rss_item("one"), rss_item("two", day=25)))
    reader.clock.time = reader.get_subscription(feed).next_check_at
    reader.poll_after()
    assert (reader.get_subscription(feed).error, reader.get_subscription(feed).failures) == ("", 0)
    assert reader.titles == ["one", "two"]


def test_retry_after_applies_to_all_feeds_of_the_host(
    reader: PollerHarness, site: FeedServer
) -> None:
    site.put("/feed", status=429, Retry_After="7200")
    site.put("/other", rss_feed(rss_item("two")))
    feed = reader.add_subscription()
    reader.poll_after()
    assert reader.get_subscription(feed).next_check_at >= reader.clock.now() + 7200
    reader.add_subscription("http://courier.example/other")
    reader.poll_after(hours=1)
    assert len(site.requests) == 1
    reader.poll_after(hours=1.1)
    assert [path for path, _ in site.requests[1:]].count("/other") == 1


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        ("<ttl>240</ttl>", {}),
        ("", {"Cache-Control": "public, max-age=14400"}),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily'
            '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
            'syndication/">6</sy:updateFrequency>',
            {},
        ),
    ],
)
def test_a_feed_can_set_its_poll_interval(
    reader: PollerHarness, site: FeedServer, more: str, headers: dict[str, str]
) -> None:
    site.put("/feed", rss_feed(rss_item("one"), more=more))
    site.responses["/feed"].headers |= headers
    feed = reader.add_subscription()
    reader.poll_after()
    wait = reader.get_subscription(feed).next_check_at - reader.clock.now()
    assert 4 * HOUR <= wait <= 1.1 * 4 * HOUR


def test_requests_to_one_host_are_spaced(reader: PollerHarness, site: FeedServer) -> None:
    for number in range(3):
        site.put(
            f"/{number}", rss_feed(*[rss_item(f"s{number}{n}", text="Begins.") for n in range(2)])
        )
        reader.add_subscription(f"http://courier.example/{number}")
    reader.poll_after()
    assert len(reader.titles) == 6
    assert sum(reader.clock.slept) >= 3 * 2 + 6 * 2 - 2 - 0.1


def test_a_paused_or_removed_subscription_is_not_polled(
    reader: PollerHarness, site: FeedServer
) -> None:
    site.put("/feed", rss_feed(rss_item("one")))
    feed = reader.add_subscription()
    reader.store.update(feed, status=PAUSED)
    reader.poll_after(hours=5)
    assert site.requests == []
    asyncio.run(reader.poller.request_poll(feed))
    assert reader.get_subscription(feed).status == ACTIVE
    reader.store.remove(feed)
    reader.poll_after(hours=5)
    assert reader.store.list_all(OWNER_ID) == []
    assert reader.store.list_seen_entries(feed) == []


def test_an_interrupted_poll_is_repeated_without_duplicates(
    tmp_path: Path, site: FeedServer
) -> None:
    site.put("/feed", rss_feed(*[rss_item(f"n{n}", day=n) for n in range(1, 6)]), ETag='"a"')
    first = PollerHarness(tmp_path, site)
    feed = first.add_subscription()
    entry_sync = first.poller._entry_sync
    new = entry_sync.add_entry

    async def cut(*facts: object) -> None:
        if len(first.titles) == 2:
            raise asyncio.CancelledError
        await new(*facts)  # type: ignore[arg-type]

    entry_sync.add_entry = cut  # type: ignore[method-assign, assignment]
    first.poll_after()
    assert len(first.titles) == 2
    first.services.database.close()
    second = PollerHarness(tmp_path, site)
    second.poll_after()
    assert len(second.titles) == len(set(second.titles)) == 3
    assert second.get_subscription(feed).etag == '"a"'
    second.services.database.close()


def test_entries_that_share_a_url_become_separate_stories(
    reader: PollerHarness, site: FeedServer
) -> None:
    same = [rss_item(f"n{n}", guid=f"g{n}", text=f"<h2>{n}</h2>{FULL_TEXT}") for n in range(3)]
    site.put(
        "/feed",
        rss_feed(*[each.replace(f"example/n{n}", "example/") for n, each in enumerate(same)]),
    )
    reader.add_subscription()
    reader.poll_after()
    reader.poll_after(hours=1)
    assert sorted(reader.titles) == ["n0", "n1", "n2"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<rss",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><rss version="2.0"><channel>&a;</channel></rss>',
        '<rss version="2.0"><channel>' + "<a>" * 1_000_001,
        rss_feed(*[f"<item><guid>{n}</guid></item>" for n in range(3)]),
        rss_feed("<item><link>javascript:alert(1)</link><title>&lt;script&gt;</title></item>"),
        rss_feed(
            "<item><link>http://127.0.0.1/x</link><title>x</title><guid>\ud800</guid></item>".replace(
                "\ud800", "&#xD800;"
            )
        ),
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 50_000,
    ],
)
def test_a_malformed_feed_causes_no_exception(
    reader: PollerHarness, site: FeedServer, body: str
) -> None:
    site.put("/feed", body)
    feed = reader.add_subscription()
    reader.poll_after()
    one = reader.get_subscription(feed)
    assert one.last_checked_at == reader.clock.now()
    assert one.error or one.last_success_at
    assert all(story.url.startswith("http") for story in reader.stories)


@given(
    st.floats(300, 604_800),
    st.integers(1, 10_000),
    st.floats(0, 1e12, allow_subnormal=False),
    st.integers(),
)
def test_delays_are_limited_and_at_least_as_long_as_requested(
    interval: float, failures: int, asked: float, seed: int
) -> None:
    chance = random.Random(seed)
    good = next_poll_delay(interval, asked, chance)
    assert interval <= good <= 1.1 * max(interval, DAY)
    bad = retry_delay(interval, failures, asked, chance)
    assert min(asked, 7 * DAY) <= bad <= max(1.2 * max(interval, DAY), 7 * DAY)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("120", 120), ("Mon, 24 Nov 2025 16:02:00 GMT", 120), ("", 0), ("soon", 0), ("-5", 0)],
)
def test_retry_after_can_be_seconds_or_a_date(written: str, seconds: float) -> None:
    assert parse_retry_after(written, START_TIME) == pytest.approx(seconds)


def test_a_clock_that_is_set_back_blocks_no_host() -> None:
    spacing, year = HostSpacing(2), 365 * 86_400
    spacing.reserve("a", year)
    spacing.block_until("b", year + 300)
    assert not spacing.is_blocked("a", 0)
    assert not spacing.is_blocked("b", 0)
    assert [spacing.reserve("a", 0), spacing.reserve("b", 0)] == [0, 0]


def test_requests_to_a_host_are_reserved_in_sequence() -> None:
    spacing = HostSpacing(2)
    assert [spacing.reserve("a", 100), spacing.reserve("a", 100), spacing.reserve("b", 101)] == [
        0,
        2,
        0,
    ]
    assert spacing.reserve("a", 110) == 0
