"""Reddit: the submitted link is in the content, the entry's link leads to the comments."""

SOURCE = {"url": "https://www.reddit.com/r/PeninsulaNews/new/.rss"}
EXPECTED = {
    "format": "atom10",
    "title": "newest submissions",
    "entries": [
        {
            "identity": "t3_1",
            "url": "https://www.example.com/rail?a=1&b=2",
            "title": "Rail link reopens",
            "published": "2026-11-23 05:05:09 second feed",
            "updated": "2026-11-23 05:05:09 second feed",
            "authors": ["/u/reader"],
            "keywords": ["r/PeninsulaNews"],
        }
    ],
}
