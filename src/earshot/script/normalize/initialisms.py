"""Initialisms, which are spelled, and acronyms, which are words."""

from __future__ import annotations

import re
from string import ascii_letters, ascii_uppercase

from earshot.script.g2p.dictionary import lookup_word
from earshot.script.normalize.matching import FIRST_CAPITAL, SpokenGroups, semiotic_class

ACRONYMS = frozenset(
    (
        "ACAS ADNOC AIDS AIPAC AMBER ASEAN AUKUS AWOL BAFTA BART BIMSTEC BIPOC BRICS CAC CAIR "
        "CAPTCHA CARE CENTCOM CERN CHIP CHIPS COBRA CODA CONCACAF COVID DACA DARPA DAX DEFRA "
        "DOGE DOS DREAM EBITDA ECOWAS ERISA EUROPOL FAFSA FARC FEMA FICA FIFA FINRA FISA FLOTUS "
        "FTSE GAAP GIF GITMO GOAT HAMAS HIMARS HIPAA HUD ICANN ICE IKEA INTERPOL ISIL ISIS ISRO "
        "JAG JAXA JPEG LACMA LAN LASER LATAM LEED LEGO LIDAR MAC MAGA MASH MENSA MERS MIDI MOMA "
        "NAFTA NAND NASA NASCAR NASDAQ NATO NICE NIMBY NOAA NORAD NORTHCOM OFCOM OFGEM OLED "
        "OPEC OSHA OSINT PAC PACS PETA PIN POTUS QUANGO RADAR RAM RICO ROM SAG SALT SARS SCOTUS "
        "SCUBA SEAL SEALS SENCO SIM SNAP SONAR SPAC START STEM STOXX SWAT TANF TARP TASER TED "
        "THAAD UEFA ULEZ UNICEF UNRWA VAR VAT WADA WASP WIC YIMBY YOLO ZIP"
    ).split()
)
"""Acronyms that are pronounced as words."""
_INITIALISMS = frozenset(
    (
        "ACST AEDT AEST AWST "
        "AAA AAC AAP AAPL AARP ABA ABC AC ACA ACC ACLU ADHD ADL ADP AEC AED AFC AFD AFL AFP AG "
        "AI AIG ALS AMA AMD AML ANC ANU ANZ AOC AP APA APC API APR ARD ASAP ASD ASX ATC ATF ATM "
        "ATP ATV BA BAE BBC BCG BEA BFM BJP BLM BLS BMI BMJ BMW BNP BOE BOJ BP BPD BQ BRI BRT "
        "BTC BTS BYD BYU CAA CAF CAQ CAT CBI CBO CBP CBS CCPA CCTV CD CDC CDO CDS CDU CEO CFA "
        "CFO CFPB CGI CGTN CIA CIO CLO CME CMS CNBC CNG CNN COO COPD CPB CPI CPM CPR CPS CPTPP "
        "CPU CRISPR CSA CSIS CSU CSX CT CTO CUNY CVS CWA DC DCI DEA DEI DFL DHL DHS DIY DJ DLC "
        "DM DMCA DMK DMV DMZ DNA DNC DNS DOA DOE DOI DOJ DOT DPA DPRK DRC DS DSA DUI DUP DVD "
        "DWI DWP ECB ECG ECHR EDF EDL EEA EEG EEOC EEZ EFE EFF EFL EIA EIS EKG EMS EMT EPA EPFL "
        "EPL ER ERA ESA ESG ESPN ET ETA ETF ETH EU EUR EV FAA FAO FAQ FBI FC FCC FDA FDIC FDP "
        "FDR FEC FERC FHA FIA FIS FM FOIA FRA FSA FSB FTA FTC FTX FX GAO GB GCC GCHQ GDP GDPR "
        "GDR GE GM GMA GMC GMO GMT GNP GOP GP GPS GPU GRE GRU GST HB HBCU HBO HDD HDMI HHS HIV "
        "HKEX HKU HMRC HMS HP HPV HQ HR HS HSBC HST HSV HT HTML IAEA IARC IBM ICBM ICC ICJ ICU "
        "ID IDB IDF IDP IEA IED IEEE IFC IFRC IIHF IIM IIT ILO IMF IMO IOC IP IPCC IPL IPO IPV "
        "IQ IRA IRB IRGC IRS ISDA ISI ISM ISO ISP ISS IT ITF ITN ITU ITV IV IVF JD JFK JP KBO "
        "KBS KCL KFC KGB KIA KKK KKR KPH KSA KYC LA LAPD LBJ LBO LED LGBT LGBTQ LGBTQI LGBTQIA "
        "LLC LLM LLP LNG LPGA LSE LSU MBA MBC MD MDC MI MIA MIT MLA MLB MLK MLS MMA MMR MP MPC "
        "MPG MPS MRI MRSA MS MSF MSNBC MTA MTV MV MVP NAACP NBA NBC NBL NBN NCA NCAA NCI NCIS "
        "NCP NDAA NDC NDP NDTV NEA NEPA NFC NFIB NFL NFT NGA NGO NGOS NHK NHL NHS NHSE NHTSA "
        "NIAID NIH NIMH NIST NLRB NOC NPP NPR NRA NRL NSA NSC NSF NSW NTSB NTU NTV NUS NY NYC "
        "NYPD NYSE NYT NYU NZ OAS OAU OB OBE OBR OCD ODI ODNI OECD OIC OJ OK OMB ONS OPCW OPM "
        "OPP ORR OSCE OSU PBS PC PCE PCR PDF PDP PE PGA PHD PIF PKK PLA PLO PM PMI PML PMQ PNC "
        "POW PPE PPI PPP PQ PR PRC PS PSA PSG PSNI PSOE PSV PT PTA PTI PTSD PVV QB QC QR QVC "
        "RAF RBA RBI RBS RCMP RFK RFU RMS RN RNA RNC RNLI RNZ ROK RPM RSPCA RSS RSV RSVP RTE "
        "RTL RV RWE SAIC SAT SB SBA SBS SCO SDF SDLP SEC SFO SMS SMU SNL SNP SOS SPD SPF SPV "
        "SSA SSD SUNY SUV TB TCAS TCU TD TF TFL TGV THC TMC TNA TNT TPP TSA TSB TSMC TTIP TUC "
        "TV TVA UAE UAP UAPA UAW UBS UCD UCI UCL UCLA UCSB UCSD UCSF UDP UEA UFC UFO UI UK "
        "UKHSA UKIP UN UNC UNGA UNGC UNHCR UNHRC UNLV UNODC UPS URL US USA USADA USAF USAID USB "
        "USC USCIS USDA USGS USMC USMCA USMNT USOPC USPS USPTO USS USSR USTR USWNT UTC UTEP UTV "
        "UUP UVA UX VA VC VCU VFR VHS VIP VOA VP VPN VR VTB VVD VW WBA WBC WEF WFH WFP WHA WHO "
        "WMD WMO WNBA WNO WNT WSJ WTA WTC WTO WW WWE XL YMCA YPG YWCA ZANU ZDF ZTE"
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
_CAPS = r"(?<![\w])(?<![A-Z]')(?P<letters>[A-Z]{2,15})"


def is_listed(word: str) -> bool:
    """Whether a word in capitals is on one of the lists."""
    return word in _INITIALISMS or word in _UPPER_CASE_WORDS


def is_spelled_out(word: str) -> bool:
    """Whether a word in capitals is spelled letter by letter: FBI, not NATO."""
    if word in _INITIALISMS:
        return True
    if word in ACRONYMS or word in _UPPER_CASE_WORDS or len(word) > 6:
        return False
    if len(word) <= 3:
        return True
    return not (is_pronounceable(word) or lookup_word(word.lower()))


def is_pronounceable(word: str) -> bool:
    """Whether a word in capitals is pronounceable: NATO and ARC, not ZQF."""
    return _PRONOUNCEABLE.fullmatch(word) is not None


def _is_all_caps_text(text: str) -> bool:
    """Whether the text is all in capitals, as some headlines are."""
    lower_count, caps_count = (
        len(_LOWER_CASE_WORD.findall(text[:2000])),
        len(_ALL_CAPS_WORD.findall(text[:2000])),
    )
    return caps_count > 3 * lower_count + 1


@semiotic_class(
    r"(?<![\w.])(?P<letters>(?:[A-Z]\.){2,}(?=s\b)|(?:[A-Za-z]\.){2,}(?:[A-Z](?![\w]))?)(?P<plural>s\b|'s\b)?",
    ".",
    tuple(f".{letter}." for letter in ascii_letters),
)
def dotted(m: re.Match[str], british: bool) -> SpokenGroups:
    """U.S. · D.C. · J.K."""
    spoken = " ".join(c.upper() for c in m["letters"] if c != ".")
    yield (0, f"{spoken}'s") if m["plural"] else ("letters", spoken)


@semiotic_class(
    r"(?<![\w.'])(?P<letter>[A-Z]\.)(?=[\s,)-])",
    ".",
    tuple(f"{letter}.{end}" for letter in ascii_uppercase for end in " ,)-"),
)
def initial(m: re.Match[str], british: bool) -> SpokenGroups:
    """J. K. Rowling"""
    yield "letter", m["letter"][0]


@semiotic_class(
    r"(?<!\w)(?P<left>[A-Z]{1,4})(?P<and>&)(?P<right>[A-Z]{1,4})(?P<plural>'?s)?(?!\w)",
    "&",
    start=FIRST_CAPITAL,
)
def joined_letters(m: re.Match[str], british: bool) -> SpokenGroups:
    """AT&T · Q&As"""
    plural = "'s" if m["plural"] else ""
    yield 0, f"{' '.join(m['left'])} and {' '.join(m['right'])}{plural}"


@semiotic_class(rf"{_CAPS}(?P<plural>'?s|'S)?(?!\w)", "", start=FIRST_CAPITAL)
def initialism(m: re.Match[str], british: bool) -> SpokenGroups:
    """FBI · MPs · the CEO's; not NATO, which is a word"""
    letters, plural = m["letters"], "'s" if m["plural"] else ""
    if (len(letters) > 6 and letters not in _INITIALISMS) or letters in _UPPER_CASE_WORDS:
        return
    if _is_loud(m):
        is_spelled = _is_spelled_among_loud_words(m)
    else:
        is_dateline = _is_in_dateline(m) or _is_emphasized(m) or _is_basque_group(m)
        is_spelled = is_spelled_out(letters) and not is_dateline
    if is_spelled:
        yield 0, " ".join(letters) + plural


_CAPS_RUN_BEFORE = re.compile(r"(?:\b[A-Z][A-Z'-]*[,:]?\s){1,8}\Z")
_CAPS_RUN_AFTER = re.compile(r"(?:[,:]?\s[A-Z][A-Z'-]*\b){1,8}")
_CAPS_WORD = re.compile(r"[A-Z][A-Z'-]*")


def _is_loud(m: re.Match[str]) -> bool:
    """Whether the word is in a text or a run of words that are all in capitals."""
    if _is_all_caps_text(m.string):
        return True
    before = _CAPS_RUN_BEFORE.search(m.string, max(0, m.start() - 60), m.start())
    after = _CAPS_RUN_AFTER.match(m.string, m.end())
    others = _CAPS_WORD.findall((before[0] if before else "") + (after[0] if after else ""))
    return len(others) > 1 and 2 * sum(map(_is_plain_word, others)) > len(others)


def _is_plain_word(written: str) -> bool:
    if written in _UPPER_CASE_WORDS:
        return True
    is_name = written in _INITIALISMS or written in ACRONYMS or len(written) < 3
    return not is_name and lookup_word(written.lower()) is not None


_BEFORE_PRONOUN_US = frozenset(
    "TO FOR WITH LET LETS GIVE GIVES TELL TELLS HELP HELPS JOIN ABOUT AMONG BETWEEN LEAVE SHOW ASK "
    "MAKE MAKES BEHIND KEEP SAVE AGAINST FOLLOW CONTACT CALL WATCH BELIEVE FREE LOVE".split()
)
_AFTER_INITIALISM_IT = frozenset(
    "WORKERS WORKER TEAM TEAMS DEPARTMENT FIRM FIRMS COMPANY SECTOR STAFF SYSTEM SYSTEMS SUPPORT "
    "GIANT OUTAGE FAILURE MANAGER JOBS SPENDING SERVICES SECURITY GLITCH EXPERTS".split()
)
_AFTER_INITIALISM_WHO = frozenset("CHIEF HEAD TEAM DATA REPORT DIRECTOR OFFICIAL EXPERT".split())
_LOUD_WORDS = frozenset("CAT ERA LED ARM COP TIP CARE".split())
"""Initialisms that are common words in a text in capitals."""
_QUESTION_VERBS = frozenset("IS WAS HAS DOES GETS OWNS WINS PAYS KNOWS NEEDS LIVES BUYS".split())


def _is_spelled_among_loud_words(m: re.Match[str]) -> bool:
    """FBI RAIDS HOME: letters that are not a word, or an initialism by its context."""
    letters = m["letters"]
    if letters not in _INITIALISMS:
        return len(letters) < 6 and not re.search("[AEIOUY]", letters)
    after = _CAPS_RUN_AFTER.match(m.string, m.end())
    before = _CAPS_RUN_BEFORE.search(m.string, max(0, m.start() - 60), m.start())
    following = (_CAPS_WORD.findall(after[0]) if after else [""])[0]
    previous = (_CAPS_WORD.findall(before[0]) if before else [""])[-1]
    if letters == "US":
        return previous not in _BEFORE_PRONOUN_US
    if letters == "IT":
        return following in _AFTER_INITIALISM_IT
    if letters == "WHO":
        is_verb = following.endswith("S") and following not in _QUESTION_VERBS and not previous
        return previous == "THE" or is_verb or following in _AFTER_INITIALISM_WHO
    return letters not in _LOUD_WORDS


_BASQUE_CONTEXT = re.compile(
    r"\s(?:cells?|militants?|gunm[ae]n|prisoners?|members?|separatists?|bomb\w*|violence"
    r"|attacks?|rebels?|leaders?)\b"
)


def _is_basque_group(m: re.Match[str]) -> bool:
    """ETA cells; not "an ETA" (time of arrival)"""
    return m["letters"] == "ETA" and _BASQUE_CONTEXT.match(m.string, m.end()) is not None


def _is_emphasized(m: re.Match[str]) -> bool:
    """LIFE IN THE AIR: a short word among words in capitals."""
    letters = m["letters"]
    if letters in _INITIALISMS or len(letters) != 3 or not lookup_word(letters.lower()):
        return False
    adjacent = (_CAPS_BEFORE.search(m.string, 0, m.start()), _CAPS_AFTER.match(m.string, m.end()))
    return any(other and lookup_word(other["word"].lower()) for other in adjacent)


def _is_in_dateline(m: re.Match[str]) -> bool:
    """PARIS (AP) —: the place in a dateline is a name."""
    line = _DATELINE.match(m.string)
    is_inside = line is not None and line.start("place") <= m.start() <= line.end("place")
    return is_inside and len(m["letters"]) > 3 and m["letters"] not in _INITIALISMS


@semiotic_class(
    r"(?<!\w)(?:tv|TV|pc|dvd|cd|ok|pH)(?P<plural>s)?(?!\w)",
    "",
    ("tv", "TV", "pc", "dvd", "cd", "ok", "pH"),
)
def small_initialism(m: re.Match[str], british: bool) -> SpokenGroups:
    """tv"""
    yield 0, " ".join(m[0].removesuffix("s").upper()) + ("'s" if m["plural"] else "")
