"""The recording of a whole story by a person: cut into sentences, refused, replaced and removed. A
voice that the story does not have stands in for the person."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from serving import SENTENCES, ServerProcess, running_server, story_markdown
from test_edits import BODY, NAME, create_story, put_edits, save_edits, sounds
from test_podcasts import channel, episode, new_feed

from earshot import pipeline
from earshot.audio.ffmpeg import decode, decode_bytes, encode_flac, measure_loudness
from earshot.mastering import RATE, TARGET_LUFS
from earshot.model import Article, Block, Script, Segment
from earshot.proof.examination import examine_recording
from earshot.publish import audio_file
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.file_names import SENT_SECONDS
from earshot.server.storage.recordings import Recording
from earshot.synthetic_voice import CAPTURED

PERSON = "flite:rms"
PLANTED = 4
"""The sentence with the fault."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-us") as running:
        yield running


def load_script(server: ServerProcess, story: dict[str, Any]) -> Script:
    return Recording(server.data_dir / "stories" / story["id"] / "1").load_script()


def read_aloud(script: Script, voice: str = PERSON) -> list[Segment]:
    return list(pipeline.narrate_script(script, voice=voice).segments)


def encode(segments: Sequence[Segment]) -> bytes:
    """A quiet FLAC file with half a second of silence at each end."""
    sound = np.concatenate([each.samples for each in segments])
    return encode_flac(np.pad(sound * np.float32(0.2), RATE // 2), RATE, "")


def send(server: ServerProcess, story: dict[str, Any], content: bytes) -> httpx.Response:
    address, headers = f"/v1/stories/{story['id']}/human-recordings", {"Content-Type": "audio/flac"}
    return server.client.post(address, content=content, headers=headers)


def send_reading(server: ServerProcess, story: dict[str, Any], voice: str = PERSON) -> str:
    response = send(server, story, encode(read_aloud(load_script(server, story), voice)))
    assert response.status_code == 201, response.text
    name: str = response.json()["voice"]
    return name


@dataclass(frozen=True)
class Reading:
    """A story, what the person said, and the recording that was cut from it and is used."""

    story: dict[str, Any]
    edited: dict[str, Any]
    segments: list[Segment]
    recording: dict[str, Any]


@pytest.fixture(scope="module")
def reading(server: ServerProcess) -> Reading:
    story = create_story(server, "Person")
    segments = read_aloud(load_script(server, story))
    response = send(server, story, encode(segments))
    assert response.status_code == 201, response.text
    edited = save_edits(server, story, recording=response.json()["voice"])
    return Reading(story, edited, segments, response.json())


@pytest.fixture(scope="module")
def unread_story(server: ServerProcess) -> dict[str, Any]:
    """It stays as it is."""
    return create_story(server, "Refused")


def word_starts(server: ServerProcess, story: dict[str, Any], revision: int) -> list[int]:
    """When each word begins, in ms from the start of its sentence."""
    recording = Recording(server.data_dir / "stories" / story["id"] / str(revision))
    segments = recording.load_segments(recording.load_plan())
    return [start * 1000 // RATE for each in segments if each for start, _ in each.word_times]


def check_notices(server: ServerProcess, story: dict[str, Any], feed: str) -> None:
    audio = server.client.get(story["links"]["audio"]).content
    assert CAPTURED.encode() in audio
    loudness = measure_loudness([decode_bytes(audio, RATE)], RATE).integrated
    assert loudness == pytest.approx(TARGET_LUFS, abs=1.0)
    notes = episode(channel(server, feed), story["title"]).findtext("description") or ""
    assert "Read by a person" in notes
    proof = server.client.get(f"/v1/stories/{story['id']}/proof").json()
    assert proof["faults"] == []
    assert all(each["is_human"] for each in proof["other_voices"])


def test_a_person_reads_the_story_word_by_word(server: ServerProcess, reading: Reading) -> None:
    assert reading.recording["sentence_count"] == len(reading.segments)
    assert reading.edited["read_by"] == "person"
    assert [each["text"] for each in reading.edited["segments"]] == [
        each["text"] for each in reading.story["segments"]
    ]
    expected = [
        (word.start - each.start) * 1000 // RATE
        for each in reading.segments
        for word in each.timings
    ]
    errors = np.abs(np.array(word_starts(server, reading.story, 2)) - np.array(expected))
    assert np.median(errors) < 100, errors


def test_the_proof_finds_faults_in_the_reading_of_a_person(
    server: ServerProcess, tmp_path: Path
) -> None:
    """A swallowed sentence, a click and a sentence by a voice, between the sounds of the site."""
    chord = np.sin(2 * np.pi * 220 * np.arange(3 * RATE) / RATE) * 0.2
    content = encode_flac(chord.astype(np.float32), RATE, "")
    sound = server.client.post("/v1/site-audio", content=content).json()["name"]
    names = {"intro_audio": sound, "outro_audio": sound}
    assert server.client.put("/v1/sites/*", json=names).status_code == 201
    story = create_story(server, "Faults")
    save_edits(server, story, recording=send_reading(server, story))
    assert server.client.delete("/v1/sites/*").status_code == 204
    proof = server.client.get(f"/v1/stories/{story['id']}/proof").json()
    assert proof["faults"] == []
    folder = server.data_dir / "stories" / story["id"] / "2"
    for fault in ("silence", "click", "pitch"):
        assert fault in plant_fault(folder, tmp_path, fault)


def plant_fault(folder: Path, target: Path, fault: str) -> set[str]:
    """The faults that are found in a copy with this one in the sentence about the bell."""
    samples = np.concatenate(list(decode(folder / "recording.mp3", RATE)[0]))
    timings = json.loads((folder / "recording.timings.json").read_text())
    number = PLANTED
    start, end = (timings["sentences"][number][name] * RATE // 1000 for name in ("start", "end"))
    if fault == "silence":
        samples[start:end] = 0
    elif fault == "click":
        samples[end + RATE // 20] += 0.3
    else:
        script = Recording(folder.parent / "1").load_script()
        other = read_aloud(script, "flite:slt")[number].samples
        samples[start:end] = np.resize(other, end - start)
    audio_file.write_audio([samples], RATE, target / "changed.wav")
    shutil.copy(folder / "recording.timings.json", target / "changed.json")
    found = examine_recording(target / "changed.wav", target / "changed.json").faults
    return {each.kind for each in found if each.sentence in (-1, number)}


def test_the_person_may_leave_out_the_headline_and_the_byline(server: ServerProcess) -> None:
    story = create_story(server, "Opening")
    script = load_script(server, story)
    text = tuple(each for each in script.utterances if each.block >= 0)
    response = send(server, story, encode(read_aloud(replace(script, utterances=text))))
    assert response.json()["sentence_count"] == len(text)
    edited = save_edits(server, story, recording=response.json()["voice"])
    assert edited["read_by"] == "both"
    before, after = (sounds(server, story, revision) for revision in (1, 2))
    assert {each for each in before if before[each] == after[each]} == {
        each["text"] for each in story["segments"] if each["block"] < 0
    }


def test_a_sentence_that_is_changed_later_is_read_by_the_voice(server: ServerProcess) -> None:
    story = create_story(server, "Changed")
    save_edits(server, story, recording=send_reading(server, story))
    changed = story_markdown("Changed", BODY.replace("Monday", "Tuesday"))
    edited = server.create_finished_story(markdown=changed, source_id="Changed")
    assert edited["read_by"] == "both"
    before, after = (sounds(server, story, revision) for revision in (2, 3))
    assert {each for each in after if after[each] != before.get(each)} == {
        SENTENCES[0].replace("Monday", "Tuesday")
    }
    check_other_voice(server, story)


def check_other_voice(server: ServerProcess, story: dict[str, Any]) -> None:
    """An editor chooses a voice for a sentence that the person reads."""
    recording = server.client.get(f"/v1/stories/{story['id']}/edits").json()["recording"]
    other = {"text": NAME, "voice": "espeak:en-us"}
    save_edits(server, story, version=1, recording=recording, sentences=[other])
    before, after = (sounds(server, story, revision) for revision in (3, 4))
    assert {each for each in before if before[each] != after[each]} == {NAME}
    body = {"edits": {"recording": recording}, "block": 0, "text": NAME}
    preview = server.client.post(f"/v1/stories/{story['id']}/edits/preview", json=body)
    assert preview.status_code == 200, preview.text


def other_text(script: Script) -> Script:
    text = (
        "Some of the seven gardens are closed today. Winter came early, and the grass is white. "
        "Visitors are asked to return in spring. Our staff will then open both gates for everyone. "
        "Dogs must stay outside."
    )
    blocks = (Block(kind="paragraph", text=text),)
    return pipeline.build_script(replace(script.article, headline="", blocks=blocks), intro=False)


def german_text(script: Script) -> Script:
    text = (
        "Das Boot kam am Montag zum See zurück. Niemand hatte im Regen darauf gewartet. Die Glocke "
        "kostet vier Euro. Die Kinder fahren bis Mai umsonst. Der zweite Absatz handelt vom Wetter."
    )
    article = Article(headline="", blocks=(Block(kind="paragraph", text=text),), language="de-DE")
    return pipeline.build_script(article, intro=False)


def test_a_recording_that_does_not_fit_is_refused_with_the_reason(
    server: ServerProcess, unread_story: dict[str, Any]
) -> None:
    script = load_script(server, unread_story)
    reading = read_aloud(script)
    without_one = [each for each in reading if NAME[:6] not in each.utterance.spoken]
    for content, reason in (
        (b"not audio", "cannot be decoded"),
        (encode_flac(np.zeros(3 * RATE, np.float32), RATE, ""), "it is silent"),
        (encode(reading[:2]), "and the story takes about"),
        (encode(reading * 3), "and the story takes about"),
        (encode(read_aloud(other_text(script))), "its words are not those of the story"),
        (encode(read_aloud(german_text(script), "espeak:de")), "or it is in another language"),
        (encode(without_one), "was not found in it"),
    ):
        response = send(server, unread_story, content)
        assert response.status_code == 422, reason
        assert reason in response.json()["detail"]


def test_edits_cannot_name_a_recording_that_the_story_does_not_have(
    server: ServerProcess, unread_story: dict[str, Any]
) -> None:
    response = put_edits(server, unread_story, 0, recording="human:00")
    assert response.status_code == 422
    assert response.json()["field"] == "recording"


def test_a_recording_is_replaced_and_removed_and_its_files_are_deleted(
    server: ServerProcess, reading: Reading
) -> None:
    story = reading.story
    check_notices(server, reading.edited, new_feed(server))
    second = send_reading(server, story, "flite:awb")
    save_edits(server, story, version=1, recording=second)
    assert sounds(server, story, 3) != sounds(server, story, 2)
    folder = DataDir(server.data_dir).story_dir(story["id"])
    old = time.time() - 2 * SENT_SECONDS
    for path in folder.glob("human-*"):
        os.utime(path, (old, old))
    send(server, story, b"not audio")
    names = {path.name.split(".")[0] for path in folder.glob("human-*")}
    assert names == {second.replace(":", "-")}
    removed = save_edits(server, story, version=2)
    assert removed["read_by"] == "voice"
    assert sounds(server, story, 4) == sounds(server, story, 1)
