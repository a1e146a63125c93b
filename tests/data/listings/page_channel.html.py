"""A channel's messages: the link is only a time, the title comes from the text."""

from domain.source import Selectors

SOURCE = {
    "kind": "page",
    "url": "https://t.example.me/s/chan",
    "selectors": Selectors(item=".message", link="a.date", title=None, date=None, summary=".text"),
}
EXPECTED = {
    "format": "html",
    "title": "Channel",
    "entries": [
        {
            "identity": "https://t.example.me/chan/1",
            "url": "https://t.example.me/chan/1",
            "title": "First line of the message about the bridge.",
            "published": "2026-11-23 05:05:09 second time",
            "summary": "First line of the message about the bridge.\n\nMore text & detail.",
        },
        {
            "identity": "https://t.example.me/chan/2",
            "url": "https://t.example.me/chan/2",
            "title": "두 번째 소식",
            "published": "2026-11-23 05:06:09 second time",
            "summary": "두 번째 소식",
        },
    ],
}
