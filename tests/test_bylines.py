"""Authors in bylines."""

from __future__ import annotations

import pytest
from sample_pages import build_page, read_page

from earshot.ingest.metadata.bylines import parse_names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("ByAnn Lee", ("Ann Lee",)),
        ("Ann Lee Harbour Editor", ("Ann Lee",)),
        ("Ann Lee is Harbour Editor of the Courier and author of “Salt”", ("Ann Lee",)),
        ("Ann Lee / NCN / Mar 8, 2026, 11:05 IST", ("Ann Lee",)),
        ("Ann Lee\nLink Copied\nFollow", ("Ann Lee",)),
        ("By Ann Lee in Skerrow", ("Ann Lee",)),
        ("By Ann Lee Photographs by Ola Brandt", ("Ann Lee",)),
        ("Photos by Ola Brandt", ()),
        ("Monday", ()),
        ("記者：王曉蕾", ("王曉蕾",)),
        ("未知 责任编辑：王小明", ()),
        ("版权声明 来源：海港商报 时间", ()),
        ("网络整理", ()),
        ("Other Apps", ()),
        ("我已授权", ()),
        ("王小明 关注", ("王小明",)),
        ("記者王小明／台北報導", ("王小明",)),
        ("김하늘 기자", ("김하늘",)),
        ("بقلم أحمد علي", ("أحمد علي",)),
        ("Автор: Анна Ли", ("Анна Ли",)),
        ("著者：山田花子", ("山田花子",)),
        ("文● ヤマダ／季刊港編集部", ("ヤマダ",)),
        ("[山田花子，季刊港]", ("山田花子",)),
        ("Ann Lee\nKommentare", ("Ann Lee",)),
        ("Posted on", ()),
        ("文＝山田花子　写真＝佐藤健", ("山田花子",)),
        ("取材・文／佐藤健", ("佐藤健",)),
        ("记者 王小明 摄影 李雷 编辑 张三", ("王小明",)),
        ("Haber: Ayşe Yılmaz", ("Ayşe Yılmaz",)),
        ("โดย สมชาย ใจดี", ("สมชาย ใจดี",)),
        ("Text: Anna Berg Foto: Lars Ek", ("Anna Berg",)),
        ("लेखक: रवि शर्मा", ("रवि शर्मा",)),
        ("View all posts by Ann Lee", ("Ann Lee",)),
        ("Zeige alle Beiträge von Ann Lee →", ("Ann Lee",)),
        ("Ann Lee, Print Managing Editor", ("Ann Lee",)),
        ("Ann Lee am Samstag", ("Ann Lee",)),
        ("Artikel von", ()),
        ("Erstellt von Ann Lee", ("Ann Lee",)),
        ("Interview Ann Lee", ("Ann Lee",)),
        ("Auteur Anne Lebrun", ("Anne Lebrun",)),
        ("Zum Profil von annlee", ("annlee",)),
        ("Ann Lee im Gespräch mit Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Ann Lee Thursday", ("Ann Lee",)),
        ("Ann Lee @annlee", ("Ann Lee",)),
        ("Super User", ()),
        ("Veröffentlicht", ()),
        ("Zur Person", ()),
        ("Hinterlasse einen Kommentar", ()),
        ("page.head.extra.author", ()),
    ],
)
def test_only_people_are_left_of_a_byline(written: str, names: tuple[str, ...]) -> None:
    assert parse_names([written]) == names


def test_the_name_of_the_site_is_not_split() -> None:
    site = '<meta property="og:site_name" content="Kirche und Leben">'
    page = build_page("", f'{site}<meta name="author" content="Kirche und Leben">')
    assert read_page(page).authors == ("Kirche und Leben",)


def test_the_printed_byline_comes_before_the_owner_and_the_navigation() -> None:
    nav = '<nav><a rel="author" href="/b">Bo Ek</a></nav>'
    owner = '<meta name="author" content="Northcoast Media Inc">'
    byline = '<div class="author"><a rel="author" href="/i">By</a> <b>Ann Lee</b></div>'
    page = build_page("", owner).replace("</h1>", f"</h1>{nav}{byline}")
    assert read_page(page).authors == ("Ann Lee",)


