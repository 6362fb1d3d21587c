import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from earshot import (
    Article,
    Block,
    Narration,
    Script,
    Segment,
    build_script,
    extract_article,
    narrate,
)
from earshot.audio.ffmpeg import measure_loudness
from earshot.errors import InvalidOption, NoArticle, SourceUnreadable, UnspokenLanguage
from earshot.serialization import article_json, script_json

VOICES = ["flite:slt", "espeak:en-us"]


def joined(narration: Narration) -> np.ndarray:
    return np.concatenate([passage.samples for passage in narration.segments])


@pytest.mark.parametrize("voice", VOICES)
def test_a_narration_has_the_right_loudness(bridge: Path, voice: str) -> None:
    heard = measure_loudness([joined(narrate(bridge, voice=voice))], 24_000)
    assert abs(heard.integrated + 16) <= 0.5
    assert heard.true_peak <= -1


@pytest.mark.parametrize("voice", VOICES)
def test_every_word_is_spoken_once_in_order_inside_the_recording(bridge: Path, voice: str) -> None:
    narration = narrate(bridge, voice=voice)
    passages = list(narration.segments)
    said = [timing.word for passage in passages for timing in passage.timings]
    written = [w for u in narration.script.utterances for w in u.words if w.spoken]
    assert said == written
    edges = [e for p in passages for t in p.timings for e in (t.start, t.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= passages[-1].end
    assert all(one.end == two.start for one, two in pairwise(passages))


@pytest.mark.parametrize("voice", VOICES)
def test_the_same_story_is_the_same_samples_every_time(bridge: Path, voice: str) -> None:
    narration = narrate(bridge, voice=voice)
    once = joined(narration)
    assert np.array_equal(once, joined(narration))
    assert np.array_equal(once, joined(narrate(bridge, voice=voice)))


def test_a_corrected_sentence_changes_no_other(bridge: Path) -> None:
    story = extract_article(str(bridge))
    blocks = list(story.blocks)
    blocks[0] = Block(kind="paragraph", text=blocks[0].text.replace("14 months", "15 months"))
    corrected = Article(headline=story.headline, blocks=tuple(blocks), language="en-US")
    before = {sound(p) for p in narrate(story, voice="espeak:en-us", intro=False).segments}
    after = [sound(p) for p in narrate(corrected, voice="espeak:en-us", intro=False).segments]
    assert sum(each not in before for each in after) == 1


def sound(passage: Segment) -> bytes:
    """The samples without the padding of the last frame."""
    return np.trim_zeros(passage.samples, "b").tobytes()


def test_segments_are_synthesized_lazily(bridge: Path) -> None:
    passages = iter(narrate(bridge, voice="silent").segments)
    first = next(passages)
    assert first.start == 0
    assert first.utterance.role == "headline"


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("first", [0, 1, 4])
def test_audio_from_any_sentence_on_equals_that_of_the_whole(
    bridge: Path, voice: str, first: int
) -> None:
    narration = narrate(bridge, voice=voice)
    whole = list(narration.segments)[first:]
    part = list(narration.starting_at(first))
    assert [each.utterance for each in part] == [each.utterance for each in whole]
    assert part[0].start == 0
    before = whole[0].start
    for one, other in zip(part, whole, strict=True):
        assert one.samples.tobytes() == other.samples[: len(one.samples)].tobytes()
        assert one.start == other.start - before
        assert [t.start for t in one.timings] == [t.start - before for t in other.timings]
    assert not whole[-1].samples[len(part[-1].samples) :].any()
    assert all(len(a.samples) == len(b.samples) for a, b in zip(part[:-1], whole[:-1], strict=True))


def test_a_sentence_that_is_not_there_is_an_index_error(bridge: Path) -> None:
    narration = narrate(bridge, voice="silent")
    for outside in (-1, len(narration.script.utterances)):
        with pytest.raises(IndexError, match=str(outside)):
            narration.starting_at(outside)


def test_the_intro_is_optional(bridge: Path) -> None:
    with_intro = " ".join(u.spoken for u in build_script(bridge).utterances)
    without = " ".join(u.spoken for u in build_script(bridge, intro=False).utterances)
    assert "By Ann Lee and Bo Ek." in with_intro
    assert "Ann Lee" not in without


def test_each_stage_reads_the_output_of_the_previous_one(bridge: Path, tmp_path: Path) -> None:
    story = extract_article(str(bridge))
    (tmp_path / "story.json").write_text(json.dumps(article_json(story)), "utf-8")
    assert extract_article(str(tmp_path / "story.json")) == story
    script = build_script(tmp_path / "story.json")
    assert script == build_script(bridge)
    (tmp_path / "script.json").write_text(json.dumps(script_json(script)), "utf-8")
    assert build_script(tmp_path / "script.json") == script
    assert narrate(tmp_path / "script.json", voice="silent").script == script


@pytest.mark.parametrize(
    "wrong",
    ['{"a": 1}', '{"utterances": []}', '{"blocks": 3, "title": ""}', "[]", '{"blocks": [{}]}'],
)
def test_other_json_is_not_an_article(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "a.json").write_text(wrong)
    with pytest.raises(NoArticle, match="earshot article"):
        extract_article(str(tmp_path / "a.json"))


def test_invalid_json_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"blocks": [')
    with pytest.raises(SourceUnreadable, match="not valid JSON"):
        extract_article(str(tmp_path / "a.json"))


@pytest.mark.parametrize("rate", [0.49, 2.01, float("nan")])
def test_a_rate_out_of_range_is_refused(bridge: Path, rate: float) -> None:
    with pytest.raises(InvalidOption, match="speed"):
        narrate(bridge, speed=rate)


def test_a_language_without_a_voice_is_refused_before_any_work() -> None:
    story = Article(headline="", blocks=(Block(kind="paragraph", text="Qapla"),), language="tlh")
    with pytest.raises(UnspokenLanguage, match="tlh"):
        narrate(story)


def test_an_article_without_words_is_rejected() -> None:
    story = Article(headline="", blocks=(Block(kind="paragraph", text="…"),))
    with pytest.raises(NoArticle, match="no text to read"):
        narrate(story, voice="silent")
    with pytest.raises(NoArticle):
        narrate(Script(article=story, utterances=()))


def test_the_public_api_imports_no_library_of_the_server() -> None:
    program = "import earshot, sys; [getattr(earshot, name) for name in earshot.__all__]"
    libraries = "argon2 httptools jwt msgspec python_multipart segno starlette uvicorn".split()
    command = [sys.executable, "-c", f"{program}; print(*sys.modules)"]
    imported = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "earshot.pipeline" in imported
    assert [name for name in libraries if name in imported] == []
