"""A server's warning before the feed."""

SOURCE = {}
EXPECTED = {
    "format": "rss20",
    "title": "Late",
    "entries": [
        {
            "identity": "https://late.example.org/1",
            "url": "https://late.example.org/1",
            "title": "Still a feed",
        }
    ],
    "notes": ["147 characters before the listing ignored"],
}
