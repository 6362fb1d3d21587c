import base64
from pathlib import Path

import av
import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE
from recordings import ARTICLE, make_narration

from earshot.mastering import RATE
from earshot.publish import audio_file
from earshot.publish.tags import SYNTHETIC, Tags, write_tags
from earshot.publish.timeline import TimelineRecorder

COVER = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def tagged(folder: Path, ending: str) -> Path:
    path = folder / f"a.{ending}"
    recording = make_narration()
    keeper = TimelineRecorder(recording)
    audio_file.write_audio(keeper.samples(recording.segments), RATE, path)
    timeline = keeper.timeline()
    audio_file.write_index(path, timeline.chapters)
    write_tags(path, Tags(article=ARTICLE, timeline=timeline, voice="test:hum", cover=COVER))
    return path


@pytest.mark.parametrize("ending", ["mp3", "wav"])
def test_id3_says_who_what_when_and_that_the_voice_is_synthetic(
    tmp_path: Path, ending: str
) -> None:
    path = tagged(tmp_path, ending)
    id3 = ID3(path) if ending == "mp3" else WAVE(path).tags
    assert str(id3["TIT2"]) == "Harbour bridge reopens"
    assert str(id3["TPE1"]) == "Ann Lee and Bo Ek"
    assert str(id3["TDRC"]) == "2026-03-09"
    assert str(id3["TALB"]) == "The Harbour Post"
    assert id3["WOAS"].url == "https://news.example/bridge"
    assert str(id3["TXXX:DigitalSourceType"]) == SYNTHETIC
    assert "synthetic voice (test:hum)" in str(id3["COMM::eng"])
    assert id3["APIC:Cover"].mime == "image/png"
    assert id3["APIC:Cover"].data == COVER


def test_mp3_chapters_have_a_table_of_contents_in_time_order(tmp_path: Path) -> None:
    id3 = ID3(tagged(tmp_path, "mp3"))
    [contents] = id3.getall("CTOC")
    chapters = [id3[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == [
        "Harbour bridge reopens",
        "What it cost",
    ]
    assert chapters[0].start_time == 0
    assert chapters[0].end_time == chapters[1].start_time


@pytest.mark.parametrize("ending", ["mp3", "m4a", "m4b", "opus"])
def test_ffmpeg_reads_the_chapters_and_the_title(tmp_path: Path, ending: str) -> None:
    with av.open(str(tagged(tmp_path, ending))) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
        facts = {**container.metadata, **container.streams.audio[0].metadata}
        shown = {name.lower(): value for name, value in facts.items()}
    assert titles == ["Harbour bridge reopens", "What it cost"]
    assert shown["title"] == "Harbour bridge reopens"


def test_m4a_carries_the_same_facts(tmp_path: Path) -> None:
    file = MP4(tagged(tmp_path, "m4a"))
    assert file["\xa9nam"] == ["Harbour bridge reopens"]
    assert file["\xa9ART"] == ["Ann Lee and Bo Ek"]
    assert file["\xa9day"] == ["2026-03-09"]
    assert bytes(file["----:com.apple.iTunes:DigitalSourceType"][0]).decode() == SYNTHETIC
    assert bytes(file["covr"][0]) == COVER


@pytest.mark.parametrize("ending", ["opus", "flac"])
def test_vorbis_comments_carry_the_same_facts(tmp_path: Path, ending: str) -> None:
    path = tagged(tmp_path, ending)
    file = OggOpus(path) if ending == "opus" else FLAC(path)
    assert file["TITLE"] == ["Harbour bridge reopens"]
    assert file["DIGITALSOURCETYPE"] == [SYNTHETIC]
    assert file["CHAPTER001NAME"] == ["What it cost"]
    picture = (
        Picture(base64.b64decode(file["METADATA_BLOCK_PICTURE"][0]))
        if ending == "opus"
        else file.pictures[0]
    )
    assert (picture.mime, picture.data) == ("image/png", COVER)
