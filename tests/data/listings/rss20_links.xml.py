"""Links that are relative, refused, proxied, or only an id."""

SOURCE = {"url": "https://links.example.org/rss/feed.xml"}
EXPECTED = {
    "format": "rss20",
    "title": "Links",
    "entries": [
        {
            "identity": "https://links.example.org/a/1",
            "url": "https://links.example.org/a/1",
            "title": "relative",
        },
        {"identity": "s", "url": None, "title": "script"},
        {"identity": "m", "url": None, "title": "mail"},
        {"identity": "u", "url": None, "title": "user name"},
        {
            "identity": "https://links.example.org/5",
            "url": "https://links.example.org/5",
            "title": "proxied",
        },
        {
            "identity": "https://links.example.org/6",
            "url": "https://links.example.org/6",
            "title": "permalink",
        },
        {"identity": "seven", "url": None, "title": "id is no link"},
        {"identity": "https://links.example.org/8", "url": None, "title": "id says it is no link"},
        {
            "identity": "https://links.example.org/9",
            "url": "https://links.example.org/9",
            "title": "white space",
        },
        {
            "identity": "https://links.example.org/%EB%89%B4%EC%8A%A4/10",
            "url": "https://links.example.org/%EB%89%B4%EC%8A%A4/10",
            "title": "Hangul",
        },
        {
            "identity": "https://links.example.org/11",
            "url": "https://links.example.org/11",
            "title": "atom link in RSS",
        },
    ],
    "notes": ["3 links refused"],
}
