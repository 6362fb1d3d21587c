from earshot.voices.phoneme_split import shared_out


def test_words_that_were_run_together_get_their_own_phonemes() -> None:
    assert shared_out(list("ɔnðə"), [["ˈɔ", "n"], ["ð", "ə"]]) == [["ɔ", "n"], ["ð", "ə"]]


def test_phonemes_that_neither_word_has_alone_go_where_they_stand() -> None:
    shared = shared_out(["h", "ɐ", "z", "b", "ɪ", "n"], [["h", "ˈæ", "z"], ["b", "ˌiː", "n"]])
    assert shared == [["h", "ɐ", "z"], ["b", "ɪ", "n"]]


def test_nothing_is_lost_where_the_words_say_nothing_alone() -> None:
    assert shared_out(["a", "b"], [[], []]) == [["a", "b"], []]
