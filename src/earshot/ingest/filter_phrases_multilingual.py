"""Phrase rules in languages that `filter_phrases` covers only in part."""

from __future__ import annotations

from earshot.ingest.phrase_rule import PhraseRule, phrase_rule

_ALSO = (
    r"leer (?:más|también)|lee (?:más|también)|lea (?:más|también)|ver (?:más|también)|más "
    r"información|"
    r"más sobre|(?:también )?(?:te|le) puede interesar|(?:ve|vea|vean|mir[aáe]|lee|lean) también|"
    r"(?:notas?|noticias?|notícias|art[ií]culos?|artigos|matérias|contenidos?|conteúdos?|temas?|"
    r"historias?) relacionad[oa]s?|"
    r"articles? (?:liés|connexes|similaires|associés)|(?:articoli|notizie) correlat[ie]|"
    r"(?:ähnliche|verwandte|passende|weitere) (?:artikel|beiträge|themen|meldungen|nachrichten)|"
    r"auch (?:auf|bei) [\w-]+\.\w{2,3}|(?:vorab )?im video|(?:le|la|in|en) vidéo|en video|"
    r"(?:gerelateerde|verwante) (?:artikelen|berichten)|relaterade artiklar|relaterte saker|"
    r"relaterede artikler|"
    r"powiązane (?:artykuły|tematy)|articole similare|leia (?:mais|também)|"
    r"veja (?:mais|também)|saiba mais|"
    r"lire (?:aussi|plus|également)|à lire(?: aussi)?|voir aussi|sur le même sujet|"
    r"leggi (?:anche|di più)|guarda anche|lees (?:ook|meer|verder)|bekijk ook|"
    r"läs (?:också|mer|även)|les (?:også|mer)|læs (?:også|mere)|lue (?:myös|lisää)|"
    r"czytaj (?:też|także|również|więcej)|(?:zobacz|przeczytaj) (?:też|także|również)|"
    r"čtěte (?:také|více)|mohlo by vás zajímat|olvass(?:a|on|ák)? (?:el|tovább)|"
    r"citește (?:și|mai)|vezi și|ayrıca oku\w*|ilgili haber\w*|"
    r"читайте (?:также|ещё|еще)|смотрите также|по теме|материалы по теме|ещё по теме|"
    r"читайте (?:також|ще)|читати також|дивіться також|διαβάστε (?:επίσης|ακόμη|περισσότερα)|"
    r"δείτε (?:επίσης|ακόμη)|اقرأ (?:أيضا|أيضاً|أيضًا|المزيد)|قراءة المزيد|مواضيع ذات صلة|"
    r"קראו (?:גם|עוד)|עוד בנושא|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|আরও পড়ুন|আরো পড়ুন|"
    r"อ่านเพิ่มเติม|อ่านต่อ|เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|đọc thêm|xem thêm|tin liên quan|"
    r"baca (?:juga|selengkapnya)|延伸閱讀|延伸阅读|相关(?:新闻|阅读|报道|链接|文章)|"
    r"相關(?:新聞|報導|文章|閱讀)|更多(?:新闻|新聞|精彩|报道)|推荐阅读|推薦閱讀|"
    r"関連(?:記事|ニュース|リンク|トピックス|企業.{0,5})|精彩(?:视频|視頻|图片|推荐|推薦)\w{0,4}|"
    r"あわせて読みたい|こちらも読む|"
    r"ez is érdekelhet\w*|kapcsolódó (?:cikk\w*|anyag\w*)|pročitajte (?:i|još|više)|pročitaj \w+|"
    r"preberite (?:tudi|še|več)|prečítajte si (?:aj|viac)|прочетете (?:още|и)|вижте (?:още|и)|"
    r"прочитајте (?:и|још)|loe (?:ka|lisaks|edasi)|lasi(?:et)? (?:arī|vairāk)|"
    r"(?:taip pat )?skaitykite(?: taip pat| daugiau)?|soma pia|بیشتر بخوانید|همچنین بخوانید|"
    r"یہ بھی پڑھیں|மேலும் படிக்க|இதையும் படிங்க|ఇవి కూడా చదవండి|ఇది కూడా చదవండి|"
    r"관련\s?(?:기사|뉴스)|함께 읽을|더 ?보기"
)

