"""Read the names of authors out of what pages and agencies write for them.

It knows forms of bylines, not people: it cannot tell whether a name exists.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from ingest.parse.paragraphs import fold, squeeze

MAX_NAME_CHARS = 60
MAX_AUTHORS = 12
# Bylines stand in the first lines of a text, or close it.
HEAD_CHARS = 200

# No list of names is as long; the patterns below take time in the square of a word's length (120 KB without
# a space ran to the deadline, 24 Nov 2026).
MAX_STATED = 2_000
_MAIL = re.compile(r"\S+@\S+\.\w+")
_CHINESE_LEAD = re.compile(r"^(?:作者|记者|記者|撰文|文)\s*[：:/／]\s*")
_LINK = re.compile(r"(?:https?:|www\.)\S+|\B@\w+")
_BRACKETS = re.compile(r"[(\[{（【〈<][^)\]}）】〉>]{0,80}[)\]}）】〉>]")
_LEAD = re.compile(
    r"^(?:(?:view all|more|all|read more)?\s*(?:posts|articles|stories) (?:by|from)|zeige alle beiträge von|alle beiträge von|"
    r"(?:written|story|reported|text|words)?\s*by:?|von|par|por|door|di|autore?s?|автор(?:ы|и)?|текст|"
    r"redigé par|szerző|tekst|opracował[ai]?|author|reporter|글|취재|文|取材・文)\b[\s:.=]*",
    re.IGNORECASE,
)
# A full stop belongs to these.
_ABBREVIATED = re.compile(r"\b(?:Jr|Sr|[^\W\d_a-z])\.$")
# Reading times and days stand where authors do; so do the words of templates.
_NO_NAME = re.compile(
    r"^\d+ ?(?:min|sec|hour|stund)|^(?:january|february|march|april|may|june|july|august|september|october|november|december) \d|"
    r"^(?:sponsored|no author|wordpress ?admin|guest (?:author|post)|view profile)$",
    re.IGNORECASE,
)
_ROLES = (
    "staff writer|staff reporter|staff|senior correspondent|chief correspondent|correspondent|reporter|editor|"
    "political editor|defence editor|defense editor|contributor|корреспондент|обозреватель|спецкор|журналист|"
    "журналістка?|редактор|кореспондент"
)
_TAIL_ROLE = re.compile(rf"[\s,–—-]+(?:{_ROLES})\b.*$", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:,\s+(?:and|und|et|y|и|та|і)\s|[,;/|•·ㆍ、，／｜\n]|\s(?:and|und|et|y|i|e|en|och|и|та|й|і)\s|\s?&\s?|\s[-–—]\s|\bwith\s)\s*"
)
_KOREAN = re.compile(
    r"((?:[가-힣]{2,4}\s?[·ㆍ,]\s?){0,4}[가-힣]{2,4})\s?(?:[가-힣A-Z]{0,6}(?:기자|특파원|논설위원|선임기자|전문기자|통신원|앵커|PD|리포터))(?![가-힣])"
)
_KOREAN_NAME = re.compile("[가-힣]{2,4}")
# What stands before 기자 without being a name: 시민기자 is a citizen who reports.
_KOREAN_KINDS = frozenset(
    [
        "시민",
        "인턴",
        "객원",
        "수습",
        "선임",
        "전문",
        "공동",
        "취재",
        "담당",
        "본지",
        "편집",
        "사진",
        "영상",
    ]
)
# 서울-홍길동, as radio stations sign
_KOREAN_PLACE = re.compile(r"^[가-힣]{2,4}\s?[-–]\s?([가-힣]{2,4})$")
# By Hong Gil-dong, a line of its own in a text
_ENGLISH_LINE = re.compile(
    r"^By ((?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+(?:(?:,| and) (?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+){0,3})$",
    re.MULTILINE,
)
# Ann Lee, Bo Roy, and Cy Fox: nothing but names, as think-tanks sign above the text
_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}"
_NAMES_LINE = re.compile(rf"^{_NAME}(?:, {_NAME})*,? and {_NAME}$", re.MULTILINE)
# （中央社記者王小明首爾15日專電）: of a name, a place and a day the name is three characters
_CHINESE_LINE = re.compile(
    r"[（(][^（()）]{2,8}記者([\u4e00-\u9fff]{3})[\u4e00-\u9fff]{2,6}\d{1,2}日"
)
# dpa, admin, jdoe2: an agency or an account, in any case nobody's name
_ACCOUNT = re.compile(r"[a-z][a-z0-9_.]*")
_CREDIT = re.compile(r"(?:photo|foto|bild|image|фото|사진|写真|圖|图)\s*[:：/]", re.IGNORECASE)
# (서울=연합뉴스) 홍길동 기자 = …   |  [서울=뉴시스] 홍길동 기자 =   |  홍길동 기자(…) =
_AGENCY_LINE = re.compile(
    r"[(\[][^)\]=]{1,20}=[^)\]]{2,20}[)\]]\s*((?:[가-힣]{2,4}[\s·,]*){1,5}(?:[가-힣]{0,6}(?:기자|특파원))?)\s*="
)
_JAPANESE_ROLE = re.compile(r"(?:記者|特派員|編集委員|論説委員|支局長|通讯员|記者/|本报记者|记者)")
_OTHERS = re.compile(r"외\s?\d+\s?(?:명|인)|and \d+ others?|他\d+名")
_WORDLESS = re.compile(r"^[\W\d_]*$")
_ORGANISATION = re.compile(
    r"\b(?:news|newsroom|newsdesk|agency|agencies|press|media|times|post|herald|tribune|daily|journal|editorial|editors?|"
    r"staff|team|desk|bureau|reuters|afp|ap|dpa|efe|ansa|tass|bbc|cnn|nhk|yonhap|online|web|admin|redaktion|"
    r"rédaction|redacción|redakcja|redakce|service|radio|tv|network|group|inc|ltd|company|corporation|institute|"
    r"ministry|government|union|studio|hauptstadtstudio)\b|редакц|редакц|тасс|риа|новост|интерфакс|агентств|правда|газета|служба|"
    r"뉴스|신문|일보|통신|방송|편집|온라인|디지털|미디어|취재팀|닷컴|경제$|타임스|"
    r"新聞|通信|ニュース|放送|編集部|オンライン|デジタル|新闻|日报|日報|网$|社$|時報|通讯社|通訊社|中央社",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"[가-힣]{2,4}|[\u4e00-\u9fff]{1,4} ?[\u4e00-\u9fffぁ-ヺ]{1,4}|"
    r"[^\W\d_a-z]\S*(?:\s(?:(?:de|von|van|der|da|di|el|al|bin|la|le)\s)*[^\W\d_a-z]\S*){1,3}"
)
_CALL = re.compile(
    r"\b(?:follow|share|facebook|twitter|telegram|email|print|comments?|error|fehler|folgen|abbruch|kontakt|contact)\b|"
    r"구독|공유|보기|이메일|댓글|기사|フォロー|シェア",
    re.IGNORECASE,
)
_STOP = frozenset(
    [
        "by",
        "author",
        "authors",
        "unknown",
        "none",
        "null",
        "admin",
        "anonymous",
        "read",
        "more",
        "share",
        "follow",
        "facebook",
        "twitter",
        "email",
        "print",
        "기자",
        "입력",
        "수정",
        "공유",
        "구독",
        "기자페이지",
        "автор",
        "поделиться",
        "редактор",
        "記者",
        "著者",
    ]
)


def read_authors(
    statements: Iterable[Iterable[str]], *, text: str = "", names: Iterable[str] = ()
) -> tuple[str, ...]:
    """Read the authors from statements in order of trust; the first that names people wins.

    Shape:   each statement is a list of raw strings from one place of the page ("By A. Lee and B. Roy",
             "김철수 기자 kim@example.com"); `text` is the article, whose head may hold a Korean byline;
             `names` is what the outlet is called. Organisations stay only when no person is named.
    """
    outlets = {squeeze(name) for name in names if name}
    organisations: tuple[str, ...] = ()
    for raw in (*statements, korean_byline(text), other_byline(text)):
        found = _unique(name for value in raw for name in split_authors(value))
        people = tuple(n for n in found if not is_organisation(n, outlets))
        if people:
            return people[:MAX_AUTHORS]
        organisations = organisations or found
    return organisations[:MAX_AUTHORS]


def split_authors(raw: str) -> list[str]:
    """Split one statement into clean names.

    Example:
        >>> split_authors("By Ann Lee and Bo Roy, Staff Writer")
        ['Ann Lee', 'Bo Roy']
        >>> split_authors("순천 김철수 기자 kim@example.com")
        ['김철수']
    """
    value = _OTHERS.sub(" ", _LINK.sub(" ", _MAIL.sub(" ", html.unescape(raw[:MAX_STATED]))))
    if korean := _korean_names(fold(_BRACKETS.sub(" ", value))):
        return korean
    if placed := _KOREAN_PLACE.match(value.strip()):
        return [placed.group(1)]
    value = _JAPANESE_ROLE.sub(" ", _BRACKETS.sub(" ", _CHINESE_LEAD.sub("", value.strip())))
    names = []
    for part in _SPLIT.split(_LEAD.sub("", fold(value))):
        name = fold(_TAIL_ROLE.sub("", _LEAD.sub("", part or "")).strip(" ,:;-–—=~*|\"'“”«»"))
        name = name if _ABBREVIATED.search(name) else name.rstrip(" .")
        if _is_name(name):
            names.append(name)
    return names


def other_byline(text: str) -> list[str]:
    """The authors of a line "By …", of one of names only, or of a Chinese agency's, at the head of a text."""
    head = text[:HEAD_CHARS]
    if match := _ENGLISH_LINE.search(head) or _CHINESE_LINE.search(head):
        return [match.group(1)]
    match = _NAMES_LINE.search(head)
    return [match.group(0)] if match else []


