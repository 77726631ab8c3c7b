"""Names of months and of halves of the day, as blogs print them, without accents or case.

From the Unicode CLDR's wide and abbreviated month names (genitive and nominative) of the languages in which
blogs with comments were met.
"""

import unicodedata
from functools import lru_cache

# One row a language: twelve months, forms of one month apart by a comma.
_NAMES = """
en january,jan february,feb march,mar april,apr may june,jun july,jul august,aug september,sept,sep october,oct november,nov december,dec
de januar,janner,jan februar,feber,feb marz,maerz,mrz,mar april,apr mai juni,jun juli,jul august,aug september,sept,sep oktober,okt november,nov dezember,dez
fr janvier,janv,jan fevrier,fevr,fev mars avril,avr mai juin juillet,juil aout septembre,sept octobre,oct novembre,nov decembre,dec
es enero,ene febrero,feb marzo,mar abril,abr mayo,may junio,jun julio,jul agosto,ago septiembre,setiembre,sept,sep,set octubre,oct noviembre,nov diciembre,dic
it gennaio,gen febbraio,feb marzo,mar aprile,apr maggio,mag giugno,giu luglio,lug agosto,ago settembre,set,sett ottobre,ott novembre,nov dicembre,dic
pt janeiro,jan fevereiro,fev marco,mar abril,abr maio,mai junho,jun julho,jul agosto,ago setembro,set outubro,out novembro,nov dezembro,dez
ca gener,gen febrer,feb marc,mar abril,abr maig,mai juny,jun juliol,jul agost,ago setembre,set octubre,oct novembre,nov desembre,des
gl xaneiro,xan febreiro,feb marzo,mar abril,abr maio,mai xuno,xun xullo,xul agosto,ago setembro,set outubro,out novembro,nov decembro,dec
eu urtarrila,urtarrilak,urt otsaila,otsailak,ots martxoa,martxoak,mar apirila,apirilak,api maiatza,maiatzak,mai ekaina,ekainak,eka uztaila,uztailak,uzt abuztua,abuztuak,abu iraila,irailak,ira urria,urriak,urr azaroa,azaroak,aza abendua,abenduak,abe
ro ianuarie,ian februarie,feb martie,mart,mar aprilie,apr mai iunie,iun iulie,iul august,aug septembrie,sept octombrie,oct noiembrie,noi,nov decembrie,dec
nl januari,jan februari,feb maart,mrt april,apr mei juni,jun juli,jul augustus,aug september,sept,sep oktober,okt november,nov december,dec
sv januari,jan februari,feb mars april,apr maj juni,jun juli,jul augusti,aug september,sept,sep oktober,okt november,nov december,dec
da januar,jan februar,feb marts,mar april,apr maj juni,jun juli,jul august,aug september,sept,sep oktober,okt november,nov december,dec
no januar,jan februar,feb mars april,apr mai juni,jun juli,jul august,aug september,sept,sep oktober,okt november,nov desember,des
is januar,jan februar,feb mars april,apr mai juni,jun juli,jul agust,ag september,sep oktober,okt november,nov desember,des
fi tammikuuta,tammikuu,tammi helmikuuta,helmikuu,helmi maaliskuuta,maaliskuu,maalis huhtikuuta,huhtikuu,huhti toukokuuta,toukokuu,touko kesakuuta,kesakuu,kesa heinakuuta,heinakuu,heina elokuuta,elokuu,elo syyskuuta,syyskuu,syys lokakuuta,lokakuu,loka marraskuuta,marraskuu,marras joulukuuta,joulukuu,joulu
et jaanuar,jaan veebruar,veebr marts aprill,apr mai juuni juuli august,aug september,sept oktoober,okt november,nov detsember,dets
lv janvaris,janvari,janv februaris,februari,febr marts,marta aprilis,aprili,apr maijs,maija junijs,junija,jun julijs,julija,jul augusts,augusta,aug septembris,septembri,sept oktobris,oktobri,okt novembris,novembri,nov decembris,decembri,dec
lt sausio,sausis,saus vasario,vasaris,vas kovo,kovas balandzio,balandis,bal geguzes,geguze,geg birzelio,birzelis,birz liepos,liepa,liep rugpjucio,rugpjutis,rugp rugsejo,rugsejis,rugs spalio,spalis,spal lapkricio,lapkritis,lapkr gruodzio,gruodis,gruod
pl stycznia,styczen,sty lutego,luty,lut marca,marzec,mar kwietnia,kwiecien,kwi maja,maj czerwca,czerwiec,cze lipca,lipiec,lip sierpnia,sierpien,sie wrzesnia,wrzesien,wrz pazdziernika,pazdziernik,paz listopada,listopad,lis grudnia,grudzien,gru
cs ledna,leden,led unora,unor,uno brezna,brezen,bre dubna,duben,dub kvetna,kveten,kve cervna,cerven,cvn cervence,cervenec,cvc srpna,srpen,srp zari,zar rijna,rijen,rij listopadu,listopad,lis prosince,prosinec,pro
sk januara,januar,jan februara,februar,feb marca,marec,mar aprila,april,apr maja,maj juna,jun jula,jul augusta,august,aug septembra,september,sep oktobra,oktober,okt novembra,november,nov decembra,december,dec
sl januarja,januar,jan februarja,februar,feb marca,marec,mar aprila,april,apr maja,maj junija,junij,jun julija,julij,jul avgusta,avgust,avg septembra,september,sep oktobra,oktober,okt novembra,november,nov decembra,december,dec
hr sijecnja,sijecanj,sij veljace,veljaca,vel ozujka,ozujak,ozu travnja,travanj,tra svibnja,svibanj,svi lipnja,lipanj,lip srpnja,srpanj,srp kolovoza,kolovoz,kol rujna,rujan,ruj listopada,listopad,lis studenoga,studenog,studeni,stu prosinca,prosinac,pro
sr januara,januar,jan februara,februar,feb marta,mart,mar aprila,april,apr maja,maj juna,jun jula,jul avgusta,avgust,avg septembra,septembar,sep oktobra,oktobar,okt novembra,novembar,nov decembra,decembar,dec
hu januar,jan februar,feb,febr marcius,mar,marc aprilis,apr majus,maj junius,jun julius,jul augusztus,aug szeptember,szept oktober,okt november,nov december,dec
tr ocak,oca subat,sub mart,mar nisan,nis mayis,may haziran,haz temmuz,tem agustos,agu eylul,eyl ekim,eki kasim,kas aralik,ara
az yanvar,yan fevral,fev mart,mar aprel,apr may iyun,iyn iyul,iyl avqust,avq sentyabr,sen oktyabr,okt noyabr,noy dekabr,dek
sq janar,jan shkurt,shk mars,mar prill,pri maj qershor,qer korrik,kor gusht,gus shtator,sht tetor,tet nentor,nen dhjetor,dhj
ru января,январь,янв февраля,февраль,фев,февр марта,март,мар апреля,апрель,апр мая,маи июня,июнь,июн июля,июль,июл августа,август,авг сентября,сентябрь,сен,сент октября,октябрь,окт ноября,ноябрь,ноя,нояб декабря,декабрь,дек
uk січня,січень,січ лютого,лютии,лют березня,березень,бер квітня,квітень,кві травня,травень,тра червня,червень,чер липня,липень,лип серпня,серпень,сер вересня,вересень,вер жовтня,жовтень,жов листопада,листопад,лис грудня,грудень,гру
be студзеня,студзень,сту лютага,люты,лют сакавіка,сакавік,сак красавіка,красавік,кра траўня,травень,мая чэрвеня,чэрвень,чэр ліпеня,ліпень,ліп жніўня,жнівень,жні верасня,верасень,вер кастрычніка,кастрычнік,кас лістапада,лістапад,ліс снежня,снежань,сне
bg януари,яну февруари,фев март април,апр маи юни юли август,авг септември,сеп октомври,окт ноември,ное декември,дек
mk јануари,јан февруари,фев март април,апр мај јуни,јун јули,јул август,авг септември,сеп октомври,окт ноември,ное декември,дек
el ιανουαριου,ιανουαριος,ιαν φεβρουαριου,φεβρουαριος,φεβ μαρτιου,μαρτιος,μαρ απριλιου,απριλιος,απρ μαιου,μαιος,μαι ιουνιου,ιουνιος,ιουν ιουλιου,ιουλιος,ιουλ αυγουστου,αυγουστος,αυγ σεπτεμβριου,σεπτεμβριος,σεπ οκτωβριου,οκτωβριος,οκτ νοεμβριου,νοεμβριος,νοε δεκεμβριου,δεκεμβριος,δεκ
id januari,jan februari,feb maret,mar april,apr mei juni,jun juli,jul agustus,agu,agt september,sep oktober,okt november,nov desember,des
ms januari,jan februari,feb mac april,apr mei jun julai,jul ogos,ogo september,sep oktober,okt november,nov disember,dis
he ינואר פברואר מרץ,מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
ar يناير,كانونالثاني فبراير,شباط مارس,اذار ابريل,نيسان مايو,ايار يونيو,حزيران يوليو,تموز اغسطس,اب سبتمبر,ايلول اكتوبر نوفمبر ديسمبر
hi जनवरी फरवरी,फ़रवरी मारच अपरैल मई जून जलाई अगसत सितमबर,सितंबर अकटबर नवमबर,नवंबर दिसमबर,दिसंबर
th มกราคม,มค กุมภาพันธ์,กพ มีนาคม,มีค เมษายน,เมย พฤษภาคม,พค มิถุนายน,มิย กรกฎาคม,กค สิงหาคม,สค กันยายน,กย ตุลาคม,ตค พฤศจิกายน,พย ธันวาคม,ธค
"""  # noqa: E501

