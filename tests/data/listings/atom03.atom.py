"""Atom 0.3, whose names for dates are issued and modified."""

SOURCE = {}
EXPECTED = {
    "format": "atom03",
    "title": "Third",
    "entries": [
        {
            "identity": "tag:third,2026:1",
            "url": "https://third.example.org/1",
            "title": "Old & good",
            "published": "2026-11-23 05:05:09 second feed",
            "updated": "2026-11-23 05:06:09 second feed",
            "content": "Body.",
            "authors": ["J. Doe"],
            "language": "en",
        }
    ],
}
