"""JSON Feed 1.1, and an item in the manner of version 1."""

SOURCE = {"url": "https://json.example.org/feed.json"}
EXPECTED = {
    "format": "jsonfeed",
    "title": "JSON & Co",
    "entries": [
        {
            "identity": "https://json.example.org/1",
            "url": "https://json.example.org/1",
            "title": "Bridge & border",
            "published": "2026-11-23 05:05:09 second feed",
            "updated": "2026-11-23 05:06:00 second feed",
            "summary": "Short.",
            "content": "One.\n\nTwo.",
            "authors": ["Han So-ra", "Peter Falk"],
            "language": "en-GB",
            "keywords": ["rail", "border"],
        },
        {
            "identity": "7",
            "url": "https://other.example.org/7",
            "title": "No title, only text.",
            "content": "No title, only text.\n\nSecond paragraph.",
            "authors": ["Mina Koval"],
        },
    ],
}
