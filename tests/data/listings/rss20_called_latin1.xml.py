"""UTF-8 that server and XML declaration call Latin-1."""

SOURCE = {"language": "uk", "headers": {"content_type": "text/xml; charset=ISO-8859-1"}}
EXPECTED = {
    "format": "rss20",
    "title": "Вісник порту",
    "entries": [
        {
            "identity": "https://port.example.ua/1",
            "url": "https://port.example.ua/1",
            "title": "Порт відновив роботу після перерви",
            "published": "2026-11-23 05:05:09 second feed",
            "language": "uk",
        }
    ],
}
