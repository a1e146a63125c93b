"""Know the calls that outlets put between the paragraphs of a text: to read on, to subscribe, to follow, to give.

Only a whole block can be a call; sentences within a paragraph are left alone.
"""

from __future__ import annotations

import re

# Calls are short. A longer paragraph that begins like one tells what somebody was called to do.
MAX_CALL = 180

# By how they begin. A verb alone is no call: "Follow the money" may begin a text.
_OPENING = re.compile(
    r"[-–—•▶▷►☞■□●◆*➤→⇒🔴👉📌❗️\s\[【(（]*(?:"
    # English
    r"(?:read|see|watch|hear|listen|also read|read also|more)(?: (?:more|also|next|now|here|here:?))?\s*:|"
    r"(?:read|see) (?:more|also|next)\b|also read\b|read the full \w+\b|related(?: (?:articles?|stor(?:y|ies)|news|topics|content))?:?$|"
    r"sign up (?:here|now|today|for|to)\b|subscribe (?:to|now|here|today)\b|get (?:our|the latest) \w+.{0,60}(?:inbox|newsletter|app)|"
    r"follow (?:us|\w+(?: \w+)?) on\b|click here\b|join (?:us|our|the \w+) .{0,40}(?:telegram|whatsapp|channel|newsletter)|"
    r"download (?:the|our) .{0,20}app\b|(?:support|donate to) (?:us|our|independent)\b|donate (?:now|here|today)|"
    r"(?:story|article) continues (?:below|after)|scroll to continue|advertisement\b|most read\b|editor'?s'? picks?\b|"
    # Russian, Ukrainian
    r"читайте (?:также|нас|ещ[её]|далее|подробнее|больше|наш|також|ще|більше)|читать (?:также|далее|ещ[её]|подробнее|полностью)|"
    r"чита(?:йте|ть) .{2,40}\s(?:в|у|на) (?:google|telegram|телеграм|дзен|viber|яндекс|whatsapp|facebook|youtube)|"
    r"(?:смотрите|смотри|дивіться) (?:также|також|ещ[её]|ще)|(?:материалы|ещ[её]|также) по теме|по теме\s*:|(?:за|до) теми?\s*:|"
    r"подпи(?:сывай|ши)(?:тесь|ся|сь)\b|підпи(?:суй|ши)(?:тесь|ся|теся)\b|подписаться на|підписатися на|"
    r"(?:при|под)соединяйтесь к\b|приєднуйтесь до|долучайтесь до|долучайся до|следите за (?:нами|нашими|новостями)|"
    r"стежте за (?:нами|нашими|новинами)|помогите нам|допоможіть нам|поддержи(?:те)? (?:нас|проект|наш|редакцию|\w+ журналистику)|"
    r"підтримай(?:те)? (?:нас|наш|проєкт|редакцію)|станьте (?:нашим|патроном|спонсором)|"
    r"больше (?:новостей|материалов) (?:в|на|по)\b|більше новин|наш (?:телеграм|telegram|канал)|"
    r"(?:самое|найголовніше|главные новости) .{0,40}(?:telegram|телеграм)|реклама\.?$|"
    # Korean
    r"관련\s?(?:기사|뉴스|글|영상)|함께\s?(?:보면|읽|볼)|이\s?기사도|이런\s?기사|많이\s?본\s?(?:기사|뉴스)|추천\s?(?:기사|뉴스)|"
    r"더\s?보기|기사\s?더\s?보기|(?:네이버|카카오|유튜브|텔레그램).{0,20}(?:구독|채널\s?추가|친구\s?추가|팔로우)|"
    r"구독(?:하기|신청|하세요|과)|후원(?:하기|계좌|해\s?주세요)|앱\s?(?:다운로드|설치)|\[?광고\]?$|"
    # Japanese
    r"関連(?:記事|ニュース|リンク|動画)|あわせて読みたい|こちらも(?:読む|おすすめ)|(?:併せて|合わせて)読みたい|おすすめ(?:記事|の記事)|"
    r"続きを読む|次のページ|(?:有料|無料)会員|会員登録|\[?［?(?:PR|広告)］?\]?$|"
    # Chinese
    r"(?:延伸|推[薦荐])(?:閱讀|阅读)|相[關关](?:新聞|新闻|報[導道]|报道|閱讀|阅读)|(?:看)?更多(?:新聞|新闻|報導|报道|內容|内容)|"
    r"點我|点击(?:进入|查看|下载)|加入.{0,12}(?:好友|會員|会员)|(?:訂閱|订阅)|下載.{0,12}APP|"
    # German, French, Spanish, Polish, Italian
    r"lesen sie (?:auch|hier|mehr|dazu|weiter)|mehr (?:zum thema|dazu|lesen)\b|auch interessant|lesetipp|"
    r"(?:jetzt|hier) (?:abonnieren|anmelden|weiterlesen|registrieren)|abonnieren sie|melden sie sich .{0,30}newsletter|anzeige\.?$|"
    r"(?:à )?lire (?:aussi|également|la suite|plus)\b|à lire\s*:|(?:à )?voir aussi\b|(?:à )?écouter aussi|sur le même sujet|"
    r"abonnez-vous|inscrivez-vous|s[’']abonner|suivez-nous|soutenez(?:-nous| )|publicité\.?$|"
    r"le[ae] (?:también|más|además)|leer más|ver más|te puede interesar|también (?:lee|lea|te puede)|suscríb[ea](?:te|se)|"
    r"síguenos|sigue .{2,30} en (?:google|whatsapp|telegram|facebook|x)\b|regístrate|publicidad\.?$|"
    r"(?:prze)?czytaj (?:też|także|więcej|również|dalej)|zobacz (?:też|także|również|więcej)|polecamy|zapisz się|"
    r"subskrybuj|obserwuj nas|dołącz do|wesprzyj|reklama\.?$|"
    r"leggi (?:anche|tutto|pure|di più)|(?:guarda|vedi) anche|potrebbe interessarti|iscriviti|abbonati|seguici|pubblicità\.?$"
    r")",
    re.IGNORECASE,
)
# By how they end: "Our briefing gives you the headlines. Sign up here."
_ENDING = re.compile(
    r"\b(?:sign up|subscribe|register|donate|click|read more)(?: (?:here|now|today|below))?[.!]?$|"
    r"(?:подписаться|підписатися|подписывайтесь|підписуйтесь)[.!]?$|(?:구독하기|바로가기|더보기)$|こちら(?:から)?[。！]?$",
    re.IGNORECASE,
)


def looks_like_call(block: str) -> bool:
    """Whether a block asks readers to do something else than read this text.

    Example:
        >>> looks_like_call("Lire aussi : Le pont est ouvert"), looks_like_call("Follow the money, he said.")
        (True, False)
    """
    return len(block) <= MAX_CALL and bool(_OPENING.match(block) or _ENDING.search(block))
