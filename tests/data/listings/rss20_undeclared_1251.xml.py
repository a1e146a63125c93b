"""windows-1251 that nobody declares."""

SOURCE = {"language": "ru"}
EXPECTED = {
    "format": "rss20",
    "title": "Северный вестник",
    "entries": [
        {
            "identity": "https://vestnik.example.ru/n/7",
            "url": "https://vestnik.example.ru/n/7",
            "title": "В Хасане открыли новый причал для грузовых судов",
            "published": "2026-11-23 05:05:09 second feed",
            "summary": "Причал будет принимать грузы из соседних стран, сообщили в "
            "администрации района.",
            "language": "ru",
        }
    ],
}
