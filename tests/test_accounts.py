"""Accounts: the permissions of roles and scopes, and the separation of libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from accounts import OWNER_HASH, PASSWORD, add_accounts, create_client, create_key, logged_in
from command_line import run_earshot
from newsroom import FULL_TEXT, feed_server
from permissions import PERMISSIONS, list_routes
from serving import ServerProcess, running_server, story_markdown

from earshot.server.account import ROLES
from earshot.server.caller import SCOPES

NAMES = {"reader": "ann", "editor": "ben", "publisher": "cleo", "admin": "dan"}
PATH_VALUES = {
    "id": "nothing",
    "token": "nothing",
    "name": "nothing",
    "digest": "nothing",
    "version": "nothing",
    "revision": "1",
    "ending": "mp3",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    add_accounts(
        folder, {name: role for role, name in NAMES.items()} | {"eve": "reader", "gus": "reader"}
    )
    with feed_server() as site, pytest.MonkeyPatch.context() as patch:
        site.put("/page", f"<html lang=en><body><article><h1>Ferry</h1>{FULL_TEXT}</article>")
        patch.setenv("EARSHOT_TEST_SITE", str(site.server_address[1]))
        with running_server(folder, password=OWNER_HASH, trusted_proxies="127.0.0.1") as running:
            yield running


@pytest.fixture(scope="module")
def owner(server: ServerProcess) -> Iterator[httpx.Client]:
    with logged_in(server) as client:
        yield client


@pytest.fixture(scope="module")
def ann(server: ServerProcess) -> Iterator[httpx.Client]:
    with logged_in(server, "ann") as client:
        yield client


def is_denied(answer: httpx.Response) -> bool:
    """Whether the server told the caller to log in, or that scope or role do not suffice."""
    if answer.status_code == 303:
        return answer.headers["location"] == "/login"
    codes = (
        "insufficient_scope",
        "insufficient_role",
        "; your account has the role",
        "; this key has",
    )
    is_forbidden = answer.status_code == 403 and any(code in answer.text for code in codes)
    return is_forbidden or "log in, or send a key" in answer.text


def send(client: httpx.Client, method: str, path: str, **options: Any) -> httpx.Response:
    filled = re.sub(r"{(\w+)(?::\w+)?}", lambda found: PATH_VALUES[found[1]], path)
    return client.request(method, filled.replace("transcript.mp3", "transcript.vtt"), **options)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_exactly_what_the_table_says(server: ServerProcess, role: str) -> None:
    with logged_in(server, NAMES[role]) as client:
        for route, (_, needed) in PERMISSIONS.items():
            if route not in ("POST /login", "POST /logout"):
                answer = send(client, *route.split())
                may = not needed or ROLES.index(role) >= ROLES.index(needed)
                assert is_denied(answer) != may, (route, answer.status_code)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_may_do_exactly_what_its_scope_says(
    server: ServerProcess, owner: httpx.Client, scope: str
) -> None:
    key = create_key(owner, scope)
    for route, (needed, _) in PERMISSIONS.items():
        if needed:
            answer = send(server.client, *route.split(), headers=key)
            may = SCOPES.index(scope) >= SCOPES.index(needed)
            assert is_denied(answer) != may, (route, answer.status_code)


def test_without_an_account_only_open_routes_answer(server: ServerProcess) -> None:
    for route, (needed, _) in PERMISSIONS.items():
        if route not in ("POST /login", "POST /logout"):
            answer = send(server.client, *route.split())
            assert is_denied(answer) == bool(needed), (route, answer.status_code)


def test_a_key_never_exceeds_the_role_of_its_account(
    server: ServerProcess, ann: httpx.Client
) -> None:
    key = create_key(ann, "admin")
    answer = server.client.get("/v1/webhooks", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_role")
    assert server.client.get("/v1/stories", headers=key).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://["])
def test_a_page_of_another_site_changes_nothing(
    server: ServerProcess, owner: httpx.Client, origin: str
) -> None:
    """A browser sends the owner's cookie along with such a request."""
    site = {"Origin": origin}
    changing = [route for route in PERMISSIONS if not route.startswith("GET ")]
    for route in set(changing) - {"POST /add/page"}:  # it shows a form
        answer = send(owner, *route.split(), headers=site)
        assert answer.status_code == 403, (route, answer.text)
    assert owner.get("/settings").status_code == 200, "it is still logged in"


@pytest.fixture(scope="module")
def owned(server: ServerProcess, owner: httpx.Client) -> dict[str, str]:
    """The ids of what the owner has."""
    text = {"markdown": story_markdown("Secret ferry"), "playlists": ["Morning"]}
    story = owner.post("/v1/stories", json=text).json()["id"]
    server.wait_until(lambda: owner.get(f"/v1/stories/{story}").json()["status"] == "succeeded")
    owner.patch(f"/v1/stories/{story}", json={"position": 7, "queue": "front"})
    feed = {"url": "http://courier.example/feed"}
    subscription = owner.post("/v1/subscriptions", json=feed).json()["id"]
    owner.post("/feeds", data={"content": "library"})
    return {"stories": story, "s": story, "embed": story, "subscriptions": subscription}


