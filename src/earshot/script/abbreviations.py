"""Abbreviations for sentence segmentation: those that never end a sentence and those that may."""

from __future__ import annotations

import re

NEVER_FINAL = frozenset(
    (
        "Mr. Mrs. Ms. Mx. Dr. Drs. Prof. Rev. Fr. Hon. Sen. Sens. Rep. Reps. Gov. Govs. Lt. Col. "
        "Gen. Maj. Capt. Cpl. Sgt. Pvt. Cmdr. Adm. Brig. Det. Supt. Insp. Pres. Amb. Asst. Assoc. "
        "Dep. Dir. Messrs. Mme. Mlle. vs. v. cf. e.g. i.e. ca. approx. Mt. Ft. Pfc. Spc. Atty. "
        "Cllr. Cllrs. Wm. Chas. Thos. Approx. Cdr. Cdre. Flt. Ens. SSgt. MSgt. TSgt. RAdm. VAdm. "
        "Msgr. Ald. Treas. Sec'y. Comr. Insp. Const. viz. al-. Ph. Op. op. Blk."
    ).split()
)
"""Titles and connectives, which never end a sentence."""

SOMETIMES_FINAL = frozenset(
    (
        "A.M. Ala. Apr. Ariz. Ark. Assn. Aug. Ave. Blvd. Bros. Calif. Ch. Co. Colo. Conn. Corp. "
        "Bn. Bde. Regt. Sqn. "
        "Cos. Dec. Del. Dept. Ed. Esq. Est. Feb. Fla. Fri. Ga. Hwy. Ill. Inc. Ind. Jan. Jr. Kan. "
        "Ky. LLC. La. Ln. Ltd. Mar. Mass. Md. Mich. Minn. Miss. Mo. Mon. Mont. Neb. Nev. Nov. "
        "Oct. Okla. Ore. P.M. Pa. Pkwy. Rd. Sat. Sep. Sept. Sr. St. Sun. Tenn. Tex. Thu. Thurs. "
        "Tue. Tues. Univ. Va. Vol. Vt. Wash. Wed. Wis. Wyo. a.m. al. ch. co. dept. ed. eds. est. "
        "etc. ft. govt. hr. hrs. in. km. lb. lbs. med. mi. mil. min. mph. oz. p.m. sec. vol. yr. "
        "yrs. Attn. Attys. Bldg. Bldgs. Cmte. Comdr. Comm. Depts. Dist. Ests. Govt. Gr. Hosp. "
        "Hts. Inst. Intl. Jct. Lvl. Mgmt. Mgr. Mtn. Mtns. Mts. Natl. Plat. Qld. Secs. Terr. Twps. "
        "acct. assn. attn. avg. nr. temp. bbl. bbls. bldg. capt. cmte. cont. dist. ea. inst. "
        "intl. jct. mgmt. mgr. misc. mos. mtg. mtn. natl. orig. pkg. qty. secs. supt. univ. vols. "
        "wk. wks. incl. excl."
    ).split()
)
"""Companies, places, months and measures. They end a sentence only before a clear opener."""

SENTENCE_STARTERS = frozenset(
    (
        "A About According Additionally After All Also Although Among An And Another Any Are As At "
        "Back Because Before Both But By Can Could Despite Did Do Does During Each Earlier Even "
        "Every Few Following For From Given Had Has Have He Her Here Hers His How However I I'm "
        "I've If In Instead Is It It's Its Just Last Later Many Maybe Meanwhile More Moreover Most "
        "Much My Nearly Neither Next No Nobody None Nor Not Nothing Now Of Officials On Once One "
        "Only Or Other Others Our Over Perhaps Police Please Several Shares She She's Should Since "
        "So Some Someone Soon Still Such That That's The Their Them Then There There's These They "
        "They're This Those Though Through Thus To Today Tomorrow Two Under Unlike Until Was We "
        "We're We've Well Were What When Where Whether Which While Who Whose Why Will With Without "
        "Would Yes Yesterday Yet You You're Your"
    ).split()
)
"""Capitalized words that open a sentence and do not continue a name."""

