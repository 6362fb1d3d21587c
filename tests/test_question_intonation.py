import pytest
from sentences import make_utterance

from earshot.voices.house_model.question_intonation import find_rising_words


@pytest.mark.parametrize(
    "asked",
    [
        "Did the mayor know?",
        "And will it make any difference?",
        "Isn't that what the court decided?",
        "When the council met, did she speak?",
        "He asked, is it safe?",
        "Do you know why he left?",
        "You saw him?",
    ],
)
def test_a_question_for_yes_or_no_rises(asked: str) -> None:
    words = make_utterance(asked).words
    assert find_rising_words(words) == {len(words) - 1}


@pytest.mark.parametrize(
    "said",
    [
        "Who paid for it?",
        "And how did the driver escape?",
        "What's the plan?",
        "To whom was it sold?",
        "Why, after all, did he go?",
        "Is it tea or coffee?",
        "Did she know. She did.",
        "",
    ],
)
def test_a_question_for_a_word_or_a_choice_does_not_and_neither_does_another_sentence(
    said: str,
) -> None:
    assert find_rising_words(make_utterance(said).words) == set()


def test_each_question_of_an_utterance_is_examined_separately() -> None:
    words = make_utterance("Who knew? Did they tell you? Nobody asked.").words
    assert [words[number].text for number in find_rising_words(words)] == ["you"]


@pytest.mark.parametrize(
    ("question", "rises"),
    [
        ("Wusste der Minister davon?", True),
        ("Und hat das Folgen?", True),
        ("Kommt er, wenn es regnet?", True),
        ("Wissen Sie, warum er ging?", False),
        ("Wer hat das bezahlt?", False),
        ("Mit wem hat sie gesprochen?", False),
        ("Wenn er geht, was passiert dann?", False),
        ("Ist es Tee oder Kaffee?", False),
    ],
)
def test_german_questions_rise_only_for_yes_or_no(question: str, rises: bool) -> None:
    words = make_utterance(question).words
    assert find_rising_words(words, "de-DE") == ({len(words) - 1} if rises else set())
