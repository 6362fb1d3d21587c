"""Phrases that publishers print around an article, such as "Sign up for our newsletter".

A rule has a reason and its phrases; no phrase belongs to a single site. A rule applies to blocks of
at most `max_chars` characters, because a longer paragraph with such words is more likely part of
the article. An article's own sentence can contain such words too. So a phrase drops a whole
sentence only with further evidence (`filter_evidence`), unless its rule `is_certain`.
"""

from __future__ import annotations

from earshot.ingest.filter_phrases_credits import CREDIT_PHRASE_RULES
from earshot.ingest.filter_phrases_email import EMAIL, EMAIL_PHRASE_RULES
from earshot.ingest.filter_phrases_multilingual import MULTILINGUAL_PHRASE_RULES
from earshot.ingest.keyword_set import KeywordSet
from earshot.ingest.phrase_index import PhraseIndex
from earshot.ingest.phrase_rule import PhraseRule
from earshot.ingest.phrase_rule import phrase_rule as phrase_rule

_NETWORK = (
    r"(?:twitter|x|facebook|instagram|tiktok|threads|bluesky|whats ?app|youtube|google news|"
    r"linkedin)\b"
)
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iyj]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w*"
_DATE_OR_TIME = (
    rf"(?:\d{{1,2}}[:.]\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d|\d{{4}}-\d\d|{_MONTH}\.? \d|"
    rf"\d{{1,2}}\.? {_MONTH})"
)
_SENTENCE_START = r"(?:^|[.!?] )(?:please )?"
_CAPITAL_LETTER = r"(?-i:[A-Z])"

_SUBSCRIBE_REASON = "newsletter sign-up"
_APPEAL_REASON = "an appeal to readers"
APPEAL_REASONS = frozenset((_SUBSCRIBE_REASON, _APPEAL_REASON))
"""Reasons that also apply to the rest of a box, if its heading has one of them."""

