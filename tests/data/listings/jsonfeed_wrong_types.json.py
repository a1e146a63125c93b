"""JSON Feed with a wrong type in every place."""

SOURCE = {}
EXPECTED = {
    "format": "jsonfeed",
    "entries": [
        {
            "identity": "sha256:01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
            "url": None,
            "title": "",
        },
        {
            "identity": "https://json.example.org/6",
            "url": "https://json.example.org/6",
            "title": "Summary stands in.",
            "summary": "Summary stands in.",
        },
        {"identity": "8", "url": "https://json.example.org/7", "title": ""},
        {
            "identity": "9",
            "url": "https://json.example.org/9",
            "title": "Good",
            "authors": ["Han So-ra"],
            "keywords": ["a"],
        },
    ],
    "skipped": [
        {"position": 0, "reason": "wrong_type", "detail": "str"},
        {"position": 1, "reason": "wrong_type", "detail": "NoneType"},
        {"position": 2, "reason": "wrong_type", "detail": "int"},
        {"position": 3, "reason": "wrong_type", "detail": "list"},
    ],
}
