from earshot.voices.house_model.symbols import ENGLISH
from earshot.voices.house_model.tokens import build_tokens
from earshot.voices.neural_timing import NO_WORD


def test_every_word_has_its_slot_and_the_last_one_closes_the_sentence() -> None:
    made = build_tokens(
        ENGLISH, [(0, ["aɪ"], ","), (1, ["w", "ɛ", "n", "t"], ""), (2, ["h", "oʊ", "m"], "?")]
    )
    assert " ".join(made.symbols) == "^ aɪ , w ɛ n t   h oʊ m ?"
    assert made.word_indices == (-1, 0, -1, 1, 1, 1, 1, -1, 2, 2, 2, -1)


def test_a_word_without_phones_has_no_token_but_its_full_stop_counts() -> None:
    made = build_tokens(ENGLISH, [(0, ["aɪ"], ""), (1, [], "?")])
    assert made.symbols == ("^", "aɪ", "?")
    assert made.word_indices == (NO_WORD, 0, NO_WORD)


def test_a_part_of_a_sentence_ends_with_its_comma() -> None:
    assert build_tokens(ENGLISH, [(0, ["aɪ"], ",")]).symbols[-1] == ","
    assert build_tokens(ENGLISH, [(0, ["aɪ"], "")]).symbols[-1] == "."