PHRASE_RULES: tuple[PhraseRule, ...] = (
    phrase_rule(
        "text of an audio or video player",
        r"^(?:new\W+)?(?:you can (?:now )?)?listen to (?:\S+ ){0,4}?"
        r"(?:articles?|story|stories)\W*$",
        r"^(?:listen|audio|hören|anhören|écouter|escuchar)\W*(?:\d+\W?min\w*|\d+:\d\d)?\W*$",
        r"^(?:artikel|beitrag) (?:jetzt )?(?:an)?hören\b",
        r"^(?:hear|play|listen to) this (?:article|story|episode|post)\W*(?:\d+ ?min\w*)?\W*$",
        r"^(?:your|this) browser (?:does not|doesn.t) support\b",
        r"^\d+:\d\d min\W*$",
        r"^verfügbar bis \d",
    ),
    phrase_rule(
        "an advertising label",
        r"^\W*(?:advertisement|ad|anzeige|werbung|sponsored(?: content)?|publicidad|publicité|"
        r"pubblicità|advertorial|annonse|annons|reclame|reklam|(?:together|in partnership) with|"
        r"from our (?:partners?|sponsors?)|(?:presented|supported) by)\W*$",
        r"^together with (?-i:[A-Z])[^.!?]{1,40}$",
        r"^(?:this )?(?:story|article|content) continues (?:below|after)\b",
        r"^scroll (?:down )?to continue\b",
        r"^skip (?:ad\w*|to the|to content)\b",
        r"^(?:this (?:article|story|post) (?:is|was) )?(?:sponsored|presented|brought to you) by\b",
        r"^passer la publicité\b",
    ),
    phrase_rule(
        "a link to another story",
        r"^\W*(?:read (?:more|also|next|on)|also read|see (?:also|more)|related(?: \w+)?|more|"
        r"also|more on this(?: story)?|more from .{1,40}|watch(?: now| more)?|must read|"
        r"recommended(?: \w+)?|don.t miss|you (?:may|might) also like|"
        r"further reading|mehr zum thema|(?:mehr|weitere \w+) (?:aus|zu|über|von) [^.!?]{3,40}|"
        r"mehr themen.{0,20}|lesen sie (?:auch|mehr)|auch interessant|siehe auch|weiterlesen|"
        r"(?:à )?lire aussi|leggi anche|lea también|te puede interesar|ver más|les også|"
        r"läs också|lees ook|læs også)\s*(?:[:|>»]|\W*$)",
        r"\[(?:video|videos|insight|reaction|warning|news|pictures|photos|gallery|interview|"
        r"analysis|watch|comment|opinion|latest|report|exclusive|poll|update|map|live|"
        r"audio)\]\W*$",
        r"^for more(?:,| \w+,?)? (?:stories|news|on|coverage|information|read|see|watch|click)\b",
        r"^more (?:stories|coverage) (?:from|on|about)\b",
        rf"^more (?:on|from|in) {_CAPITAL_LETTER}[^.!?]{{0,40}}$",
        r"^(?:mehr|weitere) (?:artikel|themen|nachrichten|news|beiträge|texte)\b.{0,60}"
        r"\b(?:hier|rubrik|thema|themen)\b",
        r"^(?:follow|see|read) .{1,40}\b(?:full|complete|live) coverage\b",
        r"^check out (?:more|our|all)\b",
        r"^\W*schwerpunkt\W*$",
        cues="]",
    ),
    phrase_rule(
        _SUBSCRIBE_REASON,
        r"(?:^|[.!?:,;–—-] )(?:please )?(?:sign up|subscribe)\b.{0,200}\b(?:newsletters?|inbox|"
        r"e-?mails?|alerts|updates|free|today|now|here|news|podcast|channel)\b",
        r"\bour (?:[\w-]+ ){0,3}newsletters?\b",
        r"\b(?:in|into|to) your inbox\b",
        r"^subscribe (?:for|to|now|today|and)\b",
        r"^sign up (?:to|for) (?:our\b|(?-i:[A-Z])[^.!?]{0,40}$)",
        r"^get [^.!?]{1,60}\bnewsletters?\W*$",
        r"\b(?:notre|nuestr[ao]|nossa|unsere[mnrs]?|onze|nostra) newsletter\b",
        r"\benter your e-?mail\b",
        r"^never miss (?:a|an|another|our)\b",
        r"^(?:\S+ ){0,4}newsletter\W*$",
        r"^newsletter\s*:",
        r"\b(?:abonnieren sie|hier geht.s zur anmeldung|newsletter (?:informiert|abonnieren))\b",
        r"\babonnier\w* .{0,40}(?:newsletter|kanal)\b",
        r"^get (?:the (?:latest|day.s|best|top)|real-time|breaking|all the) .{0,200}(?:news|"
        r"stories|updates|results?|insights?|picks|inbox|emails?|app)\b",
        r"\b(?:suscríbe|inscriv|iscriviti|abonnez|prenumerera|abonner)\w*\b.{0,80}\b(?:newsletter|"
        r"nyhetsbrev|bolet[ií]n|canal|lettre)",
        cues="sign up|subscribe|newsletter|your e|your inbox|abonn|zur anmeldung|suscríbe|inscriv|"
        "iscriviti|prenumerera",
    ),
    phrase_rule(
        _APPEAL_REASON,
        r"^(?:do you have|have you got|have|got) (?:an?|any) (?:news )?(?:story|tip)\b",
        rf"\bget in touch\b.{{0,80}}(?:{EMAIL}|with us|with our|by email)",
        rf"^e-?mail\s*:?\s*{EMAIL}",
        r"^(?:click|tap) (?:here|the link)\b",
        r"^chat with us\b",
        r"^(?:are|were|have|do|did) you\b[^.!?]{0,160}\? (?:please |then )?(?:share|send|tell|"
        r"upload|e-?mail|contact|get in touch|let us know)\b",
        r"^to find out more\b.{0,160}\b(?:contact|visit|e-?mail|click|sign up)\b",
        r"\bshare this (?:post|article|story|page) with\b",
        r"^(?:download|get) (?:the|our) .{0,30}\bapp\b",
        r"^(?:fehler gefunden|jetzt melden|hat ihnen dieser artikel|wie hat ihnen dieser|"
        r"durchschnittliche bewertung)\b",
        rf"{_SENTENCE_START}(?:support (?:us|our)|donate (?:to us|now)|"
        r"become a (?:member|supporter))\b",
        r"\b(?:e-?mail|tweet|text|write to) us (?:at|@|on)\b",
        r"^enjoy(?:ing|ed) (?:our|this) (?:\w+ )?(?:content|article|story)\b",
        r"^join (?:the conversation|the discussion|our)\b",
        r"\b(?:sound off|let us know|tell us|share your (?:thoughts|story|stories|videos?|photos?))"
        r"\b.{0,60}\b(?:below|comments?)\b",
        rf"^(?:liken|folgen) sie uns\b.{{0,40}}{_NETWORK}",
        rf"^folg(?:st|e|en)\b.{{0,40}}\b(?:uns|schon|sie)\b.{{0,60}}{_NETWORK}",
        r"^\d+ (?:wochen?|monate?|weeks?|months?) (?:kostenlos|gratis|free)\b",
        r"^(?:your subscription|ihr abo|dein abo|tu suscripción|su suscripción|votre abonnement|"
        r"il tuo abbonamento)\b",
        r"\bthanks to (?:the support of )?(?:our|its) (?:members|readers|subscribers|supporters)\b",
        r"^(?:[\w-]+ ){0,2}journali\w+ (?:needs|costs|depends on|braucht|kostet|lebt von|necesita|"
        r"cuesta|a besoin|coûte|ha bisogno|costa)\b",
        cues="get in touch|share this|support us|support our|donate|become a |thanks to|mail us|"
        "tweet us|sound off|let us know|tell us|share your|"
        "text us|write to us",
    ),
    phrase_rule(
        "contact details of the author",
        rf"{_SENTENCE_START}(?:you can )?follow (?:\S+ ){{1,6}}?(?:on|at|via) (?:the )?{_NETWORK}",
        rf"{_SENTENCE_START}follow (?:him|her|them|us|me) (?:on|at|@)",
        rf"\b(?:can|may) be (?:reached|contacted|emailed) (?:at|via|on|by) (?:e-?mail )?(?:at )?"
        rf"(?:{EMAIL}|[+(]?\d{{3}}|@\w)",
        rf"^e-?mail (?:\S+ ){{1,4}}(?:at|an) {EMAIL}",
        r"^(?:twitter|x)\s*:\s*@\w+",
        cues="follow|be reached|be contacted|be emailed",
    ),
    phrase_rule(
        "legal notice",
        r"^\W*©",
        r"\bcopyright\b.{0,3}(?:©|(?:19|20)\d\d|:)",
        r"\ball rights reserved\b",
        r"^our standards\s*:",
        r"\bmay not be (?:published|reproduced|redistributed)\b.{0,40}\b(?:broadcast|permission|"
        r"rewritten|without)\b",
        r"^(?:read )?(?:our |the )?(?:privacy policy|terms of (?:use|service))\W*$",
        r"\b(?:affiliate|provisions)-?links?\b.{0,120}\.?$|^hinweis\s*: .{0,60}affiliate",
        r"\bprices are subject to change\b",
        r"^(?:this|the|all|our) (?:[\w-]+ ){0,4}?(?:articles?|texts?|works?|(?:web)?sites?|pages?|"
        r"posts?|contents?|documents?|books?|blog|materials?)\b.{0,60}\b(?:licen[sc]ed|available|"
        r"published) under (?:an? |the )?(?:\S+ ){0,4}?(?:licen[sc]e|creative commons|cc[ -]by)\b",
        r"^\W*(?:licen[sc]ed? ?(?:under|:)|creative commons|cc[ -]by)\b",
        r"\b(?:is|are) (?:an? )?(?:registered )?(?:trade|service) ?marks? of\b",
        r"^any (?:re-?use|reproduction|copying)\b.{0,60}\b(?:permitted|prohibited|permission)\b",
        cues="copyright|rights reserved|may not be|subject to change|affiliate|provisions|"
        "under|mark of|marks of",
        max_chars=400,
    ),
    phrase_rule(
        "browser or legal notice",
        r"\b(?:we|us|site|publisher) may (?:receive|earn) an? (?:\w+ )?commission\b",
        r"\bthis site is protected by\b",
        r"\bexterne[nrs]? inhalte?\b.{0,120}(?:anzeigen|angezeigt|klick|artikel)",
        r"\bpersonenbezogene daten\b.{0,60}\bdritt",
        r"\bdatenschutz-?einstellung",
        r"\b(?:enable|turn on|without styles and) javascript\b",
        r"\bbrowser version with limited support\b",
        cues="commission|site is protected|externe|personenbezogene|datenschutz|javascript|"
        "browser version",
        max_chars=400,
        is_certain=True,
    ),
    phrase_rule(
        "buttons",
        r"^[(（\[【#-]+ ?(?:end|ends|ende|fin|fine|完|끝|конец|30) ?[)）\]】#-]+$",
        r"^(?:(?:share|tweet|comments?|print|e-?mail|save|like|copy link|facebook|twitter|"
        r"whats ?app|teilen|drucken|kommentare?|merken|compartir|partager|condividi|reply|"
        r"retweet|close|menu)\W*){1,6}\d*\W*$",
        r"^(?:(?:facebook|twitter|x|instagram|youtube|linkedin|telegram|pinterest|reddit|"
        r"koo(?: app)?|whats ?app|threads|bluesky|tiktok|mastodon|rss)\W*){2,}$",
        r"^(?:share|teilen) (?:this|via|diesen)\b",
        r"^(?:view|show|see|read|post|leave) (?:\w+ )?(?:all )?comments?\W*$",
        r"^\d+ (?:comments?|kommentare?|commentaires?|comentarios|commenti|reacties|votes|shares|"
        r"likes|views|replies)\W*$",
        r"^(?:go )?back to (?:the )?top\b.{0,50}$|^skip to\s*:",
        r"^(?:nach oben|haut de page|volver arriba|torna su|(?:share|teilen) "
        r"(?:on|auf) .{1,60}|load more|show more|mehr laden)\W*$",
        r"^(?:save|bookmark|print|gift|share|copy|follow)(?: this)? (?:article|story|link|page|"
        r"post|topic)\W*$",
        r"^(?:follow|like|subscribe|restack|start writing|get the app|read in app|"
        r"link copied|copied)\W*$",
        r"^(?:slide|image|photo|picture|bild|foto)?\s*\d{1,3}\s*(?:of|/|von|de|di|"
        r"sur)\s*\d{1,3}\W*$",
        r"^(?:prev(?:ious)?|next|full ?screen|thumbnails|view (?:gallery|slide ?show|all photos))"
        r"(?: (?:slide|image|photo|picture|video))?\W*$",
        r"^comments (?:are|have been) (?:closed|turned off|moderated|disabled)\b",
        r"^(?:please )?keep (?:your )?comments?\b|^(?:post|add) a comment\b",
        r"^(?:filed under|tags?|topics?|schlagworte|themen)\s*:",
        r"^(?:hauptinhalt|headline|kategorien?|inhalt)\W*$",
        r"^(?:table of contents|contents|on this page|in this (?:article|story)|"
        r"inhaltsverzeichnis|sommaire|table des matières|índice|sommario|inhoud|spis treści|"
        r"содержание|目次|目录|目錄|목차)\W*$",
        max_chars=120,
    ),
    phrase_rule(
        "page navigation",
        r"^(?=[^>＞›»]++[>＞›»])[^>＞›»«.!?]{1,40}(?:\s+[>＞›»]\s*[^\W\d][^>＞›»«]{0,60}){2,}$",
        r"^(?:home|top|start(?:seite)?|inicio|accueil|ホーム|首页|首頁|홈|главная)\s*[>＞›»]",
        r"^[≪«<＜←]*\s*(?:前|次)の(?:記事|ページ)\s*[≫»>＞→]*$|^関連(?:タグ|キーワード)",
        max_chars=200,
    ),
    phrase_rule(
        "a byline without its name",
        r"^(?:by|von|par|por|di|door|av|af|przez|oleh|bởi)\W*$",
        max_chars=12,
    ),
    phrase_rule(
        "the name of a file",
        r"^[^.!?:]{1,80}\.(?:jpe?g|png|gif|webp|svg|mp4|mp3|mov)\W*$",
        r"^%[\w-]+%$",
        max_chars=100,
        is_certain=True,
    ),
    phrase_rule(
        "publication time or reading time",
        r"^\W*(?:(?:last |first )?(?:updated|published|posted|modified)|stand|aktualisiert|"
        r"veröffentlicht|uppdaterad|publicerad|publié|mis à jour|publicado|actualizado)\b"
        rf"(?!.*(?-i:(?: [a-zà-ÿ]+){{4}}.*\.$))[^.!?]{{0,16}}{_DATE_OR_TIME}[^!?]{{0,60}}$",
        r"^(?:lesedauer|lesezeit|reading time)\s*:?\s*\d",
        r"^\d+[- ]?min(?:ute[ns]?|uto?s)?\.?(?:[ -](?:read|lesezeit|lektüre|de lecture|de "
        r"lectura))?\W*$",
        r"^\d+ (?:minutes?|hours?|days?) ago\W*$",
        r"^\(?originally (?:published|appeared) (?:in|on|at|by)\b",
        max_chars=120,
    ),
    phrase_rule(
        "a template placeholder",
        r"^(?:loading(?: \w+)?|please wait|undefined|null|nan|\[object object\])[\s.…]*$",
        r"^(?:could not|couldn.t|unable to|failed to) load\b",
        r"\{\{[^{}]{0,80}\}\}|<%=|\$\{\w+\}|%%\w+%%",
        cues="{{|<%=|${|%%",
        is_certain=True,
    ),
    phrase_rule(
        "a note below the story",
        r"\bhas no position in any\b|\bdisclosure policy\b",
        cues="no position|disclosure policy",
    ),
    phrase_rule(
        "the frame of an embedded post",
        r"^[—–-] ?.{1,80}\(@\w+\)",
        rf"^(?:view|see) (?:this|more) (?:post )?on {_NETWORK}",
        r"^a post shared by\b",
        r"^(?:view|show) (?:the )?tweet\b",
    ),
)


_ALL_RULES = (
    *PHRASE_RULES,
    *CREDIT_PHRASE_RULES,
    *EMAIL_PHRASE_RULES,
    *MULTILINGUAL_PHRASE_RULES,
)
_OPENINGS = PhraseIndex("|".join(row.opening for row in _ALL_RULES))
_CUES = KeywordSet(cue for row in _ALL_RULES for cue in row.cues)
_MAX_CHARS = max(row.max_chars for row in _ALL_RULES)


def find_phrase_rule(text: str) -> PhraseRule | None:
    """Return the first rule that matches the text."""
    if len(text) > _MAX_CHARS:
        return None
    has_opening = _OPENINGS.matches(text)
    if not (has_opening or _CUES.is_found_in(text.lower())):
        return None
    return next((rule for rule in _ALL_RULES if rule.matches(text, has_opening)), None)


def find_phrase_reason(text: str) -> str:
    """Return the reason of the first matching rule, or an empty string."""
    found = find_phrase_rule(text)
    return found.reason if found else ""
