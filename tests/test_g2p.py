import pytest

from earshot import pronunciation
from earshot.errors import InvalidOption
from earshot.script.g2p.dictionary import lookup_word
from earshot.script.g2p.name_origins import guess_pronunciation


def said(sentence: str, word: str, language: str = "en-US") -> str:
    start = sentence.index(word)
    return pronunciation(sentence, (start, start + len(word)), language)


def test_a_word_is_pronounced_in_ipa() -> None:
    assert said("The news is good.", "news") == "nuz"


def test_a_number_is_pronounced_as_it_is_read() -> None:
    assert said("It cost $3 million.", "$3 million") == "θɹi ˈmɪljən ˈdɑlɚz"


@pytest.mark.parametrize(
    ("sentence", "sounds"),
    [
        ("The bath was cold.", {"bath": "bɑːθ", "was": "wɒz"}),
        ("They laughed after the last dance.", {"laughed": "lɑːft", "dance": "dɑːns"}),
        ("The staff passed the castle.", {"staff": "stɑːf", "castle": "ˈkɑːsəl"}),
        ("Massive gas plants understand.", {"Massive": "ˈmæsɪv", "gas": "ɡæs"}),
        ("New car workers go north.", {"workers": "ˈwɜːkəz", "car": "kɑː", "north": "nɔːθ"}),
        ("The new duty on Tuesday.", {"new": "njuː", "duty": "ˈdjuːti", "Tuesday": "ˈtjuːzˌdeɪ"}),
        ("The lieutenant's schedule.", {"schedule": "ˈʃɛdjuːl"}),
        ("A lieutenant left.", {"lieutenant": "lɛfˈtɛnənt"}),
        ("It was a hot coffee.", {"hot": "hɒt", "coffee": "ˈkɒfi"}),
        ("He thought of the law.", {"thought": "θɔːt", "law": "lɔː"}),
        ("A fair square is near.", {"square": "skweə", "near": "nɪə"}),
        ("Do not hurry or worry.", {"hurry": "ˈhʌɹi", "worry": "ˈwʌɹi"}),
        ("A stirring story.", {"stirring": "ˈstɜːɹɪŋ", "story": "ˈstɔːɹi"}),
        ("A foreign forest is an orange area.", {"forest": "ˈfɒɹəst", "area": "ˈeəɹiə"}),
        ("The military secretary.", {"military": "ˈmɪlətɹi", "secretary": "ˈsɛkɹətɹi"}),
        ("They carry a serious charity.", {"carry": "ˈkæɹi", "serious": "ˈsɪəɹiəs"}),
        ("Poor Edinburgh.", {"Poor": "pʊə", "Edinburgh": "ˈɛdɪnbəɹə"}),
        ("They progress; the progress was slow.", {"progress": "pɹəˈɡɹɛs"}),
    ],
)
def test_british_english_is_pronounced_as_such(sentence: str, sounds: dict[str, str]) -> None:
    assert {word: said(sentence, word, "en-GB") for word in sounds} == sounds


def test_british_spellings_are_in_vocabulary() -> None:
    words = "organisers paedophile offences calibre travellers colourful enrolment analysed".split()
    heard = {word: said(f"The {word} came.", word) for word in words}
    assert heard["organisers"] == "ˈɔɹɡəˌnaɪzɚz"
    assert heard["paedophile"] == "ˈpɛdoʊfaɪl"
    assert all("ˈ" in ipa or word == "offences" for word, ipa in heard.items())


@pytest.mark.parametrize(
    ("word", "ipa"),
    [
        ("weaponizing", "ˈwɛpənˌaɪzɪŋ"),
        ("bedsheet", "ˈbɛdˌʃit"),
        ("iMac", "aɪ mæk"),
        ("WeWork", "wi wɝk"),
        ("Brexit-weary", "ˈbɹɛksɪt ˈwɪɹi"),
    ],
)
def test_a_word_put_together_of_known_ones_is_known(word: str, ipa: str) -> None:
    assert said(f"They saw {word} there.", word) == ipa


