"""Spelling rules of languages for `name_origins.py`, as a table.

For each origin: the patterns that identify it, its letters in CMU phones (separated by +), and its
stress: first, final, penult, antepenult, marked (by an accent, otherwise penult) or a rule of the
language. The most distinctive origins come first. Sources: pronunciation guides for names that
broadcasters publish, and the spelling rules of each language.
"""

from __future__ import annotations

_PINYIN = (
    "(?:[jqx](?:i(?:ang|ong|an|ao|ng|n|a|e|u)?|u(?:an|e|n)?)"
    "|(?:zh|ch|sh|r)(?:ang|eng|ong|uang|uan|uai|ui|un|uo|ua|ai|an|ao|ei|en|ou|a|e|i|u)"
    "|[zcs](?:ang|eng|ong|uan|ui|un|uo|ai|an|ao|ei|en|ou|a|e|i|u)"
    "|[bpmf](?:ang|eng|ing|iao|ian|ai|an|ao|ei|en|ie|in|ou|a|i|o|u)"
    "|[dtnl](?:iang|ang|eng|ing|ong|uan|iao|ian|ai|an|ao|ei|en|ia|ie|in|iu|ou|ue|ui|un|uo|a|e|i|u)"
    "|[gkh](?:uang|ang|eng|ong|uan|uai|ai|an|ao|ei|en|ou|ua|ui|un|uo|a|e|u)"
    "|y(?:ang|ing|ong|uan|an|ao|in|ou|ue|un|a|e|i|u)|w(?:ang|eng|ai|an|ei|en|a|o|u))"
)
_MORA = "(?:(?:k|s|t|n|h|m|r|g|z|d|b|p|ky|sh|ch|ny|hy|my|ry|gy|j|by|py|ts|f|y|w)?(?:ou|[aiueo])n?)"

COMMON_RULES = (
    "ch=CH sh=SH th=TH ph=F ck=K kh=K gh=G zh=ZH aa=AA ee=IY oo=UW ou=UW ai=AY ay(?![aeiou])=AY "
    "ei=EY ey=EY au=AW ao=AW oi=OY oy=OY iu=IY+UW a=AA b+=B cc=K c(?=[ei])=S c+=K d+=D e=EH f+=F "
    "g+=G h=HH i=IY j=JH k+=K l+=L m+=M ng$=NG n(?=[kg])=NG n+=N o=OW p+=P q+u?=K r+=R s+=S t+=T u=UW v=V "
    "w=W x=K+S y(?=[aeiou])=Y y=IY z+=Z ł=L đ=D ø=ER æ=EH œ=ER ð=DH þ=TH ı=IH"
)

_AFRICAN_SOUNDS = (
    "^ng=AH+NG+G ^nk=AH+NG+K ^nd=AH+N+D ^mb=AH+M+B ^mp=AH+M+P ^mk=AH+M+K ^nj=AH+N+JH ^nz=AH+N+Z ^nt=AH+N+T "
    "kh=K ny=N+Y mw=M+W kw=K+W ch=CH sh=SH j=JH g=G e=EH"
)

