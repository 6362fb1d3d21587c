"""Phrases of credits: who reported, photographed or first published a story."""

from __future__ import annotations

from earshot.ingest.phrase_rule import PhraseRule, phrase_rule

_CAPITAL_LETTER = r"(?-i:[A-Z])"
_PICTURES = (
    r"(?:all )?(?:photos?|photograph(?:y|s)?|portraits?|images?|pictures?|video|illustrations?|"
    r"artwork|fotos?|fotografien?|foto(?:grafía|grafia)s?|bilder|header image|"
    r"cover (?:photo|image|art|illustration))"
)
_NAME = r"(?-i:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})"
_AGENCY = (
    r"(?-i:[A-Z]{2,}|(?:[A-Z][\w&’'.-]* ){0,3}(?:Images?|Photos?|Press|Reuters|Shutterstock|News|"
    r"Times|Post|Agency|Media|Bloomberg|Magazine))"
)

CREDIT_PHRASE_RULES: tuple[PhraseRule, ...] = (
    phrase_rule(
        "credits",
        r"^(?:the[- ])?(?:cnn|afp|reuters|dpa|efe|ansa|tass|xinhua|kyodo|pti|upi|associated press)"
        r"(?:[- ]?wire)?\W*$|^\W?ap\W*$",
        r"^\W*(?:this|the) (?:article|story|post|piece|column|essay|interview|excerpt) (?:also )?"
        r"(?:(?:was |has been )?(?:originally|first|previously) (?:appeared|published|posted)|"
        r"appears|is (?:excerpted|adapted|reprinted|republished)|"
        r"was (?:re(?:printed|published|posted)|adapted|co-?published|translated)) "
        r"(?:in|from|on|by|at|with)\b",
        r"^(?:originally|first|previously) (?:published|appeared|posted|printed) (?:at|in|on|by)\b",
        r"^the post .{1,200} (?:first )?appeared (?:first )?on\b",
        r"\bcontributed (?:\w+ )?to this (?:report|story|article)\b",
        r"^\W*(?:additional )?reporting (?:by|from)\b",
        r"^\W*with (?:additional )?(?:assistance|help|reporting|files|contributions?) (?:by|from) "
        rf"{_CAPITAL_LETTER}",
        r"^\W*con (?:información|informes|aportaciones|datos|reportes) de (?-i:[A-ZÀ-Þ])",
        r"^(?:page |story |copy |photo |web |video )?(?:editors?|producers?)\s*:\s*"
        rf"{_CAPITAL_LETTER}[^.!?]{{0,60}}$",
        rf"^(?:medically |fact[- ])?(?:reviewed|checked) by {_CAPITAL_LETTER}[^!?]{{0,80}}$",
        rf"^(?:posted|written|submitted) by {_CAPITAL_LETTER}[^!?]{{0,100}}$",
        r"^(?:writing|editing|edited|compiled|translated|translation) by "
        rf"{_CAPITAL_LETTER}[^.,]{{0,50}}\.?$",
        r"^\(?with (?:additional )?(?:reports?|reporting|files|inputs?) (?:from|by)\b",
        r"^\W*(?:sources?|quellen?|fuentes?|kilde|källa|bron)\s*:(?!\s+(?-i:[a-zà-ÿ]).{40,}\.$)",
        r"^mit (?:informationen|material) (?:der|von|des|aus)\b",
        r"^mit agenturmaterial\b",
        r"^(?:\w+ )?eigene recherchen?\W*$",
        r"^übersetzung:",
        cues="contributed",
        max_chars=400,
    ),
    phrase_rule(
        "caption or credit without its image",
        r"^\W*cr[ée]dit(?:s|os|i)? (?:photos?|fotos?|fotogr[aá]fic[oa]s?|vid[ée]o)\s*:",
        r"^\(?(?:image|photo|picture|photograph|foto|(?:titel|beitrags?|header|artikel|vorschau)?bild|"
        r"video|grafik|illustration|styling)s?"
        r"(?: ?(?:credit|by|source|courtesy|caption|via))?(?: \[m\])?\s*(?::|©)",
        r"^\(?(?:photo|image|picture|foto|illustration)s? (?:by|von) "
        rf"{_CAPITAL_LETTER}[^.]{{0,50}}$",
        rf"^\(?{_PICTURES} (?:by|courtesy(?: of)?|via) {_CAPITAL_LETTER}[^!?]{{0,200}}$",
        rf"^\(?{_PICTURES}\s*: {_CAPITAL_LETTER}[^.!?]{{0,80}}$",
        r"^\(?(?:image|photo|picture|screenshot|chart|graph)s? (?:taken )?from\b[^!?]{0,80}\)?$",
        rf"^\(?{_NAME} ?/ ?(?:{_AGENCY}|\S+@\S+)\)?$",
        r"\((?:image|photo|picture|foto|bild)s? ?(?:credits?|by|courtesy|source|:).{0,80}\)\W*$",
        r"(?:[/(©|]|\b(?:via|by) |: )(?:getty(?: images)?|shutterstock|ap photo|reuters|"
        r"imago images?)\b[^.]{0,20}$",
        r"^\[\d{1,2}/\d{1,2}\]",
        rf"[.!?] (?:photo|image|picture|foto|photograph|illustration)s?(?: credit)?: "
        rf"{_CAPITAL_LETTER}[^.]{{0,50}}$",
        r"\bpurchase licensing rights\b",
        r"^pictured\b.{0,40}\b(?:right|left|above|below|back|front)\b",
        r"\((?:file|handout|stock) (?:photo|image|picture)[^)]{0,60}\)\W*$",
        cues="(|photo|image|picture|foto|illustration|getty|shutterstock|reuters|imago|"
        "purchase licensing",
        max_chars=350,
    ),
)
