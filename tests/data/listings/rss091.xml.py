"""RSS 0.91 with a document type that declares an entity, in Latin-1, without ids and dates."""

SOURCE = {}
EXPECTED = {
    "format": "rss091n",
    "title": "Old Courier",
    "entries": [
        {
            "identity": "http://courier.example.com/1.html",
            "url": "http://courier.example.com/1.html",
            "title": "Café closed near the bridge",
            "language": "en",
        },
        {
            "identity": "http://courier.example.com/2.html",
            "url": "http://courier.example.com/2.html",
            "title": "Second story",
            "summary": "About the bridge.",
            "language": "en",
        },
    ],
}
