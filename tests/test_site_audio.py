"""Sound before and after the stories of a site: what is heard, shifted and refused, and that no
other sentence changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from serving import ServerProcess, running_server
from test_edits import create_story, save_edits, sounds

from earshot.audio.ffmpeg import decode_bytes, encode_flac
from earshot.mastering import RATE
from earshot.model import Samples
from earshot.server.storage.recordings import Recording

BODY = "The boat came back.\n\n## The bell\n\nIt cost four dollars to mend the old bell, she said."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-us") as running:
        yield running


def play_chords(seconds: float) -> Samples:
    """Percussive chords, one every half second."""
    time = np.arange(round(seconds * RATE)) / RATE
    chord = sum(np.sin(2 * np.pi * hz * time) for hz in (220, 277, 330, 440))
    decay = np.exp(-6 * (time % 0.5))
    return (0.1 * chord * decay).astype(np.float32)


def send_audio(server: ServerProcess, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "audio/flac"}
    return server.client.post("/v1/site-audio", content=content, headers=headers)


@pytest.fixture(scope="module")
def names(server: ServerProcess) -> dict[str, str]:
    """The stored sounds, of 4 and 5 seconds."""
    lengths = {"intro_audio": 4.0, "outro_audio": 5.0}
    responses = {
        field: send_audio(server, encode_flac(play_chords(seconds), RATE, ""))
        for field, seconds in lengths.items()
    }
    assert {each.status_code for each in responses.values()} == {201}
    return {field: each.json()["name"] for field, each in responses.items()}


def use_audio(server: ServerProcess, **names: str) -> None:
    assert server.client.put("/v1/sites/*", json=names).status_code in (200, 201)


def times(server: ServerProcess, story: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = server.client.get(f"/v1/stories/{story['id']}/timings").json()
    return found


def test_words_and_chapters_move_and_no_other_sentence_changes(
    server: ServerProcess, names: dict[str, str]
) -> None:
    use_audio(server)
    story = create_story(server, "Music", BODY)
    before, chapters = times(server, story), read_chapters(server, story, 1)
    use_audio(server, **names)
    edited = save_edits(server, story, note="With music")
    first, *_, last = (each["text"] for each in story["segments"])
    old, new = (sounds(server, story, revision) for revision in (1, 2))
    assert {each for each in new if new[each] != old[each]} == {first, last}

    after = times(server, story)
    shifts = {b["start"] - a["start"] for a, b in zip(before["words"], after["words"], strict=True)}
    assert max(shifts) - min(shifts) < 60
    assert 2_000 < min(shifts) < 4_000
    moved = read_chapters(server, story, 2)
    assert moved[0] == chapters[0] == 0
    assert moved[1] - chapters[1] == pytest.approx(min(shifts) / 1000, abs=0.06)
    assert after["sentences"][0]["start"] == after["words"][0]["start"]
    assert_sound_at_ends(server, edited, after)
    proof = server.client.get(f"/v1/stories/{story['id']}/proof").json()
    assert proof["faults"] == []

    use_audio(server)
    save_edits(server, story, version=1)
    assert sounds(server, story, 3) == old


def read_chapters(server: ServerProcess, story: dict[str, Any], revision: int) -> list[float]:
    recording = Recording(server.data_dir / "stories" / story["id"] / str(revision))
    return [
        each["startTime"] for each in recording._read_json("recording.chapters.json")["chapters"]
    ]


def assert_sound_at_ends(
    server: ServerProcess, story: dict[str, Any], timings: dict[str, Any]
) -> None:
    """Before the first and after the last word, in MP3 and in a format that is encoded anew."""
    url = story["links"]["audio"]
    for each in (url, url.replace(".mp3", ".opus")):
        audio = decode_bytes(server.client.get(each).content, RATE)
        start, end = timings["words"][0]["start"], timings["words"][-1]["end"]
        parts = audio[RATE // 2 : start * RATE // 1000 - RATE], audio[end * RATE // 1000 + RATE :]
        assert all(np.sqrt(np.mean(np.square(part))) > 0.02 for part in parts)
        assert len(audio) / RATE == pytest.approx(timings["audio"]["duration"] / 1000, abs=0.1)


def test_a_live_stream_begins_with_the_sound(server: ServerProcess, names: dict[str, str]) -> None:
    use_audio(server, **names)
    story = server.create_story(markdown=f"# Live\n\n{BODY}", source_id="Live")
    streamed = server.client.get(f"/v1/stories/{story['id']}/stream").content
    finished = server.wait_until_finished(story["id"])
    assert len(decode_bytes(streamed, RATE)) / RATE == pytest.approx(
        finished["duration"] / 1000, abs=0.1
    )
    assert decode_bytes(streamed, RATE)[RATE // 4 : RATE].std() > 0.02
    use_audio(server)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not audio", "cannot be decoded"),
        (encode_flac(np.zeros(3 * RATE, np.float32), RATE, ""), "is silent"),
        (encode_flac(play_chords(0.5), RATE, ""), "less than 1 s"),
        (encode_flac(play_chords(31), RATE, ""), "longer than 30 s"),
    ],
    ids=["no audio", "silence", "too short", "too long"],
)
def test_sound_that_does_not_fit_is_refused_with_the_reason(
    server: ServerProcess, content: bytes, reason: str
) -> None:
    response = send_audio(server, content)
    assert response.status_code == 422
    assert reason in response.json()["detail"]


def test_a_site_cannot_name_sound_that_was_not_sent(server: ServerProcess) -> None:
    response = server.client.put("/v1/sites/news.example", json={"intro_audio": "unknown"})
    assert response.status_code == 422
    assert "send it first" in response.json()["detail"]


def test_the_page_of_sites_saves_and_removes_the_sound(server: ServerProcess) -> None:
    files = {"intro_audio": ("a.flac", encode_flac(play_chords(2), RATE, ""), "audio/flac")}
    fields = {"host": "music.example", "version": ""}
    assert server.client.post("/sites", data=fields, files=files).status_code == 303
    saved = server.client.get("/v1/sites/music.example").json()
    assert saved["intro_audio"]
    page = server.client.get("/sites", params={"host": "music.example"}).text
    assert "A sound is saved" in page
    fields = {"host": "music.example", "remove_intro_audio": "yes"}
    assert server.client.post("/sites", data=fields).status_code == 303
    assert server.client.get("/v1/sites/music.example").json()["intro_audio"] == ""
