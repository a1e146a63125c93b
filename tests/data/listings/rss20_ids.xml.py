"""One id for distinct items, repeats, empty and giant ids, none at all."""

SOURCE = {}
EXPECTED = {
    "format": "rss20",
    "title": "Ids",
    "entries": [
        {"identity": "same#3eee9f633c342e76", "url": "https://ids.example.org/1", "title": "One"},
        {"identity": "same#4e045b70bfb02d53", "url": "https://ids.example.org/2", "title": "Two"},
        {
            "identity": "same#4fadc0f2c1d353d5",
            "url": "https://ids.example.org/1",
            "title": "One, repeated",
        },
        {
            "identity": "https://ids.example.org/3",
            "url": "https://ids.example.org/3",
            "title": "Empty id",
        },
        {
            "identity": "sha256:e402a90383369bbc4a10dcb0ac9fc54493b564986e1f621ea9921eeec3e5af77",
            "url": "https://ids.example.org/4",
            "title": "Giant id",
        },
        {
            "identity": "sha256:d8a6704950cf337bedff3919a44a544468bcbd9fbbce011b5efb17af8a42d5d3",
            "url": None,
            "title": "No id, no link",
            "published": "2026-11-23 05:05:09 second feed",
        },
        {"identity": "nothing else", "url": None, "title": ""},
        {
            "identity": "https://ids.example.org/3",
            "url": "https://ids.example.org/3",
            "title": "Empty id",
        },
    ],
    "notes": ["1 of 8 entries repeat another"],
}
