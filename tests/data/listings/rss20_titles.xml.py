"""Titles escaped once and twice, with tags, control characters and invisible marks, or missing."""

SOURCE = {}
EXPECTED = {
    "format": "rss20",
    "title": "Titles",
    "entries": [
        {
            "identity": "https://t.example.org/1",
            "url": "https://t.example.org/1",
            "title": 'Kim & Co "visit"',
        },
        {
            "identity": "https://t.example.org/2",
            "url": "https://t.example.org/2",
            "title": "북한군 ‘이동’",
        },
        {
            "identity": "https://t.example.org/3",
            "url": "https://t.example.org/3",
            "title": "Wrapped twice",
        },
        {
            "identity": "https://t.example.org/4",
            "url": "https://t.example.org/4",
            "title": "5 < 6 and 7 > 6",
        },
        {
            "identity": "https://t.example.org/5",
            "url": "https://t.example.org/5",
            "title": "AT&T, R&D and Q&A",
        },
        {
            "identity": "https://t.example.org/6",
            "url": "https://t.example.org/6",
            "title": "Broken lines and spaces",
        },
        {
            "identity": "https://t.example.org/7",
            "url": "https://t.example.org/7",
            "title": "Bell, NUL and �references",
        },
        {
            "identity": "https://t.example.org/8",
            "url": "https://t.example.org/8",
            "title": "hidden marks back",
        },
        {
            "identity": "https://t.example.org/9",
            "url": "https://t.example.org/9",
            "title": "No title here, but the first words of the summary say what happened "
            "at the border crossing, and they go on for rather…",
            "summary": "No title here, but the first words of the summary say what happened "
            "at the border crossing, and they go on for rather long.",
        },
        {
            "identity": "https://t.example.org/10",
            "url": "https://t.example.org/10",
            "title": "Line break inside",
        },
        {
            "identity": "https://t.example.org/11",
            "url": "https://t.example.org/11",
            "title": "한국 decomposed",
        },
    ],
    "notes": ["references repaired that XML does not know"],
}