@pytest.mark.parametrize("name", ["Skerrow", "Cobstead", "Fitzlurgan", "Allery", "Grobzinkelham"])
def test_an_english_name_gets_no_foreign_origin(name: str) -> None:
    assert guess_pronunciation(name.lower()) is None


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
        ("He caught a bass in the lake, a largemouth bass.", "bass", "bæs"),
        ("She bought a bass guitar.", "bass", "beɪs"),
        ("The children bow their heads.", "bow", "baʊ"),
        ("He tied a bow tie.", "bow", "boʊ"),
        ("A strong wind blew.", "wind", "wɪnd"),
        ("The talks wind down today.", "wind", "waɪnd"),
        ("A gunshot wound was found.", "wound", "wund"),
        ("They object to the plan.", "object", "əbˈdʒɛkt"),
        ("A strange object fell.", "object", "ˈɑbdʒɪkt"),
        ("The close race ended.", "close", "kloʊs"),
        ("They will close the school.", "close", "kloʊz"),
        ("The house can house ten people.", "house", "haʊs"),
        ("They refuse to leave.", "refuse", "ɹɪˈfjuz"),
        ("A minute later he left.", "minute", "ˈmɪnət"),
        ("Minute amounts were found.", "Minute", "maɪˈnut"),
        ("The desert was dry.", "desert", "ˈdɛzɚt"),
        ("A separate study found it.", "separate", "ˈsɛpɚɪt"),
        ("They separate the two.", "separate", "ˈsɛpɚˌeɪt"),
        ("Ministers estimate the cost.", "estimate", "ˈɛstəˌmeɪt"),
        ("The estimate was low.", "estimate", "ˈɛstəmət"),
        ("The row over pay goes on.", "row", "ɹaʊ"),
        ("He sat in the front row.", "row", "ɹoʊ"),
        ("The road wound through the hills.", "wound", "waʊnd"),
        ("She wound the bandage around his arm.", "wound", "waʊnd"),
        ("Gunmen wound three people around the square.", "wound", "wund"),
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
        ("Dr. Zoë Lindqvist led the work.", "Zoë", "ˈzoʊi"),
        ("She read Proust in May.", "Proust", "pɹust"),
        ("They met in Vaduz.", "Vaduz", "fɑˈduts"),
        ("He grew up in Quezon City.", "Quezon", "ˈkeɪzɑn"),
        ("A statue of Heracles was found.", "Heracles", "ˈhɛɹəkliz"),
        ("It rained in Fond du Lac.", "du", "də"),
    ],
)
def test_names_have_the_readings_of_broadcasters(sentence: str, word: str, ipa: str) -> None:
    assert said(sentence, word) == ipa


@pytest.mark.parametrize(
    ("plain", "accented"),
    [("Peter", "Péter"), ("Jesus", "Jesús"), ("Oscar", "Óscar"), ("Store", "Støre")],
)
def test_a_name_with_an_accent_does_not_change_the_word_without_it(
    plain: str, accented: str
) -> None:
    assert lookup_word(plain.lower()) == said(f"We saw {plain} there.", plain)
    assert said(f"We saw {accented} there.", accented) != said(f"We saw {plain} there.", plain)


def test_a_name_without_its_accent_is_the_same_name() -> None:
    assert said("They flew to Cancun.", "Cancun") == said("They flew to Cancún.", "Cancún")


@pytest.mark.parametrize(
    ("name", "ipa"),
    [
        ("Villaseñor", "vijəsɛˈnjɔɹ"),
        ("Wójcikowska", "vɔɪtʃiˈkɑfskə"),
        ("Kovačević", "koʊˈvɑtʃəvɪtʃ"),
        ("Thibaudeau", "tiboʊˈdoʊ"),
        ("Marchetti", "mɑɹˈkɛti"),
        ("Xiuying", "ʃiuˈɪŋ"),
        ("Kamoshita", "kɑmoʊˈʃitə"),
        ("Kovalenko", "koʊvəˈlɛŋkoʊ"),
        ("Guðmundsson", "ˈɡuðmundsən"),
        ("Brăila", "bɹəˈilə"),
        ("Jiang'an", "dʒiəŋˈɑn"),
        ("DeSaulnier", "dəˈsaʊlniɚ"),
        ("Mutasa", "muˈtɑsə"),
        ("Hanabusa", "hɑnəˈbusə"),
        ("Qiaoling", "tʃaʊˈlɪŋ"),
        ("Tynemouth", "ˈtaɪnməθ"),
        ("Clintonian", "ˌklɪnˈtoʊniən"),
        ("Bélanger", "beɪlənˈʒeɪ"),
        ("Thủy", "twi"),
        ("Filipescu", "filiˈpɛsku"),
        ("Çetin", "tʃɛˈtin"),
        ("Godinho", "ɡoʊˈdinjoʊ"),
        ("Arslanoğlu", "ɑɹˈslɑnoʊlu"),
        ("Sjöberg", "ˈʃɝbɛɹɡ"),
        ("Llandysul", "lænˈdʌsɪl"),
        ("Akinyele", "ɑkiˈnjɛleɪ"),
    ],
)
def test_an_unlisted_name_is_pronounced_by_its_origin(name: str, ipa: str) -> None:
    assert said(f"They met {name} there.", name) == ipa


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("The roof was clad in lead sheets.", "lead", "lɛd"),
        ("Lead counsel for the state left.", "Lead", "lid"),
        ("A tear ran down her cheek.", "tear", "tɪɹ"),
        ("A red bow was tied to it.", "bow", "boʊ"),
        ("The speech lacked polish.", "polish", "ˈpɑlɪʃ"),
        ("They are putting in pipes.", "putting", "ˈpʊtɪŋ"),
        ("He will address the nation.", "address", "əˈdɹɛs"),
        ("Her address was leaked.", "address", "ˈædɹɛs"),
        ("Left-hander Jesus Luna signed.", "Jesus", "heɪˈsus"),
        ("The roof's lead was stolen.", "lead", "lɛd"),
        ("Sea bass with fennel is on the menu.", "bass", "bæs"),
        ("The diplomatic row deepened.", "row", "ɹaʊ"),
        ("They seem happy and content.", "content", "kənˈtɛnt"),
        ("He lives close by.", "close", "kloʊs"),
        ("My fingers grew number by the minute.", "number", "ˈnʌmɚ"),
        ("A minute crack caused the crash.", "minute", "maɪˈnut"),
        ("Her dogged defence won.", "dogged", "ˈdɔɡəd"),
    ],
)
def test_the_neighbours_of_a_homograph_tell_its_sense(sentence: str, word: str, ipa: str) -> None:
    assert said(sentence, word) == ipa


