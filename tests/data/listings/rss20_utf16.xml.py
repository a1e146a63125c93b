"""UTF-16 with a byte order mark."""

SOURCE = {"timezone": "Asia/Shanghai", "language": "zh"}
EXPECTED = {
    "format": "rss20",
    "title": "宽街新闻",
    "entries": [
        {
            "identity": "https://news.example.cn/1",
            "url": "https://news.example.cn/1",
            "title": "边境口岸恢复通车",
            "published": "2026-11-23 05:05 minute feed",
            "language": "zh",
        }
    ],
}
