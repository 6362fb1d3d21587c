"""What a change of the lexicon means for stories that are recorded already."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from serving import ServerProcess, running_server
from test_edits import BODY, NAME, RESPELLED, create_story, sounds

from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.stories import StoryStore


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-us") as running:
        yield running


def find_changes(server: ServerProcess, **entry: Any) -> dict[str, Any]:
    response = server.client.post("/v1/lexicon/changes", json={"entry": RESPELLED | entry})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_an_entry_lists_the_stories_that_it_changes_and_applies_to_the_chosen_ones(
    server: ServerProcess,
) -> None:
    create_story(server, "Without", "Nothing is here.")
    stories = [create_story(server, f"Story {n}") for n in range(3)]
    found = find_changes(server)
    assert [each["title"] for each in found["stories"]] == ["Story 2", "Story 1", "Story 0"]
    assert (found["total"], found["pages"]) == (3, 1)
    [sentence] = found["stories"][0]["sentences"]
    assert (sentence["text"], sentence["after"]) == (NAME, "oh yeh la ran")
    assert sentence["before"] not in ("", sentence["after"])
    body, version = {"entries": [RESPELLED]}, {"If-Match": '"0"'}
    assert server.client.put("/v1/lexicon", json=body, headers=version).is_success
    chosen = [each["id"] for each in stories[:2]]
    answer = server.client.post("/v1/lexicon/apply", json={"stories": [*chosen, "nothing"]})
    assert (answer.status_code, answer.json()) == (202, {"count": 2})
    for story in stories[:2]:
        now = server.wait_until_finished(story["id"])
        assert now["ready_revision"] == 2
        before, after = (sounds(server, story, revision) for revision in (1, 2))
        assert {text for text in before if before[text] != after[text]} == {NAME}
    assert server.get_story(stories[2]["id"])["revision"] == 1
    again = {each["title"]: each["sentences"] for each in find_changes(server)["stories"]}
    assert again == {"Story 0": [], "Story 1": [], "Story 2": [sentence]}


def test_a_part_of_a_word_and_another_case_are_not_changed(server: ServerProcess) -> None:
    create_story(server, "Case", "They went to the oyelaran. Oyelarans are many.")
    [found] = [each for each in find_changes(server)["stories"] if each["title"] == "Case"]
    assert found["sentences"] == []


def test_a_wrong_entry_is_rejected(server: ServerProcess) -> None:
    entry = RESPELLED | {"kind": "ipa", "value": "ɔj%"}
    answer = server.client.post("/v1/lexicon/changes", json={"entry": entry})
    assert (answer.status_code, answer.json()["position"]) == (422, 2)


def test_jobs_of_the_lexicon_come_after_all_others(server: ServerProcess) -> None:
    story = create_story(server, "Order", BODY)
    server.kill()
    with closing(sqlite3.connect(DataDir(server.data_dir).database_path)) as database:
        sql = "UPDATE stories SET status = 'todo', is_background = 1, submitted_at = 1"
        database.execute(f"{sql} WHERE id = ?", (story["id"],))
        sql = "UPDATE stories SET status = 'todo' WHERE title = 'Case'"
        database.execute(sql)
        database.commit()
    database_now = open_database(DataDir(server.data_dir))
    titles = [each.title for each in StoryStore(database_now).list_pending()]
    database_now.close()
    server.start()
    assert titles == ["Case", "Order"]