def korean_byline(text: str) -> list[str]:
    """The reporters of an agency line at the head, or of the last lines, of a Korean text."""
    if match := _AGENCY_LINE.search(text[:HEAD_CHARS]):
        return re.findall(
            r"[가-힣]{2,4}(?=[\s·,]|기자|특파원|$)", re.sub(r"기자|특파원", " ", match.group(1))
        )
    for part in (text[:HEAD_CHARS], text[-HEAD_CHARS:]):
        for line in part.split("\n"):
            is_byline = len(line) < 40 or _MAIL.search(line)
            if is_byline and (found := _korean_names(line)):
                return found[:MAX_AUTHORS]
    return []


def _korean_names(value: str) -> list[str]:
    """The names before 기자 and its like; 김철수·이영희 기자 are two."""
    names = (n for found in _KOREAN.finditer(value) for n in _KOREAN_NAME.findall(found[1]))
    return [name for name in dict.fromkeys(names) if name not in _KOREAN_KINDS]


def is_organisation(name: str, outlets: Iterable[str] = ()) -> bool:
    """Whether a name is an outlet's or a desk's rather than a person's."""
    word = squeeze(name)
    return bool(_ORGANISATION.search(name) or _ACCOUNT.fullmatch(name)) or any(
        word == outlet or (len(word) > 3 and (word in outlet or outlet in word))
        for outlet in outlets
        if outlet
    )


def looks_like_person(name: str) -> bool:
    """Whether a string from a vague place of a page is written like a person's name.

    Example:
        >>> looks_like_person("Ann Lee"), looks_like_person("김철수"), looks_like_person("Follow us")
        (True, True, False)
    """
    return bool(_PERSON.fullmatch(name)) and not is_organisation(name) and not _CALL.search(name)


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= MAX_NAME_CHARS or _WORDLESS.match(name) or name.casefold() in _STOP:
        return False
    if _NO_NAME.search(name) or len(name.split()) > 6 or sum(c.isdigit() for c in name) > 2:
        return False
    return (
        "http" not in name
        and not _CREDIT.match(name)
        and not re.fullmatch(_ROLES, name, re.IGNORECASE)
    )


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        # ANN LEE and Ann Lee are one; the first spelling that is not shouted stays.
        key = squeeze(name)
        if key not in found or found[key].isupper():
            found[key] = name
    return tuple(found.values())
