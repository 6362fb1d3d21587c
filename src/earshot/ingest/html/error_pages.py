"""Recognise error pages, bot checks and pages that need scripts."""

from __future__ import annotations

import re

from earshot.ingest.html.dom import Element, text_content

_MAX_MESSAGE_CHARS = 1_000
"""A page with more text is not just a message."""
_MAX_TITLE_CHARS = 80
_NOT_FOUND = re.compile(
    r"^\W*(?:error\W*)?(?:404|410)\b|\b(?:404 (?:error|not found)|error 404)\b|"
    r"\bpage (?:was |could )?not (?:be )?found\b|^\W*not found\b|\bpage (?:doesn.t|does not) "
    r"exist\b|"
    r"\bpage (?:is )?(?:unavailable|missing)\b|\bcan.t find (?:that|the|this) page\b|"
    r"\b(?:seite|artikel) (?:wurde )?(?:leider )?nicht gefunden\b|\bpage (?:introuvable|non "
    r"trouvée)\b|"
    r"\bpágina no (?:encontrada|existe)\b|\bpagina non trovata\b|\bpágina não encontrada\b|"
    r"\bpagina niet gevonden\b|\bsidan (?:hittades inte|finns inte)\b|\bnie znaleziono strony\b|"
    r"\bстраница не найдена\b|\bsayfa bulunamadı\b|页面不存在|找不到(?:页面|頁面)|"
    r"ページが見つかりません|페이지를 찾을 수 없",
    re.I,
)
_BOT_CHECK = re.compile(
    r"^\W*just a moment\b|\battention required\b|\bchecking (?:your|if the site) |"
    r"\b(?:verify|confirm|prove)\b.{0,30}\b(?:human|not a (?:robot|bot))\b|\bare you (?:a "
    r")?(?:human|robot)\b|"
    r"\bunusual (?:traffic|activity)\b|\bcaptcha\b|\bpardon our interruption\b|"
    r"\baccess (?:to this page has been )?denied\b|\bddos protection\b|\brequest (?:was "
    r")?blocked\b|"
    r"\byou have been blocked\b|\bbot (?:detection|protection)\b|ich bin kein roboter|"
    r"vérif\w+ que vous (?:êtes|n.êtes)|人机验证|安全验证|"
    r"로봇이 아닙니다|私はロボットではありません",
    re.I,
)
_NEEDS_SCRIPT = re.compile(
    r"\b(?:enable|turn on|activate|requires?|needs?|allow) java ?script\b|"
    r"\bjava ?script (?:is (?:required|disabled|not enabled)|must be enabled|aktivieren)\b|"
    r"\bwithout java ?script\b|\bjava ?script (?:has been|wurde) (?:disabled|deaktiviert)\b|"
    r"\bactiver (?:le )?java ?script\b|\bactiva\w* java ?script\b|включите java ?script|"
    r"启用 ?javascript|javascript ?を有効",
    re.I,
)


def find_refusal_reason(root: Element, headline: str, spoken: str) -> str:
    """Return the reason why the page is not an article; empty if it may be one."""
    if len(spoken) >= _MAX_MESSAGE_CHARS:
        return ""
    titles = [text_content(each).strip() for each in root.iter("title", "h1", "h2")][:4]
    titles = [headline, *titles]
    text = " ".join(" ".join(text_content(each) for each in root.iter("body")).split())[
        :_MAX_MESSAGE_CHARS
    ]
    if any(_NOT_FOUND.search(title) for title in titles if len(title) <= _MAX_TITLE_CHARS):
        return "it is an error page: the site has no page at this address"
    is_bot_check = (
        len(text) < _MAX_MESSAGE_CHARS
        and len(spoken) < _MAX_MESSAGE_CHARS // 2
        and _BOT_CHECK.search(text)
    )
    if is_bot_check or any(map(_BOT_CHECK.search, titles)):
        return "the site shows a bot check (CAPTCHA) instead of the page"
    if _NEEDS_SCRIPT.search(text) and len(spoken) < _MAX_MESSAGE_CHARS // 4:
        return "the page needs JavaScript to show its text"
    return ""
