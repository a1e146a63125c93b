"""A publisher's rules come first, and stand back without harm where they find nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.article import Article
from domain.fetched import Fetched
from domain.publisher import Publisher
from ingest.parse import parse_page

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://www.example.com/a/1"
RULES = Publisher(
    domain="example.com",
    name="Example",
    body=(".gone", ".txt > p"),
    drop=(".call",),
    title=(".head",),
    authors=(".by @data-name",),
    published=(".when",),
    modified=(".when2",),
    timezone="Asia/Seoul",
)
PAGE = """<html><head><title>Some words of a template</title></head><body>
<div class="head">Sappers go home</div><i class="by" data-name="Ann Lee">x</i>
<b class="when">2026.11.20 오전 9:05</b><b class="when2">수정 2026.11.20 오전 9:30</b>
<div class="txt"><p>The last sappers left on Friday.</p><p class="call">Join our channel and never
miss a thing again.</p><p>Nobody saw them off.</p></div>
<div class="other"><p>Another story of the day with many more words than the short one above has, so that
a reader who does not know the page takes it for the text.</p></div></body></html>"""


def read(markup: str = PAGE, *, url: str = URL, rules: Publisher = RULES) -> Article:
    page = Fetched(url=url, final_url=url, status=200, headers={}, body=markup.encode("utf-8"))
    return parse_page(page, now=NOW, publishers={rules.domain: rules})


def test_rules_say_where_everything_stands() -> None:
    article = read()
    assert article.text == "The last sappers left on Friday.\n\nNobody saw them off."
    assert (article.title, article.authors) == ("Sappers go home", ("Ann Lee",))
    assert article.published is not None
    assert article.modified is not None
    assert article.published.at == datetime(2026, 11, 20, 0, 5, tzinfo=UTC)
    assert article.modified.at == datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    assert (article.extractor, article.published.by) == ("rule", "rule")


def test_a_changed_template_falls_back_and_says_so() -> None:
    changed = PAGE.replace('class="txt"', 'class="new"')
    article = read(changed)
    assert article.extractor.endswith(" (rule missed)")
    assert "The last sappers left on Friday." in article.text


def test_text_in_the_data_of_the_page_is_no_missed_rule() -> None:
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Sappers go home",'
        f'"articleBody":"{"The last sappers left on Friday. " * 12}"}}</script>'
    )
    assert read(f"<title>Sappers go home</title>{data}<p>Menu</p>").extractor == "json-ld"


def test_rules_hold_for_subdomains_and_for_nobody_else() -> None:
    assert read(url="https://m.example.com/a/1").extractor == "rule"
    assert "rule" not in read(url="https://badexample.com/a/1").extractor


def test_a_page_from_a_file_is_known_by_the_address_it_claims() -> None:
    claim = f'<link rel="canonical" href="{URL}">'
    assert read(PAGE.replace("<head>", f"<head>{claim}"), url="file:///tmp/a").extractor == "rule"


def test_encoding_of_a_publisher_is_used_for_undeclared_pages() -> None:
    rules = Publisher(domain="example.com", name="Example", encoding="koi8-r")
    body = "<title>Парад в столице</title><p>Текст о параде.".encode("koi8-r")
    page = Fetched(url=URL, final_url=URL, status=200, headers={}, body=body)
    assert parse_page(page, now=NOW, publishers={"example.com": rules}).title == "Парад в столице"
