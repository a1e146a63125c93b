"""RSS 2.0 as a WordPress newsroom writes it: encoded content, boilerplate, enclosures, KST by name."""

SOURCE = {}
EXPECTED = {
    "format": "rss20",
    "title": "Peninsula Desk",
    "entries": [
        {
            "identity": "https://desk.example.org/?p=4711",
            "url": "https://desk.example.org/2026/11/wonsan",
            "title": "Seoul sees no new departures from Wonsan",
            "published": "2026-11-23 05:05:09 second feed",
            "summary": "The ministry said it had seen no ships leave.",
            "content": "The ministry said it had seen no ships leave.\n"
            "\n"
            "Wonsan in May\n"
            "\n"
            "“We are watching,” a spokesman said.\n"
            "He gave no figures.",
            "authors": ["Han So-ra", "Peter Falk"],
            "language": "en-US",
            "keywords": ["Defence", "Russia & Korea"],
        },
        {
            "identity": "https://desk.example.org/2026/11/short",
            "url": "https://desk.example.org/2026/11/short",
            "title": "Short item",
            "published": "2026-11-23 05:05 minute feed",
            "summary": "Plain text, wrapped & indented.\n\nSecond paragraph.",
            "authors": ["Mina Koval"],
            "language": "en-US",
            "outlet": "The Wire",
            "outlet_url": "https://wire.example.com/rss",
        },
    ],
    "ttl_s": 3600,
}
