from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from recordings import ARTICLE, make_narration

from earshot.audio.ffmpeg import decode
from earshot.errors import UnknownFormat, Unwritable
from earshot.model import Segment
from earshot.publish.output import save


def test_four_files_appear_under_one_name(tmp_path: Path) -> None:
    edition = save(make_narration(), tmp_path / "bridge.mp3")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"bridge.mp3", "bridge.vtt", "bridge.json", "bridge.html"}
    heard = sum(map(len, decode(edition.audio)[0]))
    assert heard == edition.timeline.duration
    assert abs(edition.duration - heard / 24_000) < 1e-9


def test_progress_is_called_once_for_each_segment(tmp_path: Path) -> None:
    told: list[Segment] = []
    save(make_narration(), str(tmp_path / "a.wav"), progress=told.append)
    assert [passage.utterance for passage in told] == list(make_narration().script.utterances)


def test_when_the_voice_fails_half_way_nothing_appears_and_the_old_files_stay(
    tmp_path: Path,
) -> None:
    save(make_narration(), tmp_path / "a.mp3")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    good = make_narration()

    class Failing:
        def __iter__(self):  # type: ignore[no-untyped-def]
            yield from list(good.segments)[:3]
            raise RuntimeError("the voice is gone")

        starting_at = good.starting_at

    with pytest.raises(RuntimeError, match="gone"):
        save(replace(good, segments=Failing()), tmp_path / "a.mp3")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_unknown_ending_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="aiff"):
        save(make_narration(), tmp_path / "a.aiff")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable, match="choose another path"):
        save(make_narration(), tmp_path / "file" / "a.mp3")


def test_the_same_narration_makes_the_same_bytes(tmp_path: Path) -> None:
    one, two = (
        save(make_narration(), tmp_path / "a.flac"),
        save(make_narration(), tmp_path / "b.flac"),
    )
    assert np.array_equal(
        np.concatenate(list(decode(one.audio)[0])), np.concatenate(list(decode(two.audio)[0]))
    )
    assert one.timeline == two.timeline
    assert one.captions.read_text() == two.captions.read_text()


def test_an_article_without_date_byline_and_site_is_written(tmp_path: Path) -> None:
    bare = replace(ARTICLE, authors=(), published=None, site="", url="", language="en-US")
    edition = save(make_narration(bare), tmp_path / "a.m4b")
    assert edition.audio.stat().st_size > 10_000


def test_the_captions_may_be_srt(tmp_path: Path) -> None:
    outputs = save(make_narration(), tmp_path / "a.mp3", captions="srt")
    assert outputs.captions == tmp_path / "a.srt"
    assert outputs.captions.read_text("utf-8").startswith("1\n00:00:00,")
    assert not (tmp_path / "a.vtt").exists()


def test_an_unknown_caption_format_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="one of vtt, srt"):
        save(make_narration(), tmp_path / "a.mp3", captions="ttml")
    assert list(tmp_path.iterdir()) == []