ORIGIN_RULES: dict[str, tuple[str, str, str]] = {
    "Chinese": (
        rf"^(?=.*(?:^x|^q[iu]|zh|xi|ji[aou]|q[iu][aen]|uo$|iao|iang|uang|ong$|eng$|[lnjx]ue|[ny]yang$|[aio]ch?ang$|(?<=[aeiou])yang$))(?:an|ao|ou)?(?:'?{_PINYIN}|'(?:ang|an|ai|ao|en|er|ou|a|e)){{1,3}}$",
        "'= zhi=JH+ER chi=CH+ER shi=SH+ER ri=R zi=Z+AH ci=T+S+AH si=S+AH zh=JH ch=CH sh=SH x=SH q=CH z=D+Z c=T+S "
        "(?<=[jqx])iao=AW (?<=[qx])iang(?![aeiou])=AA+NG (?<=[jqxy])uan=W+AA+N (?<=[jqxy])ue=W+EH (?<=[jqxy])u=UW "
        "ying(?![aeiou])=IH+NG iang(?![aeiou])=IY+AA+NG uang(?![aeiou])=W+AA+NG iong(?![aeiou])=IY+AO+NG "
        "ang(?![aeiou])=AA+NG eng(?![aeiou])=AH+NG ing(?![aeiou])=IH+NG ong(?![aeiou])=UH+NG (?<=[jqx])ian=EH+N "
        "ian=IY+EH+N uan=W+AA+N iao=Y+AW uai=W+AY ao=AW ou=OW "
        "iu=IY+UW ui=W+EY ei=EY ai=AY ie=Y+EH uo=W+OW ia=Y+AA ua=W+AA an=AA+N en=AH+N in=IH+N un=UH+N "
        "er=ER e=AH yi=IY wu=W+UW j=JH r=R",
        "final",
    ),
    "Japanese": (
        rf"^(?=.*(?:sh|tsu|ji|yama|mura|moto|kawa|naka|saka|hara|taka|maki|zaki|zuki|suke|ichi|guchi|hiro|kazu|gawa))(?={_MORA}{{3,6}}$)(?!.*(?:ph|th))",
        "ch=CH sh=SH ts=T+S ou=OW ei=EY ai=AY g=G j=JH f=F e=EH yo=Y+OW yu=Y+UW ya=Y+AA r=R h=HH",
        "penult",
    ),
    "Vietnamese": (
        "[ơưẠ-ỹ]|^(?=.*đ)(?!.*(?:đ[aeiou]?[jkv]|ić$))|^ng(?:uy|o$|hi)",
        "uyê=W+EH iê=EH yê=IY+EH ươ=AH uô=W+OW uy=W+IY uê=W+EY oai=W+AY oa=W+AA oe=W+EH ưu=Y+UW iu=Y+UW âu=OW au=AW "
        "ao=AW ay=AY ây=AY ai=AY ôi=OY oi=OY ơi=OY ui=UW+IY ngh=N ng$=NG ^ng=N nh$=N nh=N+Y ch$=K "
        "ph=F th=T tr=T+R kh=K gi(?=[aăâeêoôơuư])=Z d=Z đ=D x=S s=S qu=K+W y=IY "
        "ơ=ER ư=UW ă=AH â=AH ê=EY ô=OW u(?=[a-zđ]{1,2}$)=UH i(?=n)=IH",
        "final",
    ),
    "Turkish": (
        "[ğı]|(?:o[gğ]lu)$|ş|^(?=.*ç)(?=.*[üö])|^ç[aeiou]|ç[eiı]|[aeiouy]n?ç$|^ö[zc]|^gül|^gün(?!t)|^tür|^yü|öz$",
        "oğlu=OW+L+UW oglu=OW+L+UW ğ= c=JH ç=CH ş=SH ı=IH ö=ER ü=UW j=ZH y(?=[aeiouöüı])=Y u(?=r)=UH",
        "turkish",
    ),
    "Portuguese": (
        "ão|ões|ãe|^(?!.*(?:heim|sh|th|k|w|y)).*[aeiou](?:nh|lh)[aoe]|ça|ço(?![in])|ç[ãõ]|(?:gu|[lu]v|[eu]n|nd|[aeo]m|oa)es$",
        "inho$=IY+N+Y+OW inhos$=IY+N+Y+OW+S ção=S+AW+N ão=AW+N ões=OY+N+S ãe=AY+N ã=AE+N nh=N+Y lh=L+Y ç=S ch=SH j=ZH g(?=[ei])=ZH qu(?=[ei])=K "
        "x=SH gu(?=[eiéí])=G (?<=[aeiou])s(?=[aeiou])=Z o$=UW os$=UW+S es$=EH+S e$=IY c(?=[ei])=S ei=EY ou=OW",
        "portuguese",
    ),
    "South Slavic": (
        "ić$|đ|dž|(?:ov|ev|av)ic$|^[bptkgdvz]?[rl]?j[aeou].*(?:ic|ac)$|cevic$",
        "[oe]vić=AH+V+IH+CH [oe]vic$=AH+V+IH+CH ić=IH+CH ic$=IH+CH dž=JH č=CH ć=CH š=SH ž=ZH đ=JH nj=N+Y lj=L+Y c=T+S j=Y "
        "(?<=[bcdfgkpstvz])r(?=[bcdfgkmnpstvz])=ER",
        "antepenult",
    ),
    "Polish": (
        "[łśźńąęż]|sz[cyw]|cz|rz[eyka]|ws?k[ia]$|[wz]icz$|czyk$|niak$|[dl]ska$",
        "sław$=S+L+AA+F [oó]j(?![aeiouy])=OY (?<=[bdfgklmnprtw])ia=Y+AA (?<=[bdfgklmnprtw])ią=Y+AO+N o(?=(?:[bdfgjklmnprstw]|sz|cz|ch|rz|ś)(?:$|[bcdfghklmnprstwzńł]))=AA szcz=SH+CH sz=SH cz=CH rz=ZH ch=K dz=D+Z ci(?=[aeou])=CH ci=CH+IY si(?=[aeou])=SH zi(?=[aeou])=ZH "
        "ś=SH ć=CH ź=ZH ż=ZH ń=N ł=W ą=AO+N ę=EH+N ó=UW w(?=[^aeiouyąęół]|$)=F w=V c(?![hz])=T+S "
        "j=Y ie(?=.)=Y+EH ia$=Y+AA y=IH",
        "penult",
    ),
    "Finnish": (
        "ää|jä|^(?=.*[äö]).*(?:nen|ä)$",
        "ää=AE äi=AY ä=AE ö=ER aa=AA y=UW j=Y z=Z",
        "first",
    ),
    "Hungarian": (
        "[őű]|^sz[aeiou]|gy$|gy[öőáé]|(?:cs|sz)[aeiouáéíóú]|[áéó](?:cs|gy|rc|ny|sz|rs)",
        "szt=S+T sz=S zs=ZH cs=CH gy=JH ny$=N ny=N+Y ly=Y s=SH c=T+S j=Y ö=ER ő=ER ü=UW ű=UW á=AA é=EY",
        "first",
    ),
    "Czech": (
        "[ěřůčšž]|ová$|ý$|[cvtdkl]ná$|[sc]ká$|^(?=.*[kw])(?!.*(?:th|é$)).*[áíéý]",
        "ou=OW aj(?![aeiouáéíóú])=AY ej(?![aeiouáéíóú])=EY ch=HH č=CH š=SH ž(?=k)=SH ž=ZH (?<=[tdpkhbv])ř=ZH ř=R+ZH ě=Y+EH é=EY ý=IY c=T+S j=Y ů=UW á=AA",
        "first",
    ),
    "Romanian": (
        "escu$|[țșţşă]|eanu$|oiu$",
        "ch=K gh=G (?<=[^aeiouăâî])i$= ce=CH+EH ci(?=[aou])=CH ci=CH+IY ge=JH+EH gi=JH+IY ț=T+S ș=SH ţ=T+S ş=SH ă=AH â=IH "
        "î=IH j=ZH eanu$=Y+AA+N+UW iu=Y+UW (?<=[^aeiou])ea=Y+AA u$=UW",
        "romanian",
    ),
    "Ukrainian or Russian": (
        "(?:[oei]v|[oe]va|enko|chenko|sky[iy]?|skiy|skaya|chuk|shchuk|yuk|[oe]vych|[oe]vich|shvili"
        "|adze|idze|iev|yev|ukha|ushkin|nko|itsky[iy]?|ovsky[iy]?|ynsky[iy]?|[iy]kov[a]?)$|shch|^yev|zh[aeiouykn]|kh[rl]",
        "shch=SH+CH ch=CH zh=ZH kh=K ts=T+S ov$=AO+F ev$=EH+F iev$=Y+EH+F yev$=Y+EH+F sky[iy]?$=S+K+IY skiy$=S+K+IY "
        "ych$=IH+CH ich$=IH+CH yu=Y+UW ya=Y+AA ye=Y+EH yi=Y+IY yo=Y+OW y(?=[^aeiou]|$)=IY j=Y g=G c=K",
        "penult",
    ),
    "Greek": (
        "opoulos$|[aeiou](?:kis|tis|dis|lis)$|ides$|poulou$|ianos$|[td]akis$",
        "opoulos$=AO+P+AH+L+AH+S opoulou$=AO+P+AH+L+UW g(?=io)=Y gi(?=[aou])=Y is$=IH+S ^x=Z ts=T+S ch=K mp=M+P ou=UW ei=IY oi=IY ai=EH th=TH ph=F g(?=[ei])=Y",
        "greek",
    ),
    "Georgian or Armenian": (
        "[a-z]yan$|[bgdkstz]ian$|[a-z]unts$",
        "ian$=IY+AH+N ts=T+S",
        "armenian",
    ),
    "Nordic": (
        "[åøæ]|^[fs]j|köping$|^gö(?:te|ran)|^gäv|sson$|[^aeiou]sen$|d[oó]ttir$|ström$|gaard$|g[åa]rd$|qvist$|lund$|^bj|^kj|^hj|skov$|dahl$",
        "köping$=SH+ER+P+IH+NG ^g(?=[äö])=Y øj=OY øy=OY øi=OY y$=IY e$=AH gaard$=G+AO+R gård$=G+AO+R aa=AO å=OW ø=ER ö=ER æ=EH ä=EH au=OY ú=UW dóttir=D+OW+T+IY+R sson$=S+AH+N sen$=S+AH+N sj=SH skj=SH kj=CH "
        "hj=Y gj=Y j=Y y=UW qvist=K+V+IH+S+T w=V ch=K þ=TH ð=DH ey=EY ei=EY er$=ER en$=AH+N gj=Y skj=SH tj=CH rg$=R+G",
        "first",
    ),
    "Spanish": (
        "ñ|^(?!.*(?:sh|th|ph|ck|[wk]|ee|oo|llah))(?:.*[áíóú]|.*é[ns]$|.*é[a-z]{1,3}ez$|(?!.*ou).*é[a-z]+[ao]$|.*(?:[^aeiou]ez|[aeiou]ez|illo|illa|uel[ao]|ero|era|ado|ada|ados|uez|iño|ista|ordo|itos"
        "|itas|ndez|nchez|rrez|ueva|uerto|erdo|eño|ales|ares|ores|osa|ora|ino|ano|anos|ito|ita)$"
        "|.*(?:rr[aeiou]|ll[aeo]|que[sz]).*[aeiou][szrl]?$|hua|gui|llo)",
        "ch=CH ll=Y ñ=N+Y qu=K gü=G+W gu(?=[eiéí])=G gu(?=[ao])=G+W g(?=[eiéí])=HH j=HH h= "
        "hu(?=[aeo])=W x=HH z=S c(?=[eiéí])=S v=V ue=W+EH ua=W+AA ui=W+IY uó=W+OW uá=W+AA ié=Y+EH "
        "(?<=[bcdfglmnprstvz])ie=Y+EH ia=IY+AA io=IY+OW y$=IY y=Y au=AW ai=AY ay$=AY ei=EY ey$=EY "
        "oi=OY í=IY ú=UW",
        "spanish",
    ),
    "Italian": (
        "^(?!.*(?:sh|th|ch[aou]|[jkwxy]|h$|ill[oa]$))(?:.*(?:[aeiou]tti|[aeiou]lli|[aeiou]ni|[aeiou]ri|cci|ggi|cchi|zzi|ssi|sco|gli|gna|gno|llo|tto|cchio|ucci|iano"
        "|ese|ello|ella|etta|etto|ese|onte|acci|izzi|ardi|aldi|oni|ini|ani|eri|nchi|nghi|rchi)$|.*(?:gli|zz|cch|ggh|cci[ao]|sch[ei]))",
        "cchi=K+IY cch=K ch=K gh=G sch=S+K sci(?=[aou])=SH sc(?=[ei])=SH gli(?=[aeou])=L+Y gli=L+Y+IY gn=N+Y "
        "cci(?=[aou])=CH cc(?=[ei])=CH ci(?=[aou])=CH c(?=[ei])=CH ggi(?=[aou])=JH gg(?=[ei])=JH gi(?=[aou])=JH "
        "g(?=[ei])=JH zz=T+S z=T+S j=Y h= qu=K+W gu(?=[aeio])=G+W uo=W+OW ie=Y+EH io$=IY+OW ia$=IY+AH "
        "(?<=[aeiou])s(?=[aeiou])=Z",
        "penult",
    ),
    "French": (
        "(?:eaux?|oux|aux|ault|eault|ois|oise|ières?|ier|eux|ieux|elle|ette|enne|ienne|ont|ard|aud|oud|eul|euil|gnac"
        "|ançois|èle|ève|ain|illac|ogne|agne|oin|ieu|ouis|ique|quet|llet|onnet|iot|champs?)$|[èêœéï]|ë(?!s?$|r$)|^[dl]['’]|[ée]e$|eau|aille|anço|^du[bcfmpv][aeiourl]|^le[bcfglmr][a-zé]{2,}[^aiouysnz]$",
        "aï=AY oï=OY eault$=OW ault$=OW eaux?=OW aux?=OW oux$=UW ou=UW ois$=W+AA oise$=W+AA+Z oi=W+AA oin$=W+AE+N "
        "ières?$=Y+EH+R ier$=Y+EY iers$=Y+EY eux$=ER euil$=ER+IY eu=ER œu=ER œ=ER ienne$=Y+EH+N enne$=EH+N "
        "elle$=EH+L ette$=EH+T ien$=Y+AE+N ain$=AE+N in$=AE+N im$=AE+M on$=AO+N ont$=AO+N ant$=AA+N ent$=AA+N "
        "ard$=AA+R art$=AA+R aud$=OW oud$=UW et$=EY ez$=EY er$=EY é=EY ée$=EY ée?=EY è=EH ê=EH ai=EH "
        "ill(?=[aeiou])=Y aille$=AY ch(?=[lr])=K ch=SH gn=N+Y ç=S c(?=[eiéè])=S g(?=[eiéè])=ZH j=ZH qu=K que$=K gu(?=[ei])=G "
        "h= u=UW an(?=[^aeiounm])=AA+N en(?=[^aeiounm])=AA+N es?$= [tdpsxz]$= ie$=IY y=IY i(?=[aeou])=Y "
        "(?<=[aeiou])s(?=[aeiou])=Z s(?=ch)= th=T cq$=K re$=R champs?$=SH+AA+N",
        "final",
    ),
    "German": (
        "[öüä]|sch|mann$|stein$|(?:b|h|w)erger$|haus(?:er|en)$|bach$|feld$|burg(?:er)?$|tz|pf|dorf$|meier$|maier$|meyer$"
        "|huber$|lich$|ich$|inger$|baum$|ow$|eck$|hofer?$|brück|ß|ngel$",
        "tsch=CH sch=SH ^st=SH+T ^sp=SH+P stein=SH+T+AY+N ch=K ck=K ß=S äu=OY "
        "eu=OY ei=AY ie=IY au=AW ö=ER ü=UW ä=EH ow$=OW w=V v=F z=T+S tz=T+S j=Y th=T ph=F qu=K+V "
        "(?:^|(?<=[aeiou]))s(?=[aeiou])=Z er$=ER el$=AH+L en$=AH+N e$=AH y=IY aa=AA ee=EY oo=OW h(?=[^aeiouäöü]|$)=",
        "first",
    ),
    "Dutch": (
        "ij|^(?:van|ter|ten)[a-z]{3}|uij|oen$|veld$|stra$|sma$|huis|schoot|eer$|aert|oo[mnsr]$",
        "ieuw=Y+UW [ou]{2}ij=OY eij=AY sch=S+K ijk=AY+K ij=AY ui=AW oe=UW ou=AW ie=IY ee=EY aa=AA oo=OW uu=UW eu=ER j=Y w=V v=V g=G ch=K "
        "en$=AH+N er$=ER z=Z stra$=S+T+R+AH",
        "first",
    ),
    "Indian": (
        "bh|jee$|swam[iy]$|krishna|preet$|deep$|jit$|inder$|singh|[aeiou]pal$|ananda?$|ishwar|eshwar|ksh|jna|dharan$"
        "|nath$|chandra|shree|^shr|reddy$|murth[iy]|rajan$|raman$|[aeiou]yan$|kumar|jeet$|want$|wala$|[^s]hr[aiou]",
        "bh=B dh=D gh=G jh=JH kh=K th=T ksh=K+SH sh=SH ch=CH ee=IY oo=UW aa=AA ai=AY au=AW y$=IY singh=S+IH+NG "
        "a$=AH w=W v=V",
        "penult",
    ),
    "Arabic or Persian": (
        "^(?:al|el|ad|as|ar|ash)-|^abd|ullah$|allah$|eddin|uddin|(?:kh|gh)[aeiou]|q(?!u[aeio])|dh[aeiou]|aa|iya$|oun$|sabah"
        "|[iy]eh$|zadeh$|nejad$|pour$|iyya|ahim$|(?<!i)[ae]h$|^mu[hs][a-z]m|hm[aeiou]d|[^aeiou]ir$|ousef$|yassin|rahman",
        "^al-=AE+L ^el-=EH+L aa=AA ee=IY oo=UW ou=UW kh=K gh=G dh=D q=K th=TH sh=SH zadeh$=Z+AA+D+EH eh$=EH "
        "ei=EY ai=AY ay=AY aw=AW uddin=UH+D+IY+N iya$=IY+AH j=JH y=Y ah$=AH h$= '= u(?=[lmsbt])=UH i(?=[nmlb][aeiou])=IH",
        "arabic",
    ),
    "Yoruba, Igbo or Bantu": (
        "^(?:ade|aki|ayo|oye|olu|ola|omo|ogu|fol[au]|chi(?!ld)|chuk|ike|ife|ngo|mok|mkh|nko|nd|nj|nz|sib|bus)"
        "[a-z]*[aeiou](?:[bdfgklmnprstwyz]|nd|mb|ng)[iw]?e$",
        _AFRICAN_SOUNDS,
        "penult",
    ),
    "African": (
        "^(?:ng|nk|nd|mb|mp|mw|nj|nz|nt|kw)[aeiouw]|^o[dgklbn][aeiou].*[aeio]$|(?:mw|ndw|nkw|ngw)[aei]|[aeiou]di?ngo$|okw|unle$|ola$",
        _AFRICAN_SOUNDS,
        "penult",
    ),
    "Welsh": (
        "^ll(?:an|[ewy])|^(?:rh|gw|tre|pen|aber|ynys)[a-z]*(?:dd|yn|yd|ff|wy)|[aeiouwy]dd$",
        "ll=L dd=DH ff=F f=V ch=K rh=R ph=F th=TH si(?=[aeo])=SH ae=AY ai=AY au=AY ei=AY eu=AY ey=AY oe=OY wy=UW+IH aw=OW "
        "ew=EH+UW gw(?=[aeiouylnr])=G+W w(?=[aeiouy])=W w=UW y(?=[^aeiouwy]+$)=IH y$=IY y=AH u=IH i=IH a=AE o=AA e=EH",
        "penult",
    ),
    "Polynesian": (
        "^[aeiouhklmnpwftvrgs'ʻ]+$(?<=[aeiou])(?=)(?<!ea)(?<!oe)(?:(?<=aa)|(?<=iki)|(?<=ala)|(?<=alani)|(?<=oa)|(?<=ui)|(?<=ola)|(?<=aki)|(?<=ovai))",
        "w=W ai=AY au=AW ei=EY '= ʻ=",
        "penult",
    ),
}
