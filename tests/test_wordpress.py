"""The plugin for WordPress, in a real WordPress with a real Earshot server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from accounts import create_key
from browser import wait_until
from playwright.sync_api import Browser, Page, expect
from serving import SENTENCES, ServerProcess, running_server
from wordpress_site import PASSWORD, USER, WordPress, running_wordpress

pytestmark = pytest.mark.timeout(300)  # a database and WordPress are installed first
PLAYER = "document.querySelector('earshot-player')"
CONTENT = "".join(f"<!-- wp:paragraph --><p>{text}</p><!-- /wp:paragraph -->" for text in SENTENCES)


@pytest.fixture(scope="module")
def wordpress() -> Iterator[WordPress]:
    with running_wordpress() as running:
        yield running


@pytest.fixture(scope="module")
def server(
    wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[ServerProcess]:
    """An Earshot server whose address and key were entered on the settings page."""
    home = tmp_path_factory.mktemp("library")
    with running_server(home, public="true", allowed_origins=wordpress.url) as running:
        key = create_key(running.client, "write")["Authorization"].removeprefix("Bearer ")
        page = browser.new_page()
        log_in(page, wordpress)
        page.goto(f"{wordpress.url}/wp-admin/options-general.php?page=earshot")
        page.get_by_label("Server").fill(f"{running.base_url}/")
        page.get_by_label("API key").fill(key)
        page.get_by_role("button", name="Save Changes").click()
        expect(page.get_by_text("The server accepts the key.")).to_be_visible()
        assert key not in page.content()
        page.close()
        yield running


def log_in(page: Page, wordpress: WordPress) -> None:
    page.goto(f"{wordpress.url}/wp-login.php")
    expect(page.locator("#user_login")).to_be_focused()  # its script does that, a bit later
    page.locator("#user_login").fill(USER)
    page.locator("#user_pass").fill(PASSWORD)
    page.locator("#wp-submit").click()
    page.wait_for_url("**/wp-admin/**")


def publish(wordpress: WordPress, title: str, **fields: object) -> int:
    post = wordpress.save_post(
        post_title=title, post_content=CONTENT, post_status="publish", post_author=1, **fields
    )
    wordpress.run_cron()
    return post


def save_choice(wordpress: WordPress, page: Page, post: int, choice: str) -> None:
    """Send the form of the box, as both editors do."""
    page.goto(f"{wordpress.url}/wp-admin/post.php?post={post}&action=edit")
    page.locator("#earshot-choice").wait_for(state="attached")
    page.evaluate(
        """choice => {
          document.getElementById("earshot-choice").value = choice;
          return wp.data.dispatch("core/edit-post").requestMetaBoxUpdates();
        }""",
        choice,
    )
    wait_until(page, "!wp.data.select('core/edit-post').isSavingMetaBoxes()")


def get_story_id(wordpress: WordPress, post: int) -> str:
    return wordpress.get_meta(post, "_earshot_story")


def is_known(server: ServerProcess, story: str) -> bool:
    return server.client.get(f"/v1/stories/{story}").status_code == 200


def test_a_published_post_is_read_aloud_in_its_place(
    wordpress: WordPress, server: ServerProcess, page: Page
) -> None:
    post = publish(wordpress, "The ferry & the lake")
    story = server.wait_until_finished(get_story_id(wordpress, post))
    assert (story["title"], story["site"]) == ("The ferry & the lake", "Lake News")
    assert story["url"].endswith(f"?p={post}")
    page.goto(wordpress.get_post_url(post))
    wait_until(page, f"{PLAYER}?.duration > 0")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentWord > 2 && CSS.highlights.size > 0")
    home = httpx.get(wordpress.url, trust_env=False, timeout=60).text
    assert "earshot-player" not in home  # a list of posts has no player


def test_a_changed_post_is_a_new_revision_of_its_story(
    wordpress: WordPress, server: ServerProcess
) -> None:
    post = publish(wordpress, "A correction")
    story = server.wait_until_finished(get_story_id(wordpress, post))
    wordpress.save_post(
        ID=post,
        post_title="A correction",
        post_content=f"{CONTENT}<p>It was late.</p>",
        post_status="publish",
    )
    wordpress.run_cron()
    assert get_story_id(wordpress, post) == story["id"]
    server.wait_until(lambda: server.get_story(story["id"])["ready_revision"] == 2)


def test_a_post_that_is_not_public_has_no_story(
    wordpress: WordPress, server: ServerProcess
) -> None:
    draft = wordpress.save_post(post_title="Draft", post_content=CONTENT, post_status="draft")
    locked = publish(wordpress, "Locked", post_password="secret")
    assert get_story_id(wordpress, draft) == get_story_id(wordpress, locked) == ""

    withdrawn, deleted = publish(wordpress, "Withdrawn"), publish(wordpress, "Deleted")
    stories = [get_story_id(wordpress, post) for post in (withdrawn, deleted)]
    assert all(is_known(server, story) for story in stories)
    wordpress.run("wp_trash_post($input['id']);", id=withdrawn)
    wordpress.run("wp_delete_post($input['id'], true);", id=deleted)
    wordpress.run_cron()
    assert not any(is_known(server, story) for story in stories)


def test_an_editor_switches_the_audio_of_one_post_off(
    wordpress: WordPress, server: ServerProcess, page: Page
) -> None:
    post = publish(wordpress, "Silent")
    story = get_story_id(wordpress, post)
    log_in(page, wordpress)
    save_choice(wordpress, page, post, "off")
    wordpress.run_cron()
    assert not is_known(server, story)
    assert (
        "earshot-player"
        not in httpx.get(wordpress.get_post_url(post), trust_env=False, timeout=60).text
    )
    save_choice(wordpress, page, post, "")
    wordpress.run_cron()
    assert is_known(server, get_story_id(wordpress, post))


def test_the_shortcode_puts_the_player_elsewhere_and_is_not_read(
    wordpress: WordPress, server: ServerProcess
) -> None:
    post = wordpress.save_post(
        post_title="Elsewhere", post_content=f"{CONTENT}[earshot]", post_status="publish"
    )
    wordpress.run_cron()
    story = server.wait_until_finished(get_story_id(wordpress, post))
    text = server.client.get(f"/v1/stories/{story['id']}/transcript.txt").text
    assert "earshot" not in text.lower()
    html = httpx.get(wordpress.get_post_url(post), trust_env=False, timeout=60).text
    assert html.count("<earshot-player") == 1
    assert html.index("<earshot-player") > html.index(SENTENCES[0])


def test_a_post_is_sent_again_after_the_server_was_down(
    wordpress: WordPress, server: ServerProcess
) -> None:
    server.stop()
    post = publish(wordpress, "Patient")
    assert get_story_id(wordpress, post) == ""
    assert wordpress.get_meta(post, "_earshot_error") != ""
    server.start()
    wordpress.run(
        "foreach (_get_cron_array() as $time => $events)"
        " foreach ($events['earshot_sync_post'] ?? [] as $event) {"
        " wp_unschedule_event($time, 'earshot_sync_post', $event['args']);"
        " wp_schedule_single_event(time() - 1, 'earshot_sync_post', $event['args']); }"
    )
    wordpress.run_cron()
    assert is_known(server, get_story_id(wordpress, post))
    assert wordpress.get_meta(post, "_earshot_error") == ""


def test_the_plugin_causes_no_warning_of_php(wordpress: WordPress, server: ServerProcess) -> None:
    log = wordpress.read_log()
    assert "earshot" not in log.lower(), log
