"""Bare ampersands, entities of HTML, markup left open: nothing may be lost."""

SOURCE = {}
EXPECTED = {
    "format": "rss20",
    "title": "Harbour Watch",
    "entries": [
        {
            "identity": "https://harbour.example.org/a?x=1&y=2",
            "url": "https://harbour.example.org/a?x=1&y=2",
            "title": "Ships & trains: R&D at the border",
            "published": "2026-11-23 05:05:09 second feed",
            "summary": "Unescaped & loose",
        },
        {
            "identity": "b-1",
            "url": "https://harbour.example.org/b",
            "title": "Second étape",
            "summary": "Fine here, R&D & all.",
        },
        {
            "identity": "https://harbour.example.org/c",
            "url": "https://harbour.example.org/c",
            "title": "Third",
            "summary": "Tags left open",
        },
        {
            "identity": "https://harbour.example.org/d",
            "url": "https://harbour.example.org/d",
            "title": "Fourth",
        },
    ],
    "notes": [
        "references repaired that XML does not know",
        "malformed XML repaired: mismatched tag in line 8",
    ],
}
