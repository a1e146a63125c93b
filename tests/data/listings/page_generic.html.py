"""A news list read without selectors: menus, asides, footers and other sites stay out."""

SOURCE = {"kind": "page", "url": "https://office.example.gov/recent"}
EXPECTED = {
    "format": "html",
    "title": "Recent actions — Office",
    "entries": [
        {
            "identity": "https://office.example.gov/2026/11/23/rail",
            "url": "https://office.example.gov/2026/11/23/rail",
            "title": "Office lists three rail companies of the Far East",
            "published": "2026-11-23 05:05:09 second time",
            "language": "en",
        },
        {
            "identity": "https://office.example.gov/2026/11/22/ship",
            "url": "https://office.example.gov/2026/11/22/ship",
            "title": "Vessel identified as property of a listed person",
            "published": "2026-11-22 00:00 day listing",
            "language": "en",
        },
        {
            "identity": "https://www.office.example.gov/2026/11/21/note",
            "url": "https://www.office.example.gov/2026/11/21/note",
            "title": "Note on general licence eleven for ports",
            "language": "en",
        },
    ],
}