NUMBERED = frozenset(
    "No. Nos. NO. NOS. N°. Rs. Rte. Rt. Figs. Eq. Tab. Vols. Pt. Sess. pp. p. Art. art. Sec. SEC. "
    "Fig. fig. elev. fl. pop. Pop. ext. Ext. est. App. Ex. para. Para. max. min. tel. "
    "Tel. Prop. fn. fns. Cat. cat. Res. Rm. Yr. Yrs. Wk. Ep. Ln. Pct. ph. Mob. mob. vis. arts. "
    "chs. figs. paras. vers.".split()
)
"""They do not end a sentence before a number."""

NEVER_FINAL_ABROAD = frozenset(
    (
        "abzgl. aprox. avv. bijv. bspw. bzw. ca. cf. dhr. dipl. Dipl.-Ing. dott. Dott. drs. dr. "
        "evtl. Excmo. Exmo. exkl. geb. ggf. Gral. gral. inkl. insb. Mgr. mevr. mgr. Mill. p.ex. "
        "prof. Prof. resp. sig. sog. Srta. św. vgl. vs. zzgl."
    ).split()
)
"""Titles and connectives of European languages, which never end a sentence."""

BEFORE_A_NUMBER = frozenset(
    "art. av. blz. cap. chap. env. fig. max. mind. no. nr. núm. ok. pag. pág. págs. pp. str. tab. "
    "ul. vol.".split()
)
"""Abbreviations of the same languages that do not end a sentence before a number."""

GERMAN_STARTERS = frozenset(
    (
        "Aber Alle Als Am An Auch Auf Aus Bei Beide Bis Da Dabei Dafür Damit Danach Dann Daraufhin "
        "Darum Das Dazu Dem Den Denn Dennoch Der Deshalb Die Dies Diese Dieser Dieses Doch Dort "
        "Durch Ein Eine Einem Einen Einer Er Erst Es Etwa Für Gegen Heute Hier Ich Ihr Ihre Im In "
        "Jetzt Kein Keine Man Mehr Mit Nach Nachdem Nicht Noch Nun Nur Ob Ohne Schon Seit Sie So "
        "Sogar Später Trotz Trotzdem Über Um Und Unter Viele Vom Von Vor Während War Waren Wegen "
        "Weil Wenn Wer Wie Wir Wo Zu Zudem Zum Zur Zuvor Zwar"
    ).split()
)
"""Capitalized words that open a German sentence after a number with a full stop. Other capitalized
words are usually nouns."""
PRONOUNS = frozenset("He She They We".split())
NEVER_SURNAMES = frozenset("She They We The But It Then And His Her This That".split())
"""Openers of sentences that no name has after an initial: "He got an A. She got a B."."""
EXCLAIMED_NAMES = frozenset(
    "Yahoo! Jeopardy! Yum! Joomla! Oklahoma! Panic! Wham! Airplane!".split()
)
SHORT_WORDS = frozenset(
    "all bad big by day did do due end far few gas go gun her him his how ill it job law low man "
    "me men new no not now off oil old on one out own so tax ten them too two up us war was way "
    "we win won yes yet you".split()
)
"""Words of up to three letters, not abbreviations, at the end of a sentence."""

LETTERED_NOUN = re.compile(
    r"\b(?:vitamin|hepatitis|plan|grade|type|group|class|team|exhibit|option|gate|terminal|line|section|part|series|phase"
    r"|generation|channel|influenza|blood|case|item|level|schedule|appendix|malcolm|title|zone|unit|block|building|avenue|ave\.|room|row|seat|wing|ward|tower|pier|lot|bay|door)\s[A-Z]\.\Z",
    re.IGNORECASE,
)
"""A noun with a letter after it, which is not an initial."""
