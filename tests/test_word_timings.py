import json

from recordings import ARTICLE, make_narration

from earshot.model import HEADLINE, INTRO
from earshot.publish.timeline import TimelineRecorder
from earshot.publish.word_timings import timings_json


def test_offsets_and_times_of_words_are_right() -> None:
    recording = make_narration()
    keeper = TimelineRecorder(recording)
    for _ in keeper.samples(recording.segments):
        pass
    timeline = keeper.timeline()
    listing = json.loads("".join(timings_json(recording, timeline, "bridge.mp3")))
    blocks = {HEADLINE: listing["article"]["headline"]}
    blocks |= {number: block["text"] for number, block in enumerate(listing["blocks"])}
    for word in listing["words"]:
        if word["block"] != INTRO:
            assert blocks[word["block"]][word["start_char"] : word["end_char"]] == word["text"]
    times = [edge for word in listing["words"] for edge in (word["start"], word["end"])]
    assert times == sorted(times)
    assert times[-1] <= listing["audio"]["duration"]
    assert listing["audio"]["file"] == "bridge.mp3"
    assert listing["article"]["date"] == "2026-03-09"
    assert [word["spoken"] for word in listing["words"] if word["text"] == "67"] == ["sixty-seven"]
    assert len(listing["sentences"]) == len(recording.script.utterances)
    assert listing["article"]["authors"] == list(ARTICLE.authors)
