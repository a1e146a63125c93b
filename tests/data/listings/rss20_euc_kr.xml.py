"""EUC-KR as declared in the XML, dates without a zone."""

SOURCE = {"language": "ko", "timezone": "Asia/Seoul"}
EXPECTED = {
    "format": "rss20",
    "title": "북방일보",
    "entries": [
        {
            "identity": "https://bukbang.example.kr/view?id=101",
            "url": "https://bukbang.example.kr/view?id=101",
            "title": '국방부 "파병 동향 새로 확인된 것 없어"',
            "published": "2026-11-23 05:05:09 second feed",
            "summary": "국방부는 23일 새로운 움직임이 없다고 밝혔다.",
            "authors": ["김하늘 기자"],
            "language": "ko",
        }
    ],
}
