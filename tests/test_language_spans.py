"""Sentences in another language, and their voices."""

from pathlib import Path

import pytest
from neural import install_piper

from earshot import Article, Block, build_script, extract_article, narrate
from earshot.errors import InvalidOption, WrongLanguage
from earshot.ingest.metadata.language_spans import annotate_languages
from earshot.model import Annotation
from earshot.serialization import from_json, script_json
from earshot.synthesis.synthesizer import Synthesizer

ENGLISH = (
    "The town held a meeting on Monday, and the people who came to it had a great deal to say.",
    "The mayor spoke first, and then it was the turn of the fishers, who have worked there.",
    "The council will meet again on the first of May, and they said that they would be there.",
)
FRENCH = "Nous avons attendu douze ans, et personne ne nous a jamais répondu."
GERMAN = (
    "Die Fischer auf der anderen Seite haben dasselbe erlebt, und auch dort hat ihnen niemand"
    " zugehört, seit die Fabrik gebaut wurde."
)
NAMES = "Ann Lee, Bo Ek, Carmen Ortiz, Dieter Kranz, Elif Kaya, Fay Wu, Gil Paz, Hana Ito and Ivo."


def story(*blocks: Block, language: str = "en-US") -> Article:
    english = tuple(Block(kind="paragraph", text=text) for text in ENGLISH)
    return Article(headline="Voices of the lake", blocks=(*english, *blocks), language=language)


def told(text: str, language: str) -> Block:
    mark = Annotation(start=0, end=len(text), language=language)
    return Block(kind="quote", text=text, annotations=(mark,))


def tongues(found: Article) -> list[str]:
    return [each.language for each in build_script(found, intro=False).utterances]


def page(tmp_path: Path, *paragraphs: str, language: str = "en") -> Path:
    body = "".join(f"<p>{text}</p>" for text in ENGLISH) + "".join(paragraphs)
    file = tmp_path / "lake.html"
    file.write_text(
        f"<html lang={language}><title>Voices of the lake</title><body><article>"
        f"<h1>Voices of the lake</h1>{body}</article></body></html>"
    )
    return file


def test_a_page_says_which_blocks_and_sentences_are_in_another_language(tmp_path: Path) -> None:
    file = page(
        tmp_path,
        f'<blockquote lang="fr"><p>{FRENCH}</p></blockquote>',
        '<p>It was late. <span lang="de">“Der See gehört uns allen.”</span> Nobody answered.</p>',
        '<p>He called it a <i lang="fr">coup de grâce</i> for the trade, and went home.</p>',
    )
    found = tongues(extract_article(str(file)))
    assert found == ["", "", "", "", "fr", "", "de", "", ""]


def test_a_block_that_is_plainly_in_another_language_needs_no_mark() -> None:
    plain = [Block(kind="paragraph", text=text) for text in (GERMAN, NAMES, ENGLISH[0])]
    found = annotate_languages(story(*plain))
    assert [[m.language for m in block.annotations] for block in found.blocks[3:]] == [
        ["de"],
        [],
        [],
    ]


@pytest.mark.parametrize("language", ["en-GB", "en"])
def test_another_variety_of_english_is_not_another_language(language: str) -> None:
    assert (
        annotate_languages(story(told("Nobody in the hall said a word.", language)))
        .blocks[-1]
        .annotations
        == ()
    )


def test_a_mark_that_its_words_contradict_is_not_believed(tmp_path: Path) -> None:
    wrong = "It was the end of a long evening, and nobody in the hall had an answer to any of that."
    assert annotate_languages(story(told(wrong, "fr"))).blocks[-1].annotations == ()
    framed = extract_article(
        str(page(tmp_path, f'<div lang="fr"><p>{FRENCH}</p></div>', language="fr"))
    )
    assert framed.language == "fr"
    body = "".join(f"<p>{text}</p>" for text in ENGLISH)
    file = tmp_path / "framed.html"
    file.write_text(
        f'<html lang="en"><body><article lang="fr"><h1>Lake</h1>{body}</article></body>'
    )
    assert set(tongues(extract_article(str(file)))) == {""}


def test_figures_are_read_in_the_language_of_their_sentence() -> None:
    [*_, last] = build_script(story(told("Il y avait 12 bateaux.", "fr"))).utterances
    assert last.language == "fr"
    assert "douze bateaux" in last.spoken


def test_a_script_keeps_its_languages_as_json() -> None:
    script = build_script(annotate_languages(story(told(FRENCH, "fr"))))
    assert from_json(script_json(script), "here") == script


def test_each_language_has_the_best_voice_here_that_is_about_as_natural(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    script = build_script(story(told(FRENCH, "fr"), told(GERMAN, "de")))

    def cast(**voices: str) -> dict[str, str]:
        performance = narrate(script, voice=voices).segments
        assert isinstance(performance, Synthesizer)
        return performance.voices

    robots = {"fr": "espeak:fr-fr", "de": "espeak:de"}
    assert cast(narrator="espeak:en-us") == {"narrator": "espeak:en-us", **robots}
    assert cast(narrator="espeak:en-us", foreign="narrator") == {"narrator": "espeak:en-us"}
    assert cast(narrator="flite:slt") == {"narrator": "flite:slt"}, "a robot is no neighbour"
    named = {"narrator": "flite:slt", "fr": "espeak:fr-be"}
    assert cast(**named) == named
    install_piper(tmp_path, "fr_FR-test-medium", language={"code": "fr_FR"})
    assert cast(narrator="flite:slt")["fr"] == "piper:fr_FR-test-medium"
    assert cast(narrator="silent:reader") == {"narrator": "silent:reader"}, "it speaks them all"


def test_text_that_the_narrator_cannot_read_is_read_by_another_voice_and_not_spelled() -> None:
    quoted = [told(FRENCH, "fr"), told("Мы ждали двенадцать лет.", "ru"), told("我们等了。", "zh")]
    performance = narrate(build_script(story(*quoted))).segments
    assert isinstance(performance, Synthesizer)
    readers = {"ru": "espeak:ru", "zh": "espeak:cmn"}
    assert performance.voices == {"narrator": "house:kathleen", **readers}


def test_the_voice_of_a_language_is_used() -> None:
    script = build_script(story(told(FRENCH, "fr")))
    both = [p.samples.tobytes() for p in narrate(script, voice="espeak:en-us").segments]
    one = {"narrator": "espeak:en-us", "foreign": "narrator"}
    alone = [p.samples.tobytes() for p in narrate(script, voice=one).segments]
    assert [a == b for a, b in zip(both, alone, strict=True)] == [True] * (len(both) - 1) + [False]


def test_a_voice_for_a_language_that_is_wrong_is_refused_at_once() -> None:
    script = build_script(story(told(FRENCH, "fr")))
    with pytest.raises(WrongLanguage, match="flite:rms"):
        narrate(script, voice={"fr": "flite:rms"})
    with pytest.raises(InvalidOption, match="foreign"):
        narrate(script, voice={"foreign": "espeak:de"})
