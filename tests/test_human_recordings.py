"""Recordings of sentences by people: what is heard, said and refused. A voice that the story does
not have stands in for the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import httpx
import numpy as np
import pytest
from serving import SENTENCES, ServerProcess, running_server
from test_edits import changed_sentences, create_story, put_edits, save_edits, sounds
from test_podcasts import channel, episode, new_feed

from earshot import pipeline
from earshot.audio.ffmpeg import decode_bytes, encode_flac, measure_loudness
from earshot.mastering import RATE, TARGET_LUFS
from earshot.model import Article, Block
from earshot.server.storage.recordings import Recording
from earshot.synthetic_voice import PARTLY_SYNTHETIC

SENTENCE = SENTENCES[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-us") as running:
        yield running


@cache
def read_aloud(text: str, gain: float = 0.3) -> bytes:
    """A FLAC file of the text, with half a second of silence at each end."""
    article = Article(headline="", blocks=(Block(kind="paragraph", text=text),))
    segments = pipeline.narrate(article, voice="flite:slt").segments
    sound = np.concatenate([each.samples for each in segments])
    return encode_flac(np.pad(sound * np.float32(gain), RATE // 2), RATE, "")


def send_recording(
    server: ServerProcess, story: dict[str, Any], content: bytes, text: str = SENTENCE
) -> httpx.Response:
    address = f"/v1/stories/{story['id']}/human-recordings"
    headers = {"Content-Type": "audio/flac"}
    return server.client.post(address, params={"text": text}, content=content, headers=headers)


def test_a_recording_replaces_one_sentence_and_no_other_frame_changes(
    server: ServerProcess,
) -> None:
    story = create_story(server, "Person")
    response = send_recording(server, story, read_aloud(SENTENCE))
    assert response.status_code == 201, response.text
    voice, duration = response.json()["voice"], response.json()["duration"]
    edited = save_edits(server, story, sentences=[{"text": SENTENCE, "voice": voice}])
    assert changed_sentences(server, story) == {SENTENCE}
    assert edited["read_by"] == "both"
    segment = next(each for each in edited["segments"] if each["text"] == SENTENCE)
    assert duration <= segment["duration"]

    url = edited["links"]["audio"]
    audio = server.client.get(url).content
    assert PARTLY_SYNTHETIC.encode() in audio
    opus = server.client.get(url.replace(".mp3", ".opus")).content
    lengths = [len(decode_bytes(each, RATE)) / RATE for each in (audio, opus)]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.1)

    save_edits(server, story, version=1)
    assert sounds(server, story, 3) == sounds(server, story, 1)


def test_a_person_is_as_loud_as_the_voice(server: ServerProcess) -> None:
    story = create_story(server, "Loudness")
    voices = [
        send_recording(server, story, read_aloud(SENTENCE, gain)).json()["voice"]
        for gain in (0.02, 0.9)
    ]
    folder = server.data_dir / "stories" / story["id"]
    for voice in voices:
        data = (folder / f"{voice.replace(':', '-')}.flac").read_bytes()
        loudness = measure_loudness([decode_bytes(data, RATE)], RATE).integrated
        assert loudness == pytest.approx(TARGET_LUFS, abs=1.0)


def test_the_words_of_a_person_are_located_for_the_read_along(server: ServerProcess) -> None:
    story = create_story(server, "Words")
    voice = send_recording(server, story, read_aloud(SENTENCE)).json()["voice"]
    save_edits(server, story, sentences=[{"text": SENTENCE, "voice": voice}])
    recording = Recording(server.data_dir / "stories" / story["id"] / "2")
    plan = recording.load_plan()
    index = next(n for n, each in enumerate(plan.segments) if each.text == SENTENCE)
    segment = recording.load_segments(plan)[index]
    assert segment is not None
    assert len(segment.word_times) == plan.segments[index].word_count
    starts = [start for start, _ in segment.word_times]
    assert starts == sorted(starts)


def test_a_story_that_failed_has_no_proof_and_says_why(server: ServerProcess) -> None:
    story = server.create_story(text="The ferry came back.", voice="nobody:here")["id"]
    server.wait_until_finished(story)
    answer = server.client.get(f"/v1/stories/{story}/proof")
    assert (answer.status_code, answer.json()["code"]) == (422, "story_failed")
    assert server.client.get(f"/s/{story}/proof").status_code == 422


def test_show_notes_and_proof_say_which_sentences_a_person_reads(server: ServerProcess) -> None:
    story = create_story(server, "Notice")
    feed = new_feed(server)
    voice = send_recording(server, story, read_aloud(SENTENCE)).json()["voice"]
    save_edits(server, story, sentences=[{"text": SENTENCE, "voice": voice}])
    notes = episode(channel(server, feed), "Notice").findtext("description") or ""
    assert "Some sentences are read by a person" in notes
    proof = server.client.get(f"/v1/stories/{story['id']}/proof").json()
    [other] = proof["other_voices"]
    assert (other["name"], other["is_human"]) == (voice, True)
    assert proof["faults"] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: b"not audio", "cannot be decoded"),
        (lambda: encode_flac(np.zeros(3 * RATE, np.float32), RATE, ""), "silent"),
        (lambda: read_aloud(" ".join(SENTENCES)), "the sentence takes about"),
        (lambda: read_aloud("Some of the seven gardens are closed today."), "not those of"),
    ],
    ids=["no audio", "silence", "too long", "another sentence"],
)
def test_a_recording_that_does_not_fit_is_refused_with_the_reason(
    server: ServerProcess, content: Callable[[], bytes], reason: str
) -> None:
    story = create_story(server, "Refused")
    response = send_recording(server, story, content())
    assert response.status_code == 422
    assert reason in response.json()["detail"]


def test_edits_cannot_name_a_recording_that_the_story_does_not_have(
    server: ServerProcess,
) -> None:
    story = create_story(server, "Unknown")
    edit = {"text": SENTENCE, "voice": "human:00"}
    response = put_edits(server, story, 0, sentences=[edit])
    assert response.status_code == 422
    assert response.json()["field"] == "sentences[0].voice"
