"""Context rules for homographs that neither part of speech nor the model can decide."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from earshot.script.g2p.town_names import find_namesake


class SenseRule(NamedTuple):
    """The IPA of a word in a context: patterns for the text before and after it."""

    word: str
    before: str
    after: str
    ipa: str


_WIND_ADVERBS = "(?:up|down|through|along|around|its|their|back)"
_BASS_NOUNS = "(?:guitar|player|line|drum|clef|solo|note|voice|singer|trombone|amp)"
_WOUNDS = (
    "(?:[Aa]n?|[Tt]he|his|her|its|their|my|your|one|this|that|open|gunshot|shot|stab|bullet|head|chest|knife|exit"
    "|entry|flesh|inflicted|fatal|deep|gaping|old|fresh|first|second|leg|arm|neck|surgical|puncture)"
)
_DAILY_VERBS = "(?:work|study|learn|eat|sleep|visit|travel|move|love|think|shop|stay|settle|die|breathe|play|thrive|worship|buy)"
_SHOWN = r"(?:watch|stream|air|broadcast|show|see|saw|perform|play|listen|hear|tour|film|record|carr[yi]|televis|goes|went|go)"
"""Before "games live on television" """
_WITH_USES = "(?:has|have|had|is|are|was|were|finds?|found|of|for|in|with|many|other|new|these|those|such|its|their|several|two|more)"
_LETTERED_NOUNS = (
    "(?:Plan|Group|Class|Serie|Type|Vitamin|vitamin|Hepatitis|hepatitis|Influenza|influenza|Team|Grade|Block|Wing"
    "|Section|Schedule|Category|Appendix|Exhibit|Series|Pool|Phase|Terminal|Building|Unit|Title|Round|Gate|Tier)"
)
_CLUB = (
    "(?:beat|lost|drew|won|face|host|signed|sit|striker|midfielder|defender|winger|forward|goalkeeper|captain"
    "|coach|manager|boss)"
)
_NICE = "Day|Guys?|Try|People|Work|Things?|Girls?|House|Place|Weather|Touch|Job|One|Time"
_READING = (
    "Room|Rooms|List|Rainbow|Recovery|Week|Day|Group|Groups|Program|Partners|Challenge|First|Lolita|Club|Is|Scores"
    "|Comprehension|Skills|Levels|Test|Between|Aloud|Books|Wars|and Writing|and Math"
)
SENSE_RULES = (
    SenseRule("read", r"\A[\"“(\[]?", r"(?!\s(?:by|aloud|in|from|at|as|together|with|out|literally|correctly|alongside)\b|[,.;:])", "ɹid"),
    SenseRule("read", r"\A(?:Now|Please|Just|Also|First),?\s|(?:[:;—–]|\be\.g\.,?|\bi\.e\.,?)\s", r"\s(?:the|an?|this|that|these|those|your|our|my|his|her|their|more|about|on|it|all|both|what|how|why)\b", "ɹid"),
    SenseRule("read", r"", r"\s?[/-]\s?write\b|-only\b|\s(?:access|permissions?|operations?|requests?|later)\b", "ɹid"),
    SenseRule("read", r"\b(?:[Tt]he|[Aa]|[Tt]his|[Ii]ts)\s", r"\s(?:methods?|functions?|commands?|calls?|speeds?|heads?|errors?|rates?|receipts?)\b", "ɹid"),
    SenseRule("live", rf"\b{_DAILY_VERBS}(?:,|\sand|\sor|,\sand)\s|\btogether,\s", r"", "lɪv"),
    SenseRule("live", r"", rf"(?:,|\sand|\sor)\s{_DAILY_VERBS}\b", "lɪv"),
    SenseRule("live", rf"\A(?!.*\b{_SHOWN}).*\b(?:[a-z]{{2,}}(?<!s)s|people|men|women|children|families)\s", r"\s(?:overseas|abroad|here|there|in|at|near|under|alone|together|longer|below|outside|within|among|nearby|apart|paycheck)\b", "lɪv"),
    SenseRule("live", r"\b(?:watch|stream|air|broadcast|televis|perform|carr[yi])\w*\s(?:(?!that\b|who\b|how\b|where\b|to\b|people\b|they\b|we\b)\S+\s){1,4}", r"(?=[,.;]|\s(?:on|in|at|from|online|via|to)\b|$)", "laɪv"),
    SenseRule("live", r"\bwhere\s(?:[\w'-]+\s){1,3}", r"(?=[,.;]|\sand\b|$)", "lɪv"),
    SenseRule("close", r"\bup\s", r"(?!\s(?:the|an?|its|shop|your|his|her)\b)", "kloʊs"),
    SenseRule("close", r"[:;—–]\s|,\sso\s|\A[\"“]?", r"\s(?:the|your|all|any|this|that|those|these|every|loopholes|schools|borders|windows|doors)\b", "kloʊz"),
    SenseRule("close", r"\b(?:[Mm]arket|record|higher|lower|mixed|flat|weaker|stronger|official|day's)\s", r"(?=[,.;]|\s(?:on|since|of|in|at|above|below|(?:Mon|Tues|Wednes|Thurs|Fri)day)\b|$)", "kloʊz"),
    SenseRule("winds", r"\b(?:[Ww]ill|[Ww]ould|[Cc]ould|[Cc]an|[Mm]ay|[Mm]ight|[Ss]hould|[Mm]ust|[Dd]o|[Dd]id)\s", r"", "wɪndz"),
    SenseRule("record", r"\b(?:to|near|at|hit|hits|reach\w*|from|of|into)\s", r"\s(?:lows?|highs?|levels?|heights|profits?|temperatures?|numbers|sales|crowds?|attendance|heat|rainfall|earnings|growth|prices)\b", "ˈɹɛkɚd"),
    SenseRule("use", r"\b(?:much|little|no|any)\s", r"(?=[,.;:]|\s(?:or|and|of|for|to|in|from|as|at)\b|$)", "jus"),
    SenseRule("use", r"\b(?:return\w*|put|back|brought|pressed)\s(?:\w+\s)?(?:in)?to\s", r"(?=[,.;]|\s(?:as|in|by|for|again)\b)", "jus"),
    SenseRule("use", r"\A[\"“(]?", r"(?!\s(?:of|is|was|has|cases?|by|in|on|for|and)\b|[,.;:])", "juz"),
    SenseRule("use", r"[:;—–]\s|\bso\s", r"\s(?:the|an?|this|that|these|those|your|it|them|only|both)\b", "juz"),
    SenseRule("use", r"\b(?:do|does|did)\s(?:is|was)\s|\bof\s(?:which|whom)\s", r"", "juz"),
    SenseRule("use", r"\b(?:import|buy|see|find|read|build|create|own|know|install|download|develop|sell|make|try|like)(?:,|\sand|\sor)\s", r"", "juz"),
    SenseRule("use", r"\b(?:(?!its\b|his\b|hers\b|ours\b|theirs\b)[a-z]{2,}(?<![siu])s|people|[a-z]*men|children|others|[a-z]+folk)\s", r"(?!\s(?:of|is|was|were|has|cases?|by)\b)(?=\s|[,.;:]|$)", "juz"),
    SenseRule("uses", rf"\b(?:that|which|what|how|where|why)\s(?:(?!{_WITH_USES}\b)[\w'-]+\s){{1,4}}", r"(?=[,.;]|\s(?:to|for|in|on|as|is|are|when|with|at|by)\b|$)", "ˈjuzəz"),
    SenseRule("read", r"\A[\"“(]?", r"\s(?:our|the|more|your|about|on|this|it|also|full|what|how|why|my)\b", "ɹid"),
    SenseRule("lead", r"\b(?:absorb|ingest|inhal|swallow|contain)\w*\s(?:more\s|some\s|less\s|any\s|too\smuch\s)?", r"", "lɛd"),
    SenseRule("lead", r"\b(?:[Ff]ound|[Dd]etected)\s", r"\s(?:under|beneath|inside|in|on)\b", "lɛd"),
    SenseRule("lives", r"\b(?:[Ee]veryday|[Dd]aily|[Pp]rivate|[Pp]ersonal|[Ww]orking|[Dd]ouble|[Pp]ast|[Yy]oung|[Pp]ublic|[Ff]amily|inner|adult|busy|[Oo]rdinary|normal|real|own|civilian|[Cc]ountless)\s", r"", "laɪvz"),
    SenseRule("close", r"\b(?:liv\w+|lives?|stood|stands?|parked|stay\w*|was|were|is)\s", r"\sby(?=[,.;]|$)", "kloʊs"),
    SenseRule("uses", r"\b(?:[Oo]ther|[Nn]ew|[Mm]any|[Pp]ossible|[Dd]ifferent|[Mm]edical|[Ii]ndustrial|[Cc]ommon|[Vv]arious|[Mm]ultiple|[Ss]everal|main|[Ii]ts|[Tt]heir|[Tt]hese|[Pp]otential|[Pp]ermitted)\s", r"", "ˈjusəz"),
    SenseRule("minute", r"\b[Aa]\s", r"\s(?:cracks?|hole|fragment|speck|change|gap|dose|trace|proportion|percentage|piece|part|number|portion|sample|scratch|amount|quantity|fraction)\b", "maɪˈnut"),
    SenseRule("row", r"\b(?:[Aa]|[Tt]he|[Tt]his|[Tt]hat)\s", r"\s(?:has|had|have)\s(?:erupted|broken|escalated|deepened|intensified|blown|flared|rumbled|cost|overshadowed|reignited|prompted|engulfed)\b", "ɹaʊ"),
    SenseRule("does", r"\b[Tt]he\s", r"(?!\sand\sdon[’']?t)", "doʊz"),
    SenseRule("console", r"\b(?:[Gg]ames?|[Gg]aming|[Vv]ideo|[Hh]andheld|[Hh]ome|[Pp]ortable|[Cc]ontrol|[Mm]ixing|[Cc]ent(?:er|re)|next-gen|Nintendo|PlayStation|Xbox)\s", r"", "ˈkɑnsoʊl"),
    SenseRule("lead", r"\b(?:[Rr]oofs?|[Cc]hurch\w*|[Bb]uildings?|[Bb]ullets?|[Pp]ipes?|[Hh]all)[’']s?\s", r"", "lɛd"),
    SenseRule("lead", r"", r"\s(?:cores?|slates?|flashing|pipework|particles|toys|cables?|tiles|type|cladding|mining|mined|crystal)\b", "lɛd"),
    SenseRule("lead", r"\b(?:heavy|grey|gray|dense|soft|heavier|denser)\s(?:as|than)\s", r"", "lɛd"),
    SenseRule("bass", r"(?i:sea|striped|largemouth|smallmouth|rock|peacock|chilean)\s", r"", "bæs"),
    SenseRule("bass", r"", r"\s(?:with|in)\s(?:a\s)?(?:fennel|lemon|butter|capers|garlic|sauce|miso|ginger|salsa)\b", "bæs"),
    SenseRule("close", r"\b(?:[Mm]arket|[Ff]riday|[Mm]onday|[Tt]uesday|[Ww]ednesday|[Tt]hursday|previous|last|a)[’']?s?\s", r"(?=[,.;]|$)", "kloʊz"),
    SenseRule("content", r"\b(?:happy|calm|healthy|relaxed|safe|secure|settled|warm|fed|quiet|comfortable|rested)(?:\sand|,)\s", r"(?=[,.;]|$)", "kənˈtɛnt"),
    SenseRule("content", r"", r"\s(?:\w+sel(?:f|ves))\s(?:with|to|by)\b", "kənˈtɛnt"),
    SenseRule("row", r"\b(?:[Dd]iplomatic|[Pp]olitical|[Ff]urious|[Bb]itter|[Pp]ublic|[Tt]rade|[Ss]leaze|[Rr]acism|[Ss]exism|[Ee]xpenses|[Bb]udget|[Vv]isa|[Tt]ransfer|[Pp]ay|[Ff]amily|[Ii]nternal|[Gg]rowing|[Bb]lazing|[Hh]eated|[Ll]ong-running|[Dd]omestic|[Dd]onations?|[Pp]lanning|[Bb]oundary|[Ll]egal)\s", r"(?!\s(?:of|boats?|houses?)\b)", "ɹaʊ"),
    SenseRule("deserts", r"\b[Jj]ust\s", r"", "dɪˈzɝts"),
    SenseRule("deserts", r"", r"\s(?:him|her|them|us|me|his|their|its|you)\b", "dɪˈzɝts"),
    SenseRule("bow", r"\b(?i:violin\w*|cell(?:o|ist)s?|fiddl\w+|archers?|quiver|arrows?)\b[^.]{0,30}\s", r"", "boʊ"),
    SenseRule("does", r"\b(?i:two|three|four|five|six|many|several|pregnant|wild|young|female|stags\sand|bucks\sand|fawns\sand)\s", r"(?!\s(?:not|it|he|she|this|that|the|n[’o]t)\b)", "doʊz"),
    SenseRule("number", r"\b(?:[Gg]r[eo]ws?|growing|grown|[Gg]ets?|got|getting|[Bb]ec[ao]mes?|[Ff]eels?|felt|went|ever|even)\s", r"(?=[,.;]|\s(?:by|and|than|with|from)\b|$)", "ˈnʌmɚ"),
    SenseRule("read", r"\b(?:of|who)\s(?:them|us|you|can)\s", r"\s(?:or|and)\swrite\b", "ɹid"),
    SenseRule("read", r"", r"\s(?:or|and)\s(?:write|understand|learn|discuss)\b", "ɹid"),
    SenseRule("lives", r"\b(?:[Bb]lack|[Ww]hite|[Ii]nnocent|[Hh]uman|[Aa]ll|[Pp]eople[’']s|[Oo]ur|[Tt]heir|[Mm]any)\s", r"\s(?:matter|count|depend|changed?|were|are|have|lost|hang|could|can|would|will|should|may)\b", "laɪvz"),
    SenseRule("learned", r"\b(?:[Tt]he|[Mm]y|[Aa]|[Hh]is|[Hh]er|most|very|deeply|so)\s", r"\s(?:judges?|friends?|counsel|scholars?|colleagues?|professors?|m[ae]n|wom[ae]n|societ(?:y|ies)|journals?|bod(?:y|ies)|treatises?|essays?|and)\b", "ˈlɝnəd"),
    SenseRule("aged", r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur|[Aa]n|frail|sick\sand|infirm\sand)\s", r"\s(?:parents?|mothers?|fathers?|aunts?|uncles?|grand\w+|relatives?|couples?|pensioners?|people|population|residents?|m[ae]n|wom[ae]n|care|and)\b", "ˈeɪdʒəd"),
    SenseRule("aged", r"\b[Tt]he\s", r"(?=[,.;]|\s(?:or|in|are|need)\b|$)", "ˈeɪdʒəd"),
    SenseRule("dogged", r"\b(?:[Aa]|[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Oo]ur|[Ww]ith|of|more|most|as|such|through)\s", r"(?!\s(?:by|him|her|them|the|his|it|a)\b)", "ˈdɔɡəd"),
    SenseRule("lead", r"", r"\s(?:sheets?|weights?|ingots?|shielding|lining|roofing|aprons?|glaze|pellets?|slugs?|balls?|casings?|foil)\b", "lɛd"),
    SenseRule("lead", r"", r"\s(?:counsel|authors?|singer|guitarist|investigators?|prosecutors?|researchers?|actors?|vocalist|negotiators?|attorneys?|detectives?|scientists?|plaintiffs?|roles?|story|time|writer|agency|sponsor)\b", "lid"),
    SenseRule("lead", r"[’']s?\s", r"\s(?:over|narrow\w*|grew|shrank|widen\w*|was|is|in\sthe\spolls?|has|had|to|at)\b", "lid"),
    SenseRule("tear", r"\b[Aa]\s", r"\s(?:ran|slid|trickl\w+|dropp\w+|stream\w+|escap\w+|down)\b", "tɪɹ"),
    SenseRule("polish", r"", r"", "ˈpɑlɪʃ"),
    SenseRule("read", r"\b(?:[Dd]id|[Dd]oes|[Dd]o)(?:n[’']t)?\s(?:not\s)?(?:[\w’']+\s){1,3}", r"", "ɹid"),
    SenseRule("read", r"\b(?:he|she|they|who|[A-Z][a-z]+)\s", r"\s(?:aloud|out\sloud)\b", "ɹɛd"),
    SenseRule("bow", r"\b(?:red|blue|pink|white|black|yellow|green|gold|silver|silk|satin|ribbon|pretty)\s", r"", "boʊ"),
    SenseRule("Jesus", r"", r"\s(?!Christ|Is\b|Was\b|Saves|Loves|Movement|Revolution|Army|Freak|People|College)[A-Z][a-z]+", "heɪˈsus"),
    SenseRule("putting", r"", r"\s(?:in|on|up|out|down|off|away|together|forward|back|into|the|an?|his|her|their|its|it|them|more|pressure|people|money|lives)\b", "ˈpʊtɪŋ"),
    SenseRule("A", rf"{_LETTERED_NOUNS}\s|\b(?:[Aa]n|[Tt]he|straight|capital|letter|double|grade)\s", r"", "eɪ"),
    SenseRule("A", r"[\w’']\s", r"(?=[,.;:)!?\"”’]|$)", "eɪ"),
    SenseRule("A", r"", r"\s(?:levels|roads|sharp|and\sB)\b", "eɪ"),
    SenseRule("lead", r"\b(?:stripped|made|full|sheets?|pieces?|lumps?|particles)\sof\s|\b(?:filled|lined|poisoned|contaminated|tainted|laced)\s(?:with|by)\s", r"(?=[,.;]|$)", "lɛd"),
    SenseRule("lead", r"\b(?:[Ss]tripp\w+|[Ss]t[eo]l\w+|[Ss]tealing|[Tt]heft\sof|[Tt]hefts\sof)\s(?:the\s)?", r"\s(?:from|off)\b", "lɛd"),
    SenseRule("read", r"\b(?:[Ll]et|lets|makes?|made|helps?|helped)\s(?:me|him|her|us|them|you|people)\s", r"", "ɹid"),
    SenseRule("minute", r"\bas\s", r"\sas\b", "maɪˈnut"),
    SenseRule("axes", r"\b(?:armed\swith|wield\w+|swing\w*|carry\w*|throw\w*|knives\sand|hammers\sand|with)\s", r"", "ˈæksɪz"),
    SenseRule("invalid", r"", r"\s(?:ballots?|votes?|tickets?|signatures?|arguments?|claims?|visas?|licen[cs]es?|passports?|clauses?|contracts?|elections?|results?|marriages?|patents?|applications?)\b", "ɪnˈvælɪd"),
    SenseRule("row", r"\b(?:[Hh]ad|having|started|sparked|caused|amid|blazing)\s(?:a\s)?(?:bitter\s|public\s|furious\s)?", r"(?!\s(?:of|boat|house))\b", "ɹaʊ"),
    SenseRule("live", r"\b(?:go|goes|going|went|gone|air|airs|aired|airing|broadcast|broadcasts|stream|streams|streamed|streaming|perform\w*|shown|carried|televised|watch\w*|play\w*|sing|sang|sung|covered|seen)\s(?:it\s|them\s|her\s|him\s)?", r"", "laɪv"),
    SenseRule("live", r"", r"\s(?:from\sthe\sscene|bait|births?|wires?|crabs?|chat|video|stream|view|game|results?|reports?|reporting|shots?|sports|entertainment|cattle|action|theat\w+|vaccines?|virus|grenade|bands?|recordings?|testimony|translation|interviews?|debates?)\b", "laɪv"),
    SenseRule("tear", r"\b(?:[Nn]ot\sa|wiped?\s(?:away\s)?a|shed(?:ding|s)?\sa|brush\w*\s(?:away\s)?a|a\ssingle)\s", r"", "tɪɹ"),
    SenseRule("tear", r"(?:partial|complete|full|slight|small|minor|grade|cartilage|calf|groin|quad|oblique|pectoral|Achilles|retinal|tissue|knee|shoulder|UCL|MCL)\s", r"", "tɛɹ"),
    SenseRule("tear", r"\ba\s", r"\s(?:in|of)\s(?:his|her|the|its|their)\s(?!eye)", "tɛɹ"),
    SenseRule("content", r"\b(?:[Nn]ot|[Nn]ever|[Ii]s|are|was|were|be|been|being|am|feel|feels|felt|seem|seems|seemed|quite|perfectly|apparently|remains?|remained|appear\w*|looks?|looked|[’']m|[’']re|and)\s", r"\s(?:with|to|just|merely)\b", "kənˈtɛnt"),
    SenseRule("content", r"\b(?:perfectly|feel|feels|felt|seem|seems|seemed|quite|more|less|am|very)\s", r"(?=[,.;]|\sand\b|$)", "kənˈtɛnt"),
    SenseRule("content", r"heart[’']s\s", r"", "kənˈtɛnt"),
    SenseRule("Content", r"", r"\s(?:with|to)\b", "kənˈtɛnt"),
    SenseRule("lead", r"", r"-(?:acid|based|free|lined|contaminated|tainted|laced|glazed|poisoned|safe)\b", "lɛd"),
    SenseRule("lead", r"(?:[Mm]olten|[Tt]oxic|elevated\sblood|pounds\sof|tons\sof|tonnes\sof|grams\sof|billion\sof|levels\sof|amounts\sof|traces\sof|exposure\sto|exposed\sto|made\sof|free\sof|(?:zinc|mercury|arsenic|cadmium|copper|silver|nickel|tin)(?:\sand|,))\s", r"", "lɛd"),
    SenseRule("lead", r"", r"(?:\sand|\sor|,)\s(?:copper|arsenic|zinc|mercury|cadmium|asbestos|nickel|silver|tin|chromium)\b", "lɛd"),
    SenseRule("lead", r"", r"\sin\s(?:the\s|its\s|their\s|drinking\s|tap\s|school\s|children[’']s\s)*(?:water|paint|pipes|blood|soil|dust|toys|gasoline|petrol|fuel|plumbing)\b", "lɛd"),
    SenseRule("lead", r"", r"\s(?:smelters?|mines?|ore|batter(?:y|ies)|abatement|solder|sinkers?|hazards?|fumes|dust|toxicity|removal|remediation|concentrations?|roof|coffins?)\b", "lɛd"),
    SenseRule("close", r"\b(?:[Aa]t|[Bb]y|[Ss]ince|[Uu]ntil)\sthe\s", r"", "kloʊz"),
    SenseRule("close", r"\b(?:[Tt]he|a)\s", r"\sof\b", "kloʊz"),
    SenseRule("Celtic", r"", rf"\s{_CLUB}\b|\s(?:FC|Park|fans?)\b|['’]s\b", "ˈsɛltɪk"),
    SenseRule("minute", r"\b(?:is|are|was|were|so|very|even)\s", r"(?=[,.;]|\s(?:but|compared|and)\b|$)", "maɪˈnut"),
    SenseRule("wound", r"", r"\s(?:its|their)\sway\b", "waʊnd"),
    SenseRule("wound", rf"(?:^|\s)(?!{_WOUNDS}\s)[\w’']+\s", rf"\s{_WIND_ADVERBS}\b", "waʊnd"),
    SenseRule("wound", r"\b(?:[Hh]e|[Ss]he|it|[Tt]hey|[Ww]e|I|who|and|then)\s", r"\s(?:the|an?|his|her|its|their)\s[\w-]+\s(?:around|round|up|down|back|through|tight\w*|onto)\b", "waʊnd"),
    SenseRule("buffet", r"\b(?:to|will|would|could|can|may|might|continue\sto|winds|gales|waves|storms)\s", r"\s(?:the|its|their|parts|much|coastal|[A-Z])", "ˈbʌfət"),
    SenseRule("dove", r"\b(?:he|she|it|they|I|we|who|and|then)\s", r"\s(?:into|in|off|for|under|down|over|deep|head\w*|onto|through|from)\b", "doʊv"),
    SenseRule("dove", r"(?<!\ba)(?<!\bthe)(?<!white)\s", r"\s(?:into|off|headfirst|head-first|deep|underwater)\b", "doʊv"),
    SenseRule("bow", r"", r"\s(?:hunt\w*|season)\b", "boʊ"),
    SenseRule("bow", r"", r"\sof\s(?:the|a|his|her|its)\s(?:ship|boat|vessel|ferry|tanker|yacht|barge|destroyer|frigate)\b", "baʊ"),
    SenseRule("sow", r"", r"\s(?:doubts?|division|discord|chaos|fear|confusion|distrust|the\sseeds|seeds?|crops|wheat|corn|panic)\b", "soʊ"),
    SenseRule("bases", r"\b(?:legal|factual|evidentiary|scientific|constitutional|weekly|daily|regular|the)\s", r"\s(?:for|of)\s(?:the|his|her|its|their|a)\s(?:claims?|decisions?|lawsuits?|rulings?|arguments?|charges?)\b", "ˈbeɪˌsiz"),
    SenseRule("read", r"\b(?:sign|signs|banner|banners|placard|placards|headline|note|message|statement|letter|plaque|inscription)\s", r"(?=[:,]?\s[\"“'‘])", "ɹɛd"),
    SenseRule("used", r"(?<!is)(?<!are)(?<!was)(?<!were)(?<!be)(?<!been)(?<!being)\s", r"\sto\b", "just"),
    SenseRule("used", r"(?:get|got|getting|gotten|am|become|became|grown|grew)\s", r"\sto\b", "just"),
    SenseRule("Nice", r"[a-z],?\s|[A-Z][a-z]+(?:,|\sand)\s", rf"(?!\s(?:{_NICE})\b)(?!\s[a-z]*(?:ly|st)\b)", "nis"),
    SenseRule("Nice", r"", rf"\s{_CLUB}\b|['’]s\b|,\sFrance\b|\s(?:mayor|police|residents|airport)\b", "nis"),
    SenseRule("Reading", r"[a-z],?\s", rf"(?!\s(?:{_READING})\b)", "ˈɹɛdɪŋ"),
    SenseRule("Reading", r"", rf"\s{_CLUB}\b|\s(?:FC|Borough|Crown|Festival|[Gg]aol|[Jj]ail|[Pp]rison|station|fans?)\b", "ˈɹɛdɪŋ"),
    SenseRule("Tours", r"\b(?:in|of|from|near|to|at)\s", r"(?=[,.;:)'’]|\s(?:and|in|on|for|was|is)\b|$)", "tʊɹ"),
    SenseRule("Worms", r"Diet\sof\s", r"", "vɔɹmz"),
    SenseRule("Polish", r"[a-z,;:]\s", r"", "ˈpoʊlɪʃ"),
    SenseRule("Polish", r"", r"\s(?:the|your|off|up|it|them|his|her|their|each)\b", "ˈpɑlɪʃ"),
    SenseRule("Polish", r"", r"", "ˈpoʊlɪʃ"),
    SenseRule("Mobile", r"\b(?:in|of|from|near|to|at)\s|downtown\s", r"(?=[,.;:)'’]|\s(?:and|in|on|for|was|is|County|Bay)\b|$)", "moʊˈbil"),
    SenseRule("Mobile", r"", r"\s(?:County|Bay)\b", "moʊˈbil"),
    SenseRule("Rodeo", r"", r"\sDrive\b", "ɹoʊˈdeɪoʊ"),
    SenseRule("Houston", r"", r"\s(?:Street|St\.|County,\sG)", "ˈhaʊstən"),
    SenseRule("bass", r"", rf"\s{_BASS_NOUNS}", "beɪs"),
    SenseRule("bass", r"\b(?:caught|catch|fish\w*|lake|river|angl\w+|grilled|fried)\b[^.]{0,25}\s", r"", "bæs"),
    SenseRule("bass", r"", r"\s(?:fishing|fillets?|population)\b", "bæs"),
    SenseRule("bass", r"(?:sea|striped|largemouth|smallmouth|black|rock|peacock|stock\w*|catch\w*)\s", r"", "bæs"),
    SenseRule("tear", r"", r"(?:\s|-)(?:gas|gassed|ducts?|drops?|jerker)\b", "tɪɹ"),
    SenseRule("tear", r"(?:shed|single|a|every|last|wiped?)\s(?:a\s)?", r"\s(?:rolled|fell|in (?:his|her|my|their) eye)", "tɪɹ"),
    SenseRule("tear", r"(?:wear and|rotator cuff|ACL|ligament|muscle|meniscus|calf|hamstring|labrum|tendon)\s", r"", "tɛɹ"),
    SenseRule("tears", r"(?:in|to|of|with|through|his|her|their|my|back|shed|wiped?)\s", r"(?!\s(?:up|down|apart|off|through|into))", "tɪɹz"),
    SenseRule("bow", r"(?:took|take|takes|taking)\s(?:a|his|her|their|one)\s(?:final\s|last\s)?", r"", "baʊ"),
    SenseRule("bow", r"", r"\s(?:your|his|her|their|our|my)\sheads?\b", "baʊ"),
    SenseRule("bow", r"", r"\s(?:to|out|down|before|under)\b", "baʊ"),
    SenseRule("bow", r"", r"\s(?:and arrows?|ties?)\b", "boʊ"),
    SenseRule("bow", r"(?:ship's|vessel's|port|starboard)\s", r"", "baʊ"),
    SenseRule("wound", r"(?:has|have|had|which|and|river|road|trail|path|he|she|it|they|we)\s", rf"\s{_WIND_ADVERBS}\b", "waʊnd"),
    SenseRule("lead", r"", r"\s(?:pipes?|paint|poisoning|exposure|contamination|levels?|bullets?|acid|service lines?|ammunition|shot)\b", "lɛd"),
    SenseRule("lead", r"(?:of|from|containing|removing|remove|replace|toxic|for|traces of)\s", r"\s(?:in|from|and|or)\s(?:the\s)?(?:water|paint|pipes?|copper|arsenic|mercury|blood|soil)", "lɛd"),
    SenseRule("wind", r"", rf"\s{_WIND_ADVERBS}\b", "waɪnd"),
    SenseRule("live", r"", r"\s(?:music|TV|television|broadcasts?|stream\w*|coverage|updates?|ammunition|fire|rounds?|audience|performances?|shows?|animals?|blog|feed|event|album|concerts?|on (?:TV|air|CNN|stage))\b", "laɪv"),
    SenseRule("row", r"(?:diplomatic|political|public|furious|bitter|growing|trade|spending|first)\s(?:legal\s)?", r"\s(?:over|with|between|erupt\w*|about|broke)\b", "ɹaʊ"),
    SenseRule("row", r"(?:[Tt]he|[Aa]n?|this|his|her|their|latest|fresh|new)\s(?:\w+\s)?", r"\s(?:over|about|between|erupt\w*|broke|escalat\w*)\b", "ɹaʊ"),
    SenseRule("row", r"(?:in a|front|back|death|second|third|each|every|skid)\s", r"", "ɹoʊ"),
    SenseRule("minute", r"", r"\s(?:amounts?|details?|quantit\w+|traces?|particles?|fractions?|differences?)\b", "maɪˈnut"),
    SenseRule("Job", r"(?:[Bb]ook of|patience of|(?:trials|story|sufferings|afflictions) of)\s", r"", "dʒoʊb"),
    SenseRule("job", r"(?:Book of|patience of)\s", r"", "dʒoʊb"),
    SenseRule("does", r"(?:the|two|three|and|bucks and)\s", r"\s(?:were|are|in the (?:herd|wild))\b", "doʊz"),
    SenseRule("putting", r"", r"\s(?:green|surface|stroke)\b", "ˈpʌtɪŋ"),
    SenseRule("resume", r"(?:a|his|her|their|your|my|the|padded)\s", r"(?=\s(?:and|that|to|with|or|in)\b|[,.;]|$)", "ˈɹɛzəˌmeɪ"),
    SenseRule("read", r"(?:has|have|had|having|'ve|'s|was|were|been|be|being|is|are|widely|well)\s(?:been\s|never\s|already\s|ever\s|also\s)?", r"", "ɹɛd"),
    SenseRule("read", r"(?:to|will|would|can|could|must|should|may|might|cannot|can't|couldn't|didn't|doesn't|don't|did not|do not|does not)\s", r"", "ɹid"),
)  # fmt: skip


class CompiledSenseRule(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    ipa: str


_SENSE_WORDS = frozenset(rule.word for rule in SENSE_RULES)


@cache
def _compile_rules(word: str) -> tuple[CompiledSenseRule, ...]:
    """The rules of one of `_SENSE_WORDS`."""
    return tuple(
        CompiledSenseRule(
            re.compile(rf"(?:{rule.before})\Z") if rule.before else re.compile(""),
            re.compile(rule.after),
            rule.ipa,
        )
        for rule in SENSE_RULES
        if rule.word == word
    )


_CONTEXT_CHARS = 40
"""Characters of context before a word."""


def match_sense_rule(sentence: str, start: int, end: int) -> str:
    """The IPA of a word by the first matching rule, or an empty string."""
    if town := find_namesake(sentence, start, end):
        return town
    word = sentence[start:end]
    word = word if word in _SENSE_WORDS else word.lower()
    if word not in _SENSE_WORDS:
        return ""
    sentence = sentence.replace("’", "'")
    before = sentence[max(0, start - _CONTEXT_CHARS) : start]
    return next(
        (
            rule.ipa
            for rule in _compile_rules(word)
            if rule.before.search(before) and rule.after.match(sentence, end)
        ),
        "",
    )
