import base64
import io
from dataclasses import replace
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE
from recordings import ARTICLE, make_narration

from earshot.mastering import RATE
from earshot.model import Article
from earshot.publish import audio_file
from earshot.publish.audio_formats import FORMATS
from earshot.publish.tag_formats.ogg import compute_checksum
from earshot.publish.tags import Tags, write_tags
from earshot.publish.timeline import TimelineRecorder
from earshot.synthetic_voice import SYNTHETIC

COVER = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def decode(path: Path) -> bytes:
    with av.open(str(path)) as container:
        return b"".join(frame.to_ndarray().tobytes() for frame in container.decode(audio=0))


def tagged(folder: Path, ending: str, article: Article = ARTICLE) -> Path:
    path = folder / f"a.{ending}"
    recording = make_narration()
    keeper = TimelineRecorder(recording)
    audio_file.write_audio(keeper.samples(recording.segments), RATE, path)
    timeline = keeper.timeline()
    audio_file.write_index(path, timeline.chapters)
    write_tags(path, Tags(article=article, timeline=timeline, voice="test:hum", cover=COVER))
    return path


@pytest.mark.parametrize("ending", ["mp3", "wav"])
def test_id3_has_author_title_date_and_the_mark_of_a_synthetic_voice(
    tmp_path: Path, ending: str
) -> None:
    path = tagged(tmp_path, ending)
    id3 = ID3(path) if ending == "mp3" else WAVE(path).tags
    assert str(id3["TIT2"]) == "Harbour bridge reopens"
    assert str(id3["TPE1"]) == "Ann Lee and Bo Ek"
    assert str(id3["TDRC"]) == "2026-03-09"
    assert str(id3["TALB"]) == "The Harbour Post"
    assert id3["WOAS"].url == "https://news.example/bridge"
    assert str(id3["TLAN"]) == "eng"
    assert str(id3["TCON"]) == "Speech"
    assert str(id3["TXXX:DigitalSourceType"]) == SYNTHETIC
    assert "synthetic voice (test:hum)" in str(id3["COMM::eng"])
    assert id3["APIC:Cover"].mime == "image/png"
    assert id3["APIC:Cover"].data == COVER


@pytest.mark.parametrize("ending", ["mp3", "wav"])
def test_id3_chapters_have_a_table_of_contents_in_time_order(tmp_path: Path, ending: str) -> None:
    path = tagged(tmp_path, ending)
    id3 = ID3(path) if ending == "mp3" else WAVE(path).tags
    [contents] = id3.getall("CTOC")
    chapters = [id3[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == [
        "Harbour bridge reopens",
        "What it cost",
    ]
    assert chapters[0].start_time == 0
    assert chapters[0].end_time == chapters[1].start_time


def test_wav_files_name_title_and_artist_in_riff_info(tmp_path: Path) -> None:
    with av.open(str(tagged(tmp_path, "wav"))) as container:
        facts = container.metadata
    assert facts["title"] == "Harbour bridge reopens"
    assert facts["artist"] == "Ann Lee and Bo Ek"
    assert facts["genre"] == "Speech"


@pytest.mark.parametrize("ending", sorted(FORMATS))
@pytest.mark.parametrize("size", [0, 1_000, 300_000])
def test_tags_leave_every_sample_as_it_was(tmp_path: Path, ending: str, size: int) -> None:
    path = tmp_path / f"a.{ending}"
    recorder = TimelineRecorder(make_narration())
    audio_file.write_audio(recorder.samples(recorder.narration.segments), RATE, path)
    audio_file.write_index(path, recorder.timeline().chapters)
    before = decode(path)
    for _ in range(2):  # a second tag replaces the first
        tags = Tags(
            article=ARTICLE,
            timeline=recorder.timeline(),
            voice="test:hum",
            cover=COVER + bytes(size) if size else b"",
        )
        write_tags(path, tags)
    assert decode(path) == before
    assert len(before) > RATE


def test_a_title_of_any_script_and_a_link_outside_latin_are_written(tmp_path: Path) -> None:
    article = replace(ARTICLE, headline="橋が再開 🌉", url="https://news.example/橋")
    path = tagged(tmp_path, "mp3", article)
    id3 = ID3(path)
    assert str(id3["TIT2"]) == article.title
    assert id3["WOAS"].url == "https://news.example/%E6%A9%8B"


@given(st.binary(max_size=500))
def test_the_checksum_of_ogg_pages_is_that_of_its_definition(data: bytes) -> None:
    checksum = 0
    for byte in data:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = (checksum << 1) ^ (0x104C11DB7 if checksum & 0x80000000 else 0)
    assert compute_checksum(data) == checksum


def test_a_large_cover_leaves_valid_ogg_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.opus"
    recorder = TimelineRecorder(make_narration())
    audio_file.write_audio(recorder.samples(recorder.narration.segments), RATE, path)
    cover = COVER + bytes(200_000)
    tags = Tags(article=ARTICLE, timeline=recorder.timeline(), voice="test:hum", cover=cover)
    write_tags(path, tags)
    data, position, numbers = path.read_bytes(), 0, []
    while position < len(data):
        page = OggPage(io.BytesIO(data[position:]))
        size = page.size
        raw = data[position : position + size]
        stated = int.from_bytes(raw[22:26], "little")
        assert compute_checksum(raw[:22] + bytes(4) + raw[26:]) == stated
        numbers.append(page.sequence)
        position += size
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 4


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