def test_what_one_account_has_is_not_there_for_another_reader(
    ann: httpx.Client, owned: dict[str, str]
) -> None:
    tried = 0
    for method, path in list_routes():
        collection = path.removeprefix("/v1").split("/")[1]
        if "{id}" not in path or collection not in owned:
            continue
        tried += 1
        filled = path.replace("{id}", owned[collection])
        body: dict[str, Any] = {"json": {}} if path.startswith("/v1") else {"data": {}}
        if "analytics" in path:
            body = {"json": {"plays": 1, "seconds": 1, "deciles": []}}
        answer = send(ann, method, filled, **(body if method in ("POST", "PATCH") else {}))
        _, role = PERMISSIONS[f"{method} {path}"]
        assert answer.status_code == (403 if role else 404), (method, path, answer.text)
    assert tried > 15


def test_lists_and_searches_have_nothing_of_another_account(
    owner: httpx.Client, ann: httpx.Client, owned: dict[str, str]
) -> None:
    for query in ({}, {"search": "ferry"}, {"view": "queue"}, {"playlist": "Morning"}):
        assert ann.get("/v1/stories", params=query).json()["total"] == 0, query
    assert ann.get("/v1/subscriptions").json() == {"subscriptions": []}
    feed = owner.get("/feeds").text.partition("/feeds/")[2].partition("/")[0]
    for page in ("/", "/feeds", "/subscriptions", "/settings", "/subscriptions.opml"):
        text = ann.get(page).text
        assert not [word for word in ("Secret", "Morning", "courier", feed) if word in text], page


def test_a_page_that_two_readers_save_is_made_once_and_kept_until_both_delete_it(
    server: ServerProcess, owner: httpx.Client, ann: httpx.Client
) -> None:
    page = {"url": "http://courier.example/page"}
    sent = [client.post("/v1/stories", json=page) for client in (owner, ann, ann)]
    assert [answer.status_code for answer in sent] == [201, 201, 200]
    [story] = {answer.json()["id"] for answer in sent}
    address = f"/v1/stories/{story}"
    ann.patch(address, json={"position": 9, "queue": "back", "playlists": ["Evening"]})
    told = owner.get(address).json()
    assert (told["position"], told["queue_position"], told["playlists"]) == (0, None, [])
    assert ann.get(address).json()["position"] == 9
    server.wait_until(lambda: owner.get(address).json()["status"] == "succeeded")
    assert ann.post("/feeds", data={"content": "library"}).status_code == 303
    feed = ann.get("/feeds").text.partition("/feeds/")[2].partition("/")[0]
    assert story in server.client.get(f"/feeds/{feed}.xml").text
    assert owner.delete(address).status_code == 204
    assert owner.get(address).status_code == 404
    assert ann.get(f"{address}/audio.mp3").status_code == 200
    assert ann.delete(address).status_code == 204
    assert ann.get(address).status_code == 404
    assert not (server.data_dir / "stories" / story).exists()


def test_a_reader_cannot_change_the_story_of_another_account(
    owner: httpx.Client, ann: httpx.Client
) -> None:
    sent = {"source_id": "cms-1", "url": "http://courier.example/cms", "markdown": "Original."}
    story = owner.post("/v1/stories", json=sent).json()["id"]
    for change in ({"source_id": "cms-1"}, {"url": sent["url"]}):
        answer = ann.post("/v1/stories", json={**change, "markdown": "Changed."})
        assert answer.status_code == 201
        assert answer.json()["id"] != story
    assert owner.post("/v1/stories", json=sent).status_code == 200
    assert ann.post("/v1/stories", json={**sent, "access": "full"}).status_code == 403


def test_a_wrong_name_and_a_wrong_password_look_the_same(server: ServerProcess) -> None:
    forms = ({"name": "ann", "password": "wrong"}, {"name": "nobody", "password": PASSWORD})
    answers = [server.client.post("/login", data=form) for form in forms]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text == answers[1].text


def test_signing_out_everywhere_ends_the_sessions_of_one_account(
    server: ServerProcess, owner: httpx.Client
) -> None:
    with logged_in(server, "eve") as one, logged_in(server, "eve") as two:
        one.post("/settings", data={"sign_out": "everywhere"})
        assert [client.get("/").status_code for client in (one, two, owner)] == [303, 303, 200]


def test_a_login_ends_the_session_that_the_browser_had(server: ServerProcess) -> None:
    with logged_in(server, "eve") as client:
        before = client.cookies["earshot"]
        client.post("/login", data={"name": "eve", "password": PASSWORD})
        assert client.cookies["earshot"] != before
        planted = {"Cookie": f"earshot={before}"}
        assert server.client.get("/", headers=planted).status_code == 303


