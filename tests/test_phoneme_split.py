from earshot.voices.phoneme_split import split_phonemes


def test_words_that_were_run_together_get_their_own_phonemes() -> None:
    assert split_phonemes(list("ɔnðə"), [["ˈɔ", "n"], ["ð", "ə"]]) == [["ɔ", "n"], ["ð", "ə"]]


def test_phonemes_that_neither_word_has_alone_go_where_they_stand() -> None:
    shared = split_phonemes(["h", "ɐ", "z", "b", "ɪ", "n"], [["h", "ˈæ", "z"], ["b", "ˌiː", "n"]])
    assert shared == [["h", "ɐ", "z"], ["b", "ɪ", "n"]]


def test_nothing_is_lost_where_the_words_say_nothing_alone() -> None:
    assert split_phonemes(["a", "b"], [[], []]) == [["a", "b"], []]


def test_a_pause_after_each_word_alone_does_not_keep_the_next_word_s_phonemes() -> None:
    alone = [["ˈɪ", "n", "", ""], ["ð", "ˈə", "", ""]]
    assert split_phonemes(["ɪ", "n", "ð", "ɪ", ""], alone) == [["ɪ", "n"], ["ð", "ɪ", ""]]
