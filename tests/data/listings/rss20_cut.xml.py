"""Cut in the middle of a character: the third item has no field that is whole."""

SOURCE = {}
EXPECTED = {
    "format": "rss20",
    "title": "끊긴 소식",
    "entries": [
        {
            "identity": "https://cut.example.kr/1",
            "url": "https://cut.example.kr/1",
            "title": "첫째 기사는 온전하다",
            "published": "2026-11-23 05:05:09 second feed",
        },
        {
            "identity": "https://cut.example.kr/2",
            "url": "https://cut.example.kr/2",
            "title": "둘째 기사도 온전하다",
            "published": "2026-11-23 05:04:09 second feed",
        },
        {
            "identity": "sha256:01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
            "url": None,
            "title": "",
            "whole": False,
        },
    ],
    "notes": ["listing is cut: its end is missing"],
    "whole": False,
}
