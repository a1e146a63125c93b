"""Bing News: the target is a parameter of the link."""

SOURCE = {"url": "https://www.bing.com/news/search?q=x&format=rss"}
EXPECTED = {
    "format": "rss20",
    "title": "x - BingNews",
    "entries": [
        {
            "identity": "https://www.example.com/world/rail-link?id=7",
            "url": "https://www.example.com/world/rail-link?id=7",
            "title": "Rail link reopens",
            "published": "2026-11-23 05:05:09 second feed",
            "summary": "Trains cross the bridge again.",
            "outlet": "The Example",
        }
    ],
}
