"""A plain sitemap packed in two gzip members."""

SOURCE = {"kind": "sitemap"}
EXPECTED = {
    "format": "sitemap",
    "entries": [
        {
            "identity": "https://map.example.org/a",
            "url": "https://map.example.org/a",
            "title": "",
            "updated": "2026-11-01 00:00 month sitemap",
        },
        {"identity": "https://map.example.org/b", "url": "https://map.example.org/b", "title": ""},
    ],
}
