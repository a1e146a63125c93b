"""Tell what an answer holds before it is read as a page: HTML, plain text, or something we do not read.

And tell afterwards whether the page is an article or a door before one: errors, challenges, consents.
"""

from __future__ import annotations

import re
from typing import Literal

from domain.errors import ParseError
from domain.fetched import Fetched

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
# Types that servers give out when they do not know: the bytes decide.
VAGUE_TYPES = frozenset(
    {"", "text/plain", "text/xml", "application/xml", "application/octet-stream", "text/markdown"}
)
SNIFF_BYTES = 2048
# A challenge or an error is short; an article about one is not.
MAX_DOOR_CHARS = 1000

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|h1|meta|title)\b", re.IGNORECASE
)
_XML_LISTING = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"RIFF", "RIFF"),
)

_DOOR_TITLE = re.compile(
    r"just a moment|attention required|access (?:to this page has been )?denied|forbidden|pardon our interruption|"
    r"are you a (?:robot|human)|robot check|human verification|verify(?:ing)? (?:that )?you are|security check|"
    r"captcha|ddos-guard|checking your browser|bot (?:verification|protection)|request (?:blocked|rejected)|"
    r"you have been blocked|please (?:enable|wait)|before you continue|subscribe to (?:read|continue|unlock)|"
    r"(?:log|sign) in(?: to continue)?$|privacy (?:settings|choices)|cookie (?:consent|settings)|your privacy|"
    # A status stands alone, at an end behind a sign, or beside its words: "1,500 more soldiers" has none.
    r"^\W*(?:http |error |ошибка |오류 )?(?:40[0134]|410|429|50[0-4])(?:\W*$|\W+(?:page|not|forbidden|unauthori|bad|gone|"
    r"too many|internal|service|gateway|error|страниц))|\s[-–—|:]\s(?:40[0134]|410|429|50[0-4])\s*$|"
    r"(?:page|article) (?:not found|no longer)|not found|"
    r"(?:internal )?server error|service unavailable|bad gateway|error \d{3}|too many requests|site maintenance|"
    r"доступ (?:ограничен|запрещ|заблокирован)|проверка браузера|вы не робот|страница не найдена|ошибка \d{3}|"
    r"сторінк[ау] не знайден|доступ (?:обмежено|заборонено)|"
    r"페이지를 찾을 수|존재하지 않는|접근이? (?:제한|차단)|서비스 점검|오류\s?(?:페이지|안내)|잘못된 접근|"
    r"ページが見つかりません|お探しのページ|アクセスが(?:拒否|制限)|メンテナンス中|"
    r"页面不存在|頁面不存在|找不到(?:页面|頁面|网页|網頁)|访问被拒绝|安全验证|"
    r"seite nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|nie znaleziono strony|"
    r"bevor sie fortfahren|avant de continuer|antes de continuar|zanim przejdziesz",
    re.IGNORECASE,
)
_DOOR_MARKUP = re.compile(
    r"/cdn-cgi/challenge-platform|cf-chl-|_cf_chl_opt|_Incapsula_Resource|captcha-delivery\.com|px-captcha|"
    r"ddos-guard\.net|window\.KPSDK|consent\.(?:google|yahoo)\.com/(?:ml|v2)",
)
_DOOR_TEXT = re.compile(
    r"enable javascript and cookies|verify(?:ing)? (?:that )?you are (?:not a robot|(?:a )?human)|unusual traffic|"
    r"we (?:and our partners )?(?:use|store) cookies|by clicking [\"“]?(?:accept|agree)|accept all cookies|manage (?:cookies|preferences)|"
    r"subscribe to (?:continue|unlock|read)|already a subscriber|подтвердите, что вы не робот|включите javascript",
    re.IGNORECASE,
)


def kind_of(fetched: Fetched) -> Literal["html", "plain"]:
    """Say how a page is to be read.

    Errors: ParseError, reason `empty` for no bytes, `content_type` for what is neither HTML nor text
    """
    stated, sample = fetched.content_type, fetched.body[:SNIFF_BYTES].lstrip()
    if not sample:
        raise ParseError(f"page {fetched.final_url} is empty ({fetched.status})", reason="empty")
    for signature, name in _SIGNATURES:
        if sample.startswith(signature):
            raise _not_a_page(fetched, name)
    if _XML_LISTING.search(sample) and not stated.startswith("text/html"):
        raise _not_a_page(fetched, "XML listing")
    if stated in HTML_TYPES:
        return "html"
    if stated not in VAGUE_TYPES:
        raise _not_a_page(fetched, stated)
    wide = sample.replace(b"\x00", b"")
    if _MARKUP.search(wide):
        return "html"
    if stated in ("text/plain", "text/markdown"):
        return "plain"
    if stated == "" and b"\x00" not in sample:
        return "html" if b"<" in sample else "plain"
    raise _not_a_page(fetched, stated or "binary data")


def is_door(title: str, text: str, markup: str, *, is_article: bool = False) -> bool:
    """Whether a page stands before the article instead of being it.

    Only short pages can be: `title`, known challenge scripts or the text itself must say so.
    """
    if len(text) > MAX_DOOR_CHARS:
        return False
    if _DOOR_MARKUP.search(markup) and len(text) < MAX_DOOR_CHARS // 3:
        return True
    if _DOOR_TITLE.search(title) and not (is_article and len(text) > MAX_DOOR_CHARS // 4):
        return True
    return not is_article and bool(_DOOR_TEXT.search(text))


def _not_a_page(fetched: Fetched, what: str) -> ParseError:
    return ParseError(
        f"page {fetched.final_url} is {what} ({len(fetched.body)} bytes), not HTML",
        reason="content_type",
    )
