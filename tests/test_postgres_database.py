"""What only Postgres has: lost connections, several servers at once, and migrations."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from command_line import run_earshot
from postgres_server import Postgres
from serving import ServerProcess, running_server, story_markdown
from test_podcasts import channel, check_feed, new_feed

from benchmarks.postgres import find_free_port
from earshot.errors import InvalidOption, Unwritable
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database
from earshot.server.storage.postgres_schema import MIGRATIONS as POSTGRES_MIGRATIONS
from earshot.server.storage.sqlite_database import MIGRATIONS
from earshot.server.storage.stories import StoryStore
from earshot.server.storage_errors import DatabaseUnavailable

STORIES, CRASHES = map(int, re.findall(r"\d+", os.environ.get("EARSHOT_TEST_CRASHES", "6, 2")))
"""The long form: EARSHOT_TEST_CRASHES="40 stories 20 crashes"."""
LONG_TEXT = "The boat came back to the lake on Monday. " * 20


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.create_database()


@pytest.fixture
def database(tmp_path: Path, url: str) -> Iterator[Database]:
    with closing(open_database(DataDir(tmp_path), url)) as opened:
        yield opened


def test_both_engines_have_the_same_tables_and_columns(database: Database, tmp_path: Path) -> None:
    sql = (
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema()"
    )
    own = {"changes", "schema_version"}
    found = {tuple(row) for row in database.rows(sql) if row[0] not in own | {"story_search"}}
    with closing(open_database(DataDir(tmp_path))) as sqlite:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_search%'"
        expected = {
            (table["name"], column["name"])
            for table in sqlite.rows(f"{tables} AND name NOT LIKE 'sqlite_%'")
            for column in sqlite.rows(f"PRAGMA table_info({table['name']})")
        }
    assert found == expected


def test_a_process_continues_when_a_newer_version_migrates_the_database(
    database: Database, tmp_path: Path, url: str
) -> None:
    stories = StoryStore(database)
    story = stories.add("key", {"submission_hash": ""})
    for _ in range(10):  # psycopg prepares a statement that is repeated
        assert stories.get(story.id)
        stories.update(story.id, error="")
    with closing(open_database(DataDir(tmp_path), url)) as newer:
        newer.execute("ALTER TABLE stories ADD COLUMN added TEXT NOT NULL DEFAULT ''")
    assert stories.get(story.id)
    with closing(open_database(DataDir(tmp_path), url)) as newer:
        newer.execute("ALTER TABLE stories ADD COLUMN added_too TEXT NOT NULL DEFAULT ''")
    assert stories.update(story.id, error="at the first attempt")


def test_migrations_only_add_so_an_older_version_continues() -> None:
    additions = (
        r"(ALTER TABLE \w+ (ADD COLUMN|SET LOGGED)\b|CREATE (UNLOGGED )?TABLE "
        "|(CREATE|DROP) INDEX |UPDATE )"
    )
    for number, path in POSTGRES_MIGRATIONS.items():
        lines = [line for line in path.read_text("utf-8").split("\n") if line[:2] != "--"]
        for statement in filter(None, map(str.strip, "\n".join(lines).split(";"))):
            assert number == min(POSTGRES_MIGRATIONS) or re.match(additions, statement), path.name
            assert "ADD COLUMN" not in statement or not re.search(
                "NOT NULL(?! DEFAULT)", statement
            ), path.name


def test_several_servers_may_start_at_once(tmp_path: Path, url: str) -> None:
    opened = list[Database]()
    threads = [
        Thread(target=lambda: opened.append(open_database(DataDir(tmp_path), url)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.value("SELECT count(*) FROM accounts") for each in opened] == [1, 1, 1]
    for each in opened:
        each.close()


def test_a_change_is_seen_by_every_other_server(
    tmp_path: Path, url: str, database: Database
) -> None:
    with closing(open_database(DataDir(tmp_path), url)) as other:
        before = other.change_counter
        story = StoryStore(database).add("k", {"submission_hash": ""})
        assert other.change_counter != before
        assert StoryStore(other).get(story.id) == story


def test_a_newer_database_is_used_until_it_lacks_something(
    tmp_path: Path, url: str, database: Database
) -> None:
    own = len(MIGRATIONS)
    database.execute("INSERT INTO schema_version VALUES (?, ?)", own + 1, own)
    with closing(open_database(DataDir(tmp_path), url)) as older:
        assert older.has_current_schema()
    database.execute("UPDATE schema_version SET oldest_number = ?", own + 1)
    with pytest.raises(Unwritable, match="newer"):
        open_database(DataDir(tmp_path), url)
    assert not database.has_current_schema()


def test_a_lost_connection_is_opened_again(database: Database, postgres: Postgres) -> None:
    stories = StoryStore(database)
    stories.add("a", {"submission_hash": ""})
    postgres.end_sessions()
    assert stories.find_by_key("a")
    postgres.end_sessions()
    stories.add("b", {"submission_hash": ""})
    postgres.end_sessions()
    assert database.change_counter


def test_a_transaction_that_loses_its_connection_changes_nothing(
    database: Database, postgres: Postgres
) -> None:
    stories = StoryStore(database)
    with pytest.raises(DatabaseUnavailable), database.transaction():
        stories.add("a", {"submission_hash": ""})
        postgres.end_sessions()
        stories.add("b", {"submission_hash": ""})
    assert stories.ids() == set()
    stories.add("b", {"submission_hash": ""})
    assert len(stories.ids()) == 1


def test_a_server_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://ann:secret@127.0.0.1:{find_free_port()}/library"
    with pytest.raises(DatabaseUnavailable, match=r"127.0.0.1:\d+/library.*refused") as caught:
        open_database(DataDir(tmp_path), url)
    assert "secret" not in str(caught.value)


def test_the_url_of_another_engine_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="use postgresql://") as caught:
        open_database(DataDir(tmp_path), "mysql://ann:secret@host/library")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:secret@[::1/library",
        "postgresql://ann:secret@127.0.0.1/library?sslmod=require",
        "postgresql://ann:secret/1@127.0.0.1/library",
        "postgresql://127.0.0.1/library?password=secret&%zz",
    ],
)
def test_a_url_that_postgres_cannot_read_is_rejected_without_its_password(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_DATABASE", url)
    run = run_earshot("serve", "--data-dir", tmp_path, "--port", "0")
    assert run.returncode == 1
    assert "database cannot be" in run.stderr
    assert "secret" not in run.stderr


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None; from earshot.cli import main;"
        "sys.exit(main(sys.argv[1:]))"
    )
    options = ("serve", "--data-dir", str(tmp_path), "--database", "postgresql://host/library")
    command = [sys.executable, "-c", program, *options]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "pip install 'earshot-audio[postgres]'" in ran.stderr


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_backup_of_sqlite_refuses_a_library_in_postgres(tmp_path: Path, command: str) -> None:
    (tmp_path / "earshot.toml").write_text('database = "postgresql://ann:secret@host/library"')
    ran = run_earshot(command, "--data-dir", str(tmp_path), str(tmp_path / "x.tar"))
    assert "pg_dump" in ran.stderr
    assert "secret" not in ran.stderr


@pytest.fixture(scope="module")
def server(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    with running_server(folder, database=postgres.create_database()) as running:
        yield running


def test_a_server_on_postgres_serves_a_library(server: ServerProcess, postgres: Postgres) -> None:
    story = server.create_finished_story(markdown=story_markdown("Ferry returns"))
    assert not (server.data_dir / "earshot.db").exists()
    postgres.end_sessions()
    assert story["id"] in server.client.get("/", params={"q": "ferry"}).text
    assert 'earshot_stories{status="succeeded"} 1' in server.client.get("/metrics").text
    for path in ("/feeds", "/accounts", "/subscriptions", "/settings", f"/s/{story['id']}"):
        assert server.client.get(path).status_code == 200, path
    assert server.client.delete(f"/v1/stories/{story['id']}").status_code == 204
    assert story["id"] not in server.client.get("/").text


def test_long_names_and_addresses_stop_no_story(server: ServerProcess) -> None:
    rng = random.Random(1)
    name = "".join(chr(rng.randrange(0x4E00, 0x9FFF)) for _ in range(900))
    fields = ("author", "og:site_name", "article:section")
    head = "".join(f'<meta name="{each}" property="{each}" content="{name}">' for each in fields)
    html = f"<head>{head}</head><article><h1>Ferry</h1><p>{LONG_TEXT}</p></article>"
    url = f"https://site.example/{rng.randbytes(1_900).hex()}"
    story = server.create_finished_story(url=url, html=html, language="en")
    assert (story["status"], story["url"]) == ("succeeded", url)
    assert story["site"] == name[: len(story["site"])]
    assert server.create_story(url=url, html=html, language="en")["id"] == story["id"]
    assert server.client.delete(f"/v1/stories/{story['id']}").status_code == 204


def test_no_story_is_lost_or_made_twice_when_postgres_crashes(
    server: ServerProcess, postgres: Postgres
) -> None:
    feed = new_feed(server).replace(server.base_url, "")
    known = set[str]()
    for round_ in range(CRASHES):
        known |= {submit(server, number) for number in range(STORIES)}
        postgres.stop()
        refused = server.client.post("/v1/stories", json={"markdown": story_markdown()})
        assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
        assert int(refused.headers["Retry-After"]) > 0
        assert server.client.get("/health/live").status_code == 200
        assert server.client.get("/health/ready").status_code == 503
        postgres.start()
        known |= {submit(server, STORIES + round_)}
    assert len(known) == STORIES + CRASHES
    for story_id in known:
        assert server.wait_until_finished(story_id)["status"] == "succeeded"
    items = channel(server, feed).findall("item")
    assert {item.findtext("guid") for item in items} == known
    assert len(items) == len(known)
    check_feed(channel(server, feed))


def submit(server: ServerProcess, number: int) -> str:
    return str(
        server.create_story(markdown=story_markdown(f"Story {number}"), source_id=f"cms-{number}")[
            "id"
        ]
    )
