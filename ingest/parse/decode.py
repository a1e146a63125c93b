"""Turn the bytes of a page or document into clean text, whatever its charset and declarations.

It does not look at structure: no HTML is parsed, only a declared charset is searched for.
"""

from __future__ import annotations

import codecs
import re

from ingest.parse.legacy import guess_legacy

# Labels as the web uses them, which is not how Python reads them (Source: WHATWG Encoding, "names and
# labels"): the superset that browsers decode with.
ALIASES = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "euc-kr": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "win-1251": "cp1251",
    "cp-1251": "cp1251",
    "x-cp1251": "cp1251",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "utf8": "utf-8",
    "unicode": "utf-8",
    "utf-7": "utf-8",
}

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Browsers look at 1,024 bytes; outlets put comments and scripts before the declaration.
SNIFF_BYTES = 8192
# A declared charset stands while it garbles fewer than one in fifty of the characters beyond ASCII:
# one cut character in a feed must not send the whole page to guessing.
MAX_GARBLED = 0.02
MAX_DAMAGE = 0.3

_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,80}?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,30})""",
    re.IGNORECASE,
)
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)


def decode(
    data: bytes,
    *,
    charset: str | None = None,
    override: str | None = None,
    language: str | None = None,
) -> str:
    """Decode a page, trusting evidence in this order, and never raise.

    The operator's override, a byte order mark, bytes that are valid UTF-8, the HTTP charset, the
    declaration in the page, and last a guess among the legacy charsets of `language`. Latin-1 labels
    are what servers say by default, so they count only when nothing better is known.

    Shape:   bytes -> text without NUL, lone surrogates and control characters other than tab and
             line ends; what cannot be decoded is U+FFFD
    Source:  WHATWG HTML §13.2.3.2; the order differs in that valid UTF-8 beats a label, because
             legacy text of any length is practically never valid UTF-8
    """
    if codec := _codec(override):
        return clean(data.decode(codec, "replace"))
    for mark, codec in BOMS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(codec, "replace"))
    return clean(_decode_undisputed(data) or _decode_declared(data, charset, language))


def clean(text: str) -> str:
    """Remove what no text may carry: NUL, lone surrogates, control characters, byte order marks.

    Example:
        >>> clean("a\\x00b\\ud800c\\n")
        'abc\\n'
    """
    return _UNWANTED.sub("", text)


def _decode_undisputed(data: bytes) -> str | None:
    if b"\x1b$" in data[:SNIFF_BYTES]:
        return _strictly(data, "iso2022_jp_ext") or data.decode("iso2022_jp_ext", "replace")
    if b"\x00" in data[:SNIFF_BYTES]:
        return _decode_wide(data)
    return _strictly(data, "utf-8") or _with_surrogates(data)


def _decode_wide(data: bytes) -> str | None:
    """UTF-16 without a mark: markup is mostly ASCII, so every second byte is NUL."""
    sample = data[:SNIFF_BYTES]
    if sample[1::2].count(0) * 2 > len(sample[1::2]):
        return data.decode("utf-16-le", "replace")
    if sample[0::2].count(0) * 2 > len(sample[0::2]):
        return data.decode("utf-16-be", "replace")
    return None


def _decode_declared(data: bytes, charset: str | None, language: str | None) -> str:
    labels = [codec for codec in (_codec(charset), _codec(_declared(data))) if codec]
    # UTF-16 in a declaration that could be read as ASCII is a lie (WHATWG: treat it as UTF-8).
    strong = [c for c in labels if c != "cp1252" and not c.startswith(("utf-16", "utf-32"))]
    for codec in strong:
        text = data.decode(codec, "replace")
        if _garbled(text) < MAX_GARBLED:
            return text
    # Cut or damaged UTF-8 still is UTF-8; legacy bytes read as UTF-8 garble nearly everything.
    damaged = data.decode("utf-8", "replace")
    if _garbled(damaged) < MAX_DAMAGE:
        return damaged
    guessed = guess_legacy(data, language)
    if guessed:
        return data.decode(guessed, "replace")
    # Nothing fits: what was declared, or Latin-1, which never fails.
    return data.decode(strong[0] if strong else "cp1252", "replace")


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:SNIFF_BYTES])
    return match.group(1).decode("ascii", "replace") if match else None


def _codec(label: str | None) -> str | None:
    """The Python codec a label means; None for a label nobody knows."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(ALIASES.get(name, name))
    except (LookupError, ValueError, UnicodeError):
        return None
    # base64, rot13, zlib … are codecs to Python, but not text encodings; utf-7 and idna can carry anything.
    if not getattr(found, "_is_text_encoding", True) or found.name in UNSAFE:
        return None
    return ALIASES.get(found.name, found.name)


UNSAFE = frozenset(
    {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _with_surrogates(data: bytes) -> str | None:
    """UTF-8 but for surrogates, which some systems write one by one; pairs become what they mean."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _garbled(text: str) -> float:
    beyond = len(text) - sum(map(str.isascii, text)) if not text.isascii() else 0
    return text.count("\ufffd") / beyond if beyond else 0.0
