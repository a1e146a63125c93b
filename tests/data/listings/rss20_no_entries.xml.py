"""Well-formed and empty: a listing with a note."""

SOURCE = {}
EXPECTED = {"format": "rss20", "title": "Quiet", "notes": ["listing has no entries"]}
