"""A news sitemap with an unusual prefix, an image sitemap within, addresses without title."""

SOURCE = {"kind": "sitemap", "url": "https://map.example.org/news.xml"}
EXPECTED = {
    "format": "sitemap",
    "entries": [
        {
            "identity": "https://map.example.org/1?utm_source=map",
            "url": "https://map.example.org/1",
            "title": '철도 "재개" 협의',
            "published": "2026-11-23 05:05:09 second sitemap",
            "updated": "2026-11-23 05:30:00 second sitemap",
            "language": "ko",
            "keywords": ["철도", "협의"],
        },
        {
            "identity": "https://map.example.org/2",
            "url": "https://map.example.org/2",
            "title": "Second story",
            "published": "2026-11-23 00:00 day sitemap",
        },
        {
            "identity": "https://map.example.org/3",
            "url": "https://map.example.org/3",
            "title": "",
            "updated": "2026-11-23 00:00 day sitemap",
        },
    ],
    "skipped": [{"position": 3, "reason": "empty"}, {"position": 4, "reason": "empty"}],
}
