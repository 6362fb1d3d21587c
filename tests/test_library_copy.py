"""A library that is copied from SQLite to Postgres and a bucket."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from command_line import run_earshot
from object_storage import run_s3
from postgres_server import Postgres
from serving import ServerProcess, running_server, story_markdown
from test_podcasts import channel, new_feed

from earshot.archive.library_source import is_library, read_stories
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.library_copy import TABLES

DERIVED = {
    "process_voices",
    "library_counts",
    "request_counts",
    "server_leases",
    "story_counts",
    "story_search",
}
"""They are filled by triggers, or are empty."""


def test_a_library_goes_on_in_postgres_and_a_bucket(tmp_path: Path, postgres: Postgres) -> None:
    url, old, new = postgres.create_database(), tmp_path / "old", tmp_path / "new"
    with running_server(old) as server:
        story = server.create_finished_story(markdown=story_markdown("Ferry returns"))
        place = {"position": 5, "playlists": ["Morning"]}
        assert server.client.patch(f"/v1/stories/{story['id']}", json=place).status_code == 200
        feed = new_feed(server).replace(server.base_url, "")
        audio = server.client.get(f"/v1/stories/{story['id']}/audio.mp3").content
        listed = list_stories(server)
    with run_s3() as bucket:
        copied = run_earshot(
            *("copy-library", "--data-dir", old, "--database", url, "--storage", bucket)
        )
        assert "1 stories and " in copied.stdout, copied.stderr
        again = run_earshot("copy-library", "--data-dir", old, "--database", url)
        assert "has 1 stories already" in again.stderr
        with running_server(new, database=url, storage=bucket) as server:
            assert list_stories(server) == listed
            assert server.client.get(f"/v1/stories/{story['id']}/audio.mp3").content == audio
            assert len(channel(server, feed).findall("item")) == 1
            found = server.client.get("/v1/stories", params={"q": "ferry"}).json()
            assert found["total"] == 1
            server.create_finished_story(markdown=story_markdown("A new one"))
        (new / "earshot.toml").write_text(f'database = "{url}"\nstorage = "{bucket}"\n', "utf-8")
        assert is_library(str(new))
        assert len([each for each in read_stories(str(new)) if not each.error]) == 2


def list_stories(server: ServerProcess) -> list[dict[str, object]]:
    stories = server.client.get("/v1/stories").json()["stories"]
    return [{name: value for name, value in each.items() if name != "links"} for each in stories]


def test_every_table_is_copied(tmp_path: Path) -> None:
    with closing(open_database(DataDir(tmp_path))) as database:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        found = {str(row[0]) for row in database.rows(sql)}
    own = {name for name in found if not name.startswith("story_search_")}
    assert own == DERIVED | set(TABLES)


def test_only_a_library_can_be_copied_and_only_to_postgres(tmp_path: Path) -> None:
    ran = run_earshot("copy-library", "--data-dir", tmp_path)
    assert "name the Postgres database" in ran.stderr
    ran = run_earshot("copy-library", "--data-dir", tmp_path, "--database", "postgresql://a/b")
    assert "has no library" in ran.stderr
    assert not (tmp_path / "earshot.db").exists()
