"""The player on a publisher's page in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser import PageMonitor, find_violations, wait_until
from playwright.sync_api import Browser, Page, expect
from publisher import PublisherSite, narrated_site

from earshot.player.built_scripts import player_script

STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; media-src 'self'; "
    "img-src data:; require-trusted-types-for 'script'"
)
STORY = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry returns</title>
<link rel="icon" href="data:,"><script async src="player.js"></script></head><body><main><article>
<h1>Ferry returns to the lake</h1>
{player}
<p>The boat came back to the lake on Monday, and <b>no</b>body had waited for it in the rain.
It cost $4.20 to mend the bell.</p>
<h2>A long winter</h2>
<p>The children of the village ride for nothing until the first of May.</p>
<p>We mended it ourselves, said the captain, and the lake did the rest.</p>
<p>The children of the village ride for nothing until the first of May.</p>
<p>Tickets will be sold again on the pier, where the old booth still stands.</p>
</article></main></body></html>"""
AUDIO = '<audio controls preload="none" src="ferry.mp3"></audio>'
TAG = f'<earshot-player layout="full" timings="ferry.json" src="ferry.mp3">{AUDIO}</earshot-player>'
PLAYER = "document.querySelector('earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"
LIT = """name => [...(CSS.highlights.get(`earshot-${name}`) ?? [])].map(String)"""
ON_PAGE = """name => [...(CSS.highlights.get(`earshot-${name}`) ?? [])]
  .filter(range => range.startContainer.getRootNode() === document).map(String).join(' ')"""
VIEWPORT = {"width": 900, "height": 700}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    pages = {"ferry.mp3": STORY.format(player="")}
    with narrated_site(tmp_path_factory.mktemp("site"), pages) as running:
        running.csp = STRICT
        yield running


def opened(page: Page, site: PublisherSite, tag: str = TAG, story: str = STORY) -> PageMonitor:
    """Open the page with the tag and wait for the story."""
    watched = PageMonitor(page)
    page.goto(site.put("index.html", story.replace("{player}", tag)))
    wait_until(page, f"{INNER}.story")
    page.evaluate(
        f"""() => {{ window.told = [];
        for (const name of [
          "play", "pause", "ended", "earshot-decile", "earshot-segmentchange", "error"])
          {PLAYER}.addEventListener(name, ({{ detail }}) => told.push([name, detail])); }}"""
    )
    return watched


def words(site: PublisherSite) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((site.folder / "ferry.json").read_text())["words"]
    return told


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def lit_at(page: Page, ms: float) -> tuple[str, str]:
    """Return the highlighted word and sentence at a time."""
    page.evaluate(f"{PLAYER}.seek({ms / 1000})")
    wait_until(page, f"!{INNER}.audio.seeking")
    word, sentence = page.evaluate(f"[({ON_PAGE})('word'), ({ON_PAGE})('sentence')]")
    return word, " ".join(sentence.split())


def middle(word: dict[str, Any]) -> float:
    return float(word["start"] + word["end"]) / 2


# The script


