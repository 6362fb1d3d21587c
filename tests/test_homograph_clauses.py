import pytest

from earshot import pronunciation


def said(sentence: str, word: str) -> str:
    start = sentence.index(word)
    return pronunciation(sentence, (start, start + len(word))).replace("ə", "ɪ")


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("Farmers export grain through the port.", "export", "ɪkˈspɔɹt"),
        ("Many residents object.", "object", "ɪbˈdʒɛkt"),
        ("Officials now suspect fraud.", "suspect", "sɪˈspɛkt"),
        ("The two reports contrast sharply.", "contrast", "kɪnˈtɹæst"),
        ("Waves buffet the pier.", "buffet", "ˈbʌfɪt"),
        ("Muscles contract when stimulated.", "contract", "kɪnˈtɹækt"),
        ("Fewer students graduate on time.", "graduate", "ˈɡɹædʒuˌeɪt"),
        ("Firms that import steel must pay.", "import", "ɪmˈpɔɹt"),
    ],
)
def test_a_plural_subject_without_another_verb_has_a_plain_verb(
    sentence: str, word: str, ipa: str
) -> None:
    assert said(sentence, word) == ipa


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("China exports steel.", "exports", "ɪkˈspɔɹts"),
        ("The state subjects them to tests.", "subjects", "sɪbˈdʒɛkts"),
        ("The exports of steel fell.", "exports", "ˈɛkspɔɹts"),
    ],
)
def test_a_singular_subject_without_another_verb_has_a_verb_in_s(
    sentence: str, word: str, ipa: str
) -> None:
    assert said(sentence, word) == ipa


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("The sales increase was small.", "increase", "ˈɪnkɹis"),
        ("The arms export ban was lifted.", "export", "ˈɛkspɔɹt"),
        ("The sports record stood for years.", "record", "ˈɹɛkɚd"),
    ],
)
def test_a_clause_that_has_a_verb_needs_no_other(sentence: str, word: str, ipa: str) -> None:
    assert said(sentence, word) == ipa


@pytest.mark.parametrize(
    "sentence",
    [
        "He read the letter aloud.",
        "Maria Lopez read a statement on Friday.",
        "The lawyers read the file last week.",
        "She sat down and read the note.",
    ],
)
def test_read_is_past_where_the_subject_or_the_time_says_so(sentence: str) -> None:
    assert said(sentence, "read") == "ɹɛd"


@pytest.mark.parametrize(
    "sentence",
    [
        "They read the news every morning.",
        "Voters who read local papers tend to turn out.",
        "Did she read it?",
        "He wants to sit and read the note.",
        "Did you read the ruling?",
        "Most people read the labels.",
    ],
)
def test_read_is_present_where_it_is_a_habit_or_an_infinitive(sentence: str) -> None:
    assert said(sentence, "read") == "ɹid"


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("Read XML Flag Attributes", "Read", "ɹid"),
        ("Read by millions, the novel sold well.", "Read", "ɹɛd"),
        ("They can’t read the answers.", "read", "ɹid"),
        ("The drive gives read/write access.", "read", "ɹid"),
        ("Skilled workers live overseas.", "live", "lɪv"),
        ("It changes how we work and live.", "live", "lɪv"),
        ("Fans watch games live on television.", "live", "laɪv"),
        ("Rates fell to record lows.", "record", "ˈɹɛkɚd"),
        ("Stocks were headed for a record close.", "close", "kloʊz"),
        ("We saw it up close.", "close", "kloʊs"),
        ("It is a tool creative people use to cut waste.", "use", "juz"),
        ("The phones you’ll usually use are cheap.", "use", "juz"),
        ("Delete the file after its use.", "use", "jus"),
        ("The halls were returned to use as shops.", "use", "jus"),
        ("The format that the program uses is old.", "uses", "ˈjuzɪz"),
        ("The plant has many uses for farmers.", "uses", "ˈjusɪz"),
        ("Will winds whip the balloons?", "winds", "wɪndz"),
    ],
)
def test_imperatives_relative_clauses_and_lists_decide_the_reading(
    sentence: str, word: str, ipa: str
) -> None:
    assert said(sentence, word) == ipa
