"""A CDATA section that never ends swallows the third item: the listing is not whole."""

SOURCE = {}
EXPECTED = {
    "format": "rss20",
    "title": "Swallowed",
    "entries": [
        {
            "identity": "https://harbour.example.org/1",
            "url": "https://harbour.example.org/1",
            "title": "Before",
        },
        {
            "identity": "https://harbour.example.org/2",
            "url": "https://harbour.example.org/2",
            "title": "Open",
        },
    ],
    "notes": ["malformed XML repaired: unclosed CDATA section in line 7", "3 items begun, 2 read"],
    "whole": False,
}
