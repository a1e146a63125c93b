"""Google News: one opaque link, one of the old form that contains its target."""

SOURCE = {"url": "https://news.google.com/rss/search?q=x"}
EXPECTED = {
    "format": "rss20",
    "title": '"rail link" - Google News',
    "entries": [
        {
            "identity": "CBMiKkFVX3lxTE9leGFtcGxlZXhhbXBsZWV4YW1wbGVleGFtcGxlZXhhbXBsZdIBAA",
            "url": "https://news.google.com/rss/articles/CBMiKkFVX3lxTE9leGFtcGxlZXhhbXBsZWV4YW1wbGVleGFtcGxlZXhhbXBsZdIBAA?oc=5",
            "title": "Rail link reopens - again",
            "published": "2026-11-23 05:05:09 second feed",
            "language": "en-US",
            "outlet": "The Example",
            "outlet_url": "https://www.example.com/",
            "resolved": False,
        },
        {
            "identity": "CBMirAFodHRwczovL3d3dy5leGFtcGxlLm9yZy93b3JsZC9yYWlsLWxpbmstcmVvcGVucy1hZnRlci1sb25nLWxvbmctbG9uZy1sb25nLWxvbmctbG9uZy1sb25nLWxvbmctbG9uZy1sb25nLWxvbmctbG9uZy1sb25nLWxvbmctbG9uZy1sb25nLWxvbmctbG9uZy1sb25nLWxvbmctcGF1c2U_dXRtX3NvdXJjZT140gEA",
            "url": "https://www.example.org/world/rail-link-reopens-after-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-pause",
            "title": "Rail link reopens after pause",
            "published": "2026-11-23 05:04:00 second feed",
            "language": "en-US",
            "outlet": "Second Example",
            "outlet_url": "https://www.example.org/",
        },
    ],
}
