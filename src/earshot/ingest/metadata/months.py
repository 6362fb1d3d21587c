"""Month names by language."""

from __future__ import annotations

_MONTH_NAMES = """
january januar jänner janvier enero janeiro gennaio januari tammikuuta tammikuu stycznia
  styczeń ledna leden januára január ianuarie ocak января январь січня януари ιανουαρίου
  ιανουάριος يناير كانون_الثاني בינואר ינואר जनवरी জানুয়ারি มกราคม ม.ค. jaanuar gener janv
  ene gen янв ocak sty led ian
february februar feber février febrero fevereiro febbraio februari helmikuuta helmikuu
  lutego luty února únor februára február februarie şubat февраля февраль лютого лютий
  февруари φεβρουαρίου φεβρουάριος فبراير شباط בפברואר פברואר फरवरी फ़रवरी ফেব্রুয়ারি
  กุมภาพันธ์ ก.พ. veebruar febrer févr fev фев lut úno
march märz mars marzo março maart marts maaliskuuta maaliskuu marca marzec března březen
  március martie mart марта март березня березень μαρτίου μάρτιος مارس آذار במרץ במרס מרץ
  मार्च মার্চ มีนาคม มี.ค. märts març maret mrz mär mrt mar мар bře
april avril abril aprile huhtikuuta huhtikuu kwietnia kwiecień dubna duben apríla apríl
  április aprilie nisan апреля апрель квітня квітень април απριλίου απρίλιος أبريل ابريل
  نيسان באפריל אפריל अप्रैल এপ্রিল เมษายน เม.ย. aprill avr abr апр kwi dub
may mai mayo maio maggio mei maj toukokuuta toukokuu maja května květen mája máj május mayıs
  мая май травня травень μαΐου μάιος مايو أيار במאי מאי मई মে พฤษภาคม พ.ค. maig mag kvě
june juni juin junio junho giugno kesäkuuta kesäkuu czerwca czerwiec června červen júna jún
  június iunie haziran июня июнь червня червень юни ιουνίου ιούνιος يونيو حزيران ביוני יוני
  जून জুন มิถุนายน มิ.ย. juuni juny giu июн cze
july juli juillet julio julho luglio heinäkuuta heinäkuu lipca lipiec července červenec júla
  júl július iulie temmuz июля июль липня липень юли ιουλίου ιούλιος يوليو تموز ביולי יולי
  जुलाई জুলাই กรกฎาคม ก.ค. juuli juliol juil lug июл lip
august août agosto augustus augusti elokuuta elokuu sierpnia sierpień srpna srpen augusta
  augusztus ağustos августа август серпня серпень αυγούστου αύγουστος أغسطس آب באוגוסט
  אוגוסט अगस्त আগস্ট สิงหาคม ส.ค. agost agustus aoû ago авг sie srp
september septembre septiembre setiembre setembro settembre syyskuuta syyskuu września
  wrzesień září septembra szeptember septembrie eylül сентября сентябрь вересня вересень
  септември σεπτεμβρίου σεπτέμβριος سبتمبر أيلول בספטמבר ספטמבר सितंबर सितम्बर সেপ্টেম্বর
  กันยายน ก.ย. setembre set sett сен wrz zář
october oktober octobre octubre outubro ottobre lokakuuta lokakuu października październik
  října říjen októbra október octombrie ekim октября октябрь жовтня жовтень октомври
  οκτωβρίου οκτώβριος أكتوبر تشرين_الأول באוקטובר אוקטובר अक्टूबर अक्तूबर অক্টোবর ตุลาคม
  ต.ค. oktoober okt out ott окт paź říj
november novembre noviembre novembro marraskuuta marraskuu listopada listopad listopadu
  novembra noiembrie kasım ноября ноябрь листопада листопад ноември νοεμβρίου νοέμβριος
  نوفمبر تشرين_الثاني בנובמבר נובמבר नवंबर नवम्बर নভেম্বর พฤศจิกายน พ.ย. ноя lis
december dezember décembre diciembre dezembro dicembre desember joulukuuta joulukuu grudnia
  grudzień prosince prosinec decembra decembrie aralık декабря декабрь грудня грудень
  декември δεκεμβρίου δεκέμβριος ديسمبر كانون_الأول בדצמבר דצמבר दिसंबर दिसम्बर ডিসেম্বর
  ธันวาคม ธ.ค. detsember desembre dez déc dic des дек gru pro
"""
_ABBREVIATIONS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)


def _build_month_numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    number = 0
    for line in _MONTH_NAMES.strip().split("\n"):
        number += not line.startswith(" ")
        for name in line.split():
            numbers.setdefault(name.replace("_", " ").lower(), number)
    for month, name in enumerate(_ABBREVIATIONS, 1):
        numbers.setdefault(name, month)
    return numbers | {"sept": 9}


MONTHS: dict[str, int] = _build_month_numbers()
"""The number of each month by its name in lower case."""
