"""Atom 1.0 in Russian with nested bases and languages, all kinds of text, several links, binary content."""

SOURCE = {"url": "https://kurier.example.ru/feed.atom"}
EXPECTED = {
    "format": "atom10",
    "title": "Курьер",
    "entries": [
        {
            "identity": "tag:kurier.example.ru,2026:1",
            "url": "https://kurier.example.ru/news/1.html",
            "title": "Делегация прибыла в Расон",
            "published": "2026-11-23 05:05:09 second feed",
            "updated": "2026-11-23 05:45:00 second feed",
            "summary": "Коротко: 3 < 5.",
            "content": "Первый абзац.\n\nВторой абзац.",
            "authors": ["Анна Петрова", "Игорь Белов"],
            "language": "ru",
            "keywords": ["КНДР"],
        },
        {
            "identity": "tag:kurier.example.ru,2026:2",
            "url": "https://kurier.example.ru/english/2.html",
            "title": "Talks in Rason & beyond",
            "updated": "2026-11-23 05:05:09 second feed",
            "content": "Only content.",
            "language": "en",
            "outlet": "Far East Wire",
            "outlet_url": "https://wire.example.com/",
        },
        {
            "identity": "tag:kurier.example.ru,2026:3",
            "url": None,
            "title": "Без ссылки & без даты",
            "language": "ru",
        },
    ],
}