def test_an_invited_reader_chooses_a_password_and_an_admin_removes_the_account(
    server: ServerProcess, owner: httpx.Client
) -> None:
    page = owner.post("/accounts", data={"invite": "yes", "name": "Finn", "role": "reader"}).text
    link = page.partition('class="secret">')[2].partition("<")[0].removeprefix(server.base_url)
    with create_client(server) as finn:
        assert "Finn" in finn.get(link).text
        assert finn.post(link, data={"password": "short"}).status_code == 422
        cross_site = {"Sec-Fetch-Site": "cross-site"}
        assert finn.post(link, data={"password": PASSWORD}, headers=cross_site).status_code == 403
        assert finn.post(link, data={"password": PASSWORD}).status_code == 303
        assert finn.get(link).status_code == 404, "a link works once"
        assert finn.get("/accounts").status_code == 403
        story = finn.post("/v1/stories", json={"markdown": story_markdown("Mine")}).json()["id"]
        address = f"/v1/stories/{story}"
        server.wait_until(lambda: finn.get(address).json()["status"] == "succeeded")
        page = owner.get("/accounts").text
        number = page.partition(">Role of Finn<")[0].rpartition("role-")[2].partition('"')[0]
        removal = {"account": number, "action": "remove"}
        assert owner.post("/accounts", data=removal).status_code == 303
        assert finn.get("/").status_code == 303
    assert not (server.data_dir / "stories" / story).exists()
    assert owner.post("/accounts", data={"account": "1", "action": "remove"}).status_code == 409


def test_a_new_password_ends_the_other_sessions(server: ServerProcess) -> None:
    with logged_in(server, "gus") as one, logged_in(server, "gus") as two:
        form = {"password": "wrong", "new_password": PASSWORD}
        assert one.post("/settings/password", data=form).status_code == 401
        form = {"password": PASSWORD, "new_password": PASSWORD}
        assert one.post("/settings/password", data=form).status_code == 303
        assert [one.get("/").status_code, two.get("/").status_code] == [200, 303]


def test_the_command_line_manages_accounts_while_the_server_runs(
    server: ServerProcess, owner: httpx.Client
) -> None:
    def run(*words: str, text: str = "") -> str:
        done = run_earshot("accounts", *words, "--data-dir", server.data_dir, stdin=text)
        return done.stdout + done.stderr

    assert "role editor" in run("add", "Hal", "--role", "editor", text=f"{PASSWORD}\n")
    assert "Hal" in run("list")
    with logged_in(server, "hal") as hal:
        assert "publisher now" in run("role", "Hal", "--role", "publisher")
        assert hal.get("/v1/webhooks").status_code == 200
        assert "sessions have ended" in run("password", "Hal", text=f"{PASSWORD}2\n")
        assert hal.get("/").status_code == 303
    assert "Hala now" in run("rename", "Hal", "--new-name", "Hala")
    assert "removed" in run("remove", "Hala")
    assert "cannot be Hala" in run("remove", "Hala")
    assert "set-password" in run("password", "owner", text=f"{PASSWORD}\n")
    [entry] = owner.get("/v1/audit-log", params={"limit": 1}).json()["entries"]
    assert (entry["account"], entry["action"]) == ("command line", "account.removed")


def test_a_story_that_only_readers_keep_is_deleted_for_the_world(
    owner: httpx.Client, ann: httpx.Client
) -> None:
    created = owner.post("/v1/webhooks", json={"url": "https://cms.example/deletions"})
    webhook = f"/v1/webhooks/{created.json()['id']}"
    page = {"url": "http://courier.example/page?kept"}
    [story, _] = [client.post("/v1/stories", json=page).json()["id"] for client in (owner, ann)]
    owner.delete(f"/v1/stories/{story}")
    assert ann.get(f"/v1/stories/{story}").status_code == 200
    ann.delete(f"/v1/stories/{story}")
    sent = [each["event"] for each in owner.get(webhook).json()["messages"]]
    assert sent.count("story.deleted") == 1
    [entry] = owner.get("/v1/audit-log", params={"limit": 1}).json()["entries"]
    assert (entry["action"], entry["subject"]) == ("story.deleted", story)


def test_the_audit_log_names_who_changed_what(server: ServerProcess, owner: httpx.Client) -> None:
    with logged_in(server, "cleo") as cleo:
        cleo.post("/v1/webhooks", json={"url": "https://cms.example/hook"})
        story = cleo.post("/v1/stories", json={"markdown": story_markdown("Audited")}).json()["id"]
        cleo.patch(f"/v1/stories/{story}", json={"access": "full"})
        cleo.delete(f"/v1/stories/{story}")
        cleo.post("/v1/webhooks", json={"url": "not an address"})
    entries = owner.get("/v1/audit-log", params={"limit": 3}).json()["entries"]
    assert [(each["account"], each["action"], each["subject"]) for each in entries] == [
        ("cleo", "story.deleted", story),
        ("cleo", "story.access_changed", story),
        ("cleo", "webhook.created", "https://cms.example/hook"),
    ]
    older = owner.get("/v1/audit-log", params={"before": entries[-1]["number"]}).json()["entries"]
    assert older[0]["number"] < entries[-1]["number"]
    assert "webhook.created" in owner.get("/audit-log").text
