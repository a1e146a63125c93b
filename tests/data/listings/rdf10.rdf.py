"""RSS 1.0 in Japanese with Dublin Core dates and authors."""

SOURCE = {"url": "https://shinpo.example.jp/index.rdf", "language": "ja", "timezone": "Asia/Tokyo"}
EXPECTED = {
    "format": "rss10",
    "title": "朝刊ヘッドライン",
    "entries": [
        {
            "identity": "https://shinpo.example.jp/a1.html?ref=rss",
            "url": "https://shinpo.example.jp/a1.html",
            "title": "露朝、鉄道の再開で協議",
            "published": "2026-11-23 05:05 minute feed",
            "summary": "両国は月内の再開をめざす。",
            "authors": ["佐藤花子", "鈴木一郎"],
            "language": "ja",
            "keywords": ["国際"],
        },
        {
            "identity": "https://shinpo.example.jp/a2.html",
            "url": "https://shinpo.example.jp/a2.html",
            "title": "港の混雑続く",
            "published": "2026-11-23 00:00 day feed",
            "language": "ja",
        },
    ],
}
