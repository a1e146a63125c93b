"""A page in undeclared windows-1251 without any landmarks."""

SOURCE = {"kind": "page", "url": "https://oblast.example.ru/", "language": "ru"}
EXPECTED = {
    "format": "html",
    "title": "Список",
    "entries": [
        {
            "identity": "https://oblast.example.ru/n/1.html",
            "url": "https://oblast.example.ru/n/1.html",
            "title": "Губернатор рассказал о планах строительства моста",
            "language": "ru",
        },
        {
            "identity": "https://oblast.example.ru/n/3.html",
            "url": "https://oblast.example.ru/n/3.html",
            "title": "В порту завершили ремонт второго причала",
            "language": "ru",
        },
    ],
}
