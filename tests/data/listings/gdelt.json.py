"""GDELT's article list, with the bad escape it is known for; seendate is no publication."""

SOURCE = {"url": "https://api.gdeltproject.org/api/v2/doc/doc?mode=ArtList"}
EXPECTED = {
    "format": "gdelt",
    "entries": [
        {
            "identity": "https://www.example.com/rail?id=1",
            "url": "https://www.example.com/rail?id=1",
            "title": "Rail link reopens , officials say",
            "updated": "2026-11-23 05:15:00 second gdelt-seen",
            "language": "en",
            "outlet": "example.com",
        },
        {
            "identity": "https://news.example.kr/2",
            "url": "https://news.example.kr/2",
            "title": "철도 \\운행 재개",
            "updated": "2026-11-23 05:00:00 second gdelt-seen",
            "language": "ko",
            "outlet": "news.example.kr",
        },
    ],
    "notes": ["bad escapes in JSON repaired"],
}
