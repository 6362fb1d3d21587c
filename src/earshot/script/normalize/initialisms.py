"""Letters said one by one, and the acronyms that are said as words."""

from __future__ import annotations

import re

from earshot.script.g2p.dictionary import lookup_word
from earshot.script.normalize.matching import SpokenGroups, semiotic_class

ACRONYMS = frozenset(
    (
        "ACAS AIDS AMBER ASEAN AWOL BAFTA BART BRICS CAIR CAPTCHA CARE CERN CHIP CHIPS COBRA CODA "
        "COVID DACA DARPA DEFRA DOGE DOS DREAM ERISA EUROPOL FAFSA FARC FEMA FICA FIFA FINRA "
        "FISA FLOTUS GAAP GIF GITMO GOAT HAMAS HIPAA HUD ICE IKEA INTERPOL ISIL ISIS JAG JPEG "
        "LACMA LAN LASER LEED LEGO MAC MAGA MASH MENSA MERS MIDI MOMA NAFTA NAND NASA "
        "NASCAR NASDAQ NATO NICE NIMBY NIMH NOAA NORAD OFCOM OFGEM OLED OPEC OSHA PAC PACS "
        "PETA PIN POTUS QUANGO RADAR RAM RICO SAG SALT SARS SCOTUS SCUBA SEAL SEALS SENCO "
        "SIM SNAP SONAR SPAC START STEM SWAT TANF TARP TASER TED UEFA ULEZ UNESCO UNICEF "
        "UNRWA VAR VAT WASP WIC YIMBY YOLO ZIP"
    ).split()
)
"""Said as words, not by their letters."""
_INITIALISMS = frozenset(
    (
        "AARP ABC AC ACLU ADHD AFC AFL AFP AG AI ALS ANC AOC AP API APR ASAP ATF ATM ATP ATV "
        "BA BAE BBC BJP BMI BMW BNP BP BRI BTS CAA CAF CAT CBI CBO CBP CBS CD CDC CEO CFO "
        "CFPB CGI CIA CIO CNBC CNN COO CPI CPR CRISPR CSIS CT CTO DC DEA DFL DHS DIY DJ DM "
        "DMV DNA DNC DOA DOE DOJ DOT DPA DRC DUI DUP DVD ECB ECHR EDF EEOC EFE EFL EMS EMT "
        "EPA ER ERA ESPN ETA ETF ETH EU EUR EV FAA FAQ FBI FC FCC FDA FDIC FDR FEC FERC FHA "
        "FSB FTC FX GB GCHQ GDP GM GMC GMO GMT GOP GP GPS GRU HBO HHS HIV HMRC HP HPV HQ HR "
        "HSBC IAEA IBM ICBM ICC ICJ ICU ID IDF IDP IEA IED ILO IMF IOC IP IPCC IPL IPO IQ IRA "
        "IRGC IRS ISI ISP ISS IT ITV IV IVF JD JFK JP KFC KGB KIA KKK KKR LA LAPD LBJ LED "
        "LGBT LGBTQ LGBTQIA LNG LPGA MBA MD MI MIA MLB MLK MMA MMR MP MPS MRI MS MSF MSNBC "
        "MTA MTV MVP NAACP NBA NBC NBN NCA NCAA NDP NDTV NFL NFT NGO NGOS NHL NHS NHTSA NIH "
        "NIST NPR NRA NSA NSC NSW NTSB NY NYC NYPD NYT NZ OB OBE OBR OCD ODI OECD OJ OK OPCW "
        "ORR OSCE PBS PC PCR PE PGA PHD PLO PM PMI PMQ POW PPE PPP PR PS PSG PSNI PTA PTSD QB "
        "QC RAF RBI RBS RFK RFU RN RNA RNC RNLI RSPCA RSS RSVP RV SAT SBA SDLP SEC SMS SNP "
        "SOS SPD SPELLED SPF SUV TD TGV THC TNT TSA TSMC TV TVA UAE UAP UAW UCL UCLA UEA UFC "
        "UFO UI UK UKIP UN UNC UNGA UNHCR URL US USA USADA USAF USAID USB USC USDA USGS USMC "
        "USMCA USOPC USPS UTV VA VC VHS VIP VP VR VW WBA WBC WFP WHA WHO WMD WNBA WSJ WTA WTO "
        "WW WWE XL YMCA YWCA ZANU"
    ).split()
)
_UPPER_CASE_WORDS = frozenset(
    (
        "A ALL ALSO AND ANY ARE AS AT BAD BE BEEN BEST BIG BOTH BREAKING BUT BY CAN DAD DAY DEAD "
        "DEAL DID DO DOWN EACH END EVEN EVER EXCLUSIVE FACT FAKE FOR FREE FROM FULL GET GO GOD "
        "GOOD GOT GREAT HAD HAS HATE HAVE HE HELP HER HERE HIM HIS HOW I IF IN INTO IS JUST KEEP "
        "LAST LATE LET LIKE LIVE LONG LOST LOVE MADE MAKE MAN MANY MAX ME MEN MOM MORE MOST MUCH "
        "MUST MY NEED NEVER NEW NEWS NEXT NO NONE NOR NOT NOW OF OFF OH ON ONCE ONE ONLY OPEN "
        "OPINION OR OUR OUT OVER PART PLUS PRO READ REAL SAD SAFE SAID SAME SAY SAYS SEE SHE SHOW "
        "SIR SO STOP SUCH SURE TAKE TELL THAN THAT THE THEIR THEM THEN THERE THESE THEY THIS "
        "THOSE THREE TIME TO TODAY TOLD TOO TOP TRUE TWO UP UPDATE USE VERY WANT WAR WAS WATCH "
        "WAY WE WELL WENT WERE WHAT WHEN WHERE WHICH WHILE WHO'S WHOSE WHY WILL WIN WITH WON "
        "WOULD WOW YEAH YEAR YEARS YES YOU YOUR"
    ).split()
)
_PRONOUNCEABLE = re.compile(
    r"(?:[BCDFGHJKLMNPRSTVWYZ]|[BCDFGPST][LR]|S[CHKLMNPTW]|SH|CH|TH|TR)?[AEIOU]{1,2}(?:[BCDFGKLMNPRSTVXZ]{1,2}[AEIOUY][BCDFGKLMNPRSTXZ]?[A-Z]*|[LNRSM][BCDFGKLMNPST][A-Z]*)"
)
_DATELINE = re.compile(
    r"\W*(?P<place>[A-Z]{3,}(?:[\s.-][A-Z]{2,}){0,3})(?:,\s[A-Z][\w. ]{1,20})?\s?(?:[:(—–]|-\s|--)"
)
_ALL_CAPS_WORD = re.compile(r"\b[A-Z]{2,}\b")
_CAPS_BEFORE = re.compile(r"(?<![A-Za-z])(?P<word>[A-Z]{4,12})\s(?:[A-Z]{1,3}\s){0,2}\Z")
_CAPS_AFTER = re.compile(r"\s(?P<word>[A-Z]{4,12})(?![A-Za-z])")
_LOWER_CASE_WORD = re.compile(r"[a-z]{2,}")
_CAPS = r"(?<![\w])(?P<letters>[A-Z]{2,15})"


