"""Filter rules: for each phrase there is a similar sentence of an article that is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from earshot.ingest.filter_phrases import PHRASE_RULES
from earshot.ingest.filter_types import Candidate, FilterContext
from earshot.ingest.filtering import filter_candidates, is_boilerplate_text
from earshot.model import BlockKind


@pytest.mark.parametrize(
    "text",
    [
        "NEW You can now listen to Courier articles!",
        "Listen · 4 min",
        "ADVERTISEMENT",
        "Story continues below",
        "Read more: Ferry timetable changes in April",
        "RELATED | The night the lamps went out",
        "DON'T MISS",
        "China plague outbreak spreads [PICTURES]",
        "Sign up for our free newsletter",
        "For the latest from the islands, sign up for our newsletters.",
        "Get the latest news in your inbox.",
        "Do you have a story for us?",
        "Get in touch at news@courier.example",
        "Follow us on Twitter and Facebook.",
        "Ann Lee can be reached at ann@courier.example.",
        "Maeve Tully contributed to this report.",
        "Reporting by Ann Lee in Skerrow; editing by Bo Ek",
        "© 2026 The Courier",
        "All rights reserved.",
        "Share Tweet Email",
        "Comments",
        "Filed under: Ferries",
        "Photo: Inés Calloway",
        "Titelbild: Inés Calloway",
        "Crédits photos : Inés Calloway",
        "12 Harbour Road, Skerrow, County Cork",
        "The wall on Friday. (Photo by Inés Calloway)",
        "The wall on Friday (Inés Calloway/Getty Images)",
        "NOTAS RELACIONADAS",
        "VEA TAMBIÉN: El transbordador vuelve a Skerrow",
        "Ähnliche Beiträge",
        "Im Video: Die Fähre kommt zurück",
        "*Werbung. Dieser Beitrag enthält Werbung für die Fähre.",
        "For the latest stories download the Courier app.",
        "To view the full story, please subscribe to The Courier.",
        "Updated at 1:23 p.m. EST",
        "Published 14 March 2026",
        "5 min read",
        "— The Harbour (@harbour) March 14, 2026",
        "***",
        "",
    ],
)
def test_it_is_not_spoken(text: str) -> None:
    assert is_boilerplate_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "You can now listen to the sea from every window of the new house.",
        "10 Downing Street is empty tonight",
        "Los temas relacionados con la pesca ocupan al consejo de la isla.",
        "Werbung für die Fähre hängt in jedem Laden der Insel.",
        "For the latest boats the pier is too short, the harbour master said.",
        "4K Blu-ray drive is great for movie fans",
        "Advertisements for the ferry hang in every shop.",
        "More people came than ever before.",
        "Read the letter again, she said, and then burn it.",
        "Related diseases were found in two of the three herds.",
        "She writes a weekly newsletter about boats.",
        "He signed up for the army at 17.",
        "An agreement may be reached on Friday, the minister said.",
        "Follow them long enough and they lead you to water.",
        "Rain contributed to the report being late.",
        "Support for the party fell in every region today.",
        "The terms of the deal were not disclosed.",
        "Copyright law has not kept up with the machines.",
        "Published in 1984, the novel sold two million copies.",
        "Video by the activists shows the boat turning.",
        "He sold the whole collection to Getty Images.",
        "Edited by her son, the film runs three hours.",
        "With additional troops on the way, the town was calm.",
        "Comments by the mayor drew laughter.",
        "Subscribers to the theatre get two seats a month.",
        "Share prices fell by 3% on Monday.",
        "Stand up, said the judge.",
        "Sources close to the talks said nothing was settled.",
    ],
)
def test_a_sentence_that_looks_like_it_is_spoken(text: str) -> None:
    assert not is_boilerplate_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "（原标题：渡轮恢复通航）",
        "（原题为《渡轮恢复通航》）",
        "本文原标题：《渡轮恢复通航》",
        "(本文来自海港新闻，更多资讯请下载“海港”APP)",
        "图片均来自网络",
        "海港新闻记者 王小明 李文",
        "编辑 王小明 校对 李文",
        "关键词 >> 渡轮,海港",
        "字号: [大] [中] [小] [打印]",
        "信息来源: 海港航运公司",
        "相关资讯请关注:渡轮专区",
        "地址：海港市新建路56号 邮编：030001 电话：0351-3985088",
        "【免责声明】本文与海港网无关，请读者仅作参考，并自行承担全部责任。",
        "声明：海港时报力求信息准确，内容仅供参考，据此操作风险自担。",
    ],
)
def test_chinese_lines_around_a_story_are_not_spoken(text: str) -> None:
    assert is_boilerplate_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "原标题党的做法已经被禁止。",
        "图片来自他父亲留下的一本相册，那本相册已有八十年。",
        "海港新闻记者王小明在码头看到，渡轮已经恢复通航。",
        "字号“同仁堂”创立于1669年。",
        "声明说，公司将在周一恢复渡轮服务。",
        "地址已经公布，电话却无人接听。",
        "关注渡轮的人越来越多。",
    ],
)
def test_similar_chinese_sentences_are_spoken(text: str) -> None:
    assert not is_boilerplate_text(text)


@pytest.mark.parametrize("row", PHRASE_RULES, ids=lambda row: row.reason)
def test_a_long_paragraph_is_kept_despite_a_phrase(row: object) -> None:
    assert not is_boilerplate_text("The council met for nine hours. " * 20 + "All rights reserved.")


def block(text: str, kind: BlockKind = "paragraph", linked: float = 0.0) -> Candidate:
    return Candidate(kind=kind, text=text, link_share=linked)


STORY = [block(f"The council met for the {n}th time and settled nothing.") for n in range(4, 12)]
KNOWN = FilterContext(headlines=("Wall opens", "The wall opens"), authors=("Ann Lee", "Bo Ek"))


def texts(candidates: list[Candidate]) -> list[str]:
    return [
        verdict.candidate.text
        for verdict in filter_candidates(candidates, KNOWN)
        if not verdict.reason
    ]


@pytest.mark.parametrize(
    "top", ["Wall opens", "“The wall opens”", "By Ann Lee and Bo Ek", "Ann Lee", "By Bo Ek"]
)
def test_headline_and_byline_on_top_are_left_to_the_intro(top: str) -> None:
    assert texts([block(top), *STORY]) == texts(STORY)


def test_the_headline_words_in_the_middle_of_a_story_stay() -> None:
    assert "Wall opens" in texts([*STORY, block("Wall opens"), *STORY])


def test_the_writers_biography_at_the_end_is_not_spoken() -> None:
    assert texts([*STORY, block("Ann Lee has covered the islands since 2011.")]) == texts(STORY)
    who = block("The Skerrow historian Ann Lee is the author of two books.")
    assert texts([*STORY, who]) == texts(STORY)
    told = block("The council then thanked Ann Lee for coming.")
    assert told.text in texts([*STORY, told])


def test_a_writer_named_in_the_first_paragraph_is_spoken() -> None:
    first = block("Ann Lee has covered the islands since 2011; this week she was arrested.")
    assert texts([first, *STORY])[0] == first.text


def test_a_line_that_is_all_link_is_not_spoken_but_a_linked_sentence_is() -> None:
    line = block("Diary of the storm", linked=1.0)
    sentence = block("The council published its full report on Friday.", linked=1.0)
    assert texts([*STORY, line, sentence, *STORY]) == texts([*STORY, sentence, *STORY])


def test_a_link_with_the_name_of_a_site_below_the_text_is_not_spoken() -> None:
    link = block("In The Courier | What the ferry costs and who pays for it", linked=0.8)
    assert texts([*STORY, link]) == texts(STORY)
    assert link.text in texts([*STORY, link, *STORY])
    assert link.text in texts([*STORY, replace(link, link_share=0.1)])


def test_a_heading_with_nothing_under_it_is_not_spoken() -> None:
    heading = block("More stories", kind="heading")
    assert texts([*STORY, heading, block("Diary of the storm", linked=1.0)]) == texts(STORY)
    assert "More stories" in texts([*STORY, heading, *STORY])


def test_the_box_that_a_heading_of_related_stories_opens_is_not_spoken() -> None:
    story = [replace(each, xpath=f"/main/p[{n}]") for n, each in enumerate(STORY * 3)]
    heading = Candidate(kind="heading", text="Notas relacionadas", xpath="/main/section/h2")
    card = block("The council had promised a new pier to the people of the island.")
    below = replace(card, xpath="/main/section/div/article/p")
    assert texts([*story, heading, below]) == texts(story)
    beside = replace(heading, xpath="/main/h2"), replace(card, xpath="/main/p[99]")
    assert card.text in texts([*story, *beside])


def test_a_line_that_announces_what_follows_is_not_spoken_at_the_end() -> None:
    line = block("You may also be interested in these stories of ours:")
    assert texts([*STORY, line, block("Diary of the storm", linked=1.0)]) == texts(STORY)
    assert line.text in texts([*STORY, line, *STORY])
    command = block("Then install the new lamp with this command:")
    assert texts([*STORY, command]) == [*texts(STORY), command.text]


def test_a_question_in_italics_below_a_picture_is_not_a_caption() -> None:
    question = Candidate(
        kind="paragraph", text="What did the storm cost?", is_emphasized=True, has_image=True
    )
    caption = replace(question, text="The pier after the storm")
    assert texts([*STORY, question, caption, *STORY]) == texts([*STORY, question, *STORY])


def test_a_sentence_with_a_colon_stays_though_the_list_after_it_is_dropped() -> None:
    colon = block("The harbour master was puzzled by what he read:")
    assert colon.text in texts([*STORY, colon, block("Comments"), *STORY])
