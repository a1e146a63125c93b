"""What a parser meets: bombs, entities that reach out, nesting without end, pages that cost or kill."""

from __future__ import annotations

from tests.chaos.case import DULL, HTML, RSS, Case, Seen, feed, page, with_page
from tests.chaos.server import Pages, answer

XML = "Content-Type: application/xml"


def _doctype(subset: str, title: str, *, root: str = "rss") -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [{subset}]><rss version="2.0"><channel><title>Paper</title>'
        f"<item><title>{title}</title><link>/1</link></item></channel></rss>"
    )


def _laughs(levels: int = 12) -> str:
    return '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels)
    )


def _body(
    name: str,
    body: bytes | str,
    polls: str,
    *,
    kind: str = "feed",
    fields: str = RSS,
    heavy: bool = False,
) -> Case:
    return Case(
        heavy=heavy,
        name=f"parse-{name}",
        pages={"/feed": answer(200, fields, body=body)},
        polls=(polls,),
        kind=kind,  # type: ignore[arg-type]
        paths=("/feed",),
        check=_said_nothing,
    )


def _said_nothing(seen: Seen) -> bool:
    """Nothing of this machine stands in any row, and no title is the size of a bomb."""
    titles = "".join(entry["title"] for entry in seen.entries)
    return "root:" not in titles and len(titles) < 2_000_000


def _outward(system: str) -> Case:
    def pages(base: str) -> Pages:
        subset = f'<!ENTITY x SYSTEM "{system.format(base=base)}">'
        return {"/feed": answer(200, RSS, body=_doctype(subset, "Weather &x;"))}

    return Case(
        name=f"parse-entity-from-{system.partition(':')[0].strip('{}')}",
        pages=pages,
        polls=("",),
        paths=("/feed",),
        check=_said_nothing,
    )


def _sitemap(count: int) -> str:
    """With titles: a bare address says nothing, and its page would be asked for."""
    lines = "".join(
        f"<url><loc>https://paper.example/{n}</loc><n:news><n:title>{DULL} {n}</n:title></n:news></url>"
        for n in range(count)
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{lines}</urlset>'
    )


def _page(name: str, body: bytes | str, fate: str = "", *, heavy: bool = False) -> Case:
    return Case(
        heavy=heavy,
        name=f"parse-page-{name}",
        pages=with_page(answer(200, HTML, body=body)),
        polls=("new",),
        entries=1,
        page=fate or None,
        check=lambda seen: len(seen.articles) == 1,
    )


_DEEP = 100_000
_ARTICLE = page().decode()
CASES = [
    _body("entity-bomb", _doctype(_laughs(), "Weather &a11;"), ""),
    _body("entity-bomb-quadratic", _doctype(f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 2_000), ""),
    _body("entity-of-itself", _doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">', "Weather &a;"), ""),
    _body("entity-bomb-by-parameters",
          _doctype('<!ENTITY % a "&#37;b;&#37;b;"><!ENTITY % b "%a;">%a;', "Weather"), ""),
    _outward("file:///etc/passwd"),
    _outward("{base}/secret.dtd"),
    _body("deep-xml", "<rss>" + "<a>" * _DEEP + "</a>" * _DEEP + "</rss>", "", heavy=True),
    _body("deep-xml-never-closed", "<rss><channel>" + "<a>" * _DEEP, "", heavy=True),
    _body("deep-html-in-a-summary", feed("/1", summary="&lt;b&gt;" * 30_000), "new"),
    _body("deep-json", "[" * _DEEP + "]" * _DEEP, "failed", fields="Content-Type: application/feed+json"),
    _body("author-field-that-costs",
          feed("/1").replace(b"</item>", b"<author>" + b"(a@" * 30_000 + b"</author></item>"), "new"),
    _body("author-field-of-one-word",
          feed("/1").replace(b"</item>", b"<author>" + b"a." * 30_000 + b"@x</author></item>"), "new"),
    _body("tags-by-the-thousand",
          feed("/1").replace(b"</item>", b"".join(b"<category>%d</category>" % n for n in range(20_000)) + b"</item>"), "new"),
    _body("date-field-that-costs",
          feed("/1").replace(b"Mon, 23", b"1" * 50_000 + b" " * 50_000), "new"),
    _body("title-of-a-megabyte", feed("/1", title="x" * 1_000_000), "new"),
    _body("attributes-by-the-thousand",
          feed("/1").replace(b"<item>", b"<item " + b" ".join(b'a%d="1"' % n for n in range(20_000)) + b">"), "", heavy=True),
    _body("5000-items-in-a-sitemap", _sitemap(5_000), "new", kind="sitemap", fields=XML, heavy=True),
    _body("binary", bytes(range(256)) * 2_000, "failed"),
    _body("nul-bytes", good_body := feed("/1", "/2").replace(b"Weather", b"Wea\0ther"), "new"),
    _body("utf-16", good_body.decode().replace("\0", "").replace("utf-8", "utf-16").encode("utf-16"), "new"),
    _body("wrong-charset-said", feed("/1"), "new", fields="Content-Type: text/xml; charset=no-such-thing"),
    _page("deep", "<html><body>" + "<div>" * _DEEP + _ARTICLE),
    _page("deep-lists", _ARTICLE.replace("</article>", "<ul><li>" * 30_000 + "</article>"), heavy=True),
    _page("giant-table", _ARTICLE.replace(
        "</article>", "<table>" + "<tr>" + "<td>1</td>" * 200 + "</tr>" * 400 + "</table></article>")),
    _page("60000-paragraphs", _ARTICLE.replace("</article>", "<p>a</p>" * 60_000 + "</article>"), heavy=True),
    _page("100000-attributes", _ARTICLE.replace("<article>", "<article " + " ".join(
        f'd{n}="1"' for n in range(100_000)) + ">"), heavy=True),
    _page("one-word-of-a-megabyte", _ARTICLE.replace("</article>", "<p>" + "x" * 1_000_000 + "</p></article>")),
    _page("json-ld-nested", _ARTICLE.replace(
        "<body>", '<script type="application/ld+json">' + "[" * _DEEP + "]" * _DEEP + "</script><body>")),
    _page("comments-unclosed", _ARTICLE.replace("<main>", "<!--" * 100_000 + "<main>")),
    _page("bytes-of-noise", bytes(range(256)) * 4_000),
    _page("empty", b""),
    _page("is-an-image", b"\x89PNG\r\n\x1a\n" + bytes(5_000)),
    _page("is-xml-with-a-bomb", _doctype(_laughs(), "&a11;")),
    _page("entities-by-the-million", _ARTICLE.replace("</article>", "<p>" + "&amp;" * 500_000 + "</p></article>")),
]  # fmt: skip