def is_listed(word: str) -> bool:
    """Whether capitals are on one of the lists here."""
    return word in _INITIALISMS or word in _UPPER_CASE_WORDS


def is_spelled_out(word: str) -> bool:
    """Whether capitals are said letter by letter: FBI, not NATO."""
    if word in _INITIALISMS:
        return True
    if word in ACRONYMS or word in _UPPER_CASE_WORDS or len(word) > 6:
        return False
    if len(word) <= 3:
        return True
    return not (is_pronounceable(word) or lookup_word(word.lower()))


def is_pronounceable(word: str) -> bool:
    """Whether capitals could be a word by their letters: NATO and ARC, not ZQF."""
    return _PRONOUNCEABLE.fullmatch(word) is not None


def _is_all_caps_text(text: str) -> bool:
    """Whether capitals are only loud here, as in a headline all in capitals."""
    lower_count, caps_count = (
        len(_LOWER_CASE_WORD.findall(text[:2000])),
        len(_ALL_CAPS_WORD.findall(text[:2000])),
    )
    return caps_count > 3 * lower_count + 1


@semiotic_class(
    r"(?<![\w.])(?P<letters>(?:[A-Za-z]\.){2,}(?:[A-Z](?![\w]))?)(?P<plural>s\b|'s\b)?", "."
)
def dotted(m: re.Match[str], british: bool) -> SpokenGroups:
    """U.S. · D.C. · J.K."""
    spoken = " ".join(c.upper() for c in m["letters"] if c != ".")
    yield (0, f"{spoken}'s") if m["plural"] else ("letters", spoken)


@semiotic_class(
    r"(?<![\w.'])(?P<letter>[A-Z]\.)(?=[\s,)-])", ".", (". ", ".\n", ".\t", ".,", ".)", ".-")
)
def initial(m: re.Match[str], british: bool) -> SpokenGroups:
    """J. K. Rowling"""
    yield "letter", m["letter"][0]


@semiotic_class(r"(?<!\w)(?P<left>[A-Z]{1,4})(?P<and>&)(?P<right>[A-Z]{1,4})(?!\w)", "&")
def joined_letters(m: re.Match[str], british: bool) -> SpokenGroups:
    """AT&T · Q&A"""
    yield 0, f"{' '.join(m['left'])} and {' '.join(m['right'])}"


@semiotic_class(rf"{_CAPS}(?P<plural>'?s)?(?!\w)", "")
def initialism(m: re.Match[str], british: bool) -> SpokenGroups:
    """FBI · MPs · the CEO's; NATO passes as a word."""
    letters, plural = m["letters"], "'s" if m["plural"] else ""
    if (
        (len(letters) > 6 and letters not in _INITIALISMS)
        or letters in _UPPER_CASE_WORDS
        or _is_all_caps_text(m.string)
    ):
        return
    if is_spelled_out(letters) and not (_is_in_dateline(m) or _is_emphasized(m)):
        yield 0, " ".join(letters) + plural


def _is_emphasized(m: re.Match[str]) -> bool:
    """LIFE IN THE AIR: a short word among loud ones, which are no initials."""
    letters = m["letters"]
    if letters in _INITIALISMS or len(letters) != 3 or not lookup_word(letters.lower()):
        return False
    adjacent = (_CAPS_BEFORE.search(m.string, 0, m.start()), _CAPS_AFTER.match(m.string, m.end()))
    return any(other and lookup_word(other["word"].lower()) for other in adjacent)


def _is_in_dateline(m: re.Match[str]) -> bool:
    """PARIS (AP) — the place is a name, whatever its letters."""
    line = _DATELINE.match(m.string)
    is_inside = line is not None and line.start("place") <= m.start() <= line.end("place")
    return is_inside and len(m["letters"]) > 3 and m["letters"] not in _INITIALISMS


@semiotic_class(
    r"(?<!\w)(?:tv|TV|pc|dvd|cd|ok)(?P<plural>s)?(?!\w)", "", ("tv", "TV", "pc", "dvd", "cd", "ok")
)
def small_initialism(m: re.Match[str], british: bool) -> SpokenGroups:
    """tv"""
    yield 0, " ".join(m[0].removesuffix("s").upper()) + ("'s" if m["plural"] else "")
