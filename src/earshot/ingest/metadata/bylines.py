"""Parse the names of people from bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from earshot.ingest.cleanup import clean_text
from earshot.ingest.metadata.months import MONTHS

_BYLINE_PREFIX = re.compile(
    r"^(?:(?:(?:view )?all (?:posts?|articles?|stories)|(?:zeige )?alle (?:beiträge|artikel)|"
    r"(?:blog[ -]?)?(?:beitrag|post)|(?:ein |a )?(?:artikel|article|gastbeitrag)|un article|"
    r"(?:voir )?tous les articles|(?:ver )?todas las entradas|updated|medically reviewed|written|"
    r"reported|story|words|text|posted|published|submitted|gespeichert|publié|"
    r"enviado|publicado|postado|escrito|pubblicato|scritto|geplaatst|verfasst|texte?|testo|tekst|"
    r"erstellt|ver(?:öffentlicht|fasst)|geschrieben|publiziert|alles|mehr|interview|"
    r"(?:zum )?profil|redigé|rédigé|redactado|creado|créé)\s+)?"
    r"(?:(?:by|por|par|von(?!\s+de[rnm]\b)|przez|av|door)\b[:\s]+|"
    r"(?:authors?|autore?s?|autora|auteure?s?|автор\w*|tekst|texte?|testo|текст|kirjoittaja|yazar|"
    r"penulis|oleh|reporter|tác giả|haber|röportaj|συντάκτης|κείμενο|ρεπορτάζ|piše|пише|teksti|"
    r"लेखक|रिपोर्ट|ผู้เขียน|เรื่อง)\s*[:：]\s*|"
    r"โดย\s*[:：]?\s*|(?:取材[・、]?)?(?:文|構成)(?:[・、]\w{1,3})?\s?[＝=／/：:●]\s*|"
    r"by(?=(?-i:[A-Z][a-z]+\s+[A-Z]))|"
    r"(?:author|aut(?:eu|o)re?|autora|text|interview|redaktion|fotos?|words)\s+"
    r"(?=(?-i:[A-ZÀ-Þ][\w.-]+\s+[A-ZÀ-Þ]))|"
    r"(?:بقلم|كتبت?|كتبه|كتب\s*[-ـ:]|نویسنده|نوشته|מאת|द्वारा)[:،,\s]*|"
    r"(?:írta|szerző|napisał\w*|tekst|text|skriv\w+ av|af|γράφει(?: [ηο])?|του|της|автор\w*)"
    r"\s*[:：]?\s+(?=(?-i:[^\W\d_a-zα-ωа-я]))|(?:de|di)\s+(?=(?-i:[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]))|"
    r"(?:[^\W\d_a-zA-Z]{2,6}(?:\s|\s*[/／]\s*))?[【\[［(（]?(?:本报|本報)?(?:记者|記者|特派员|特約記者|作者|著者|筆者|執筆|撰文|撰稿|文|编译|기자(?=\s))\s*[:：/／|｜●■◎]?\s*(?=\S))",
    re.I,
)
_BYLINE_SUFFIX = re.compile(
    r"\s*[/／]\s*\S{1,6}(?:報導|报道)$|\s*[/／]\s*\S{1,12}(?:編集部|编辑部|編輯部|新聞社|通信社|通讯社)$|"
    r"\s*(?:[/／|｜]\s*)?(?:(?:선임|수습|객원)?\s?기자|특파원|记者|記者|特约记者|報導|报道|通讯员)(?:\s*\S+@\S+)?$"
)
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_NAME_SEPARATOR = re.compile(
    r"\s+(?:im gespräch mit|im interview mit|in conversation with|interviewed by)\s+|"
    r"\s*(?:;|\||•|·|\n|/|、|；)\s*|\s+(?:and|und|et|y|e|og|och|en|with|&|и|та|i|ve)\s+"
    r"(?=(?-i:[^\W\d_a-zà-ÿ])|(?:de|van|von|der|da|di|del|al|bin|el|la|le)\b|l['’]|\S+$)|"
    r"\s+(?=(?:photo(?:graph)?s?|pictures?|images?|fotos?|bild(?:er)?|illustrations?|video)\s*"
    r"(?:\s(?:by|von|de|par|av|af)\b|[:：＝=／/]))|"
    r"\s+(?=(?:写真|撮影|摄影|攝影|图|圖|编辑|編集|編輯|责编|責編|校对|审核|사진|그래픽)(?:\s|[:：＝=／/]))",
    re.I,
)
_JOBS = (
    r"(?:reporter|editor|correspondent|writer|producer|columnist|contributor|journalist|staff|"
    r"chief|analyst|director|author|desk|bureau|redakteur(?:in)?|redaktion|agency|team|"
    r"korrespondent(?:in)?|autor(?:in)?|journaliste|rédact\w+|redact\w+|periodista|giornalista|"
    r"critic|host|anchor|photographer|fellow|intern|founder|gründer(?:in)?|fotograf(?:in)?)"
)
_PERSONAL_JOBS = (
    r"(?:reporter|editor|correspondent|writer|producer|columnist|contributor|journalist|analyst|"
    r"director|author|critic|host|anchor|photographer|fellow|intern)"
)
_JOB_TITLE = re.compile(rf"\b{_JOBS}s?\b", re.I)
_NAME_AND_JOB = re.compile(
    rf"^(?P<name>(?!(?:Print|Online|Digital|News|Sports?|Features|Copy|Photo|Senior|Chief|Deputy|Associate|Assistant|Executive|Managing|Contributing|"
    rf"National|Political|Special|Staff)\b)[^\W\d_][\w.'’-]*(?:\s+(?:[A-Z]\.|(?:de|van|von|der|den|da|di|del|al|bin|la|"
    rf"le)\b))*"
    rf"\s+[A-Z][\w.'’-]+)\s+(?:[\w&'’-]+\s+){{0,4}}(?i:{_PERSONAL_JOBS})\b.*$"
)
_JOB = re.compile(rf"^(?:[\w&-]+\s+){{0,3}}{_JOBS}$", re.I)
_FULL_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|den|da|di|del|al|bin|la|le|el|ter|ten)"
    r"(?:\s+(?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|den|da|di|del|al|bin|la|le|el|ter|ten)){1,4}|"
    r"[^\W\d_a-zA-Z]{2,8}"
)
"""A full name: every word except a particle begins with a capital."""
_BIOGRAPHY = re.compile(
    r"\s+(?:is|was|are|has|writes|covers|reports|joined|works|ist|schreibt|est|es|è|är|er)\s+.*$"
)
_IMAGE_CREDIT = re.compile(
    r"^(?:责任编辑|責任編輯|责编|编辑|編輯|校对|审核|photo\w*|pictures?|images?|illustrat\w*|video|graphics?|fotos?|bild(?:er)?|fotograf\w*|"
    r"photographies?|编集|編集|사진|그래픽|イラスト|写真|撮影|翻訳|图|摄影|攝影|фото)\b",
    re.I,
)
_TRAILING_BUTTON = re.compile(
    r"(?:^|[\s|•·,]+)(?:link copied!?|copy link|copied|follow(?:ing)?(?: us| author)?|share|tweet|"
    r"subscribe|e-?mail|print|save|"
    r"hinterlasse (?:einen )?kommentar|schreibe? (?:einen )?kommentar|leave a (?:comment|reply)|"
    r"laisser un commentaire|deja un comentario|artikel empfehlen|uncategorized|→|"
    r"comments?|kommentare?|commentaires?|comentarios?|commenti|"
    r"view (?:profile|bio|all)|see (?:more|all)|read more|"
    r"(?:full |see full )?bio|text size|more (?:from|by) this author|get (?:email )?alerts|"
    r"updated?|published|posted|last updated|"
    r"facebook|twitter|instagram|linkedin|x|关注|關注)\W*$",
    re.I,
)
_PLACE = re.compile(r"\s+(?:in|aus|à)\s+(?=[A-Z])[\w .'’-]+$")
_HANDLE = re.compile(r"\s+(?:\|\s*)?@\w+$")
_DATE_TAIL = re.compile(
    r"\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day$|"
    r"\s+(?:am|on|le|el|il|op|den)(?:\s+(?:\W*\d|(?:mon|tue|wed|thu|fri|sat|sun|die|mit|don|"
    r"fre|sam|son)\w*\b).*)?$",
    re.I | re.S,
)
_PLACE_AND_DATE = re.compile(r"\s*\|[^|\d]{2,40}\|\s*(?:\D{0,12}\s)?\d[^|]*$")
"""The end of "Ann Lee | Berlin | 08/01/2024"."""
_JOB_AFTER_DASH = re.compile(rf"\s+[-–—]\s+.*\b{_JOBS}s?$", re.I)
_EMPLOYER = re.compile(r"(?<=\w)(?P<name>\s+[^\s,]+)\s+(?:at|for|using)\s+(?-i:[A-Z]).*$", re.I)
_URL_OR_EMAIL = re.compile(r"\S*(?:://|www\.|\w@\w)\S*", re.I)
_NOT_A_NAME = re.compile(
    r"\d|^\W*$|[<>{}=:]|^(?:by|von|par|por|de|in)$|\s(?:by|von|par|por|av)$|^(?:in|at|on|for|under|no)\s|"
    r"^[a-z_]+(?:\.[a-z_]+)*\.author$|^contributors to\b|"
    r"^(?:zur person|alle? (?:beiträge|artikel|posts|articles|stories)|about\b)|"
    r"\b(?:logged|log ?in|sign (?:in|up))\b|"
    r"^(?:未知|佚名|匿名|(?:网络|综合)整理|小编|关注|我已授权|企鹅号|搜狐号)$|"
    r"来源|來源|责任编辑|責任編輯|复制链接|版权声明",
    re.I,
)
_NON_NAMES = frozenset(
    "admin administrator webmaster null none undefined unknown anonymous guest n/a by author "
    "authors "
    "contributor publisher human team otherapps "
    "posted published written updated edited submitted veröffentlicht publiziert erstellt "
    "name text autor auteur autore redator wordpressadmin superuser siteadmin user username "
    "monday tuesday wednesday thursday friday saturday sunday today yesterday".split()
)
_AGENCY = re.compile(r"[A-Z]{2,6}")
_ORGANIZATION = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|ag|plc|corp|co|media|news|group|press|network|online|redaktion|"
    r"redacción|rédaction|redazione|newsroom|desk|agency|agencies|staff|team|editors?|"
    r"publishing|publications?|magazine|times|post|tv|radio|universit\w+|institute|"
    r"foundation)\b\.?|\.(?:com|net|org|de|co\.uk)$|"
    r"^[^\W\d_a-zA-Z]{1,6}(?:日报|日報|晚报|晚報|时报|時報|新聞|新闻|通讯社|通訊社|合報)$",
    re.I,
)
_MAX_NAME_CHARS = 60
_MAX_SMALL_WORDS = 4
"""With more words in small letters it is a sentence."""


def parse_names(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the names, each once and in order, without "By", job titles and e-mail addresses."""
    names: dict[str, str] = {}
    for line in lines:
        for name in _split_byline(line):
            names.setdefault(name.casefold(), name)
    is_title = any(len(name) == 1 and name.isascii() for name in names)
    return () if is_title else tuple(names.values())  # "Mac & i" is a magazine


