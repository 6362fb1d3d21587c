"""Edits of a story through the API: what they change, and that nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import SENTENCES, ServerProcess, running_server, story_markdown
from test_dropped_blocks import CAPTION, PAGE
from test_podcasts import attribute, channel, episode, new_feed
from voice_engines import install_gated_engine

from earshot.audio.mp3 import FRAME_BYTES
from earshot.server.storage.recordings import Recording

NAME = "Akpevwe Oyelaran met the boat."
BODY = " ".join((*SENTENCES, NAME)) + "\n\n" + "The second paragraph is about the weather."
RESPELLED = {"written": "Oyelaran", "kind": "say", "value": "oh yeh la ran"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-us") as running:
        yield running


def create_story(server: ServerProcess, headline: str, body: str = BODY) -> dict[str, Any]:
    return server.create_finished_story(markdown=story_markdown(headline, body), source_id=headline)


def put_edits(
    server: ServerProcess, story: dict[str, Any], version: int, **edits: Any
) -> httpx.Response:
    address, headers = f"/v1/stories/{story['id']}/edits", {"If-Match": f'"{version}"'}
    return server.client.put(address, json=edits, headers=headers)


def save_edits(
    server: ServerProcess, story: dict[str, Any], version: int = 0, **edits: Any
) -> dict[str, Any]:
    """The story after its edits are heard."""
    response = put_edits(server, story, version, **edits)
    assert response.status_code == 200, response.text
    return server.wait_until_finished(story["id"])


def sounds(server: ServerProcess, story: dict[str, Any], revision: int) -> dict[str, bytes]:
    """The frames of each sentence of a finished revision."""
    recording = Recording(server.data_dir / "stories" / story["id"] / str(revision))
    plan = recording.load_plan()
    segments = [each for each in recording.load_segments(plan) if each]
    audio, at, found = recording.audio_path.read_bytes(), recording.header_size(segments), {}
    for planned, segment in zip(plan.segments, segments, strict=True):
        size = segment.frame_count * FRAME_BYTES
        found[planned.text] = audio[at : at + size]
        at += size
    return found


def changed_sentences(server: ServerProcess, story: dict[str, Any]) -> set[str]:
    """The sentences whose frames differ between the first and the second revision."""
    before, after = (sounds(server, story, revision) for revision in (1, 2))
    return {text for text in before | after if before.get(text) != after.get(text)}


def test_a_pronunciation_changes_the_sentences_with_the_word_and_no_other_frame(
    server: ServerProcess,
) -> None:
    story = create_story(server, "Name")
    edited = save_edits(server, story, pronunciations=[RESPELLED])
    assert (edited["revision"], edited["ready_revision"]) == (2, 2)
    assert changed_sentences(server, story) == {NAME}


def test_a_skipped_block_is_not_heard_and_can_be_restored(server: ServerProcess) -> None:
    story = create_story(server, "Skipped")
    last = story["segments"][-1]
    skipped = save_edits(server, story, skipped_blocks=[last["text_hash"]])
    assert last["text"] not in [each["text"] for each in skipped["segments"]]
    restored = save_edits(server, story, version=1)
    assert [each["text"] for each in restored["segments"]] == [
        each["text"] for each in story["segments"]
    ]


def test_a_story_cannot_lose_all_its_blocks(server: ServerProcess) -> None:
    story = create_story(server, "Empty")
    hashes = [each["text_hash"] for each in story["segments"] if each["text_hash"]]
    response = put_edits(server, story, 0, skipped_blocks=hashes)
    assert response.status_code == 422
    assert response.json()["field"] == "skipped_blocks"


def test_a_dropped_block_is_put_back_and_no_other_frame_changes(server: ServerProcess) -> None:
    story = server.create_finished_story(html=PAGE, source_id="Dropped")
    address = f"/v1/stories/{story['id']}/script"
    script = server.client.get(address).json()
    [dropped] = [each for each in script["dropped"] if each["text"] == CAPTION]
    assert dropped["before"] == 2
    restored = save_edits(server, story, restored_blocks=[dropped["text_hash"]])
    assert changed_sentences(server, story) == {CAPTION}
    assert [each["block"] for each in restored["segments"] if each["text"] == CAPTION] == [2]
    body = {"edits": {}, "block": 2, "text": CAPTION}
    preview = server.client.post(f"/v1/stories/{story['id']}/edits/preview", json=body)
    assert preview.status_code == 200
    [block] = [each for each in server.client.get(address).json()["blocks"] if each["index"] == 2]
    assert block["dropped_reason"] == dropped["reason"]
    save_edits(server, story, version=1)
    assert sounds(server, story, 3) == sounds(server, story, 1)


def test_a_pause_lengthens_one_sentence(server: ServerProcess) -> None:
    story = create_story(server, "Pause")
    edited = save_edits(server, story, sentences=[{"text": SENTENCES[1], "pause": 3000}])
    assert changed_sentences(server, story) == {SENTENCES[1]}
    before, after = (
        next(each["duration"] for each in one["segments"] if each["text"] == SENTENCES[1])
        for one in (story, edited)
    )
    assert 2000 < after - before < 3000


def test_a_sentence_gets_a_voice_of_its_own(server: ServerProcess) -> None:
    story = create_story(server, "Voice")
    edit = {"text": SENTENCES[2], "voice": "espeak:en-gb"}
    save_edits(server, story, sentences=[edit])
    assert changed_sentences(server, story) == {SENTENCES[2]}
    fault = put_edits(server, story, 1, sentences=[edit | {"voice": "espeak:nobody"}])
    assert fault.status_code == 422
    assert fault.json()["field"] == "sentences[0].voice"


def test_only_the_named_occurrence_of_a_repeated_sentence_is_edited(server: ServerProcess) -> None:
    body = "He said no. She said yes. He said no."
    story = create_story(server, "Repeated", body)
    edit = {"text": "He said no.", "occurrence": 2, "pause": 2000}
    edited = save_edits(server, story, sentences=[edit])
    first, second = (each for each in edited["segments"] if each["text"] == "He said no.")
    assert second["duration"] > first["duration"] + 1000


def test_the_second_of_two_editors_cannot_overwrite_the_change_of_the_first(
    server: ServerProcess,
) -> None:
    story = create_story(server, "Two editors")
    seen = server.client.get(f"/v1/stories/{story['id']}/edits")
    assert (seen.headers["etag"], seen.json()["version"]) == ('"0"', 0)
    save_edits(server, story, pronunciations=[RESPELLED])
    pause = {"text": SENTENCES[1], "pause": 900}
    assert put_edits(server, story, 0, sentences=[pause]).status_code == 412
    now = server.client.get(f"/v1/stories/{story['id']}/edits").json()
    assert now["pronunciations"] == [RESPELLED | {"pos": ""}]
    assert put_edits(server, story, 1, sentences=[pause], pronunciations=[RESPELLED]).is_success
    unnamed = server.client.put(f"/v1/stories/{story['id']}/edits", json={})
    assert unnamed.status_code == 428


def test_an_edit_of_a_story_that_is_being_recorded_is_in_its_first_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = install_gated_engine(tmp_path / "site", monkeypatch)
    closed.touch()
    body = "\n\n".join(f"This is sentence {number} of Oyelaran." for number in range(30))
    with running_server(tmp_path / "home", voice="gated:reader") as server:
        story = server.create_story(markdown=story_markdown("Long", body), source_id="long")
        server.wait_until(lambda: server.get_story(story["id"])["status"] == "doing")
        assert put_edits(server, story, 0, pronunciations=[RESPELLED]).is_success
        closed.unlink()
        edited = server.wait_until_finished(story["id"])
        assert edited["status"] == "succeeded"
        assert server.client.get(f"/v1/stories/{story['id']}/edits").json()["version"] == 1
        finished = server.client.get(f"/v1/stories/{story['id']}/revisions").json()["revisions"]
        assert [each["revision"] for each in finished] == [edited["ready_revision"]]


def test_a_new_text_keeps_the_edits_of_the_sentences_that_are_still_there(
    server: ServerProcess,
) -> None:
    story = create_story(server, "New text")
    save_edits(server, story, pronunciations=[RESPELLED])
    before = sounds(server, story, 2)
    create_story(server, "New text", BODY.replace("Monday", "Tuesday"))
    after = sounds(server, story, 3)
    assert after[NAME] == before[NAME]
    assert set(after) - set(before) == {SENTENCES[0].replace("Monday", "Tuesday")}


@pytest.mark.parametrize(("value", "position"), [("ɔjˈɛl%rɑn", 5), ("ˈt͡ʃa 7", 6), ("oʊ jɛl€", 6)])
def test_a_wrong_symbol_in_ipa_is_pointed_at(
    server: ServerProcess, value: str, position: int
) -> None:
    story = create_story(server, "Wrong symbol")
    entry = {"written": "Oyelaran", "kind": "ipa", "value": value}
    response = put_edits(server, story, 0, pronunciations=[RESPELLED, entry])
    assert response.status_code == 422
    problem = response.json()
    assert (problem["field"], problem["position"]) == ("pronunciations[1].value", position)
    assert f"“{value[position]}”" in problem["detail"]


def test_a_draft_is_previewed_before_it_is_saved(server: ServerProcess) -> None:
    story = create_story(server, "Draft")
    address = f"/v1/stories/{story['id']}/edits/preview"
    sentence = {"block": 0, "text": NAME}
    plain = server.client.post(address, json=sentence | {"edits": {}})
    drafted = server.client.post(
        address, json=sentence | {"edits": {"pronunciations": [RESPELLED]}}
    )
    assert plain.headers["content-type"] == "audio/mpeg"
    assert plain.content != drafted.content
    assert server.get_story(story["id"])["revision"] == 1
    missing = server.client.post(address, json=sentence | {"text": "Not there.", "edits": {}})
    assert missing.status_code == 422


def test_a_correction_is_a_new_file_of_the_same_episode_with_a_note(server: ServerProcess) -> None:
    story = create_story(server, "Noted")
    feed = new_feed(server)
    old = episode(channel(server, feed), "Noted")
    save_edits(server, story, pronunciations=[RESPELLED], note="A name was mispronounced.")
    new = episode(channel(server, feed), "Noted")
    assert new.findtext("guid") == old.findtext("guid")
    assert "Correction: A name was mispronounced." in (new.findtext("description") or "")
    before, after = (attribute(item, "enclosure", "url") for item in (old, new))
    assert before != after
    assert server.client.get(before).content != server.client.get(after).content


def test_a_listener_keeps_the_file_that_was_begun(server: ServerProcess) -> None:
    story = create_story(server, "Begun")
    before = server.client.get(story["links"]["audio"])
    edited = save_edits(server, story, pronunciations=[RESPELLED])
    assert server.client.get(story["links"]["audio"]).content == before.content
    assert server.client.get(edited["links"]["audio"]).content != before.content
    revisions = server.client.get(f"/v1/stories/{story['id']}/revisions").json()["revisions"]
    assert [each["revision"] for each in revisions] == [2, 1]
    assert server.client.get(revisions[1]["audio"]).content == before.content


def test_an_edit_without_an_effect_makes_no_revision(server: ServerProcess) -> None:
    story = create_story(server, "No effect")
    entry = RESPELLED | {"written": "Nowhere"}
    assert save_edits(server, story, pronunciations=[entry])["revision"] == 1


def test_the_lexicon_applies_to_stories_that_are_prepared_later(server: ServerProcess) -> None:
    body = "Quillon came home."
    plain = create_story(server, "Plain", body)
    address, first = "/v1/lexicon", {"If-Match": '"0"'}
    assert server.client.get(address).json() == {"version": 0, "entries": []}
    entries = {"entries": [RESPELLED | {"written": "Quillon"}]}
    saved = server.client.put(address, json=entries, headers=first)
    assert (saved.status_code, saved.headers["etag"]) == (200, '"1"')
    assert server.client.put(address, json=entries, headers=first).status_code == 412
    later = create_story(server, "Later", body)
    assert sounds(server, later, 1)[body] != sounds(server, plain, 1)[body]
