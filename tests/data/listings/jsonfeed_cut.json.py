"""JSON Feed cut within the second item."""

SOURCE = {}
EXPECTED = {
    "format": "jsonfeed",
    "entries": [{"identity": "1", "url": "https://json.example.org/1", "title": "Whole"}],
    "notes": ["listing is cut: JSON does not end"],
    "whole": False,
}