def order_name(name: str) -> str:
    """Return "Ann Lee" for "Lee, Ann"."""
    last, _, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if first.strip() and "," not in first else name


def is_full_name(name: str) -> bool:
    """Whether the text is a name of several words, or of Chinese or Korean characters."""
    return _FULL_NAME.fullmatch(name) is not None and not is_organization(name)


def is_agency(name: str) -> bool:
    """Whether the name is an abbreviation in capitals, such as that of a news agency."""
    return _AGENCY.fullmatch(name) is not None


def is_organization(name: str) -> bool:
    """Whether the name is that of a company or newsroom."""
    return _ORGANIZATION.search(name) is not None or is_agency(name)


def _split_byline(line: str) -> Iterable[str]:
    if len(line) > 10 * _MAX_NAME_CHARS:
        return []
    line = _PLACE_AND_DATE.sub("", _PARENTHESES.sub("", _URL_OR_EMAIL.sub(" ", line)))
    lines = [_strip_buttons(clean_text(each)) for each in line.strip().splitlines()]
    parts = _NAME_SEPARATOR.split(_BYLINE_PREFIX.sub("", "\n".join(filter(None, lines))))
    names = [name for part in parts for name in _names_in_part(part) if name]
    names = [name for name in names if not (_AGENCY.fullmatch(name) or _JOB.match(name))] or names
    if "\n" not in line.strip():
        return names
    return (
        list(filter(_FULL_NAME.fullmatch, names)) or names
    )  # a byline with buttons and jobs below


