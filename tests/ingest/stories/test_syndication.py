from __future__ import annotations

import pytest

from config.outlets import bundled_outlets
from domain.story import Candidate
from ingest.stories import fingerprint, original_of, provenance_of
from ingest.stories.syndication import outlet_of

BOOK = bundled_outlets()
BODY = "The ministry said on Monday that a group of builders had left for the border by train. "


def leans(
    text: str, title: str = "Builders leave", url: str = "https://paper.example/1", **given: object
) -> dict[str, str]:
    found = provenance_of(
        title,
        text,
        **{"url": url, "outlet": None, "source": None, "book": BOOK, **given},  # type: ignore[arg-type]  # by field
    )
    return {reliance.outlet: reliance.how for reliance in found.relies}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"SEOUL, March 3 (Yonhap) -- {BODY}", {"Yonhap": "credit"}),
        (f"МОСКВА, 4 июня. /ТАСС/. {BODY}", {"TASS": "credit"}),
        (f"【ソウル聯合ニュース】{BODY}", {"Yonhap": "credit"}),
        (f"{BODY}\n\n(Source: Xinhua)", {"Xinhua": "credit"}),
        (f"(서울=하늘통신) 박하늘 기자 = {BODY}", {"하늘통신": "credit"}),
        (f"KYIV (River Agency) - {BODY}", {"river agency": "credit"}),
        (f"{BODY}\n\nPhoto: Reuters", {}),
        (f"{BODY}He thanked the Reuters team.", {}),
        (f"A diplomat told Reuters so. {BODY}", {"Reuters": "cites"}),
        (f"Last year Reuters reported the like. {BODY}", {}),
        (BODY * 12 + "Reuters reported as much.", {}),
        ("Об этом сообщает Рейтер со ссылкой на источники.", {"Reuters": "cites"}),
        ("조선중앙통신은 8일 대표단이 전날 저녁 평양에 도착했다고 보도했다.", {"KCNA": "cites"}),
        ("The taste of the cnnamon bun was praised, he said.", {}),
    ],
    ids=[
        "dateline",
        "slashes",
        "brackets",
        "signature",
        "unknown-agency-ko",
        "unknown-agency-en",
        "photograph",
        "thanked",
        "told",
        "long-ago",
        "deep-in-the-text",
        "russian",
        "korean-verb-at-the-end",
        "part-of-a-word",
    ],
)
def test_whom_a_text_leans_on(text: str, found: dict[str, str]) -> None:
    assert leans(text) == found


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("CNN: builders leave", {"CNN": "cites"}),
        ("Builders leave, - Bloomberg", {"Bloomberg": "cites"}),
        ("Builders leave for CNN centre", {}),
    ],
)
def test_a_headline_names_its_source_at_its_edges(title: str, found: dict[str, str]) -> None:
    assert leans(BODY, title) == found


def test_a_byline_is_a_credit_and_an_outlet_does_not_lean_on_itself() -> None:
    assert leans(BODY, authors=("By Reuters",)) == {"Reuters": "credit"}
    dateline = f"SEOUL (Yonhap) -- {BODY}"
    assert leans(dateline, url="https://en.yna.co.kr/1") == {}
    assert leans(dateline, url="https://news.google.com/x", outlet="연합뉴스") == {}


@pytest.mark.parametrize(
    ("url", "outlet", "house"),
    [
        ("https://jp.yna.co.kr/1", None, "Yonhap"),
        ("https://news.google.com/rss/1", "Reuters", "Reuters"),
        ("https://news.google.com/rss/1", "The Daily", "the daily"),
        ("https://news.google.com/rss/1", None, "gnews-en"),
        ("https://m.daily.co.kr/1", "The Daily", "daily.co.kr"),
        ("https://www.daily.example/1", None, "daily.example"),
        ("http://127.0.0.1:8080/1", None, "gnews-en"),
        ("urn:tumen:seed:1", None, "gnews-en"),
    ],
)
def test_the_house_of_an_article(url: str, outlet: str | None, house: str) -> None:
    assert outlet_of(url, outlet, "gnews-en", book=BOOK) == house


def test_whose_words_a_text_has() -> None:
    words = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
    ]
    whole = " ".join(f"{w}{n}" for n in range(6) for w in words)
    half = " ".join([*whole.split()[:60], *(f"other{n}" for n in range(40))])
    other = " ".join(f"unlike{n}" for n in range(80))
    earlier = [
        Candidate(article_id=i, story_id=1, content_hash="", signature=fingerprint("", t).signature)
        for i, t in ((7, whole), (8, other))
    ]
    found = original_of(fingerprint("", half).signature, earlier)
    assert found is not None
    assert (found[0], found[1] > 0.5) == (7, True)
    assert original_of(fingerprint("", other + " at the end").signature, earlier[:1]) is None
    assert original_of((), earlier) is None
