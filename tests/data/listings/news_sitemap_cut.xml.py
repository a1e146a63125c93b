"""A news sitemap cut within an address."""

SOURCE = {"kind": "sitemap"}
EXPECTED = {
    "format": "sitemap",
    "entries": [
        {
            "identity": "https://map.example.org/1",
            "url": "https://map.example.org/1",
            "title": "Whole",
        }
    ],
    "skipped": [{"position": 1, "reason": "cut"}],
    "notes": ["listing is cut: its end is missing"],
    "whole": False,
}