_CONTINUES = (
    r"^(?:(?:der )?(?:artikel|text|beitrag) (?:geht|wird) .{0,20}(?:weiter|fortgesetzt)|"
    r"la suite (?:de l.article )?après|(?:el artículo|la noticia) (?:sigue|continúa)|"
    r"sigue leyendo después|(?:l.articolo )?continua (?:dopo|a leggere|após)|"
    r"(?:a matéria )?continua (?:após|depois)|(?:de |het )?(?:tekst|artikel) gaat (?:verder|door)|"
    r"(?:dalsza część|(?:dalszy )?ciąg(?: dalszy)?) (?:artykułu |tekstu )?(?:pod|poniżej|znajduje)|"
    r"artikeln fortsätter|artikkelen fortsetter|artiklen fortsætter|juttu jatkuu|"
    r"článek pokračuje|pokračování (?:článku|pod)|haberin devamı|"
    r"(?:продолжение|продовження) .{0,30}(?:после|під|ниже|нижче))\b.{0,60}$"
)

MULTILINGUAL_PHRASE_RULES: tuple[PhraseRule, ...] = (
    phrase_rule(
        "a link to another story",
        rf"^[\W_]*(?:{_ALSO})\s*(?:[:：|>»»►▶-]|[\W_]*$)",
        rf"^[【\[［(（《■●▶►→]+\s*(?:{_ALSO})",
    ),
    phrase_rule(
        "a link to another story",
        r"^więcej informacji znajdziesz\b",
        r"^(?:auch lesen|schon gelesen|lesetipps?|lies auch|mehr dazu|das könnte (?:sie|dich|euch) "
        r"(?:auch )?interessieren|on the same subject|pour aller plus loin|puede interesarle|"
        r"le recomendamos|ti potrebbe interessare|potrebbe interessarti|"
        r"może cię zainteresować)\s*(?:[:?]|$)",
        r"^article réservé (?:à nos|aux) abonnés\b",
        r"^(?:(?:پایان|نهاية) |(?:مطالب پیشنهادی|قصص مقترحة)\W*$)",
        r"^(?:final de|fin de|fim d[eoa]) (?:recomendamos|quizás también|mais lidas|"
        r"matérias recomendadas|promo whatsapp|podcast)",
        max_chars=80,
    ),
    phrase_rule(
        "an advertising label",
        _CONTINUES,
        r"^\W*(?:werbung|anzeige)\b\W+(?:dieser|diese|der|die|das|enthält|heute|wegen|unbezahlt)\b"
        r".{0,160}$",
        r"^(?:dieser|der|diese) (?:artikel|beitrag|text|post|seite) enthält "
        r"(?:unbezahlte |bezahlte )?(?:werbung|anzeigen)\b",
        r"^this (?:post|article|page|story) (?:contains|includes) (?:references to|paid|"
        r"sponsored)\b",
        r"^we (?:only )?recommend .{0,60}\bindependent(?:ly)? (?:review|select|chosen|research)",
    ),
    phrase_rule(
        "an appeal to readers",
        r"^for (?:all )?the latest\b.{0,80}\b(?:download|install|follow|like us|join)\b",
        r"^(?:ladet?|laden sie) .{0,40}\bapp\b|^(?:descarg[aáu]e?|baix[ea]|téléchargez|scarica) "
        r".{0,60}\b(?:apps?|aplicación|aplicativo|application)\b",
        r"^\W*(?:mir[aá]|mira|sigue|siga|suscríbete|visita)\b.{0,40}\bcanal de (?:youtube|telegram|"
        r"whats ?app)\b",
        r"^gefällt (?:dir|euch|ihnen) (?:unser|dieser|der) .{0,40}\?",
    ),
    phrase_rule(
        "a template placeholder",
        r"^(?:wird geladen|chargement(?: en cours)?|cargando|carregando|caricamento|laden|"
        r"(?:inhalt )?lädt|laddar|indlæser|laster|ladataan|ładowanie|načítání|betöltés|"
        r"se încarcă|yükleniyor|загрузка|завантаження|φόρτωση|جار[يٍ]? التحميل|טוען|लोड हो रहा है|"
        r"กำลังโหลด|đang tải|memuat|読み込み中(?:です)?|加载中|正在加载|載入中|로딩\s?중|"
        r"불러오는 중)[\s.…]*$",
        max_chars=40,
    ),
    phrase_rule(
        "buttons",
        r"^(?:この(?:ニュース|記事)を)?シェア(?:する)?\W*$|^分享(?:到.{0,10}|至.{0,10})?$|"
        r"^공유(?:하기)?$",
        r"^(?:поделиться|paylaş|udostępnij|compartilhar)(?: \S+){0,3}$",
        max_chars=40,
    ),
    phrase_rule(
        "newsletter sign-up",
        r"^(?:melden sie sich|registrieren sie sich|tragen sie sich|clique aqui|clicca qui|"
        r"haz clic aquí|cliquez ici|schrijf je in|meld je aan|volg ons|siga (?:o|nosso|nossos)|"
        r"anmäl dig|följ oss|følg (?:os|oss)|tilmeld dig|meld deg på|seuraa|obserwuj|śledź)\b"
        r".{0,120}\b(?:newsletters?|nieuwsbrief|nyhets?brev\w*|uutiskirje\w*|notícias|notizie|"
        r"noticias|actualités|nieuws|nyheter|instagram|facebook|whats ?app|google|x|telegram|"
        r"wiadomości\w*)\b",
        r"\bgoogle (?:haberler|news|notícias|noticias|actualités|wiadomości)\w*['’]?\w*\b.{0,40}"
        r"(?:takip|abone|siga|sigue|suivez|obserwuj)",
        r"^(?:bizi|abone|takip)\b.{0,60}(?:takip ed|abone ol)",
        r"(?:^|[.!?] )(?:schrijf je in|tilaa (?:\S+ )?uutiskirje\w*|prenumerera på|abonner på)\b"
        r".{0,120}$",
        r"(?:व्हाट्स\s?[एऐ]प|टेलीग्राम|যোগ দিন|হোয়াটসঅ্যাপ) (?:चैनल|ग्रुप|চ্যানেল)",
        r"^\W*(?:participe|entre|junte-se|únete|unisciti|rejoignez|dołącz)\b.{0,40}"
        r"\b(?:canal|canale|chaîne|grupo|gruppo|groupe|kanału|grupy)\b.{0,40}$",
        r"^(?:ακολουθ[ήε]\w+|δείτε όλες)\b.{0,120}\b(?:google|ειδήσεις)\b",
        r"^simak\b.{0,80}\b(?:berita|breaking news)\b",
        r"^(?:suscr[ií]b\w*|abónate|regístrate|inscreva-se|assine|abonnez-vous|inscrivez-vous|"
        r"iscriviti|"
        r"abbonati|zapisz się|prenumeruj|abone ol\w*|подпи(?:шитесь|сывайтесь|саться)|"
        r"підпи(?:шіться|суйтесь|суйтеся)|εγγραφείτε|اشترك\w*|הירשמו|हमें फॉलो|สมัครสมาชิก|"
        r"订阅|訂閱|登录后|メールマガジン|メルマガ|구독)",
        r"(?:телеграм|telegram|whatsapp|viber)[- ]?(?:канал|kanal|canal|channel)",
        r"扫描(?:上方|下方|以下)?二维码|加入.{0,10}好友|扫一扫|扫码(?:关注|下载|加入)|"
        r"掃描(?:上方|下方)?(?:二維碼|qr)|关注(?:我们|微信|公众号)|關注我們|微信公众号|"
        r"公众号[:：]",
        r"フォローして|友だち追加|네이버에서.{0,30}구독|채널 추가",
        cues="google|加入|канал|kanal|canal|channel|扫|掃描|关注|關注|公众号|フォロー|友だち|구독|채널|"
        "schrijf je in|tilaa|prenumerera|abonner|चैनल|ग्रुप|চ্যানেল",
    ),
    phrase_rule(
        "an appeal to readers",
        r"^(?:ร่วมบริจาค|สนับสนุนสำนักข่าว|donasi|dukung|нашли (?:ошибку|опечатку)|знайшли помилку|"
        r"si (?:has detectado|detecta|encuentra)s? (?:un|algún) error|signaler une erreur|"
        r"segnala(?:ci)? un errore|zgłoś błąd|(?:מצאתם|מצאת) (?:טעות|שגיאה)|hittat (?:ett )?fel|"
        r"(?:fandt|har) du (?:fundet )?en fejl|funnet en feil|huomasitko virheen|"
        r"našli jste (?:chybu|překlep)|"
        r"(?:encontrou|viu) (?:um|algum) erro|βρήκατε (?:κάποιο )?λάθος|hibát talált|"
        r"ai observat o greșeală|"
        r"hata mı buldunuz|(?:taal)?fout(?:je)? (?:gezien|gevonden|ontdekt)|خطأ في المقال|ご感想|"
        r"この(?:記事|ニュース)(?:へ|について)の(?:ご)?(?:意見|感想)|conforme a los criterios de|"
        r"síguenos|siga-nos|siga o|"
        r"suivez-nous|seguici|obserwuj nas|bizi takip|تابعونا|تابعنا|עקבו אחרינו|जुड़े रहें|"
        r"欢迎(?:关注|转发|投稿)|기사\s?제보|제보는|ご意見|お問い合わせ)",
        r"выделите (?:её|ее|текст)|ctrl\s?\+\s?enter",
        cues="выделите|ctrl",
    ),
    phrase_rule(
        "a paywall message",
        r"^to (?:view|see|read|continue reading|access) (?:the |this |our )?(?:full|rest of the|"
        r"entire|complete|whole) (?:story|article|text|post)\b.{0,80}\b(?:subscribe|sign in|log in|"
        r"register|join|member)",
        r"^if you.re (?:seeing this|already) .{0,60}\b(?:subscriber|member)s?\b.{0,40}"
        r"\b(?:log|sign) ?in\b",
        r"(?:有料)?会員限定|続き(?:を|は).{0,20}(?:お読み|会員|ログイン|登録)|残り\s?\d+\s?文字|"
        r"登録すると続き|无权限|付费(?:阅读|内容)|付費|會員專屬|유료\s?(?:회원|기사)|로그인 후",
        r"^\W*(?:är du (?:redan )?prenumerant|(?:allerede|er du) abonnent|(?:już )?masz (?:już )?"
        r"(?:konto|prenumeratę)|already a (?:subscriber|member)|(?:bereits|schon) "
        r"(?:abonnent\w*|kunde|registriert)|déjà abonné\w*|¿?ya (?:eres|es) suscriptor\w*|"
        r"già abbonat\w*|já é assinante|(?:ben je )?al abonnee|уже (?:подписаны|есть аккаунт)|"
        r"už máte předplatné|zaten abone\w*)\b.{0,60}$",
        r"^(?:для подписчиков|доступно (?:только )?подписчикам|cet article est réservé|"
        r"la suite (?:est|de cet article) réservée|il vous reste \d+|exclusivo para "
        r"(?:suscriptores|"
        r"assinantes)|contenido exclusivo|conteúdo exclusivo|contenuto riservato|"
        r"artykuł dostępny (?:tylko )?dla)",
        cues="会員|続き|残り|登録すると|无权限|付费|付費|會員|유료|로그인",
    ),
    phrase_rule(
        "credits",
        r"^[\s【\[［(（]*(?:责任编辑|責任編輯|责编|編輯|编辑|校对|审核|(?:信息)?(?:来源|來源)|文/|图/|摄影|"
        r"攝影|撰文|"
        r"출처|사진|редактор|источник|автор|фото|источники|джерело|φωτογραφία|πηγή|المصدر|المحرر|"
        r"redaktor|źródło|fot\.|fuente|fonte|redacción|redação|redazione)"
        r"\s*[:：/=](?!\s+(?-i:[a-zà-ÿа-я]).{40,}\.$)",
        r"^\(?(?:fonte|fuente|źródło|kaynak|sumber|nguồn)\b[^.]{0,60}\)?$",
        r"^[^.!?]{0,160} [—–-] (?:fotos?|imagem|imagen|crédito|zdjęcie)\s*: ?[^.!?]{2,60}$",
        r"^इमेज (?:कैप्शन|स्रोत)|^(?:समाप्त|एपिसोड)$|.{0,60}की ओर से प्रकाशित$",
        r"^이 기사는 .{0,40}섹션으로 분류",
        r"^(?:نویسنده|شغل)،\s.{2,60}$|^(?:author|role|autor|título del autor), .{2,60}(?<![.!?])$",
        r"^[\s（(【\[]*(?:(?:本文)?原(?:标题|標題|题为|題為)|图注|圖注|图说|圖說|题图|題圖|出品|"
        r"本文(?:来源|來源|首发|首發))\s*(?:[:：︱|｜《]|来自|來自)",
        r"^[（(]?(?:(?:文中)?图片|圖片|配图)(?:均|皆)?(?:来源于?|來源於?|来自|來自)[^。！？]{0,12}[)）]?$",
        r"^[（(]?本文(?:来自|來自|转自|轉自|转载自|轉載自)[^。！？]{2,60}$",
        r"^(?:(?:责任)?编辑|责编)\s+\S{2,4}\s+校对\s+\S{2,4}$|^(?:关键词|關鍵詞)\s*(?:[:：]|>)",
        r"^[^\W\d_a-zA-Z]{2,8}(?:记者|記者)(?:\s+[^\W\d_a-zA-Z]{2,4}){1,4}$",
        r"^(?:更多|相关|相關)(?:资讯|資訊|新闻|新聞|内容|內容)[^。！？]{0,8}关注",
        r"^字[号號]\s*[:：]?(?:\s*[\[［【]?(?:特?大|中|小|打印|正常)[\]］】]?)*$",
        r"^地址\s*[:：][^。！？]{2,60}(?:邮编|郵編|电话|電話)",
    ),
    phrase_rule(
        "legal notice",
        r"(?:版权所有|版權所有|未经(?:授权|许可)|未經(?:授權|許可)|转载请注明|轉載請註明|禁止转载|"
        r"無断(?:転載|複製|使用)|無断での|クリエイティブ・コモンズ|무단\s?(?:전재|복제|배포)|"
        r"저작권자|재배포\s?금지)",
        r"^ⓒ|^copyrights? [ⓒ(]|©\s*(?:19|20)\d\d|riproduzione riservata|todos os direitos "
        r"reservados|"
        r"todos los derechos reservados|tous droits réservés|alle rechte vorbehalten|"
        r"wszelkie prawa zastrzeżone|все права защищены|всі права захищені|"
        r"minden jog fenntartva|všechna práva vyhrazena|toate drepturile rezervate|"
        r"alla rättigheter förbehåll|alle rettigheder forbeholdes|kaikki oikeudet pidätetään|"
        r"sva prava pridržana|всички права запазени|με επιφύλαξη|כל הזכויות שמורות|"
        r"สงวนลิขสิทธิ์|सर्वाधिकार सुरक्षित|(?:تمامی|کلیه) حقوق|"
        r"جميع الحقوق محفوظة|tüm hakları saklıdır|hak cipta",
        cues="版权|版權|未经|未經|转载|轉載|無断|クリエイティブ|무단|저작권|재배포|©|riservata|direitos|derechos|droits|"
        "fenntartva|vyhrazena|rezervate|förbehåll|forbeholdes|pidätetään|pridržana|запазени|"
        "επιφύλαξη|שמורות|"
        "สงวน|सर्वाधिकार|حقوق|rechte vorb|zastrzeżone|права|الحقوق|hakları|hak cipta",
        max_chars=200,
    ),
    phrase_rule(
        "legal notice",
        r"^[【\[](?:免责|免責|特别|特別)(?:声明|聲明)[】\]]|^(?:免责|免責)(?:声明|聲明)\s*[:：]",
        max_chars=600,
        is_certain=True,
    ),
    phrase_rule(
        "rules for comments",
        r"^(?:los comentarios|les commentaires|die kommentar\w*|kommentar\w*|netiquette|"
        r"комментарии|i commenti|os comentários|komentarze|yorumlar)\b(?:[^.!?]{0,40}$|"
        r".{0,160}\b(?:normas|regl\w+|moder\w+|modér\w+|cerrad\w*|règles|fermés|netiquette|"
        r"geschlossen|regeln|gesperrt|"
        r"deaktiviert|правил\w*|модер\w*|закрыт\w*|отключ\w*|авториз\w*|regole|chius\w+|regras|"
        r"encerrad\w+|zasad\w*|zamknięt\w*|wyłączon\w*|kural\w*|kapal\w*))",
        r"^\W*(?:comentarios|comentários|commentaires|commenti|komentarze|kommentarer|reacties|"
        r"комментарии|коментарі|yorumlar|コメント|댓글|评论|評論|التعليقات)\W*\d*\W*$",
        r"^bitte beachten sie (?:die|unsere) (?:netiquette|kommentar)",
        r"^(?:vill du (?:diskutera|kommentera)|um (?:zu kommentieren|kommentieren zu können)|"
        r"(?:logg?a? in|log ind|logg inn|inloggen|logga in) (?:för att|for at|for å|om te) "
        r"(?:kommenter\w+|reager\w+)|para comentar|ahora para comentar|pour commenter|"
        r"per commentare|"
        r"(?:inicia sesión|connectez-vous|accedi|faça login|zaloguj się|войдите|увійдіть|"
        r"συνδεθείτε|"
        r"log ?in|sign in) (?:para|pour|per|aby|чтобы|щоб|για να|to) (?:comentar|commenter|"
        r"commentare|"
        r"skomentować|комментировать|коментувати|σχολιάσετε|(?:post a )?comment)|"
        r"(?:yorum (?:yapmak|yazmak) için)|(?:чтобы|для того,? чтобы) (?:оставить|"
        r"оставлять) комментари\w+|"
        r"התחבר\w* כדי להגיב|سجل الدخول (?:للتعليق|لكتابة)|ログインして(?:コメント|投稿)|"
        r"댓글을 (?:쓰려면|작성하려면))"
        r".{0,120}$",
        r"^(?:the )?(?:views?|opinions?|comments?) (?:expressed|posted|below|stated)\b.{0,90}"
        r"(?:\bnot (?:necessarily )?(?:reflect|represent|those)|\b(?:are|is) (?:\w+ )?"
        r"(?:those of|the author))",
        r"^(?:el contenido de los comentarios|los comentarios (?:son|publicados)|les commentaires "
        r"n.engagent|i commenti (?:sono|non)|os comentários (?:são|não)|"
        r"die meinung\w* .{0,60}(?:autor|kommentar)\w*|"
        r"die (?:hier|in den kommentaren) geäußerten?|las opiniones (?:expresadas|vertidas)|"
        r"les (?:opinions|propos) (?:exprimée?s|publiés)|le opinioni espresse|as opiniões "
        r"expressas|opinie wyrażone|yazıda|мнени[ея] (?:автор|редакци)\w*)\b.{0,160}"
        r"(?:opini[oó]n|responsabilidad\w*|auteur\w*|autor\w*|reflejan|reflètent|rispecch\w*|"
        r"redac\w*|rédac\w*|"
        r"redak\w*|совпада\w*)",
        r"^(?:نرحب|ترحب|يرحب)\b.{0,80}(?:النقاش|تعليق|مشارك)",
        r"(?:الآراء|التعليقات|المقالات|وجهات النظر).{0,60}لا (?:تعبر|تعكس|تمثل)",
        r"^(?:コメント(?:を|する|欄)|发表评论|網友評論|网友评论|댓글|สมัครแสดงความ).{0,200}$",
        r"(?:不代表本(?:网|網|站|报|報|台|社)|仅代表(?:作者(?:本人)?|该机构)|僅代表(?:作者|該機構))",
        r"^(?:特别|特別)(?:声明|聲明)$|^(?:声明|聲明)[:：].{0,90}(?:投资建议|投資建議|仅供参考|僅供參考|风险自担|風險自擔)",
        cues="الآراء|التعليقات|المقالات|وجهات|不代表|代表作者|代表该机构|代表該機構",
        max_chars=300,
    ),
)
