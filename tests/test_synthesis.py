import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sentences import make_utterance

from earshot import Block, Narration, Script, build_script, extract_article, narrate
from earshot.environment import cache_dir
from earshot.errors import InvalidOption, SynthesisFailed, UnknownVoice, UnspokenSentence
from earshot.speech_cache import SpeechCache
from earshot.synthesis import pool, prefetch
from earshot.synthesis.messages import VoiceSpec
from earshot.synthesis.prefetch import MAX_BATCHES_AHEAD
from earshot.synthesis.synthesizer import VoicePart
from earshot.synthesis.worker import SynthesisWorker
from earshot.voices.engines.espeak import BATCH_SIZE

VOICE, OTHER_VOICE = "espeak:en-us", "espeak:en-gb"


@pytest.fixture(scope="module")
def gains() -> Path:
    """The directory of the gains of voices, with those of both voices."""
    for name in (VOICE, OTHER_VOICE):
        assert VoicePart(VoiceSpec(name=name, language="en-US", speed=1.0)).gain
    return cache_dir() / "gain"


@pytest.fixture(autouse=True)
def speeches(tmp_path: Path, gains: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache in a temporary directory, with the gains of the voices and without speech."""
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "cache"))
    shutil.copytree(gains, tmp_path / "cache/gain")
    return tmp_path / "cache/speech"


def kept(speeches: Path) -> set[str]:
    return {str(file) for file in speeches.rglob("*.flac")}


def sounds(narration: Narration) -> list[bytes]:
    return [np.trim_zeros(passage.samples, "b").tobytes() for passage in narration.segments]


def test_a_corrected_sentence_costs_one_sentence(bridge: Path, speeches: Path) -> None:
    story = extract_article(str(bridge))
    before = sounds(narrate(story, voice=VOICE))
    first = kept(speeches)
    blocks = list(story.blocks)
    blocks[0] = Block(kind="paragraph", text=blocks[0].text.replace("14 months", "15 months"))
    after = sounds(narrate(replace(story, blocks=tuple(blocks)), voice=VOICE))
    assert len(kept(speeches) - first) == 1
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_the_next_sentences_are_synthesized_during_playback(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = extract_article(str(bridge))
    before = sounds(narrate(story, voice=VOICE))
    first, *blocks = story.blocks
    first = replace(first, text=first.text.replace("14 months", "15 months"))
    read, three_were_read = [], threading.Event()
    get, perform = SpeechCache.get, SynthesisWorker.synthesize_all

    def counted(self: SpeechCache, *given):  # type: ignore[no-untyped-def]
        read.append(given)
        if len(read) > 3:
            three_were_read.set()
        return get(self, *given)

    def waiting(self: SynthesisWorker, *given):  # type: ignore[no-untyped-def]
        assert three_were_read.wait(30)
        return perform(self, *given)

    monkeypatch.setattr(SpeechCache, "get", counted)
    monkeypatch.setattr(SynthesisWorker, "synthesize_all", waiting)
    after = sounds(narrate(replace(story, blocks=(first, *blocks)), voice=VOICE))
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert len(read) == len(after) - 1, "each is read once"


def test_cached_speech_is_not_synthesized_again(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sounds(narrate(bridge, voice=VOICE))

    def silenced(*_: object) -> None:
        raise AssertionError("nobody is to be asked")

    monkeypatch.setattr(SynthesisWorker, "synthesize_all", silenced)
    assert sounds(narrate(bridge, voice=VOICE)) == first


def test_without_room_nothing_is_kept(
    bridge: Path, speeches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_cache = sounds(narrate(bridge, voice=VOICE))
    monkeypatch.setenv("EARSHOT_CACHE", str(speeches.parents[1] / "other"))
    monkeypatch.setenv("EARSHOT_CACHE_SIZE", "0")
    assert sounds(narrate(bridge, voice=VOICE)) == with_cache
    assert not kept(speeches.parents[1] / "other")


def test_another_pace_and_another_speaker_are_other_speech(bridge: Path, speeches: Path) -> None:
    script = build_script(bridge)
    opening = replace(script, utterances=script.utterances[:1])
    sets = []
    for voice, rate in ((VOICE, 1.0), (VOICE, 1.5), (OTHER_VOICE, 1.0)):
        sets.append(sounds(narrate(opening, voice=voice, speed=rate))[0])
    assert len(set(sets)) == 3
    assert len(kept(speeches)) == 3


def test_silence_for_a_sentence_is_never_kept(
    bridge: Path, speeches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = build_script(bridge)
    two = replace(script, utterances=script.utterances[:2])
    list(narrate(two, voice=VOICE).segments)
    for file in kept(speeches):
        Path(file).unlink()

    asked, spoken = SynthesisWorker._request, two.utterances[0].words[0].spoken

    def stumbling(self: SynthesisWorker, order, utterances, gain):  # type: ignore[no-untyped-def]
        if spoken in {word.spoken for word in utterances[0].words}:
            raise SynthesisFailed(voice=VOICE, text=spoken, reason="it stumbled")
        return asked(self, order, utterances, gain)

    monkeypatch.setattr(SynthesisWorker, "_request", stumbling)
    with pytest.warns(UnspokenSentence, match="stumbled"):
        list(narrate(two, voice=VOICE).segments)
    assert len(kept(speeches)) == 1


def test_no_more_is_made_than_may_wait(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = build_script(bridge)
    long = Script(article=script.article, utterances=script.utterances * 20)
    made: list[int] = []
    perform = SynthesisWorker.synthesize_all

    def counted(self: SynthesisWorker, order, utterances, gain):  # type: ignore[no-untyped-def]
        made.append(len(utterances))
        return perform(self, order, utterances, gain)

    monkeypatch.setenv("EARSHOT_CACHE_SIZE", "0")
    list(narrate(replace(long, utterances=long.utterances[:1]), voice=VOICE).segments)
    monkeypatch.setattr(SynthesisWorker, "synthesize_all", counted)
    passages = iter(narrate(long, voice=VOICE).segments)
    next(passages)
    assert isinstance(passages, Iterator)
    passages.close()  # type: ignore[attr-defined]
    crew = pool.shared_pool().count
    assert len(made) <= 2 + MAX_BATCHES_AHEAD * crew
    assert max(made) <= BATCH_SIZE


def test_the_first_sentence_waits_for_no_other(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = build_script(bridge)
    list(narrate(replace(script, utterances=script.utterances[:1]), voice=VOICE).segments)
    first, held, perform = (
        script.utterances[0].spoken,
        threading.Event(),
        SynthesisWorker.synthesize_all,
    )

    def holding(self: SynthesisWorker, order, utterances, gain):  # type: ignore[no-untyped-def]
        if utterances[0].spoken != first:
            held.wait(60)
        return perform(self, order, utterances, gain)

    monkeypatch.setenv("EARSHOT_CACHE_SIZE", "0")
    monkeypatch.setattr(SynthesisWorker, "synthesize_all", holding)
    passages = iter(narrate(script, voice=VOICE).segments)
    assert next(passages).utterance.spoken == first
    held.set()
    assert len(list(passages)) == len(script.utterances) - 1


def ready() -> None:
    """Wait until every worker process is running."""
    crew = pool.shared_pool()
    all_here = threading.Barrier(crew.count)
    order = VoiceSpec(name=VOICE, language="en-US", speed=1.0)

    def work(booth: SynthesisWorker) -> None:
        all_here.wait(30)
        booth.synthesize(order, make_utterance("Good evening."))

    for each in [crew.submit(work) for _ in range(crew.count)]:
        each.result()


def test_the_first_sentence_has_all_cores(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready()
    events: list[tuple[str, str]] = []
    perform = SynthesisWorker.synthesize_all

    def watched(self: SynthesisWorker, order, utterances, gain):  # type: ignore[no-untyped-def]
        events.append(("begun", utterances[0].spoken))
        said = perform(self, order, utterances, gain)
        events.append(("said", utterances[0].spoken))
        return said

    monkeypatch.setattr(prefetch, "FIRST_BATCH_SECONDS", 30.0)
    monkeypatch.setattr(SynthesisWorker, "synthesize_all", watched)
    list(narrate(bridge, voice=VOICE).segments)
    first = events[0][1]
    assert events[:2] == [("begun", first), ("said", first)]
    assert len(events) > 2


def test_a_first_sentence_that_takes_long_is_not_waited_for(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready()
    script = build_script(bridge)
    first, another, perform = (
        script.utterances[0].spoken,
        threading.Event(),
        SynthesisWorker.synthesize_all,
    )

    def holding(self: SynthesisWorker, order, utterances, gain):  # type: ignore[no-untyped-def]
        if utterances[0].spoken != first:
            another.set()
        elif pool.shared_pool().count > 1:
            assert another.wait(30)
        return perform(self, order, utterances, gain)

    monkeypatch.setattr(SynthesisWorker, "synthesize_all", holding)
    assert len(list(narrate(script, voice=VOICE).segments)) == len(script.utterances)


def test_two_listeners_hear_the_same(bridge: Path) -> None:
    narration = narrate(bridge, voice=VOICE)
    results: dict[int, list[bytes]] = {}

    def listen(number: int) -> None:
        results[number] = sounds(narration)

    listeners = [threading.Thread(target=listen, args=(number,)) for number in range(3)]
    for listener in listeners:
        listener.start()
    for listener in listeners:
        listener.join()
    assert results[0] == results[1] == results[2]


def test_each_role_has_its_voice(bridge: Path) -> None:
    script = build_script(bridge)
    roles = [utterance.role for utterance in script.utterances]
    alone = {voice: sounds(narrate(script, voice=voice)) for voice in (VOICE, OTHER_VOICE)}
    both = sounds(narrate(script, voice={"narrator": VOICE, "headline": OTHER_VOICE}))
    assert set(roles) >= {"headline", "narrator"}
    for role, one, american, british in zip(roles, both, *alone.values(), strict=True):
        assert one == (british if role == "headline" else american)


def test_unknown_roles_and_voices_are_rejected(bridge: Path) -> None:
    with pytest.raises(InvalidOption, match="chorus"):
        narrate(bridge, voice={"chorus": VOICE})
    with pytest.raises(UnknownVoice):
        narrate(bridge, voice={"quotation": "espeak:nobody"})


def test_no_gain_is_stored_for_a_silent_voice(
    bridge: Path, speeches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(speeches.parent / "gain")

    def broken(self: SynthesisWorker, order, utterances, gain):  # type: ignore[no-untyped-def]
        raise SynthesisFailed(voice=VOICE, text=utterances[0].spoken, reason="it is broken")

    monkeypatch.setattr(SynthesisWorker, "_request", broken)
    with pytest.warns(UnspokenSentence), pytest.raises(SynthesisFailed, match="any other"):
        list(narrate(bridge, voice=VOICE).segments)
    assert not list(speeches.parent.glob("gain/*"))


def test_a_voice_that_knows_its_gain_says_only_the_story(
    bridge: Path, speeches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(speeches.parent / "gain")
    asked, said = SynthesisWorker._request, list[str]()

    def counted(self: SynthesisWorker, order, utterances, gain):  # type: ignore[no-untyped-def]
        said.extend(each.spoken for each in utterances)
        return asked(self, order, utterances, gain)

    monkeypatch.setattr(SynthesisWorker, "_request", counted)
    script = build_script(bridge)
    opening = replace(script, utterances=script.utterances[:2])
    [first, second] = sounds(narrate(opening))
    assert first != second
    assert sorted(said) == sorted(each.spoken for each in opening.utterances)
    assert not (speeches.parent / "gain").exists()
    sounds(narrate(opening))
    assert len(said) == 2, "and what it said is found again"