def test_the_script_writes_no_markup_and_evaluates_nothing() -> None:
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacent|eval\(|Function\(", player_script())


def test_before_the_script_and_without_it_the_page_has_a_player(
    browser: Browser, site: PublisherSite
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.put("plain.html", STORY.format(player=TAG)))
    assert page.locator("audio[controls]").is_visible()
    context.close()


def test_it_plays_under_the_strictest_policy_without_third_party_requests(
    page: Page, site: PublisherSite
) -> None:
    watched = opened(page, site)
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.2")
    assert watched.errors == []
    assert {
        url.rpartition("/")[2] for url in watched.requested_urls(f"{site.base_url}/index.html")
    } == {
        "player.js",
        "ferry.json",
        "ferry.mp3",
    }
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


# Playing


def test_the_page_gets_all_events(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    page.evaluate(f"{PLAYER}.playbackRate = 3")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 1")
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration * 0.55)")
    wait_until(
        page, "told.some(([name, detail]) => name === 'earshot-decile' && detail.percent >= 50)"
    )
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration - 0.3)")
    wait_until(page, "told.some(([name]) => name === 'ended')")
    told = page.evaluate("told")
    names = [name for name, _ in told]
    assert names[0] == "play"
    assert "error" not in names
    segments = [detail for name, detail in told if name == "earshot-segmentchange"]
    assert segments[0]["text"] == "Ferry returns to the lake"
    assert segments[0]["block"] == -1
    percents = [detail["percent"] for name, detail in told if name == "earshot-decile"]
    assert percents == sorted(set(percents))
    assert percents[-1] == 100


def test_audio_that_played_before_the_script_loaded_continues(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    assert page.evaluate(f"{INNER}.audio === document.querySelector('audio')")
    assert not page.evaluate("document.querySelector('audio').controls")


def test_one_voice_at_a_time(page: Page, site: PublisherSite) -> None:
    opened(page, site, TAG + TAG)
    page.evaluate("[...document.querySelectorAll('earshot-player')][0].play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    page.evaluate("[...document.querySelectorAll('earshot-player')][1].play()")
    wait_until(page, "![...document.querySelectorAll('earshot-player')][1].paused")
    wait_until(page, f"{PLAYER}.paused")


def test_a_whole_story_is_driven_by_keyboard(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    page.keyboard.press("Tab")
    assert page.evaluate(f"{PLAYER}.shadowRoot.activeElement.getAttribute('aria-label')") == "Play"
    page.keyboard.press("Enter")
    wait_until(page, f"!{PLAYER}.paused")
    page.keyboard.press("k")
    wait_until(page, f"{PLAYER}.paused")
    starts = page.evaluate(f"{INNER}.story.firsts.map(word => {INNER}.story.times.starts[word])")
    page.keyboard.press("Home")
    page.keyboard.press(".")
    assert page.evaluate(f"{PLAYER}.currentTime * 1000") == pytest.approx(starts[1], abs=2)
    page.keyboard.press(".")
    page.keyboard.press(",")
    assert page.evaluate(f"{PLAYER}.currentTime * 1000") == pytest.approx(starts[1], abs=2)
    page.keyboard.press("End")
    page.keyboard.press("j")
    left = page.evaluate(f"{PLAYER}.duration - {PLAYER}.currentTime")
    assert left == pytest.approx(15, abs=0.1)
    page.keyboard.press("m")
    assert page.evaluate(f"{PLAYER}.muted")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(f"[{PLAYER}.volume.toFixed(1), {PLAYER}.muted]") == ["0.9", False]
    page.keyboard.press(">")
    assert page.evaluate(f"[{PLAYER}.playbackRate, {INNER}.audio.preservesPitch]") == [1.1, True]
    page.keyboard.press("c")
    assert not page.evaluate(f"{INNER}.transcript.panel.hidden")


def test_keys_outside_the_player_are_the_pages_own(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    page.keyboard.press("k")
    assert page.evaluate(f"{PLAYER}.paused")


def test_speed_stays_between_half_and_three(page: Page, site: PublisherSite) -> None:
    opened(page, site, TAG.replace("<earshot-player", '<earshot-player playbackrate="1.5"'))
    assert page.evaluate(f"{PLAYER}.playbackRate") == 1.5
    assert page.evaluate(f"({PLAYER}.playbackRate = 9, {PLAYER}.playbackRate)") == 3
    assert page.evaluate(f"({PLAYER}.playbackRate = 0.1, {PLAYER}.playbackRate)") == 0.5


def test_lock_screens_know_the_story(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, "navigator.mediaSession.metadata?.title === 'Ferry returns to the lake'")


def test_chapters_lead_to_their_headings(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    page.get_by_label("Chapters").select_option(label="A long winter")
    start = next(word["start"] for word in words(site) if word["block"] == 1)
    wait_until(page, f"{PLAYER}.currentTime * 1000 >= {start - 2}")
    wait_until(page, f"!{PLAYER}.paused")


def test_a_place_is_kept_only_where_the_page_allows_it(page: Page, site: PublisherSite) -> None:
    # Positions near either end are not resumed, so a very short story has none.
    kept = TAG.replace("<earshot-player", "<earshot-player persist")
    for tag, is_kept in ((TAG, False), (kept, True)):
        opened(page, site, tag)
        page.evaluate(f"{PLAYER}.seek(8)")
        page.evaluate(f"{PLAYER}.play()")
        wait_until(page, f"{PLAYER}.currentTime > 8")
        page.evaluate(f"{PLAYER}.pause()")
        wait_until(page, f"{PLAYER}.paused")
        left = page.evaluate(f"{PLAYER}.currentTime") if is_kept else 0
        opened(page, site, tag)
        assert page.evaluate(f"{PLAYER}.currentTime") == pytest.approx(left, abs=1)


# The transcript


def test_the_transcript_has_the_story_and_a_click_plays_from_there(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    page.get_by_label("Transcript").first.click()
    text = page.locator("earshot-player [part=text]")
    expect(text).to_contain_text("nobody had waited for it in the rain. It cost $4.20")
    text.get_by_text("It cost $4.20").click()
    start = next(word["start"] for word in words(site) if word["text"] == "It")
    wait_until(page, f"{PLAYER}.currentTime * 1000 >= {start - 2} && !{PLAYER}.paused")


def test_the_transcript_stops_following_its_reader_and_offers_to_go_on(
    page: Page, site: PublisherSite
) -> None:
    style = "earshot-player { --earshot-transcript-height: 90px }"
    site.csp = ""
    opened(page, site, TAG + f"<style>{style}</style>")
    site.csp = STRICT
    page.evaluate(f"{PLAYER}.toggleTranscript()")
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration - 3)")
    wait_until(page, f"{INNER}.transcript.text.scrollTop > 20")
    page.locator("earshot-player [part=text]").hover()
    page.mouse.wheel(0, -500)
    follow = page.get_by_role("button", name="Back to current")
    follow.wait_for()
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration - 1)")
    follow.click()
    wait_until(page, f"{INNER}.transcript.text.scrollTop > 20")
    assert not follow.is_visible()


# On the page


def test_every_word_is_highlighted_on_the_page_when_it_is_spoken(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    before = page.evaluate("document.querySelector('article').outerHTML")
    sentences = page.evaluate(
        f"{INNER}.story.words.map((_, n) => {INNER}.story.segment("
        f"{INNER}.story.sentenceOf(n)).text)"
    )
    for word, sentence in zip(words(site), sentences, strict=True):
        lit, around = lit_at(page, middle(word))
        assert lit == word["text"]
        assert letters(around) == letters(sentence)
    assert page.evaluate("document.querySelector('article').outerHTML") == before


def test_of_two_equal_paragraphs_the_spoken_one_is_highlighted(
    page: Page, site: PublisherSite
) -> None:
    for change in (str, lambda story: story.replace("<article>", "<article><div>Buy!</div>")):
        opened(page, site, story=change(STORY))
        tops = []
        for word in (word for word in words(site) if word["text"] == "children"):
            assert lit_at(page, middle(word))[0] == "children"
            box = "[...CSS.highlights.get('earshot-word')][0].getBoundingClientRect().top"
            tops.append(page.evaluate(f"{box} + scrollY"))
        assert len(tops) == 2
        assert tops[0] < tops[1] - 20


def test_all_words_but_advertisements_and_changed_words_are_highlighted(
    page: Page, site: PublisherSite
) -> None:
    changed = STORY.replace("on Monday", "on a Tuesday").replace(
        "had waited", '<span data-earshot="skip">Advertisement: had</span><i>Buy!</i> had waited'
    )
    changed = changed.replace("<p>", "<div>").replace("</p>", "</div>")
    opened(page, site, story=changed)
    for word in words(site):
        lit, around = lit_at(page, middle(word))
        assert lit == ("" if word["text"] == "Monday" else word["text"])
        assert "Buy" not in around
        assert "Advertisement" not in around


def test_blocks_are_found_again_after_scripts_change_the_page(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    ticket = next(word for word in words(site) if word["text"] == "Tickets")
    assert lit_at(page, middle(ticket))[0] == "Tickets"
    page.evaluate(
        """() => { const all = document.querySelector('article');
        const copy = all.cloneNode(true); copy.querySelector('earshot-player').remove();
        const old = all.querySelectorAll('p, h1, h2'); document.body.append(copy);
        for (const each of old) each.remove(); }"""
    )
    for word in words(site)[-8:]:
        assert lit_at(page, middle(word))[0] == word["text"]


def test_text_that_is_inserted_late_is_highlighted(page: Page, site: PublisherSite) -> None:
    opened(page, site, story="<script async src=player.js></script>{player}")
    word = words(site)[8]
    assert lit_at(page, middle(word))[0] == ""
    page.evaluate(
        """text => { const p = document.createElement('p'); p.textContent = text;
        document.body.append(p); }""",
        json.loads((site.folder / "ferry.json").read_text())["blocks"][0]["text"],
    )
    lit_at(page, middle(word))  # a page is not searched again at once
    wait_until(page, f"({INNER}.update(), ({ON_PAGE})('word')) === {json.dumps(word['text'])}")


def test_a_click_on_a_paragraph_plays_from_there_during_playback(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    page.get_by_text("Tickets will be sold").click()
    assert page.evaluate(f"{PLAYER}.paused && !{PLAYER}.currentTime")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"!{PLAYER}.paused")
    page.get_by_text("Tickets will be sold").click()
    start = next(word["start"] for word in words(site) if word["text"] == "Tickets")
    wait_until(page, f"{PLAYER}.currentTime * 1000 >= {start - 2}")


@pytest.mark.parametrize(("wanted", "lit"), [("off", (0, 0)), ("word", (1, 0))])
def test_the_page_chooses_what_is_highlighted(
    page: Page, site: PublisherSite, wanted: str, lit: Any
) -> None:
    opened(page, site, TAG.replace("<earshot-player", f'<earshot-player highlight="{wanted}"'))
    found = lit_at(page, middle(words(site)[8]))
    assert tuple(int(bool(each)) for each in found) == lit


# Isolation from the page


def test_nothing_moves_when_the_player_starts(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    shift = """() => new Promise(done => {
      const seen = new PerformanceObserver(list => done(
        list.getEntries().filter(each => each.sources.some(({node}) =>
          node?.closest?.('article'))).reduce((sum, each) => sum + each.value, 0)));
      seen.observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(0), 300); })"""
    height = page.evaluate(f"{PLAYER}.offsetHeight")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    assert page.evaluate(f"{PLAYER}.offsetHeight") == height
    assert page.evaluate(shift) < 0.1


def test_it_asks_for_nothing_before_the_reader_is_near(page: Page, site: PublisherSite) -> None:
    watched = PageMonitor(page)
    far = '<p><canvas height="6000" width="9"></canvas></p>' + TAG
    page.goto(site.put("far.html", STORY.format(player=far)))
    wait_until(page, "customElements.get('earshot-player')")
    # Observers are called in the order of creation, so the player's was called before.
    page.evaluate(f"() => new Promise(done => new IntersectionObserver(done).observe({PLAYER}))")
    page.evaluate("() => fetch('far.html')")  # after the requests of the player
    assert not any(url.endswith(".json") for url in watched.requests)
    page.mouse.wheel(0, 6000)
    wait_until(page, f"{INNER}.story")


def test_without_a_timings_file_only_the_highlight_is_missing(
    page: Page, site: PublisherSite
) -> None:
    page.goto(site.put("index.html", STORY.format(player=TAG.replace("ferry.json", "no.json"))))
    wait_until(page, "customElements.get('earshot-player')")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")


def test_with_nothing_to_play_it_says_one_plain_sentence(page: Page, site: PublisherSite) -> None:
    tag = '<earshot-player timings="no.json"></earshot-player>'
    page.goto(site.put("index.html", STORY.format(player=tag)))
    status = page.locator("earshot-player [part=status]")
    status.wait_for()
    assert status.inner_text() == "Audio isn’t available for this article."


def test_an_element_behind_its_script_has_its_own_language_and_seconds(
    page: Page, site: PublisherSite
) -> None:
    tag = TAG.replace("<earshot-player", '<earshot-player lang="de" skip-seconds="30"')
    opened(page, site, tag, STORY.replace("<script async", "<script"))
    expect(page.get_by_role("button", name="Abspielen")).to_be_visible()
    assert page.evaluate(f"{INNER}.skipSeconds") == 30


def test_every_language_has_every_label(page: Page, site: PublisherSite) -> None:
    names = set()
    languages = "de fr es pt it nl ja ar he en".split()
    tag = "<earshot-player"
    opened(page, site, "".join(TAG.replace(tag, f'{tag} lang="{each}-x"') for each in languages))
    inner = "each[Symbol.for('earshot.player')]"
    wait_until(page, f"[...document.querySelectorAll('earshot-player')].every(each => {inner})")
    for number, language in enumerate(languages):
        player = page.locator("earshot-player").nth(number)
        labels = player.evaluate(f"each => {inner}.labels")
        names.add(",".join(labels))
        assert all(labels.values())
        whole = player.locator("> div").first
        assert whole.get_attribute("lang") == language
        assert whole.get_attribute("dir") == ("rtl" if language in ("ar", "he") else "ltr")
    assert len(names) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_any_state(
    page: Page, site: PublisherSite, scheme: str, language: str
) -> None:
    site.csp = ""
    look = f"<style>:root {{ color-scheme: {scheme} }} article {{ height: 3000px }}</style>"
    other = '<p slot="playlist"><a href="other.html" data-src="ferry.mp3">Another</a></p></earshot'
    tag = TAG.replace("<earshot-player", f'<earshot-player lang="{language}"')
    opened(page, site, tag.replace("</earshot", other) + look)
    site.csp = STRICT
    assert find_violations(page) == []
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    for state in (
        "controls.menu.showLink('https://news.example/ferry#t=7')",
        "playlist.open(true)",
        "element.toggleTranscript()",
        "transcript.stopFollowing()",
        "fail('trouble', 'a test')",
        "adBreaks.request({})",
    ):
        page.evaluate(f"() => {{ {INNER}.{state}; }}")
    assert find_violations(page) == []
    page.mouse.move(450, 690)
    page.mouse.wheel(0, 2000)
    calm = f"!{INNER}.controls.bar.getAnimations().length"
    wait_until(page, f"{INNER}.miniPlayer.isFloating && {calm}")
    assert find_violations(page) == []
    page.evaluate(f"{PLAYER}.toggleAttribute('no-autoadvance')")
    page.evaluate(f"{PLAYER}.seek({PLAYER}.duration - 0.2)")
    wait_until(page, f"{PLAYER}.ended")
    page.evaluate("scrollTo(0, 0)")
    wait_until(page, f"!{INNER}.miniPlayer.isFloating")
    assert find_violations(page) == []


def test_where_colours_are_forced_everything_is_seen(browser: Browser, site: PublisherSite) -> None:
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    opened(page, site)
    page.evaluate(f"{PLAYER}.toggleTranscript()")
    assert lit_at(page, middle(words(site)[8])) == (
        words(site)[8]["text"],
        "",
    )  # one of the two highlights
    assert find_violations(page) == []
    for part in ("bar", "play", "text"):
        style = f"getComputedStyle({PLAYER}.shadowRoot.querySelector('[part~={part}]'))"
        assert page.evaluate(f"{style}.borderTopStyle") == "solid"
    context.close()


def test_a_removed_player_stops_its_sound_and_highlights(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    page.evaluate(f"() => {{ window.gone = {PLAYER}; gone.remove(); }}")
    assert page.evaluate("gone.paused")
    assert page.evaluate(f"[({LIT})('word'), document.adoptedStyleSheets.length]") == [[], 0]
