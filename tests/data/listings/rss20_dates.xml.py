"""Dates with named zone, without zone, in words, impossible, missing, ahead, from Dublin Core."""

SOURCE = {"language": "ru", "timezone": "Europe/Moscow"}
EXPECTED = {
    "format": "rss20",
    "title": "Даты",
    "entries": [
        {
            "identity": "https://d.example.ru/1",
            "url": "https://d.example.ru/1",
            "title": "MSK",
            "published": "2026-11-23 05:05:09 second feed",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/2",
            "url": "https://d.example.ru/2",
            "title": "no zone",
            "published": "2026-11-23 05:05:09 second feed",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/3",
            "url": "https://d.example.ru/3",
            "title": "words",
            "published": "2026-11-23 05:05 minute feed",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/4",
            "url": "https://d.example.ru/4",
            "title": "impossible",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/5",
            "url": "https://d.example.ru/5",
            "title": "none",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/6",
            "url": "https://d.example.ru/6",
            "title": "empty",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/7",
            "url": "https://d.example.ru/7",
            "title": "ahead",
            "published": "2028-01-01 00:00:00 second feed",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/8",
            "url": "https://d.example.ru/8",
            "title": "epoch",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/9",
            "url": "https://d.example.ru/9",
            "title": "dc",
            "published": "2026-11-23 05:05:09 second feed",
            "language": "ru",
        },
        {
            "identity": "https://d.example.ru/10",
            "url": "https://d.example.ru/10",
            "title": "both",
            "published": "2026-11-23 05:05:09 second feed",
            "updated": "2026-11-23 06:00:00 second feed",
            "language": "ru",
        },
    ],
    "notes": ["1 of 10 entries dated more than a day ahead"],
}
