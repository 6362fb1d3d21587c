"""Quality floors: the open evaluation sets, and the audio of a whole article."""

import hashlib
import importlib.util
import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import earshot
from benchmarks import proofreading
from earshot import extract_article, narrate, pronunciation, save, split_sentences, spoken_form
from earshot.audio.ffmpeg import decode, measure_loudness
from earshot.errors import EarshotError
from earshot.mastering import TARGET_LUFS
from earshot.model import Narration, Word
from earshot.phonemes import arpabet
from earshot.script.g2p import add_phonemes
from earshot.script.normalize import verbalize_sentence
from earshot.script.segmentation import sentence_spans
from earshot.serialization import article_json
from earshot.voices.engines.espeak import Espeak
from earshot.voices.engines.flite import Flite
from earshot.voices.phonemizer import Phonemizer

ROOT = Path(__file__).resolve().parents[1]
FLOORS: dict[str, Any] = tomllib.loads((ROOT / "tests/floors.toml").read_text("utf-8"))
LESS_IS_BETTER = {"leaks_per_page", "lead_dropped"}


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def digest(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def held(found: dict[str, float], floors: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the figures below their floors."""
    return {
        name: found[name]
        for name, each in floors.items()
        if (found[name] > each["floor"] if name in LESS_IS_BETTER else found[name] < each["floor"])
    }


@pytest.mark.shared
@pytest.mark.timeout(900)
def test_extraction_stays_above_its_floors(shared: Path) -> None:
    pages = shared / "evaluation/extraction/pages"
    assert digest(pages.iterdir()) == FLOORS["extraction"]["pages"], "these are other pages"
    score = scorer(shared / "evaluation/extraction/score.py")
    gold = {page["id"]: page for page in map(read_json, sorted(pages.glob("*.json")))}
    scored = {name: score.score_page(page, extracted(pages, page)) for name, page in gold.items()}
    for group, belongs in (("en", True), ("other", False)):
        chosen = [scored[name] for name in gold if (gold[name]["lang"] == "en") is belongs]
        assert held(score.summary(chosen), FLOORS["extraction"][group]) == {}


def read_json(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def extracted(pages: Path, page: dict[str, Any]) -> dict[str, Any]:
    try:
        return article_json(extract_article(str(pages / f"{page['id']}.html.gz"), url=page["url"]))
    except EarshotError:
        return {}


Say = Callable[[str, tuple[int, int]], str]
"""Returns the IPA of a span of a sentence."""


def homographs(folder: Path, say: Say = pronunciation, step: int = 1) -> float:
    """Share of words whose reading is closer to the right one than to any other."""
    score = scorer(folder / "score_homographs.py")
    cases = rows(folder / "homographs.jsonl")
    inventory: dict[str, dict[str, str]] = {}
    for case in cases:
        readings = inventory.setdefault(case["homograph"], {})
        readings[case["wordid"]] = score.simp(case["ipa"])

    def right(case: dict[str, Any]) -> bool:
        said = score.simp(say(case["sentence"], tuple(case["span"])))
        near = sorted(
            (score.dist(said, ipa), name) for name, ipa in inventory[case["homograph"]].items()
        )
        tied = len(near) > 1 and near[1][0] - near[0][0] < 1e-9
        return bool(near[0][1] == case["wordid"] and not tied)

    chosen = cases[::step]
    return sum(map(right, chosen)) / len(chosen)


NEAR = 0.1
"""Edits per sound: an unstressed vowel may differ, but not a consonant or the stress."""


def names(folder: Path, say: Say = pronunciation) -> float:
    """Share of names with one of the readings of broadcasters."""
    score = scorer(folder / "score_homographs.py")
    cases = rows(folder / "names.jsonl")

    def right(case: dict[str, Any]) -> bool:
        sentence = f"They met {case['name']} on Monday."
        said = score.simp(say(sentence, (9, 9 + len(case["name"]))))
        return bool(min(score.dist(said, score.simp(ipa)) for ipa in case["ipa"]) <= NEAR)

    return sum(map(right, cases)) / len(cases)


def heard(folder: Path) -> float:
    """Share of words whose phonemes Flite uses."""
    voice, right, all_of_them = Flite().open("slt", "en-US", 1.0), 0, 0
    for case in rows(folder / "homographs.jsonl")[::8]:
        text = case["sentence"]
        said = add_phonemes(text, 0, verbalize_sentence(text, 0), "en-US")
        for word, phones in zip(said, voice.phonemize(said), strict=True):
            if word.phonemes:
                wanted = [each.rstrip("012").lower() for each in arpabet(word.phonemes)]
                all_of_them += 1
                right += phones.replace("ax", "ah").split() == wanted
    return right / all_of_them


def through(phonemes: Callable[[Sequence[Word]], list[str]]) -> Say:
    """Return the phonemes that a voice reports. eSpeak NG's signs for R-coloured vowels are
    replaced by the usual ones."""

    def say(sentence: str, wanted: tuple[int, int]) -> str:
        [span] = [s for s in sentence_spans(sentence) if s[0] <= wanted[0] < s[1]][:1]
        found = add_phonemes(
            sentence[slice(*span)], span[0], verbalize_sentence(sentence, 0, span), "en-US"
        )
        heard = [
            ipa
            for word, ipa in zip(found, phonemes(found), strict=True)
            if word.start < wanted[1] and word.end > wanted[0]
        ]
        return " ".join(heard).replace("ɚɹ", "ɚ").replace("ɜːɹ", "ɝ").replace("ɜː", "ɝ")

    return say


def by_voices(folder: Path) -> dict[str, float]:
    """Homographs and names by the phonemes of eSpeak NG, Piper and Kokoro."""
    espeak, spelling = Espeak().open("en-us", "en-US", 1.0), Phonemizer("en-us")

    def fed(found: Sequence[Word]) -> list[str]:
        spelt = spelling.phonemize(found)
        return [" ".join(s.ipa for s in spelt if s.word_index == n) for n in range(len(found))]

    try:
        return {
            "homographs_heard": homographs(folder, through(espeak.phonemize), 8),
            "homographs_fed": homographs(folder, through(fed), 8),
            "names_heard": names(folder, through(espeak.phonemize)),
            "names_fed": names(folder, through(fed)),
        }
    finally:
        espeak.close()
        spelling.close()


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)


def unseen(folder: Path) -> dict[str, float]:
    """Held-out cases: words, unlisted names, written forms, sentences, pauses."""
    score = scorer(folder / "score_unseen.py")
    right: dict[str, list[bool]] = {}
    misread: list[dict[str, Any]] = []
    for case in rows(folder / "unseen.jsonl"):
        is_right = score.right(case, score.answer(case, earshot))
        right.setdefault(score.group(case), []).append(is_right)
        if not is_right and not case["kind"].startswith(("language-", "segmentation", "prosody")):
            misread.append(case)
    listed = proofreading.measure_recall(misread, score.forms)
    names, words = right["names on no list"], right["pronunciation-homograph"]
    return {
        "unseen_names": sum(names) / len(names),
        "unseen_homographs": sum(words) / len(words),
        # Names on a list are apart: check trusts the lists
        "check_recall": _share(
            [hit for group in listed if group != proofreading.ON_LIST for hit in listed[group]]
        ),
        "unseen_forms": _share(right["written forms"]),
        "unseen_segmentation": _share(right["segmentation"]),
        "unseen_prosody": _share(right["prosody"]),
    }


def worst_class(cases: list[dict[str, Any]], right: Callable[[dict[str, Any]], bool]) -> float:
    """Share of the worst class of NeMo's tests."""
    classes: dict[str, list[bool]] = {}
    for case in cases:
        if case["source"] == "nemo_tests":
            classes.setdefault(case["class"], []).append(right(case))
    return min(sum(each) / len(each) for each in classes.values())


def shares(folder: Path) -> dict[str, float]:
    """Share of correct rows of each reading set."""
    normalized, segmented = scorer(folder / "score_tn.py"), scorer(folder / "score_seg.py")

    spoken_once = lru_cache(maxsize=None)(spoken_form)

    def spoken(case: dict[str, Any]) -> bool:
        return bool(normalized.correct(spoken_once(case["written"]), case))

    def split(case: dict[str, Any]) -> bool:
        found = [each for each in split_sentences(case["text"]) if each.strip()]
        return bool(segmented.boundaries(found) == segmented.boundaries(case["sentences"]))

    sets: dict[str, Callable[[dict[str, Any]], bool]] = {
        "news_cases": spoken,
        "text_normalization": spoken,
        "segmentation": split,
    }
    found = {
        name: sum(map(right, cases)) / len(cases)
        for name, right in sets.items()
        if (cases := rows(folder / f"{name}.jsonl"))
    }
    found["nemo_worst_class"] = worst_class(rows(folder / "text_normalization.jsonl"), spoken)
    spoken_sets = {"homographs": homographs, "names": names, "heard": heard}
    return (
        found
        | {name: share(folder) for name, share in spoken_sets.items()}
        | by_voices(folder)
        | unseen(folder)
    )


@pytest.mark.shared
def test_reading_stays_above_its_floors(shared: Path) -> None:
    folder = shared / "evaluation/reading"
    floors = dict(FLOORS["reading"])
    assert digest(folder.glob("*.jsonl")) == floors.pop("cases"), "these are other cases"
    assert held(shares(folder), floors) == {}


@pytest.fixture(scope="module", params=["house:kathleen", "flite:slt", "espeak:en-gb"])
def narration(request: pytest.FixtureRequest, bridge: Path) -> Narration:
    return narrate(bridge, voice=request.param)


@pytest.mark.parametrize("ending", ["mp3", "m4a", "opus", "flac"])
def test_the_coded_recording_is_as_loud_as_it_should_be(
    tmp_path: Path, narration: Narration, ending: str
) -> None:
    edition = save(narration, tmp_path / f"bridge.{ending}")
    pieces, rate = decode(edition.audio)
    heard = measure_loudness(pieces, rate)
    floors = FLOORS["loudness"]
    assert abs(heard.integrated - TARGET_LUFS) <= floors["from_target_lu"]["floor"]
    assert heard.true_peak <= floors["true_peak_dbtp"]["floor"]


@pytest.mark.shared
def test_the_real_article_comes_out_right(shared: Path) -> None:
    [path] = (shared / "articles").glob("*.txt")
    story = extract_article(str(path))
    text = "\n".join(block.text for block in story.blocks)
    assert story.published is not None
    assert story.published.isoformat() == "2025-11-13"
    assert story.headline == ""
    assert story.blocks[0].text.startswith("Hilaria Baldwin isn't afraid")
    assert "listen to" not in text
    assert " ." not in text
    assert "injuring director Joel Souza. Assistant" in text
    assert "[Alec]" in text
    assert "María Lucía Victoria" in text
    assert len(story.blocks) == len(path.read_text("utf-8").strip().split("\n\n")) - 1
