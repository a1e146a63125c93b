"""A sitemap index: newest first, undated last, repeats once, other schemes refused."""

SOURCE = {"kind": "sitemap", "url": "https://map.example.org/index.xml"}
EXPECTED = {
    "format": "sitemapindex",
    "children": [
        "https://map.example.org/2026.xml.gz",
        "https://map.example.org/2025.xml",
        "https://map.example.org/undated.xml?b=2&a=1",
    ],
    "notes": ["1 children without a usable address"],
}