def _strip_buttons(line: str) -> str:
    """Remove button labels and biographies after the name."""
    while (shorter := _TRAILING_BUTTON.sub("", line)) != line:
        line = shorter
    return _BIOGRAPHY.sub("", line)


def _names_in_part(part: str) -> list[str]:
    """ "Ann Lee, Health editor" is one person; "Ann Lee, Bo Ek" are two; "Lee, Ann" is one."""
    if _IMAGE_CREDIT.match(part.strip()):
        return []
    pieces = [piece for piece in map(_strip_affixes, re.split("[,，]", part)) if piece]
    return [
        piece for i, piece in enumerate(pieces) if _is_name(piece, alone=len(pieces) == 1 or not i)
    ]


def _strip_affixes(piece: str) -> str:
    """Remove prefixes, places and job titles around a name."""
    piece = _BYLINE_PREFIX.sub("", clean_text(piece)).strip(" ,.-–—:：\u3000()（）[]【】")
    piece = _DATE_TAIL.sub("", _HANDLE.sub("", piece))
    piece = _PLACE.sub("", _BYLINE_SUFFIX.sub("", piece))
    piece = _EMPLOYER.sub(r"\g<name>", _JOB_AFTER_DASH.sub("", piece))
    match = _NAME_AND_JOB.match(piece)
    return match["name"] if match else piece


def _is_name(piece: str, alone: bool) -> bool:
    if len(piece) > _MAX_NAME_CHARS or _NOT_A_NAME.search(piece):
        return False
    small_words = sum(1 for word in piece.split() if word.islower())
    if small_words > _MAX_SMALL_WORDS or (piece.islower() and small_words > 2):
        return False
    if piece.casefold().replace(" ", "") in _NON_NAMES or piece.lower() in MONTHS:
        return False
    return alone or (" " in piece and not _JOB_TITLE.search(piece))
