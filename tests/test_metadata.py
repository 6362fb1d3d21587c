"""Headline, byline, date and other metadata, from good, bad and malicious pages."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.ingest.html.dom import parse_html
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.dates import parse_date
from earshot.ingest.metadata.page import PageMetadata, extract_metadata


def known(head: str, body: str = "<p>word</p>", url: str = "", html: str = "") -> PageMetadata:
    page = f"<html {html}><head>{head}</head><body>{body}</body></html>"
    return extract_metadata(parse_html(page, "page.html"), url)


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_json_ld_comes_before_og_and_og_before_the_page() -> None:
    named = ld({"@type": "NewsArticle", "headline": "From JSON-LD"})
    shared = '<meta property="og:title" content="From og:title">'
    assert known(named + shared, "<h1>From h1</h1>").headline == "From JSON-LD"
    assert known(shared, "<h1>From h1</h1>").headline == "From og:title"
    assert known("<title>From title</title>", "<h1>From h1</h1>").headline == "From h1"
    assert known("<title>From title</title>").headline == "From title"


@pytest.mark.parametrize(
    "written",
    [
        "Wall opens | The Courier",
        "Wall opens - The Courier",
        "Wall opens – The Courier",
        "The Courier: Wall opens",
        "Wall opens | the courier",
    ],
)
def test_the_name_of_the_site_is_not_part_of_the_headline(written: str) -> None:
    head = f'<meta property="og:site_name" content="The Courier"><title>{written}</title>'
    assert known(head).headline == "Wall opens"


def test_a_section_at_the_end_is_removed_if_the_page_prints_the_headline_without_it() -> None:
    head = '<meta property="og:title" content="Wall opens after storm – News – 14.03.2026">'
    assert known(head, "<h1>Wall opens after storm</h1>").headline == "Wall opens after storm"


def test_a_headline_that_a_quotation_mark_cuts_is_read_to_its_end() -> None:
    headline = 'The mayor said "no" to the new ferry'
    head = f'<meta property="og:title" content="{headline}">'
    assert known(head, f"<h1>{headline}</h1>").headline == headline


def test_a_dash_inside_a_headline_stays() -> None:
    head = '<meta property="og:site_name" content="Courier"><title>Home - at last</title>'
    assert known(head).headline == "Home - at last"


def test_entities_in_json_ld_are_letters() -> None:
    head = ld({"@type": "Article", "headline": "&#8216;Walls&#8217; &amp; boats"})
    assert known(head).headline == "‘Walls’ & boats"


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Person", "name": "Ann Lee"},
        [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Courier"}],
        "By Ann Lee",
        [{"@id": "#ann"}],
        {"name": ["Ann Lee"]},
    ],
)
def test_authors_are_found_however_json_ld_puts_them(author: object) -> None:
    story = {"@type": ["Thing", "NewsArticle"], "headline": "Wall", "author": author}
    graph = {"@graph": [[story], {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]}
    assert known(ld(graph)).authors == ("Ann Lee",)


def test_an_organisation_writes_only_where_no_person_does() -> None:
    story = {"@type": "NewsArticle", "headline": "Wall", "author": {"name": "Courier Staff"}}
    assert known(ld(story)).authors == ("Courier Staff",)


def test_where_the_newspaper_names_itself_the_person_in_the_byline_wrote_it() -> None:
    site = '<meta property="og:site_name" content="The Courier">'
    for author in ("The Courier", "courier.example"):
        head = site + f'<meta name="author" content="{author}">'
        body = '<p class="author">By Ann Lee</p><p>word</p>'
        assert known(head, body, url="https://www.courier.example/a").authors == ("Ann Lee",)
        agency = '<p class="author">ap, red</p><p>word</p>'
        assert known(head, agency, url="https://www.courier.example/a").authors == (author,)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Von Jörg Müller und Anna Roth", ("Jörg Müller", "Anna Roth")),
        ("Ann Lee, Bo Ek & Cy Orr", ("Ann Lee", "Bo Ek", "Cy Orr")),
        ("Ann Lee, Health Editor", ("Ann Lee",)),
        ("Ann Lee | Bo Ek", ("Ann Lee", "Bo Ek")),
        ("https://courier.example/ann", ()),
        ("ann@courier.example", ()),
        ("By Ann Lee\n  Ann Lee", ("Ann Lee",)),
        ("By Byron Hand", ("Byron Hand",)),
        ("", ()),
    ],
)
def test_a_byline_is_taken_apart_into_people(written: str, names: tuple[str, ...]) -> None:
    assert parse_names([written]) == names


@pytest.mark.parametrize(
    ("head", "iso"),
    [
        (
            ld(
                {"@type": "NewsArticle", "headline": "W", "datePublished": "2026-03-14T23:30:00-05"}
            ),
            "2026-03-14T23:30:00-05:00",
        ),
        (
            '<meta property="article:published_time" content="2026-03-14T23:30:15.250+0530">',
            "2026-03-14T23:30:15+05:30",
        ),
        ('<meta property="article:published_time" content="2026-03-14">', "2026-03-14"),
        ('<meta name="parsely-pub-date" content="20260314">', "2026-03-14"),
    ],
)
def test_the_moment_of_publication_is_found_in_the_zone_of_the_page(head: str, iso: str) -> None:
    published = known(head).published
    assert published is not None
    assert published.isoformat() == iso


def test_the_last_change_and_the_section_are_found() -> None:
    found = known(
        ld(
            {
                "@type": "NewsArticle",
                "headline": "W",
                "dateModified": "2026-03-15T08:00Z",
                "articleSection": ["World &amp; Weather", "News"],
            }
        )
    )
    assert found.modified == datetime(2026, 3, 15, 8, tzinfo=UTC)
    assert found.section == "World & Weather"


def test_the_printed_headline_is_preferred_if_metadata_agree() -> None:
    head = ld({"@type": "NewsArticle", "headline": "Wall: 5 things to know"}) + (
        '<meta property="og:title" content="Wall opens - The Courier">'
        '<meta property="og:site_name" content="The Courier">'
    )
    assert known(head, "<h1>Sections</h1><h1>Wall opens</h1>").headline == "Wall opens"
    assert known(head, "<h1>Another day</h1>").headline == "Wall: 5 things to know"


def test_a_time_element_dates_a_page_that_says_nothing_else() -> None:
    assert known("", "<time datetime='2026-03-14T06:30Z'>today</time>").published == datetime(
        2026, 3, 14, 6, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("13 November 2025", date(2025, 11, 13)),
        ("Nov. 13, 2025", date(2025, 11, 13)),
        ("Thursday, November 13th, 2025", date(2025, 11, 13)),
        ("2025-02-31", None),
        ("tomorrow", None),
    ],
)
def test_days_are_read_as_they_are_written(written: str, found: date | None) -> None:
    assert parse_date(written) == found


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('lang="en_gb"', "", "en-GB"),
        ('lang="en"', '<meta property="og:locale" content="en_GB">', "en-GB"),
        ('lang="de"', '<meta property="og:locale" content="en_GB">', "de"),
        ("", '<meta property="og:locale" content="fr_FR">', "fr-FR"),
        ('lang="und"', "", ""),
        ('lang="zh-hant-tw"', "", "zh-Hant-TW"),
    ],
)
def test_the_language_is_that_which_the_page_declares(html: str, head: str, language: str) -> None:
    assert known(head, html=html).language == language


def test_addresses_are_made_whole_and_only_http() -> None:
    head = '<link rel="canonical" href="/story"><meta property="og:image" content="a.jpg">'
    found = known(head, url="https://courier.example/x?y=1")
    assert found.url == "https://courier.example/story"
    assert found.image == "https://courier.example/a.jpg"
    assert known('<meta property="og:image" content="javascript:x()">').image == ""
    assert known('<meta property="og:image" content="http://[broken">').image == ""


BROKEN = [
    "",
    "null",
    "{",
    "[" * 50_000,
    '{"@type": "NewsArticle", "headline": {"@value": {"@value": []}}}',
    '{"@type": {"a": 1}, "headline": 5, "author": [null, 3, [[]]], "datePublished": {}}',
    '{"@type": "NewsArticle", "headline": "W", "image": [], "author": {"name": null}}',
    '{"a":' * 900 + "1" + "}" * 900,
]


@pytest.mark.parametrize("script", BROKEN, ids=range(len(BROKEN)))
def test_broken_json_ld_is_passed_over(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script><title>Wall opens</title>'
    assert known(head).headline in ("Wall opens", "W")


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Wall\nopens"}',
        '<!-- {"@type": "NewsArticle", "headline": "Wall opens"} -->',
        '{"@type": "NewsArticle", "headline": "Wall opens",}',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Wall opens"}\n//]]>',
    ],
)
def test_json_ld_with_the_usual_faults_is_mended(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script><title>other</title>'
    assert known(head).headline == "Wall opens"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "headline", "author", "name", "image"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(values)
def test_no_json_ld_breaks_the_reading(value: object) -> None:
    story = {"@type": "NewsArticle", "headline": value, "author": value, "image": value}
    found = known(ld([value, story]))
    assert isinstance(found.headline, str)
    assert all(isinstance(name, str) for name in found.authors)


def test_a_description_in_json_ld_is_not_a_headline() -> None:
    described = ld({"@type": "Article", "headline": "port on the western coast"})
    head = described + "<title>Dunmere - Encyclopedia</title>"
    assert known(head, "<h1>Dunmere</h1>").headline == "Dunmere"


def test_the_name_of_a_section_above_the_story_is_not_a_headline() -> None:
    head = "<title>Dunmere closes its old fish market</title>"
    assert known(head, "<h1>Business</h1>").headline == "Dunmere closes its old fish market"


@pytest.mark.parametrize(
    "body",
    [
        '<div><span>By </span><a href="/author/ines-calloway">Ines Calloway</a></div>',
        '<div class="x1f">By <span>Ines Calloway</span></div>',
        '<p>By Ines Calloway</p><p><a href="/staff/4">More</a></p>',
    ],
)
def test_a_byline_without_markup_is_found_by_its_first_word(body: str) -> None:
    assert known("", body + "<p>The wall opens.</p>").authors == ("Ines Calloway",)


def test_authors_of_other_stories_are_no_authors() -> None:
    other = "<div><h3>Another story</h3>{}<p>by <a rel=author>Bo Ek</a></p></div>"
    body = "<p>by <a rel=author>Ines Calloway</a></p>" + other.format(
        "<p>Word after word.</p>" * 30
    )
    assert known("", body).authors == ("Ines Calloway",)


def test_a_newsroom_beside_people_is_not_an_author() -> None:
    names = [{"@type": "Person", "name": name} for name in ("Ines Calloway", "Courier News")]
    head = ld({"@type": "NewsArticle", "headline": "Wall opens", "author": names})
    assert known(head).authors == ("Ines Calloway",)


def test_an_owner_in_a_meta_element_gives_way_to_the_printed_byline() -> None:
    head = '<meta name="author" content="Calder Holdings">'
    assert known(head, "<p class=byline>By Ines Calloway</p>").authors == ("Ines Calloway",)


def test_all_authors_of_a_paper_are_read() -> None:
    head = "".join(f'<meta name="citation_author" content="{n}">' for n in ("Ann Lee", "Bo Ek"))
    assert known(head).authors == ("Ann Lee", "Bo Ek")


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        (
            "Skerrow’s 2026 plans: A ferry for every day | Skerrow",
            "Skerrow’s 2026 plans: A ferry for every day",
        ),
        (
            "NFF: Skerrow Football School opens in June",
            "NFF: Skerrow Football School opens in June",
        ),
        (
            "A ferry for every day of the week - World - Skerrow",
            "A ferry for every day of the week",
        ),
        ("Skerrow » Blog Archiv » The ferry is back", "The ferry is back"),
        ("8.3.2026 - The ferry is back", "The ferry is back"),
        (
            "A ferry for every day of the week | Skerrow Magazine",
            "A ferry for every day of the week",
        ),
    ],
)
def test_the_name_of_the_site_is_cut_off_but_no_part_of_the_headline(
    title: str, headline: str
) -> None:
    url = "https://www.skerrow.example/ferry"
    assert known(f"<title>{title}</title>", url=url).headline == headline


def test_the_name_of_a_blog_behind_an_angle_is_not_part_of_the_headline() -> None:
    title = "The ferry is back on Monday › Notes of the North"
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    assert known(head, "<h1>The ferry is back on Monday</h1>").headline == (
        "The ferry is back on Monday"
    )


def test_a_kicker_in_the_h1_and_the_name_of_a_blog_are_no_part_of_the_headline() -> None:
    kicker = "<h1><span>Inner City</span> The ferry is back on Monday</h1>"
    assert known("<title>The ferry is back on Monday | Courier</title>", kicker).headline == (
        "The ferry is back on Monday"
    )
    blog = '<h1><a href="https://notes.example/">Harbour Notes</a></h1><h3>The ferry is back</h3>'
    assert known("<title>Harbour Notes: The ferry is back</title>", blog).headline == (
        "The ferry is back"
    )
