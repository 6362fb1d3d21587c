from earshot.voices.phoneme_split import split_phonemes


def test_words_that_were_run_together_get_their_own_phonemes() -> None:
    assert split_phonemes(list("ɔnðə"), [["ˈɔ", "n"], ["ð", "ə"]]) == [["ɔ", "n"], ["ð", "ə"]]


def test_phonemes_of_neither_word_stay_at_their_position() -> None:
    shared = split_phonemes(["h", "ɐ", "z", "b", "ɪ", "n"], [["h", "ˈæ", "z"], ["b", "ˌiː", "n"]])
    assert shared == [["h", "ɐ", "z"], ["b", "ɪ", "n"]]


def test_no_phoneme_is_lost_if_the_single_words_have_none() -> None:
    assert split_phonemes(["a", "b"], [[], []]) == [["a", "b"], []]


def test_a_pause_after_a_word_does_not_take_the_phonemes_of_the_next() -> None:
    alone = [["ˈɪ", "n", "", ""], ["ð", "ˈə", "", ""]]
    assert split_phonemes(["ɪ", "n", "ð", "ɪ", ""], alone) == [["ɪ", "n"], ["ð", "ɪ", ""]]
