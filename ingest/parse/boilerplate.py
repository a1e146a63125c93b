"""Cut what outlets put before and after an article's text: notices, calls to subscribe, lists of links.

It cuts at the ends only and by known phrases only; nothing inside a text is ever removed.
"""

from __future__ import annotations

import re

from ingest.parse.paragraphs import squeeze

# A notice is short. A longer last paragraph that mentions copyright is about copyright.
MAX_NOTICE = 200
# How far from the end a cut may begin: behind a "read more" stand only links, but not half an article.
MAX_TAIL = 12
MAX_LEADS = 4

# Notices by how they begin.
_OPENING = re.compile(
    r"※ ?['‘\"]?당신의 제보|\[(?:카카오톡|메일|전화|온라인 제보)\]|Подпи(?:сывайтесь|шитесь|ски)|Підпи(?:суйтесь|шіться)|"
    r"Читайте (?:нас|также|также:|ещ[её]|також)|Читать (?:также|далее)|Смотрите также|Поделиться|Поширити|Фото:|Теги?\b|Теми:|"
    r"(?:Read|See) (?:more|also|next)\b|Related(?: (?:articles|stories|topics|content))?:?$|Share (?:this|on)\b|Share:?$|"
    r"Follow (?:us|our|\w+ on)\b|Subscribe\b|Sign up\b|Click here\b|Advertis|Recommended\b|More (?:from|on|stories)\b|"
    r"Tags?:|Topics?:|The post .{0,150} appeared first on|Continue reading|"
    r"関連(?:記事|リンク|ニュース)|あわせて読みたい|この記事をシェア|続きを読む|無断転載|"
    r"相关阅读|相關新聞|延伸閱讀|[(（]?责编|责任编辑|責任編輯|編輯：|编辑：|【?编辑|"
    r"Mehr zum Thema|Lesen Sie auch|Teilen|Lire aussi|À lire aussi|Partager|Lea también|Leer más|Compartir|"
    r"Czytaj (?:też|także|więcej)|Zobacz też|Udostępnij",
    re.IGNORECASE,
)
# And by what they hold anywhere. Most lines hold none of the clues, which are looked for first.
_HOLDING = re.compile(
    r"무단\s?(?:전재|복제|배포)|재배포\s?금지|저작권자|ⓒ|copyrights?\b|©|\(c\)\s?\w|all rights reserved|"
    r"구독(?:하기|신청)|제보(?:는|하기)|카카오톡\s?:|기사\s?제보|좋아요|공유하기|많이 본|관련\s?기사|"
    r"нашли ошибку|помітили помилку|выделите (?:её|ее)|ctrl\s?\+\s?enter|телеграм-канал|telegram-канал|"
    r"newsletter|版权所有|版權所有|未经授权"
)
_CLUES = (
    "무단", "배포", "저작권", "ⓒ", "copyright", "©", "(c)", "all rights", "구독", "제보", "카카오톡", "좋아요",
    "공유하기", "많이", "관련", "нашли", "помітили", "выделите", "ctrl", "телеграм", "telegram", "newsletter",
    "版权", "版權", "未经",
)  # fmt: skip
_MAIL_ONLY = re.compile(r"^(?:[가-힣]{2,4}\s?(?:기자|특파원)?\s*[|/:=(]?\s*)?\S+@\S+\.\w+\)?$")
_LEAD = re.compile(
    r"^(?:입력|수정|등록|승인|송고|기사입력|공유|글자\s?크기|인쇄|스크랩|댓글|Share|Listen|Published|Updated|By [A-Z]|\d+ min read|Photo|"
    r"Поделиться|Опубликовано|Обновлено|シェア|印刷|字号|字級)\b.{0,60}$|^[\d.:/\s년월일年月日-]{8,24}$",
    re.IGNORECASE,
)


def trim(paragraphs: list[str], title: str = "") -> list[str]:
    """Cut notices from the end and labels, dates and the repeated title from the beginning.

    Example:
        >>> trim(["Troops arrived.", "Read more: a list", "© Example"])
        ['Troops arrived.']
    """
    start, end = 0, len(paragraphs)
    heading = squeeze(title)
    while end > start and looks_like_notice(paragraphs[end - 1]):
        end -= 1
    while start < end - 1 and start < MAX_LEADS and _is_lead(paragraphs[start], heading):
        start += 1
    # A call to read on, followed by nothing but headlines.
    for at in range(max(start + 1, end - MAX_TAIL), end):
        rest = paragraphs[at + 1 : end]
        if looks_like_notice(paragraphs[at]) and all(
            looks_like_notice(p) or _is_headline(p) for p in rest
        ):
            end = at
            break
    return paragraphs[start:end]


def looks_like_notice(paragraph: str) -> bool:
    """Whether a paragraph is a call, a label or a line of rights as outlets put behind a text."""
    if len(paragraph) > MAX_NOTICE:
        return False
    if _OPENING.match(paragraph):
        return True
    low = paragraph.lower()
    if any(clue in low for clue in _CLUES) and _HOLDING.search(low):
        return True
    return "@" in paragraph and bool(_MAIL_ONLY.match(paragraph))


def _is_headline(paragraph: str) -> bool:
    return len(paragraph) < 120 and not re.search(r"[.!?。다]\s*[»”\"]?$", paragraph)


def _is_lead(paragraph: str, heading: str) -> bool:
    return looks_like_lead(paragraph) or (bool(heading) and squeeze(paragraph) == heading)


def looks_like_lead(paragraph: str) -> bool:
    """Whether a paragraph is a label, a date or a byline as outlets put before a text."""
    return bool(_LEAD.match(paragraph))
