"""Recognize pages without an article: error pages, bot checks, log-in and consent pages, lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from earshot.ingest.html.dom import Element, tag_set, text_content
from earshot.ingest.html.text_runs import TextRun

_MAX_MESSAGE_CHARS = 1_000
"""A page with more text is not just a message."""
_MAX_TITLE_CHARS = 80
_MAX_EMPTY_CHARS = 60
"""A page with scripts and less visible text waits for its scripts."""
_MIN_LISTED_STORIES = 3
_HEADING_TAGS = tag_set("h2 h3 h4")
_VISIBLE_TEXT = "//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]"


@dataclass(frozen=True, slots=True)
class _Message:
    """A kind of page that shows a message, and how it is recognized."""

    reason: str
    titles: re.Pattern[str]
    text: re.Pattern[str]
    max_spoken_chars: int
    """With more spoken text, the page is a story about such a message."""


def _message(reason: str, titles: str, text: str, max_spoken_chars: int) -> _Message:
    return _Message(reason, re.compile(titles, re.I), re.compile(text, re.I), max_spoken_chars)


_NEVER = r"(?!)"
_MESSAGES = (
    _message(
        "it is an error page: the site has no page at this address",
        r"^\W*(?:error\W*|erreur\W*|fehler\W*)?(?:404|410)\b|"
        r"\b(?:404 (?:error|not found)|error 404)\b|"
        r"\bpage (?:was |could )?not (?:be )?found\b|^\W*not found\b|\bpage (?:doesn.t|does not) "
        r"exist\b|\bpage (?:is )?(?:unavailable|missing)\b|\bpage can.t be found\b|"
        r"\bcan.t find (?:that|the|this) page\b|\b(?:article|story|page|content) is no longer "
        r"available\b|"
        r"\b(?:seite|artikel) (?:wurde )?(?:leider )?nicht gefunden\b|"
        r"\bseite (?:gibt es|existiert) (?:leider )?nicht\b|"
        r"\bpage (?:introuvable|non trouvée)\b|\bpage n.existe p(?:as|lus)\b|"
        r"\bpágina no (?:encontrada|existe)\b|\bno encontramos (?:lo que|la página)\b|"
        r"\bpagina non trovata\b|\bpágina não encontrada\b|\bpagina niet gevonden\b|"
        r"\bsidan (?:hittades inte|finns inte)\b|\bsiden (?:blev ikke fundet|finnes ikke)\b|"
        r"\bsivua ei löyty\w*|\bnie znaleziono strony\b|\bstránka nenalezena\b|"
        r"\bстраница не найдена\b|\bсторінку не знайдено\b|\bsayfa bulunamadı\b|"
        r"الصفحة غير موجودة|הדף לא נמצא|पेज नहीं मिला|ไม่พบหน้า|"
        r"页面不存在|找不到(?:页面|頁面)|ページ(?:が|は)見つかりません|"
        r"見つかりませんでした|페이지를 찾을 수 없",
        r"\b(?:page|article|story|content) (?:that )?you(?:.re| are| were) looking for\b.{0,60}"
        r"\b(?:removed|expired|moved|exist|available|found|deleted)\b",
        _MAX_MESSAGE_CHARS,
    ),
    _message(
        "it is an error page: the site's server failed",
        r"\b5\d\d\b.{0,20}\b(?:error|gateway|unavailable|time-?out)|\binternal server error\b|"
        r"\bbad gateway\b|\bservice (?:temporarily )?unavailable\b|\bgateway time-?out\b|"
        r"\berror establishing a database connection\b",
        r"\bserver encountered an internal error\b|\breported a bad gateway error\b|"
        r"\berror establishing a database connection\b",
        _MAX_MESSAGE_CHARS // 2,
    ),
    _message(
        "the site asks to log in",
        r"^(?:please )?(?:log|sign) ?in (?:to|or)\b|\byou must (?:log|sign) ?in\b|"
        r"\b(?:login|log-?in) required\b|^(?:anmeldung erforderlich|bitte (?:melden sie sich|"
        r"einloggen))",
        r"\byou are not authori[sz]ed to (?:access|view)\b|\byou (?:must|need to) (?:be logged in|"
        r"log in|sign in)\b|\bplease (?:log|sign) in to (?:view|see|access|continue)\b|"
        r"\bsie müssen (?:sich )?(?:angemeldet|eingeloggt|anmelden|einloggen)\b|"
        r"\bvous devez (?:être connecté|vous connecter)|\bdebes? iniciar sesión\b",
        _MAX_MESSAGE_CHARS // 3,
    ),
    _message(
        "the site shows a bot check (CAPTCHA) instead of the page",
        r"^\W*just a moment\b|^\W*(?:bir dakika lütfen|(?:nur )?einen moment|un (?:instant|"
        r"momento)|"
        r"um momento|één moment|ett ögonblick|chwileczkę|один момент|请稍候|請稍候|"
        r"しばらくお待ちください|잠시만 기다)[^.!?]{0,20}\W*$|\battention required\b|"
        r"\bchecking (?:your|if the site) |"
        r"\bpardon our interruption\b|\baccess (?:to this page has been )?denied\b|"
        r"\bare you (?:a )?(?:human|robot)\b|\bcaptcha\b|\bsecurity check\b|"
        r"\bsicherheits(?:über)?prüfung\b|人机验证|安全验证",
        r"\b(?:verify|confirm|prove)\b.{0,30}\b(?:human|not a (?:robot|bot))\b|"
        r"\bare you (?:a )?(?:human|robot)\b|\bunusual (?:traffic|activity)\b|\bcaptcha\b|"
        r"\bmade us think you were a bot\b|\baccess denied\b|\bddos protection\b|"
        r"\bsecurity by cloudflare\b|\bcloudflare ray id\b|"
        r"\brequest (?:was )?blocked\b|\byou have been blocked\b|\bbot (?:detection|protection)\b|"
        r"\benable js and disable any ad ?blocker\b|"
        r"\bkein roboter\b|vérif\w+ que vous (?:êtes|n.êtes)|\bno eres un robot\b|"
        r"\bnon sei un robot\b|\bвы не робот\b|人机验证|安全验证|로봇이 아닙니다|"
        r"私はロボットではありません",
        _MAX_MESSAGE_CHARS // 2,
    ),
    _message(
        "the page needs JavaScript to show its text",
        _NEVER,
        r"\b(?:enable|turn on|activate|requires?|needs?|allow) java ?script\b|"
        r"\bjava ?script (?:is (?:required|disabled|not enabled)|must be enabled|aktivieren|"
        r"enabled)\b|\bwithout java ?script\b|\bjava ?script (?:has been|wurde) (?:disabled|"
        r"deaktiviert)\b|\bactive[rz] (?:le )?java ?script\b|\b(?:activ|habilit)\w* java ?script\b|"
        r"\babilita\w* java ?script\b|включите java ?script|启用 ?javascript|"
        r"javascript ?を有効|javascript.{0,8}활성화",
        _MAX_MESSAGE_CHARS // 4,
    ),
)
_CONSENT = re.compile(
    r"\bcookies?\b|\btracking\b|\bpersonal data\b|\bconsent\b|\beinwilligung|"
    r"\bpersonenbezogene|\bdonnées personnelles\b|\bdatos personales\b|\bdati personali\b|"
    r"\bpartner(?:s|n)?\b.{0,60}\b(?:store|access|speichern|stockent|almacen\w+)\b|クッキー|"
    r"кук[иа]",
    re.I,
)


def find_refusal_reason(root: Element, headline: str, texts: Sequence[str]) -> str:
    """Return the reason why a page with these spoken texts is not an article; empty if it may be
    one."""
    spoken_chars = sum(map(len, texts))
    if spoken_chars >= _MAX_MESSAGE_CHARS:
        return ""
    titles = [text_content(each).strip() for each in root.iter("title", "h1", "h2")][:4]
    titles = [title for title in (headline, *titles) if len(title) <= _MAX_TITLE_CHARS]
    visible_text = _visible_text(root)
    message_text = visible_text if len(visible_text) < _MAX_MESSAGE_CHARS else " ".join(texts)
    for message in _MESSAGES:
        if spoken_chars < message.max_spoken_chars and (
            any(map(message.titles.search, titles)) or message.text.search(message_text)
        ):
            return message.reason
    if texts and all(map(_CONSENT.search, texts)):
        return "the page only asks for consent to cookies"
    waits_for_scripts = len(visible_text) < _MAX_EMPTY_CHARS and not texts
    has_script = any(script.get("src") for script in root.iter("script"))
    return _MESSAGES[-1].reason if waits_for_scripts and has_script else ""


def is_story_list(runs: Sequence[TextRun], spoken_numbers: Collection[int]) -> bool:
    """Whether every spoken text is the teaser below a heading that is a link."""
    texts = [number for number in spoken_numbers if runs[number].element.tag not in _HEADING_TAGS]
    return len(texts) >= _MIN_LISTED_STORIES and all(
        number > 0 and _is_linked_heading(runs[number - 1].element) for number in texts
    )


def _is_linked_heading(element: Element) -> bool:
    link = next(element.iter("a"), None)
    if element.tag not in _HEADING_TAGS or link is None:
        return False
    return text_content(link).strip() == text_content(element).strip()


def _visible_text(root: Element) -> str:
    return " ".join(" ".join(root.xpath(_VISIBLE_TEXT)).split())


def explain_empty_page(root: Element) -> str:
    """Return why no article was found on the page."""
    if not any(text_content(element).strip() for element in root.iter("body")):
        return "the page is empty, or it needs JavaScript to show its text"
    return "the page has no running text"
