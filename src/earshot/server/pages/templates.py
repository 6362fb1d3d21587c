"""Jinja templates and their filters. All values are escaped; all pages get the caller, and the
language of the reader."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from earshot.player.built_scripts import player_version
from earshot.publish.read_along import create_environment
from earshot.publish.timeline import format_clock
from earshot.publish.translations import (
    format_day,
    format_duration,
    format_language,
    format_minutes,
    mark,
    page_texts,
    translate,
)
from earshot.server.account import Account
from earshot.server.auth import find_account
from earshot.server.pages.appearance import CHOICES, read_appearance, read_language
from earshot.server.pages.assets import assets_version
from earshot.server.pages.messages import PROBLEM_HEADINGS
from earshot.server.pages.problem_texts import translate_problem
from earshot.server.services import Services
from earshot.server.storage.play_queue import WORDS_PER_MINUTE
from earshot.server.storage.story import LibraryStory, Story
from earshot.server.story_json import format_timestamp, story_name
from earshot.server.urls import host_of

TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500
SETTINGS = "/settings"
PARENTS = {
    "/downloads": SETTINGS,
    "/voices": SETTINGS,
    "/feeds": SETTINGS,
    "/publisher": SETTINGS,
    "/accounts": SETTINGS,
    "/audit-log": "/accounts",
    "/sites": "/publisher",
    "/playground": "/publisher",
    "/connectors": "/subscriptions",
}
"""The page that leads to each page, by the first part of their paths."""
PAGE_NAMES = {
    SETTINGS: mark("Settings"),
    "/accounts": mark("Accounts"),
    "/publisher": mark("Publisher"),
    "/subscriptions": mark("Following"),
}


def render_page(request: Request, template: str, status: int = 200, **variables: Any) -> Response:
    """Render a page. Responses are not cached, because they show the current state."""
    services: Services = request.app.state.services
    account = find_account(request, services)
    account_key, language = _account_key(account), read_language(request)
    defaults = {
        "library_title": services.settings.title,
        "account": account,
        "account_key": account_key,
        "is_owner": account is not None,
        "has_password": bool(services.settings.password),
        "current_path": request.url.path,
        "current_tab": _current_tab(request),
        "parent": (parent := _parent_of(request.url.path)),
        "parent_name": translate(language, PAGE_NAMES.get(parent, "")),
        "appearance": read_appearance(request),
        "appearance_choices": CHOICES,
        "root": services.settings.path_prefix,
        "web": f"{services.settings.path_prefix}/web/{assets_version()}",
        "player_script": f"{services.settings.path_prefix}/player.js?{player_version()}",
    }
    texts = page_texts(language)
    text = page_environment().get_template(template).render(defaults | texts | variables)
    headers = {"Cache-Control": "no-store", "Earshot-Account": account_key}
    return HTMLResponse(text, status, headers)


def problem_page(request: Request, status: int, problem: str) -> Response:
    """Say what went wrong, and offer another try where that helps."""
    is_passing = status >= SERVER_ERROR or status == TOO_MANY_REQUESTS
    query = f"?{request.url.query}" if request.url.query else ""
    return render_page(
        request,
        "problem.html",
        status,
        heading=PROBLEM_HEADINGS.get(status, mark("Something went wrong")),
        problem=problem,
        retry_url=f"{request.url.path}{query}" if is_passing and request.method == "GET" else "",
    )


def _account_key(account: Account | None) -> str:
    """Distinguishes accounts in a browser that keeps pages for listening without a connection.
    Empty without an account. An account that was removed and a new one differ in their times."""
    return f"{account.id}-{int(account.created_at)}" if account else ""


def _current_tab(request: Request) -> str:
    """The address of the page's entry in the navigation; empty for a page without one."""
    path = request.url.path
    if path == "/" and request.query_params.get("view") == "queue":
        return "/?view=queue"
    tab = _first_part(path)
    while tab in PARENTS:
        tab = PARENTS[tab]
    return tab


def _parent_of(path: str) -> str:
    """The address of the page that leads to this one; empty for a page of the navigation."""
    first = _first_part(path)
    return PARENTS.get(first, "") if path == first else first


def _first_part(path: str) -> str:
    return f"/{path.split('/')[1]}"


@cache
def page_environment() -> Environment:
    environment = create_environment()
    environment.filters |= {
        "clock": _format_clock,
        "name": _short_name,
        "host": host_of,
        "day": _format_day,
        "short_day": _format_short_day,
        "duration": _format_duration,
        "language_name": _format_language,
        "length_of": _format_length,
        "left": _format_time_left,
        "moment": _format_moment,
        "percent": _played_percent,
        "problem": _translate_problem,
        "query": _with_query,
    }
    return environment


def _format_clock(milliseconds: int) -> str:
    return format_clock(milliseconds // 1000)


def _short_name(story: Story) -> str:
    """The title, or the address without its scheme until the page is fetched."""
    return story_name(story).removeprefix("https://").removeprefix("http://")


def _format_moment(seconds: float) -> str:
    return format_timestamp(seconds).replace("T", " ").replace("Z", " UTC")


@pass_context
def _format_day(context: Context, day: str) -> str:
    return format_day(context["language"], day)


@pass_context
def _format_short_day(context: Context, day: str) -> str:
    return format_day(context["language"], day, "medium")


@pass_context
def _format_duration(context: Context, seconds: float) -> str:
    return format_duration(context["language"], seconds)


@pass_context
def _format_language(context: Context, tag: str) -> str:
    return format_language(context["language"], tag)


@pass_context
def _translate_problem(context: Context, text: str) -> str:
    return translate_problem(context["language"], text)


@pass_context
def _format_length(context: Context, story: Story) -> str:
    return format_minutes(context["language"], _round_minutes(_count_seconds(story)))


@pass_context
def _format_time_left(context: Context, story: LibraryStory) -> str:
    share = 1 - story.position / max(1, story.word_count)
    minutes = _round_minutes(_count_seconds(story) * share)
    language: str = context["language"]
    return translate(language, mark("{time} left"), time=format_minutes(language, minutes))


def _count_seconds(story: Story) -> float:
    return story.duration_ms / 1000 or story.word_count * 60 / WORDS_PER_MINUTE


def _round_minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))


def _played_percent(story: LibraryStory) -> int:
    return min(100, 100 * story.position // max(1, story.word_count))


def _with_query(here: str, **changes: object) -> str:
    """The URL of the library with another view, page or filter; a new filter starts at page 1."""
    query = dict(parse_qsl(urlsplit(here).query))
    query.pop("page", None)
    query |= {name: str(value) for name, value in changes.items()}
    return f"/?{urlencode({name: value for name, value in query.items() if value})}"
