"""The tasks that check and store recordings: by a person, and the sound of a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from earshot import pipeline
from earshot.errors import NoArticle
from earshot.files import write_file
from earshot.mastering import RATE
from earshot.model import Script, Segment, Utterance
from earshot.script.edits import SentenceEdit
from earshot.script.pauses import MAX_PAUSE_MS
from earshot.script.written_text import written_text
from earshot.server.jobs.edit_messages import (
    StoredRecording,
    StoredSiteAudio,
    StoreHumanRecording,
    StoreSiteAudio,
    StoreStoryRecording,
)
from earshot.server.jobs.messages import ReportProgress
from earshot.server.storage.human_recordings import StoryRecording, save_story_recording
from earshot.server.storage.recordings import Recording
from earshot.synthesis.human_recordings import (
    decode_recording,
    encode_sentence,
    hash_recording,
    measure_gain,
    store_recording,
)
from earshot.synthesis.site_audio import store_site_audio
from earshot.synthesis.story_recordings import MAX_SECONDS, SentenceSound, split_recording
from earshot.synthetic_voice import HUMAN_PREFIX, human_file_name
from earshot.voices.registry import open_voice

REFERENCE_VOICE = "espeak"
"""Replaces a voice that is silent or costs money. It is fast and has most languages."""


def store_human_recording(request: StoreHumanRecording, report: ReportProgress) -> StoredRecording:
    recording = Recording(Path(request.folder))
    script = recording.load_script()
    found = list(_find_utterances(script, request.text))[request.occurrence - 1 :]
    if not found:
        raise NoArticle(source="the story", reason="it no longer has this sentence")
    [reading] = _read_aloud(replace(script, utterances=(found[0],)), recording.load_plan().voice)
    stored = store_recording(
        Path(request.source), Path(request.target), reading, script.article.language
    )
    return StoredRecording(voice=stored.voice, seconds=round(stored.seconds, 3))


def _find_utterances(script: Script, text: str) -> Iterator[Utterance]:
    return (each for each in script.utterances if written_text(script.article, each) == text)


def store_story_recording(request: StoreStoryRecording, report: ReportProgress) -> StoredRecording:
    recording, target = Recording(Path(request.folder)), Path(request.target)
    script = recording.load_script()
    sound = decode_recording(Path(request.source), MAX_SECONDS)
    reading = []
    for segment in _read_aloud(script, recording.load_plan().voice):
        reading.append(segment)
        report()
    sentences = list(split_recording(sound, reading, script.article.language, report))
    gain = measure_gain(sound)
    files = [encode_sentence(each.samples, gain, each.words) for each in sentences]
    voice = HUMAN_PREFIX + hash_recording(*files)
    edits = tuple(_list_edits(script, sentences, voice))
    for edit, content in zip(edits, files, strict=True):
        write_file(target / human_file_name(edit.voice), content)
    save_story_recording(target, voice, StoryRecording(sentences=edits))
    seconds = round(len(sound) / RATE, 3)
    return StoredRecording(voice=voice, seconds=seconds, sentence_count=len(edits))


def store_sound_of_site(request: StoreSiteAudio, report: ReportProgress) -> StoredSiteAudio:
    seconds = store_site_audio(Path(request.source), Path(request.target))
    return StoredSiteAudio(seconds=round(seconds, 3))


def _read_aloud(script: Script, voice: str) -> Iterator[Segment]:
    """The script as a voice reads it, without recordings by people."""
    with closing(open_voice(voice, script.article.language, 1.0)) as opened:
        is_suitable = not (opened.silent or hasattr(opened, "price"))
    utterances = tuple(replace(each, voice="") for each in script.utterances)
    narration = pipeline.narrate_script(
        replace(script, utterances=utterances), voice=voice if is_suitable else REFERENCE_VOICE
    )
    yield from narration.starting_at(0)


def _list_edits(
    script: Script, sentences: list[SentenceSound], voice: str
) -> Iterator[SentenceEdit]:
    """The edit of each sentence: its own recording, and the pause of the person."""
    texts = [written_text(script.article, each) for each in script.utterances]
    last, counts = len(texts) - 1, Counter(texts[: sentences[0].index])
    for each in sentences:
        text = texts[each.index]
        counts[text] += 1
        yield SentenceEdit(
            text=text,
            occurrence=counts[text],
            pause=min(each.pause, MAX_PAUSE_MS) if each.index < last else None,
            voice=f"{voice}.{each.index}",
        )
