import pytest

from earshot import pronunciation
from earshot.errors import BadOption


def said(sentence: str, word: str, language: str = "en-US") -> str:
    start = sentence.index(word)
    return pronunciation(sentence, (start, start + len(word)), language)


def test_a_word_is_pronounced_in_ipa() -> None:
    assert said("The news is good.", "news") == "nuz"


def test_a_number_is_pronounced_as_it_is_read() -> None:
    assert said("It cost $3 million.", "$3 million") == "θɹi ˈmɪljən ˈdɑlɚz"


def test_british_english_is_pronounced_as_such() -> None:
    assert said("The bath was cold.", "bath") == "bæθ"
    assert said("The bath was cold.", "bath", "en-GB") == "bɑːθ"
    assert said("New car workers go north.", "workers", "en-GB") == "ˈwɜːkəz"
    assert said("The new story.", "new", "en-GB") == "njuː"


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("The workers will record a song.", "record", "ɹɪˈkɔɹd"),
        ("It set a world record on Monday.", "record", "ˈɹɛkɚd"),
        ("Police used tear gas on the crowd.", "tear", "tɪɹ"),
        ("Lead paint was found in the school.", "Lead", "lɛd"),
        ("She will lead the talks.", "lead", "lid"),
        ("He has read the report.", "read", "ɹɛd"),
        ("They want to read the report.", "read", "ɹid"),
        ("It was shown on live television.", "live", "laɪv"),
        ("They live in Ohio.", "live", "lɪv"),
        ("The road wound through the hills.", "wound", "waʊnd"),
        ("He died of a gunshot wound.", "wound", "wund"),
        ("The attack in Nice killed 86 people.", "Nice", "nis"),
        ("It was a nice day.", "nice", "naɪs"),
        ("She used to work there.", "used", "just"),
        ("A law that never permits it.", "permits", "pɚˈmɪts"),
        ("The city issued permits.", "permits", "ˈpɝmɪts"),
    ],
)
def test_a_homograph_is_pronounced_by_its_company(sentence: str, word: str, ipa: str) -> None:
    heard = said(sentence, word)
    assert heard.replace("ə", "ɪ") == ipa.replace("ə", "ɪ")


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("President Xi Jinping spoke.", "Xi", "ʃi"),
        ("It happened in Worcester.", "Worcester", "ˈwʊstɚ"),
        ("Leaders of Fine Gael met.", "Fine", "ˈfɪnə"),
        ("The fine was paid.", "fine", "faɪn"),
        ("The Zelenskys' plane landed.", "Zelenskys'", "zəˈlɛnskiz"),
        ("Netanyahu's office said so.", "Netanyahu's", "ˌnɛtəˈnjɑhuz"),
    ],
)
def test_names_have_the_readings_of_broadcasters(sentence: str, word: str, ipa: str) -> None:
    assert said(sentence, word) == ipa


@pytest.mark.parametrize(
    ("name", "ipa"),
    [
        ("Villaseñor", "vijəsɛˈnjɔɹ"),
        ("Wójcikowska", "vujtsiˈkoʊfskə"),
        ("Kovačević", "koʊˈvɑtʃəvɪtʃ"),
        ("Thibaudeau", "tiboʊˈdoʊ"),
        ("Marchetti", "mɑɹˈkɛti"),
        ("Xiuying", "ʃiuˈɪŋ"),
        ("Kamoshita", "kɑmoʊˈʃitə"),
        ("Kovalenko", "koʊvəˈlɛŋkoʊ"),
        ("Guðmundsson", "ˈɡuðmundsən"),
    ],
)
def test_a_name_on_no_list_is_read_by_where_it_comes_from(name: str, ipa: str) -> None:
    assert said(f"They met {name} there.", name) == ipa


def test_other_languages_are_asked_of_espeak() -> None:
    assert said("Das ist gut.", "gut", "de") == "ɡˈuːt"


@pytest.mark.parametrize("span", [(-1, 3), (5, 5), (3, 99)])
def test_a_span_outside_the_sentence_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(BadOption, match="outside"):
        pronunciation("Five people left.", span)


def test_a_span_without_a_word_is_refused() -> None:
    with pytest.raises(BadOption, match="no word"):
        pronunciation("Five — six.", (5, 6))
