"""A ministry's board read by selectors: dates in Korean, an item without link, a script."""

from domain.source import Selectors

SOURCE = {
    "kind": "page",
    "url": "https://mod.example.kr/list.do",
    "timezone": "Asia/Seoul",
    "language": "ko",
    "selectors": Selectors(
        item="table.board tr.row",
        link="td.subject a",
        title=None,
        date="td.date",
        summary="td.lead",
    ),
}
EXPECTED = {
    "format": "html",
    "title": "보도자료",
    "entries": [
        {
            "identity": "https://mod.example.kr/view.do?seq=3",
            "url": "https://mod.example.kr/view.do?seq=3",
            "title": "한러 국방 관련 설명자료",
            "published": "2026-11-23 05:05 minute listing",
            "summary": "첫 줄.\n둘째 줄.",
            "language": "ko",
        },
        {
            "identity": "https://mod.example.kr/view.do?seq=2",
            "url": "https://mod.example.kr/view.do?seq=2",
            "title": "정례 브리핑 결과",
            "published": "2026-11-22 00:00 day listing",
            "language": "ko",
        },
    ],
    "skipped": [
        {"position": 2, "reason": "no_link"},
        {"position": 3, "reason": "no_link", "detail": "javascript:go(0)"},
    ],
}
