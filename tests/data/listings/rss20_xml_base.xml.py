"""xml:base on single items: it must not leak into the next one."""

SOURCE = {"url": "https://links.example.org/rss/feed.xml"}
EXPECTED = {
    "format": "rss20",
    "title": "Bases",
    "entries": [
        {"identity": "two", "url": "https://other.example.org/x/2", "title": "own base"},
        {
            "identity": "three",
            "url": "https://links.example.org/rss/3",
            "title": "base of the document",
        },
        {"identity": "four", "url": "https://links.example.org/rss/4", "title": "no base"},
    ],
}