PARAGRAPH = f"<p>{'The ferry came back to the pier on Monday. ' * 8}</p>"
SIDEBAR = '<div class="author">Bo Ek</div><div class="author">Ida Moe</div>'


@pytest.mark.parametrize(
    "byline",
    [
        '<span>By <a href="/author/ann-lee">Ann Lee</a></span>',
        '<a href="/author/180/">Ann Lee</a>',
        '<aside><address>By <a rel="author" href="/a">Ann Lee</a></address></aside>',
        '<nav><a rel="author" href="/a">Ann Lee</a> <time>2 March 2026</time></nav>',
        '<div id="byline">Ann Lee</div>',
        '<span itemprop="author"><link itemprop="name" content="Ann Lee"></span>',
    ],
)
def test_the_byline_below_the_headline_comes_before_names_beside_the_story(byline: str) -> None:
    page = build_page(PARAGRAPH + SIDEBAR).replace("</h1>", f"</h1>{byline}")
    assert read_page(page).authors == ("Ann Lee",)


def test_a_byline_above_the_headline_comes_before_names_beside_the_story() -> None:
    header = '<header><p class="byline">Ann Lee</p><h1>'
    page = (
        build_page(PARAGRAPH + SIDEBAR).replace("<h1>", header).replace("</h1>", "</h1></header>")
    )
    assert read_page(page).authors == ("Ann Lee",)


def test_a_name_beside_another_story_in_a_box_is_not_an_author() -> None:
    box = (
        '<aside><h3>Tide</h3><a rel="author" href="/b">Bo Ek</a> <time>2 March 2026</time></aside>'
    )
    page = build_page(PARAGRAPH).replace("</h1>", f"</h1>{box}")
    assert read_page(page).authors == ()


def test_a_full_name_replaces_the_login_with_the_same_letters() -> None:
    head = '<meta name="sailthru.author" content="annlee">'
    page = build_page(PARAGRAPH, head).replace("</h1>", '</h1><div class="byline">Ann Lee</div>')
    assert read_page(page).authors == ("Ann Lee",)


def test_a_paragraph_that_is_a_byline_below_the_lead_names_the_author() -> None:
    lead = "".join(f"<p>{text}</p>" for text in (PARAGRAPH, "Von Ann Lee"))
    head = (
        '<meta property="og:site_name" content="Hafenbote"><meta name="author" content="Hafenbote">'
    )
    page = build_page("", head).replace("</h1>", f"</h1>{lead}")
    assert read_page(page).authors == ("Ann Lee",)


def test_the_authors_of_a_paper_are_named_with_their_first_names_in_front() -> None:
    names = ("Lee, Ann", "Ek, Bo")
    head = "".join(f'<meta name="citation_author" content="{name}">' for name in names)
    assert read_page(build_page("", head)).authors == ("Ann Lee", "Bo Ek")


@pytest.mark.parametrize(
    "line",
    [
        '<div class="footer">Posted by <span class="fn">Ann Lee</span> at <a>9:15 AM</a></div>',
        '<b>Ann Lee</b> <a href="mailto:ferry-dev%40skerrow.example">ann at skerrow.example</a>',
        '<p>By <a href="/people/7">Ann Lee</a></p>',
        '<p><a href="/author/ann-lee/">Ann Lee</a></p>',
    ],
)
def test_a_byline_below_the_text_without_a_class_names_the_author(line: str) -> None:
    page = build_page("").replace("</article>", f"{line}</article>")
    assert read_page(page).authors == ("Ann Lee",)


def test_the_byline_of_a_link_to_another_story_does_not_name_the_author() -> None:
    link = f"<h3><a href=/b>The ice</a></h3><p>{'ice ' * 30}</p><span>By Bo Ek</span>"
    teaser = f"<section><div>{link}</div></section>"
    page = build_page("", '<meta name="author" content="Courier">')
    assert read_page(page.replace("</main>", f"</main>{teaser}")).authors == ("Courier",)
