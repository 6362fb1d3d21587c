"""User lexicons override other pronunciations and keep the offsets of words."""

from pathlib import Path

import pytest

from earshot import build_script, narrate
from earshot.errors import BadLexicon
from earshot.model import Article, Block, Word
from earshot.script.builder import build_script as script_of
from earshot.script.edits import LexiconEntry
from earshot.script.lexicon import Lexicon
from earshot.script.lexicon_files import read_lexicon

TOML = """
"Oyelaran" = "oh yella ran"
"NHTSA" = "nitsa"
"GIF" = { ipa = "dʒɪf" }
"ULEZ" = { spell = true }
"lead" = [{ ipa = "lɛd", pos = "noun" }, { ipa = "lid", pos = "verb" }]
"Rue Lepic" = { language = "fr" }
"""
PLS = """<?xml version="1.0"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa"
         xml:lang="en-US">
  <lexeme><grapheme>Oyelaran</grapheme><phoneme>ˌɔɪəˈlɑɹən</phoneme></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
</lexicon>
"""
CSV = "written,kind,value,pos\nOyelaran,say,oh yella ran,\nULEZ,spell,,\nlead,ipa,lɛd,noun\n"


def said(text: str, lexicon: Lexicon) -> list[Word]:
    story = Article(headline="", blocks=(Block(kind="paragraph", text=text),))
    script = script_of(story, intro=False, lexicon=lexicon)
    found = [word for utterance in script.utterances for word in utterance.words]
    assert all(text[word.start : word.end] == word.text for word in found)
    return found


def word(text: str, written: str, lexicon: Lexicon) -> Word:
    return next(each for each in said(text, lexicon) if written in each.text)


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    file = tmp_path / "house.toml"
    file.write_text(TOML, "utf-8")
    return read_lexicon(file)


@pytest.mark.parametrize(
    ("text", "written", "spoken"),
    [
        ("Thomas Oyelaran left.", "Oyelaran", "oh yella ran"),
        ("Thomas Oyelaran's shop closed.", "Oyelaran", "oh yella ran's"),
        ("The Oyelaran-led board met.", "Oyelaran", "oh yella ran-led"),
        ("The NHTSA said so.", "NHTSA", "nitsa"),
        ("The ULEZ grew.", "ULEZ", "U L E Z"),
    ],
)
def test_a_word_gets_the_pronunciation_of_the_lexicon(
    text: str, written: str, spoken: str, lexicon: Lexicon
) -> None:
    assert word(text, written, lexicon).spoken == spoken


def test_ipa_is_passed_to_the_voice_unchanged(lexicon: Lexicon) -> None:
    assert word("It was a GIF.", "GIF", lexicon).phonemes == "dʒɪf"
    assert word("The GIF's maker left.", "GIF", lexicon).phonemes == "dʒɪfs"


def test_a_part_of_speech_is_a_condition(lexicon: Lexicon) -> None:
    assert word("They found the lead in it.", "lead", lexicon).phonemes == "lɛd"
    assert word("They will lead it.", "lead", lexicon).phonemes == "lid"


def test_a_phrase_is_one_word_and_may_be_of_another_language(lexicon: Lexicon) -> None:
    found = word("A shop on Rue Lepic opened.", "Rue Lepic", lexicon)
    assert found.text == "Rue Lepic"
    assert found.phonemes == "ɹu lɛˈpik"


def test_an_entry_with_a_capital_matches_only_that_spelling() -> None:
    lexicon = Lexicon([LexiconEntry(written="Us", kind="say", value="you ess")])
    assert word("They told us.", "us", lexicon).spoken == "us"
    small = Lexicon([LexiconEntry(written="gif", kind="say", value="jif")])
    assert word("One GIF came.", "GIF", small).spoken == "jif"


@pytest.mark.parametrize(("name", "text"), [("a.csv", CSV), ("a.pls", PLS), ("a.toml", TOML)])
def test_toml_csv_and_pls_are_read(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    found = word("Thomas Oyelaran left.", "Oyelaran", read_lexicon(file))
    assert found.phonemes == "ˌɔɪəˈlɑɹən" or found.spoken == "oh yella ran"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.toml", '"x" = 5', "neither a text nor a table"),
        ("a.toml", '"x" = { ipa = "7" }', "not an IPA symbol"),
        ("a.toml", '"x" = { sing = "la" }', "needs one of"),
        ("a.toml", '"x" = { say = "y", pos = "gerund" }', "pos is one of"),
        ("a.toml", '"x" = { language = "tlh" }', "language is one of"),
        ("a.toml", "x = = 5", "Invalid"),
        ("a.csv", "a,b\n1,2\n", "first line"),
        ("a.csv", "written,kind\nx,sing\n", "no kind"),
        ("a.pls", "<lexicon/>", "not a PLS lexicon"),
        ("a.pls", "<lexicon", "not closed|Couldn't find|expected"),
        ("a.docx", "", "extension is not"),
        ("a.toml", '"x" = "\x00"', "Illegal"),
    ],
)
def test_a_bad_lexicon_is_refused_with_its_fault(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    with pytest.raises(BadLexicon, match=fault):
        read_lexicon(file)


def test_entities_of_strangers_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden", "utf-8")
    file = tmp_path / "a.pls"
    doctype = f'<!DOCTYPE lexicon [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    file.write_text(PLS.replace("<lexicon", doctype + "<lexicon", 1).replace("World", "&x;"))
    with pytest.raises(BadLexicon, match="“W3C” does not tell how it is said"):
        read_lexicon(file)


def test_a_lexicon_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadLexicon, match="No such file"):
        read_lexicon(tmp_path / "nowhere.toml")


def test_the_storys_own_lexicon_wins_over_the_newsrooms(
    tmp_path: Path, bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, story = tmp_path / "house.toml", tmp_path / "story.toml"
    house.write_text('"Ek" = "house"\n"Bo" = "beau"\n', "utf-8")
    story.write_text('"Ek" = "story"\n', "utf-8")
    monkeypatch.setenv("EARSHOT_LEXICON", str(house))
    spoken = " ".join(u.spoken for u in build_script(bridge, lexicon=story).utterances)
    assert "beau story" in spoken
    assert "house" not in spoken


def test_a_lexicon_changes_the_audio(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('"Ek" = { ipa = "ˌpɑpəkəˌtɛpəˈtɛləˌmɪstəˈmɪnə" }', "utf-8")
    story = tmp_path / "a.txt"
    story.write_text("The engineer Maria Ek came to the town hall at noon.\n", "utf-8")
    plain, other = (
        sum(len(p.samples) for p in narrate(story, voice="flite:slt", lexicon=each).segments)
        for each in ("", file)
    )
    assert other > plain + 12_000


def test_an_empty_lexicon_changes_nothing() -> None:
    text = "He paid $5 to Oyelaran."
    assert said(text, Lexicon()) == said(text, Lexicon([LexiconEntry(written="zz", kind="spell")]))