def test_other_languages_are_asked_of_espeak() -> None:
    assert said("Das ist gut.", "gut", "de") == "ɡˈuːt"


@pytest.mark.parametrize("span", [(-1, 3), (5, 5), (3, 99)])
def test_a_span_outside_the_sentence_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(InvalidOption, match="outside"):
        pronunciation("Five people left.", span)


def test_a_span_without_a_word_is_refused() -> None:
    with pytest.raises(InvalidOption, match="no word"):
        pronunciation("Five — six.", (5, 6))


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("Nice lost to Rennes.", "Nice", "nis"),
        ("The Nice goalkeeper was hurt.", "Nice", "nis"),
        ("She moved to Reading in May.", "Reading", "ˈɹɛdɪŋ"),
        ("Reading is fun.", "Reading", "ˈɹidəŋ"),
        ("The Polish army moved.", "Polish", "ˈpoʊlɪʃ"),
        ("Polish the silver first.", "Polish", "ˈpɑlɪʃ"),
        ("Tests found lead in the water.", "lead", "lɛd"),
        ("She took the lead in the final lap.", "lead", "lid"),
        ("They seem content with the deal.", "content", "kənˈtɛnt"),
        ("The content of the letter is secret.", "content", "ˈkɑntɛnt"),
        ("They will broadcast it live.", "live", "laɪv"),
        ("Families live on the coast.", "live", "lɪv"),
    ],
)
def test_context_disambiguates_towns_metals_and_feelings(
    sentence: str, word: str, ipa: str
) -> None:
    assert said(sentence, word) == ipa


@pytest.mark.parametrize(
    ("sentence", "word", "ipa"),
    [
        ("He did not elaborate.", "elaborate", "iˈlæbɚeɪt"),
        ("Asked to elaborate, she declined.", "elaborate", "iˈlæbɚeɪt"),
        ("Those who abuse animals are jailed.", "abuse", "əˈbjuz"),
        ("Some use drones, others dogs.", "use", "juz"),
        ("Children use apps more than adults do.", "use", "juz"),
        ("Few MPs object.", "object", "əbˈdʒɛkt"),
        ("Does anyone object?", "object", "əbˈdʒɛkt"),
        ("The teams alternate.", "alternate", "ˈɑltɚˌneɪt"),
        ("Jurors deliberate behind closed doors.", "deliberate", "dɪˈlɪbɚˌeɪt"),
        ("College graduates earn more.", "graduates", "ˈɡɹædʒuəts"),
        ("The risk increases with age.", "increases", "ɪnˈkɹisɪz"),
        ("Cheap imports hurt makers.", "imports", "ˈɪmpɔɹts"),
        ("Most adults read one novel a year.", "read", "ɹid"),
    ],
)
def test_a_clause_without_another_verb_makes_a_homograph_its_verb(
    sentence: str, word: str, ipa: str
) -> None:
    assert said(sentence, word) == ipa


@pytest.mark.parametrize(
    ("place", "word", "ipa"),
    [
        ("Cairo, Illinois,", "Cairo", "ˈkɛɹoʊ"),
        ("Cairo, Egypt,", "Cairo", "ˈkaɪɹoʊ"),
        ("Milan, Mich.,", "Milan", "ˈmaɪlən"),
        ("East Palestine, Ohio,", "Palestine", "ˈpæləˌstin"),
        ("Pierre, S.D.,", "Pierre", "pɪɹ"),
    ],
)
def test_a_town_in_the_united_states_differs_from_its_namesake(
    place: str, word: str, ipa: str
) -> None:
    assert said(f"A fire in {place} killed two.", word) == ipa
