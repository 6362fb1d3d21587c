"""The languages of the pages: complete catalogues, and whose language a page has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel import Locale
from browser import wait_until
from markupsafe import Markup, escape
from playwright.sync_api import Browser, expect
from serving import SENTENCES, ServerProcess, create_client, running_server, story_markdown

from earshot.publish.translations import (
    LANGUAGES,
    choose_language,
    format_duration,
    format_minutes,
    load_catalogue,
    translate,
    translate_count,
)
from earshot.server.account import ROLES
from earshot.server.pages.problem_texts import translate_problem

ROOT = Path(__file__).resolve().parents[1]
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
LITERAL = r'"((?:[^"\\]|\\.)*)"'
MESSAGE = re.compile(rf'(?<![\w"])(?:_|mark)\(\s*((?:{LITERAL}\s*)+)')
COUNTED = re.compile(r'\bn_\("[^"]*", "([^"]*)"')
PLACEHOLDER = re.compile(r"\{\w+\}")
LABELS = "src/earshot/web/dist/player/languages"


def shown_messages() -> tuple[set[str], set[str]]:
    """The messages of all templates and pages, and those that depend on a number."""
    pages, modules = (ROOT / "src/earshot/web").glob("*.html"), (ROOT / "src").rglob("*.py")
    texts = [path.read_text("utf-8") for path in (*pages, *modules)]
    found = {
        "".join(re.findall(LITERAL, match[1])) for text in texts for match in MESSAGE.finditer(text)
    }
    return found | set(ROLES), {message for text in texts for message in COUNTED.findall(text)}


def test_the_languages_are_those_of_the_player() -> None:
    player = {path.stem for path in (ROOT / LABELS).glob("*.js")}
    assert set(LANGUAGES) == {*player, "en"}  # English is in the player itself


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_each_message_once_with_its_placeholders(language: str) -> None:
    messages, counted = shown_messages()
    catalogue = load_catalogue(language)
    assert set(catalogue) == messages | counted
    for message, translation in catalogue.items():
        forms = translation.values() if isinstance(translation, dict) else [translation]
        for form in forms:
            assert form.strip(), message
            allowed = set(PLACEHOLDER.findall(message))
            assert set(PLACEHOLDER.findall(form)) <= allowed, (message, form)
            assert message in counted or set(PLACEHOLDER.findall(form)) == allowed, (message, form)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_plural_form_of_its_language(language: str) -> None:
    _, counted = shown_messages()
    needed = {Locale.parse(language).plural_form(n) for n in range(1, 1_001)}
    for message in counted:
        forms = load_catalogue(language)[message]
        assert isinstance(forms, dict)
        assert needed <= set(forms), message


@pytest.mark.parametrize(
    ("chosen", "accepted", "expected"),
    [
        ("", "", "en"),
        ("", "de-CH, en;q=0.8", "de"),
        ("", "en;q=0.5, fr;q=0.9", "fr"),
        ("", "xx, iw", "he"),
        ("", "fr;q=0, it;q=0.1", "it"),
        ("", "de;q=high", "en"),
        ("nl", "de", "nl"),
        ("xx", "de", "de"),
    ],
)
def test_the_reader_chooses_the_language_else_the_browser(
    chosen: str, accepted: str, expected: str
) -> None:
    assert choose_language(chosen, accepted) == expected


def test_values_are_escaped_and_markup_is_kept() -> None:
    shown = translate("de", "New from {site}", site="<b>")
    assert shown == "Neu von &lt;b&gt;"
    assert translate("de", "New from {site}", site=Markup("<b>")) == "Neu von <b>"
    assert translate("fr", "A message without a translation") == "A message without a translation"
    assert translate("en", "Archive|place") == "Archive"


def test_numbers_follow_the_rules_of_the_language() -> None:
    counts = [translate_count("ar", "1 story", "{n} stories", n) for n in (1, 2, 5, 11)]
    assert counts == ["مقال واحد", "مقالان", "5 مقالات", "11 مقالًا"]
    assert translate_count("en", "1 story", "{n} stories", 1) == "1 story"
    assert format_minutes("en", 185) == "3 hr 5 min"
    assert format_duration("en", 30) == "a moment"
    assert format_duration("de", 3 * 86_400) == "3 Tg."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        yield running


@pytest.fixture(scope="module")
def story(server: ServerProcess) -> str:
    body = " ".join(SENTENCES)
    created = server.create_finished_story(markdown=story_markdown("Ferry", body), language="en")
    return str(created["id"])


PATHS = ("/", "/?view=queue", "/subscriptions", "/feeds", "/settings", "/downloads", "/login")
PUBLISHER_PATHS = (
    *("/accounts", "/audit-log", "/publisher", "/connectors", "/connectors?service=wallabag"),
    *("/sites", "/sites?host=*", "/playground", "/voices"),
)


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_page_is_in_the_language_of_the_browser(
    server: ServerProcess, story: str, language: str
) -> None:
    direction = Locale.parse(language).text_direction
    for path in (*PATHS, *PUBLISHER_PATHS, "/s/none"):
        page = server.client.get(path, headers={"Accept-Language": language}).text
        assert f'<html lang="{language}" dir="{direction}"' in page, path
        assert translate(language, "Skip to content") in page or path == "/login", path


def test_the_language_of_a_story_does_not_decide(server: ServerProcess, story: str) -> None:
    page = server.client.get(f"/s/{story}", headers={"Accept-Language": "ar"}).text
    assert '<html lang="en" dir="ltr"' in page
    assert 'lang="ar" dir="rtl"' in page
    assert str(translate("ar", "Original article")) in page or "قائمة الانتظار" in page


def test_the_choice_stays_while_other_choices_change(server: ServerProcess) -> None:
    with create_client(server.base_url) as client:
        client.follow_redirects = True
        client.post("/appearance", data={"language": "it"})
        shown = client.post("/appearance", data={"theme": "dark", "back": "/settings"})
    assert '<html lang="it" dir="ltr" data-theme="dark"' in shown.text


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_phone_shows_every_page_without_overflow(
    server: ServerProcess, story: str, browser: Browser, language: str
) -> None:
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, locale=language)  # type: ignore[arg-type]
    page = context.new_page()
    for path in (*PATHS, *PUBLISHER_PATHS, f"/s/{story}"):
        page.goto(server.base_url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto(f"{server.base_url}/settings")
    page.get_by_label(str(translate(language, "Language"))).select_option("fr")
    wait_until(page, "document.documentElement.lang === 'fr'")
    expect(page.get_by_role("heading", name="Réglages")).to_be_visible()
    context.close()


def test_catalogues_are_valid_files() -> None:
    for path in files("earshot").joinpath("web", "languages").iterdir():
        assert tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("problem", "german"),
    [
        ("This page doesn't exist (404).", "Diese Seite gibt es nicht (404)."),
        ("Connection refused.", "Die Verbindung wurde abgelehnt."),
        (
            "We couldn't open this page (403). You can save it and upload the file.",
            "Diese Seite ließ sich nicht öffnen (403). Du kannst sie speichern und die Datei"
            " hochladen.",
        ),
        (
            "This doesn't seem to be an article: the page has no running text. Link to the article"
            " itself, or paste its text.",
            "Das scheint kein Artikel zu sein: die Seite hat keinen fortlaufenden Text. Gib den"
            " Link zum Artikel selbst an oder füge seinen Text ein.",
        ),
        ("Something rare happened.", "Something rare happened."),
    ],
)
def test_an_error_is_shown_in_the_language_of_the_reader(problem: str, german: str) -> None:
    assert translate_problem("de", problem) == escape(german)
    assert translate_problem("en", problem) == escape(problem)
