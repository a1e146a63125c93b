"""A news sitemap that declares no namespace and leaves an ampersand bare."""

SOURCE = {"kind": "sitemap", "timezone": "Asia/Seoul"}
EXPECTED = {
    "format": "sitemap",
    "entries": [
        {
            "identity": "https://map.example.org/1",
            "url": "https://map.example.org/1",
            "title": "Fish & ships",
            "published": "2026-11-23 05:05:09 second sitemap",
        },
        {
            "identity": "https://map.example.org/2",
            "url": "https://map.example.org/2",
            "title": "Second",
        },
    ],
    "notes": [
        "references repaired that XML does not know",
        "malformed XML repaired: Namespace prefix news on news is not defined, line 2, column 52",
    ],
}
