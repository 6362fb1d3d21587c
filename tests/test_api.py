"""The API, as a publisher's system and a podcast app use it, against a real server."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for
from serving import SENTENCES, ServerProcess, running_server, story_markdown

from earshot.audio.mp3 import BYTES_PER_SECOND, FRAME_BYTES

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        yield running


def events(server: ServerProcess, story: str, count: int) -> list[tuple[str, Any]]:
    """The first `count` events of a story."""
    found: list[tuple[str, Any]] = []
    with server.client.stream("GET", f"/v1/stories/{story}/events") as answer:
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, json.loads(line.removeprefix("data: "))))
            if len(found) == count:
                break
    return found


def test_a_program_sends_a_page_and_waits_for_its_recording(
    server: ServerProcess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = EXAMPLES / "send_to_server.py"
    arguments = [str(program), server.base_url, str(EXAMPLES / "harbour.html")]
    monkeypatch.setattr("sys.argv", arguments)
    runpy.run_path(str(program), run_name="__main__")
    audio = server.client.get(capsys.readouterr().out.strip())
    assert audio.headers["content-type"] == "audio/mpeg"


def test_a_created_story_links_to_its_files(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown(), source_id="first")
    assert story["title"] == "Ferry returns"
    assert story["byline"] == "Ann Lee"
    assert story["published"] == "2025-11-03"
    texts = [segment["text"] for segment in story["segments"]]
    assert texts[0] == "Ferry returns"
    assert texts[-4:] == list(SENTENCES)
    assert all(segment["ready"] for segment in story["segments"])
    starts = [segment["start"] for segment in story["segments"]]
    assert starts == sorted(starts)
    for name in ("self", "audio", "timings", "transcript"):
        assert server.client.get(story["links"][name]).status_code == 200, name


def test_a_repeated_submission_creates_no_second_story(
    server: ServerProcess,
) -> None:
    first = server.create_finished_story(markdown=story_markdown("Twice"), source_id="twice")
    again = server.create_story(markdown=story_markdown("Twice"), source_id="twice")
    assert (again["id"], again["revision"], again["status"]) == (first["id"], 1, "succeeded")


def test_concurrent_submissions_create_one_story(server: ServerProcess) -> None:
    def send(_: int) -> str:
        return str(
            server.create_story(markdown=story_markdown("Many"), url="https://x.example/many")["id"]
        )

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(16)))) == 1


def test_tracking_parameters_do_not_change_the_story(server: ServerProcess) -> None:
    address = "https://x.example/story?page=2"
    one = server.create_story(markdown=story_markdown("Address"), url=address)
    other = server.create_story(
        markdown=story_markdown("Address"), url=address + "&utm_source=mail#top"
    )
    assert one["id"] == other["id"]
    found = server.client.get("/v1/stories", params={"url": address}).json()
    assert [story["id"] for story in found["stories"]] == [one["id"]]


def test_a_correction_is_a_new_revision_and_only_changed_sentences_are_synthesized(
    server: ServerProcess,
) -> None:
    first = server.create_finished_story(markdown=story_markdown("Fixed"), source_id="fixed")
    before = server.client.get(f"/v1/stories/{first['id']}/audio.mp3")
    body = " ".join(SENTENCES).replace("Monday", "Tuesday")
    second = server.create_finished_story(markdown=story_markdown("Fixed", body), source_id="fixed")
    after = server.client.get(f"/v1/stories/{first['id']}/audio.mp3")
    assert second["id"] == first["id"]
    assert (second["revision"], second["ready_revision"]) == (2, 2)
    assert before.headers["etag"] != after.headers["etag"]
    changed = [
        one["text"]
        for one, other in zip(second["segments"], first["segments"], strict=True)
        if one["text"] != other["text"]
    ]
    assert changed == [SENTENCES[0].replace("Monday", "Tuesday")]


def test_the_recording_supports_ranges_and_conditional_requests(
    server: ServerProcess,
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Ranges"), source_id="ranges")
    address = story["links"]["audio"]
    whole = server.client.get(address)
    assert whole.headers["content-type"] == "audio/mpeg"
    assert whole.content.startswith(b"ID3")
    head = server.client.head(address)
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.content == b""
    part = server.client.get(address, headers={"Range": "bytes=500-599"})
    assert part.status_code == 206
    assert part.content == whole.content[500:600]
    assert part.headers["content-range"] == f"bytes 500-599/{len(whole.content)}"
    last = server.client.get(address, headers={"Range": "bytes=-10"})
    assert last.content == whole.content[-10:]
    assert server.client.get(address, headers={"Range": "bytes=99999999-"}).status_code == 416
    tag = whole.headers["etag"]
    assert server.client.get(address, headers={"If-None-Match": tag}).status_code == 304
    stale = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert server.client.get(address, headers=stale).status_code == 200


@pytest.mark.parametrize(("ending", "kind"), [("m4a", "audio/mp4"), ("opus", "audio/ogg")])
def test_other_formats_are_encoded_on_request(
    server: ServerProcess, ending: str, kind: str
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Formats"), source_id="formats")
    answer = server.client.get(f"/v1/stories/{story['id']}/audio.{ending}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert len(answer.content) > 1_000


def test_the_stream_starts_at_any_word(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("Stream"), source_id="stream")
    recording = server.client.get(story["links"]["audio"]).content
    frames = sum(segment["duration"] for segment in story["segments"]) * 8
    recording = recording[-frames:]
    third = story["segments"][3]
    for word, inside in ((third["first_word"], 0), (third["first_word"] + 2, 1)):
        answer = server.client.get(story["links"]["stream"], params={"start_word": word})
        assert answer.headers["earshot-segment"] == "3"
        offset = int(answer.headers["earshot-offset"])
        assert (offset > 0) == bool(inside)
        start = (third["start"] + offset) * BYTES_PER_SECOND // 1000
        assert start % FRAME_BYTES == 0
        assert answer.content == recording[start:]


def test_an_unfinished_story_streams_at_once_to_its_end(
    server: ServerProcess,
) -> None:
    body = "\n\n".join(f"Sentence number {n} of a long story is this." for n in range(40))
    sent = server.create_story(markdown=story_markdown("Live", body), source_id="live")
    live = server.client.get(sent["links"]["stream"], params={"start_word": 120})
    story = server.wait_until_finished(sent["id"])
    whole = server.client.get(sent["links"]["stream"], params={"start_word": 120})
    assert live.content == whole.content
    assert story["status"] == "succeeded"


def test_events_start_with_the_current_state(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("Events"), source_id="events")
    (first, status), (second, made) = events(server, story["id"], 2)
    assert (first, status["status"]) == ("status", "succeeded")
    assert second == "segments"
    durations = [segment["duration"] for segment in made["segments"]]
    assert durations == [segment["duration"] for segment in story["segments"]]
    counts = [len(segment["words"]) for segment in made["segments"]]
    assert counts == [segment["word_count"] for segment in story["segments"]]


def test_a_deleted_story_loses_its_files(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("Gone"), source_id="gone")
    assert server.client.delete(story["links"]["self"]).status_code == 204
    assert server.client.delete(story["links"]["self"]).status_code == 404
    for link in ("self", "audio", "stream", "timings", "transcript", "events"):
        assert server.client.get(story["links"][link]).status_code == 404
    assert not (server.data_dir / "stories" / story["id"]).exists()


@pytest.mark.parametrize(
    "story",
    [
        {},
        {"url": "file:///etc/passwd"},
        {"url": "/etc/passwd"},
        {"url": "https://user name/"},
        {"text": "   "},
        {"text": 7},
        {"text": "a\0b"},
        {"nonsense": "x", "text": "Hello there."},
    ],
)
def test_an_invalid_submission_is_rejected_with_the_reason(
    server: ServerProcess, story: Any
) -> None:
    answer = server.client.post("/v1/stories", json=story)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_failed_story_has_an_error_message(server: ServerProcess) -> None:
    sent = server.create_story(text="Good morning to all of you.", voice="nobody:here")
    story = server.wait_until_finished(sent["id"])
    assert story["status"] == "failed"
    assert "nobody" in story["error"]
    assert server.client.get(sent["links"]["stream"]).status_code == 422


def test_private_addresses_are_not_fetched(server: ServerProcess) -> None:
    story = server.wait_until_finished(
        server.create_story(url=f"{server.base_url}/health/live")["id"]
    )
    assert story["status"] == "failed"
    assert "public" in story["error"]


def test_the_listening_state_is_saved(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("Kept"), source_id="kept")
    change = {
        "position": 12,
        "listen_status": "started",
        "queue": "front",
        "playlists": ["Morning"],
    }
    result = server.client.patch(story["links"]["self"], json=change).json()
    assert (result["position"], result["listen_status"], result["queue_position"]) == (
        12,
        "started",
        1,
    )
    listed = server.client.get("/v1/stories", params={"playlist": "Morning"}).json()
    assert [each["id"] for each in listed["stories"]] == [story["id"]]
    found = server.client.get("/v1/stories", params={"search": "kept ferr"}).json()
    assert found["total"] == 0
    found = server.client.get("/v1/stories", params={"search": "Kept nobod"}).json()
    assert [each["id"] for each in found["stories"]] == [story["id"]]


def test_a_wrong_method_lists_the_allowed_ones(server: ServerProcess) -> None:
    answer = server.client.put("/v1/stories", json={})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    nowhere = server.client.get("/v1/stories/x/audio.wav")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ({"text": 7}, "validation_error", "text must be of type"),
        ({"text": "x", "place": 1}, "unknown_field", "the body has no field 'place'"),
        ({"url": "ftp://x.example/"}, "validation_error", "url must start with https://"),
        ({}, "empty_submission", "send a url, html, text, markdown or file"),
    ],
)
def test_an_error_is_a_problem_with_a_code_and_the_field(
    server: ServerProcess, body: Any, code: str, detail: str
) -> None:
    answer = server.client.post("/v1/stories", json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["title"]) == ("about:blank", "Unprocessable Entity")
    assert (problem["status"], problem["code"]) == (422, code)
    assert detail in problem["detail"]


@pytest.mark.parametrize("limit", ["--5", "-1", "0", "201", "many", ""])
def test_a_limit_that_is_not_a_count_is_rejected(server: ServerProcess, limit: str) -> None:
    answer = server.client.get("/v1/stories", params={"limit": limit})
    assert answer.status_code == 422
    assert "limit" in answer.json()["detail"]


def test_a_recording_without_a_timings_file_gets_one(server: ServerProcess) -> None:
    story = server.create_finished_story(markdown=story_markdown("Older"), source_id="older")
    now = server.client.get(story["links"]["timings"]).json()
    folder = server.data_dir / "stories" / story["id"] / "1"
    (folder / "recording.timings.json").rename(folder / "recording.words.json")
    assert server.client.get(story["links"]["timings"]).json() == now
    assert {"xpath", "selector", "text_hash"} <= set(now["blocks"][0])


def test_the_openapi_document_lists_the_operations(server: ServerProcess) -> None:
    document = server.client.get("/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    operations = [(path, verb) for path, verbs in document["paths"].items() for verb in verbs]
    names = [document["paths"][path][verb]["operationId"] for path, verb in operations]
    assert len(names) == len(set(names))
    story = server.create_finished_story(
        markdown=story_markdown("Described"), source_id="described"
    )
    schemas = document["components"]["schemas"]
    assert set(schemas["Story"]["required"]) <= set(story) <= set(schemas["Story"]["properties"])
    assert set(story["segments"][0]) == set(schemas["Segment"]["properties"])
    validator = validator_for({"$ref": "#/components/schemas/Story"} | document)
    assert validator.is_valid(story)