_EXTRA = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe"})

#: Marks of the half of the day as ``fold`` leaves them, without dots and spaces.
AFTER_NOON = frozenset({
    "pm", "p", "пп", "слоб", "мм", "μμ", "下午", "午後", "오후", "晚上", "中午", "chieu", "os",
    "du", "م", "дня", "вечера",
})  # fmt: skip
BEFORE_NOON = frozenset({
    "am", "a", "дп", "проб", "πμ", "上午", "午前", "오전", "早上", "凌晨", "sang", "oo", "de",
    "ص", "утра", "ночи",
})  # fmt: skip


def fold(text: str) -> str:
    """Return text without accents, case and compatibility forms, so that spellings are one."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare).translate(_EXTRA)


def _read() -> tuple[dict[str, dict[str, int]], dict[str, int | None]]:
    by_language: dict[str, dict[str, int]] = {}
    every: dict[str, int | None] = {}
    for row in _NAMES.strip().splitlines():
        language, *months = row.split()
        names = {fold(name): n for n, forms in enumerate(months, 1) for name in forms.split(",")}
        by_language[language] = names
        for name, number in names.items():
            every[name] = number if every.get(name, number) == number else None
    return by_language, every


BY_LANGUAGE, _EVERY = _read()


def month(name: str, lang: str | None = None) -> int | None:
    """Return the number of a month's name; ``None`` if it is none, or another one in another language.

    Args:
        name: The name or its abbreviation, in any case, with or without accents.
        lang: The page's language, as in ``html lang``; it decides where languages differ.
    """
    return _month(fold(name).strip("."), lang)


@lru_cache(maxsize=2048)
def _month(folded: str, lang: str | None) -> int | None:
    own = BY_LANGUAGE.get((lang or "").replace("_", "-").partition("-")[0].lower())
    if own and folded in own:
        return own[folded]
    return _EVERY.get(folded)
