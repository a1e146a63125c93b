"""Posts from a WordPress REST API, one with a zero date."""

SOURCE = {
    "url": "https://wp.example.org/wp-json/wp/v2/posts",
    "timezone": "America/New_York",
    "language": "en",
}
EXPECTED = {
    "format": "wordpress",
    "entries": [
        {
            "identity": "901",
            "url": "https://wp.example.org/assessment-23/",
            "title": "Campaign Assessment, November 23 – Maps",
            "published": "2026-11-23 05:05:09 second feed",
            "updated": "2026-11-23 05:30:00 second feed",
            "summary": "Key points […]",
            "content": "Key points.\n\nOne\n\nTwo",
            "language": "en",
        },
        {
            "identity": "900",
            "url": "https://wp.example.org/assessment-22/",
            "title": "Assessment, November 22",
            "published": "2026-11-22 05:05:09 second feed",
            "language": "en",
        },
    ],
}
