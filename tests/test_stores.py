"""One list of tests for the stores of a library, on SQLite and on Postgres."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot.errors import RequestRejected
from earshot.script.edits import Edits, LexiconEntry, SiteSettings
from earshot.server.account import OWNER_ID
from earshot.server.analytics import DECILES, add_listen_stats, load_listen_stats
from earshot.server.connectors.connector import ConnectorRequest
from earshot.server.connectors.store import ConnectorStore
from earshot.server.editions.service import EditionService, EditionSpec
from earshot.server.settings import Settings
from earshot.server.storage.account_library import LibraryStore, find_orphans, list_playlists_of
from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.clock_repair import find_future_times, fix_future_times
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database
from earshot.server.storage.edits import EditStore, load_edits, load_lexicon
from earshot.server.storage.play_queue import (
    next_in_queue,
    rank_all_in_queue,
    sum_queue_seconds,
)
from earshot.server.storage.sessions import SessionStore
from earshot.server.storage.sites import SiteStore, find_site_settings
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import Story
from earshot.server.storage.story_query import (
    StoryQuery,
    query_stories,
)
from earshot.server.storage.word_search import find_stories_with
from earshot.server.subscriptions.store import SubscriptionStore, find_origins
from earshot.server.subscriptions.subscription import SeenEntry
from earshot.server.webhooks.outbox import Outbox
from earshot.server.webhooks.store import WebhookStore
from earshot.server.webhooks.websub import WebSubPublisher

FERRY = (
    "The ferry came back to the café on Monday, number 42 of cafe-owner's list: www.lake.example."
)
ODD_TEXTS = ("'", '"', "&", "a' OR 'b", "(", "\0", "a:b", "!", "\\", "a\0b", "*")


@pytest.fixture
def database(tmp_path: Path, database_url: str) -> Iterator[Database]:
    opened = open_database(DataDir(tmp_path), database_url)
    yield opened
    opened.close()


def add_story(database: Database, key: str = "ferry", **columns: object) -> Story:
    stories = StoryStore(database)
    story = stories.add(key, {"submission_hash": "", "title": "Ferry returns", **columns})
    LibraryStore(database, []).add(OWNER_ID, story.id)
    return story


def find(database: Database, text: str) -> int:
    return query_stories(database, StoryQuery(account_id=OWNER_ID, search=text)).total


def test_a_search_finds_words_in_any_case_without_accents_and_the_beginning_of_the_last(
    database: Database,
) -> None:
    story = add_story(database)
    StoryStore(database).index_text(story, FERRY)
    found = ("FERRY", "cafe", "CAFÉ returns", "ferr", "monda", "lake example", "42", "café-owner")
    assert [text for text in found if not find(database, text)] == []
    not_found = ("fer monday x", "fer", "lakes", "4", "ferry ship")
    assert [text for text in not_found if find(database, text)] == []
    StoryStore(database).index_text(story, "Nothing.")
    assert find(database, "monday") == 0
    StoryStore(database).delete(story.id)
    assert find(database, "returns") == 0


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_every_text_can_be_searched_for(database: Database, text: str) -> None:
    StoryStore(database).index_text(add_story(database), f"{text} {FERRY}")
    assert find(database, text) in (0, 1)
    assert find_stories_with(database, text, 0, 5).total in (0, 1)
    assert find(database, "monday") == 1


def test_a_phrase_is_found_in_its_order_and_not_across_fields(database: Database) -> None:
    story = add_story(database, site="Lake News")
    StoryStore(database).index_text(story, FERRY)
    database.execute("UPDATE stories SET revision = 1, site = 'Lake News'")
    totals = {
        text: find_stories_with(database, text, 0, 5).total
        for text in ("came back", "back came", "Ferry returns", "returns the", "Lake News", "")
    }
    found = [text for text, total in totals.items() if total]
    assert found == ["came back", "Ferry returns"]
    assert find_stories_with(database, "came back", 0, 5).stories[0].id == story.id


def test_a_character_that_postgres_lacks_costs_no_story(database: Database) -> None:
    story = add_story(database, title="a\0b", excerpt="\0")
    assert story.title in ("a\0b", "a\ufffdb")


def test_the_queue_has_an_order_and_a_playing_time(database: Database) -> None:
    library = LibraryStore(database, [])
    first = add_story(database, "a", duration_ms=60_000)
    second = add_story(database, "b", word_count=155)
    for story in (first, second):
        library.enqueue(OWNER_ID, story.id)
    library.enqueue(OWNER_ID, second.id, is_next=True)
    listed = query_stories(database, StoryQuery(account_id=OWNER_ID, view="queue")).stories
    assert [each.id for each in listed] == [second.id, first.id]
    assert rank_all_in_queue(database, OWNER_ID, listed) == {second.id: 1, first.id: 2}
    after = next_in_queue(database, OWNER_ID, listed[0])
    assert after is not None
    assert after.id == first.id
    assert sum_queue_seconds(database, OWNER_ID) == 120
    library.shift_in_queue(OWNER_ID, first.id, -1)
    assert rank_all_in_queue(database, OWNER_ID, [after]) != {}


def test_an_account_is_found_in_any_case_and_takes_its_rows_along(database: Database) -> None:
    accounts, library = AccountStore(database), LibraryStore(database, [])
    ann = accounts.add("Ann", "reader")
    with pytest.raises(RequestRejected, match="already"):
        accounts.add("ANN", "reader")
    assert accounts.find("aNN") == ann
    assert accounts.has_several()
    story = add_story(database)
    library.add(ann.id, story.id)
    library.set_playlists(ann.id, story.id, ["Morning"])
    assert library.list_accounts(story.id) == [OWNER_ID, ann.id]
    accounts.remove(ann)
    assert library.list_accounts(story.id) == [OWNER_ID]
    assert database.rows("SELECT * FROM playlists") == []
    assert database.value("SELECT count(*) FROM library_counts WHERE account_id = ?", ann.id) == 0


def test_the_playlists_of_many_stories_are_read_in_one_query(database: Database) -> None:
    library = LibraryStore(database, [])
    first, second, third = (add_story(database, key) for key in "abc")
    library.set_playlists(OWNER_ID, first.id, ["Morning", "Evening"])
    library.set_playlists(OWNER_ID, second.id, ["Morning"])
    ann = AccountStore(database).add("Ann", "reader")
    library.add(ann.id, third.id)
    library.set_playlists(ann.id, third.id, ["Ann's"])
    ids = [each.id for each in (first, second, third)]
    expected = {first.id: ["Evening", "Morning"], second.id: ["Morning"], third.id: []}
    assert list_playlists_of(database, OWNER_ID, ids) == expected
    assert list_playlists_of(database, OWNER_ID, []) == {}


def test_sessions_end_with_their_account_password(database: Database) -> None:
    sessions, accounts = SessionStore(database, "secret"), AccountStore(database)
    ann = accounts.add("Ann", "reader")
    token, device = sessions.create(ann.id), sessions.create_device(ann.id)
    assert sessions.find_account(token) == ann.id
    assert sessions.is_known_device(device)
    assert SessionStore(database, "other").find_account(token) is None
    accounts.set_password_hash(ann, "new")
    assert sessions.find_account(token) is None


def test_statistics_are_added_up_and_ranked(database: Database) -> None:
    short, long = add_story(database, "a"), add_story(database, "b")
    for story, seconds in ((short, 1.5), (long, 30.0), (short, 2.0)):
        add_listen_stats(database, story.id, 1, seconds, [1] * DECILES)
    ranked = load_listen_stats(database, 10)
    assert [(each.story_id, each.plays, each.seconds) for each in ranked] == [
        (long.id, 1, 30.0),
        (short.id, 2, 3.5),
    ]
    assert load_listen_stats(database, 10, ranked[0].ranking_key) == ranked[1:]


def test_settings_of_sites_edits_and_lexicon_have_versions(database: Database) -> None:
    log, story = AuditLog(database), add_story(database)
    sites = SiteStore(database, log)
    settings = SiteSettings()
    assert sites.save("news.example", settings, OWNER_ID)
    assert not sites.save("news.example", settings, OWNER_ID)
    assert find_site_settings(database, "https://www.news.example/a") == settings
    edits = EditStore(StoryStore(database), log)
    changed = edits.save_edits(story, Edits(), "note", OWNER_ID)
    assert changed is not None
    assert changed.edits_version == 1
    assert edits.save_edits(story, Edits(), "late", OWNER_ID) is None
    assert load_edits(database, changed) == Edits()
    assert edits.save_lexicon(0, [LexiconEntry(written="Ayr", kind="say", value="air")], OWNER_ID)
    assert not edits.save_lexicon(0, [], OWNER_ID)
    assert load_lexicon(database)[0] == 1


def test_the_fields_of_a_newer_release_outlive_a_change_by_this_one(database: Database) -> None:
    sites, audit_log = SiteStore(database, AuditLog(database)), AuditLog(database)
    sites.save("lake.example", SiteSettings(voice="flite:slt"), OWNER_ID)
    database.execute("UPDATE sites SET settings = ?", '{"mood": "calm", "voice": "flite:slt"}')
    sites.save("lake.example", SiteSettings(voice="flite:rms"), OWNER_ID)
    stored = json.loads(database.value("SELECT settings FROM sites"))
    assert (stored["mood"], stored["voice"]) == ("calm", "flite:rms")
    edits, story = EditStore(StoryStore(database), audit_log), add_story(database)
    first = edits.save_edits(story, Edits(skipped_blocks=("a",)), "", OWNER_ID)
    assert first
    database.execute("UPDATE story_edits SET body = ?", '{"mood": "calm", "recording": "human:a"}')
    second = edits.save_edits(first, Edits(skipped_blocks=("b",)), "", OWNER_ID)
    assert second
    assert load_edits(database, second) == Edits(skipped_blocks=("b",))
    assert '"mood":"calm"' in database.value("SELECT body FROM story_edits WHERE version = 2")


def test_the_outbox_delivers_one_message_of_each_receiver_in_order(database: Database) -> None:
    library, outbox = LibraryStore(database, []), Outbox(database)
    webhooks = WebhookStore(library, outbox, AuditLog(database), "")
    first, second = (webhooks.add(f"https://{n}.example/", OWNER_ID) for n in "ab")
    sent = [outbox.add_for_webhook(first.id, "story.updated", "{}", story_id=n) for n in "xyx"]
    other = outbox.add_for_webhook(second.id, "story.updated", "{}", story_id="x")
    assert {each.id for each in outbox.list_due()} == {sent[0], other}
    outbox.mark_delivered(outbox.get(sent[0]), "200")
    assert {each.id for each in outbox.list_due()} == {sent[1], other}
    assert not outbox.retry_later(outbox.get(sent[1]), "500")
    assert {each.id for each in outbox.list_due()} == {sent[2], other}
    webhooks.record_failure(second.id, given_up=False)
    webhooks.disable(second.id, "gone")
    assert {each.id for each in outbox.list_due()} == {sent[2]}
    assert webhooks.rotate_secret(first, OWNER_ID).old_secret == first.secret
    webhooks.delete(first.id, OWNER_ID)
    assert outbox.list_due() == []
    outbox.delete_old()


def test_one_notification_covers_several_changes_of_a_feed(database: Database) -> None:
    stories, outbox = StoryStore(database), Outbox(database)
    library = LibraryStore(database, stories.observers)
    stories.observers.append(WebSubPublisher(library, outbox, "https://a.example").on_story_change)
    database.execute(
        "INSERT INTO feeds (token, guid, collection, name, title, public, created_at)"
        " VALUES ('t', 'g', 'site', 'Lake', 'Lake', ?, 1)",
        True,
    )
    story = add_story(database, site="Lake", ready_revision=1)
    for title in ("One", "Two"):
        stories.update(story.id, title=title)
    assert database.value("SELECT count(*) FROM outbox WHERE feed_token = 't'") == 1


def test_connectors_and_subscriptions_remember_what_they_have_seen(database: Database) -> None:
    story = add_story(database)
    connectors, subscriptions = ConnectorStore(database), SubscriptionStore(database)
    request = ConnectorRequest(
        service="linkding", url="https://links.example", credentials={"token": "t"}
    )
    connector = connectors.add(OWNER_ID, request, 1.0)
    for _ in range(2):
        connectors.add_item(connector.id, "1", story.id)
    assert connectors.list_keys(connector.id) == {"1"}
    LibraryStore(database, []).update(OWNER_ID, story.id, listen_status="finished")
    assert connectors.list_finished(connector) == ["1"]
    assert connectors.list_due(0.0) == [connector]
    subscription, is_new = subscriptions.add(OWNER_ID, "https://news.example/feed", 1.0, title="b")
    other, _ = subscriptions.add(OWNER_ID, "https://other.example/feed", 1.0, title="A")
    assert is_new
    assert [each.id for each in subscriptions.list_all(OWNER_ID)] == [other, subscription]
    for change in range(2):
        entry = SeenEntry(
            key="1",
            url="https://news.example/1",
            digest="d",
            story_id=story.id,
            change_count=change,
            changed_at=2.0,
        )
        subscriptions.save_seen_entry(subscription, entry)
    assert subscriptions.list_seen_entries(subscription) == [entry]
    subscriptions.prune_seen_entries(subscription, [])
    assert asyncio.run(subscriptions.count_stories(OWNER_ID)) == {subscription: 1}
    assert find_origins(database, OWNER_ID, [story.id]) == {story.id: (subscription, "b")}
    assert subscriptions.remove(subscription)


def test_live_stories_are_recorded_before_those_of_the_background(database: Database) -> None:
    stories = StoryStore(database)
    for key, is_background, submitted_at, status in (
        ("archive", 1, 1.0, "todo"),
        ("half of the archive", 1, 2.0, "doing"),
        ("news", 0, 3.0, "todo"),
        ("half of the news", 0, 4.0, "doing"),
    ):
        row = {"submission_hash": "", "is_background": is_background, "submitted_at": submitted_at}
        stories.update(stories.add(key, row).id, status=status)
    keys = [story.key for story in stories.list_pending()]
    assert keys == ["news", "half of the news", "archive", "half of the archive"]


def test_an_edition_has_the_finished_stories_of_its_day(database: Database, tmp_path: Path) -> None:
    stories = StoryStore(database)
    library = LibraryStore(database, stories.observers)
    editions = EditionService(DataDir(tmp_path), stories, library, Settings())
    stories.observers.append(editions.on_story_change)
    story = add_story(database, ready_revision=1, status="succeeded", spoken_language="en")
    now = time.time()
    spec = EditionSpec(day="2026-11-28", since=now - 60, until=now + 60)
    edition, is_new = editions.accept(spec)
    assert is_new
    assert editions.accept(spec) == (stories.get(edition.id), False)
    assert [each.id for each in editions.list_members(edition.id)] == [story.id]
    stories.update(edition.id, ready_revision=1, status="succeeded")
    stories.delete(story.id)
    assert editions.list_empty() == [edition.id]


def test_times_of_a_wrong_clock_are_corrected(database: Database) -> None:
    now = time.time()
    story = add_story(database, created_at=now + 10_000)
    assert find_future_times(database, now) == ["stories"]
    for table in ("stories", "subscriptions", "connectors", "feed_entries"):
        fix_future_times(database, table, now)
    assert find_future_times(database, now) == []
    assert StoryStore(database).list_pending(5)[0].id == story.id
    assert StoryStore(database).list_failed_by_faults(now) == []
    assert find_orphans(database) == []


def test_only_a_change_moves_the_counter(database: Database) -> None:
    before = database.change_counter
    query_stories(database, StoryQuery(account_id=OWNER_ID))
    assert database.change_counter == before
    add_story(database)
    assert database.change_counter != before


def test_a_failed_transaction_changes_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction():
        add_story(database)
        raise RuntimeError
    assert database.value("SELECT count(*) FROM stories") == 0


def test_readers_in_threads_see_every_change(database: Database) -> None:
    story = add_story(database)
    read = database.readers.run(lambda reader: reader.value("SELECT id FROM stories"))
    assert asyncio.run(read) == story.id
