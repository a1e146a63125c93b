"""The sources and routes of the demonstration; it names addresses and starts nothing."""

from __future__ import annotations

from domain.alert import Route
from domain.filters import parse_filter
from domain.source import Selectors, Source

WEBHOOK_SECRET_ENV = "DEMO_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
POLL_INTERVAL_S = 300


def demo_catalogue(base_url: str) -> tuple[Source, ...]:
    """One source of each shape; the outlets are invented."""
    return (
        Source(
            id="hanriver-en",
            name="Han River News Agency (English)",
            url=f"{base_url}/hanriver-en/RSS/news.xml",
            kind="feed",
            language="en",
            country="KR",
            category="agency",
            topic_specific=False,
            poll_interval_s=POLL_INTERVAL_S,
            timezone="Asia/Seoul",
            remarks="RSS 2.0, all subjects; its dates say KST",
        ),
        Source(
            id="hanriver-ko",
            name="한강통신 북한",
            url=f"{base_url}/hanriver-ko/rss/northkorea.xml",
            kind="feed",
            language="ko",
            country="KR",
            category="agency",
            poll_interval_s=POLL_INTERVAL_S,
            timezone="Asia/Seoul",
            remarks="RSS 2.0, North Korea section",
        ),
        Source(
            id="neva-ru",
            name="НЕВА",
            url=f"{base_url}/neva-ru/rss.asp",
            kind="feed",
            language="ru",
            country="RU",
            category="agency",
            state_affiliated=True,
            topic_specific=False,
            poll_interval_s=POLL_INTERVAL_S,
            timezone="Europe/Moscow",
            remarks="RSS 2.0 and pages in windows-1251",
        ),
        Source(
            id="albion-gov",
            name="Foreign Policy Office, Albion",
            url=f"{base_url}/albion-gov/government/fpo.atom",
            kind="feed",
            language="en",
            category="government",
            state_affiliated=True,
            topic_specific=False,
            poll_interval_s=POLL_INTERVAL_S,
            timezone="Europe/London",
            remarks="Atom of a government's press office",
        ),
        *_with_articles_of_others(base_url),
        *_without_feed(base_url),
    )


def _with_articles_of_others(base_url: str) -> tuple[Source, ...]:
    return (
        Source(
            id="aggregator-en",
            name="News search: North Korean troops",
            url=f"{base_url}/aggregator-en/rss/search",
            kind="feed",
            language="en",
            category="aggregator_search",
            full_text=False,
            poll_interval_s=POLL_INTERVAL_S,
            remarks="the shape of Google News: opaque links that are never followed",
        ),
        Source(
            id="dnipro-en",
            name="The Dnipro Observer",
            url=f"{base_url}/dnipro-en/rss/",
            kind="feed",
            language="en",
            country="UA",
            category="ukrainian",
            topic_specific=False,
            full_text=True,
            poll_interval_s=POLL_INTERVAL_S,
            timezone="Europe/Kyiv",
            remarks="RSS 2.0 of Ghost with full text; a reprint and a dead page",
        ),
    )


def _without_feed(base_url: str) -> tuple[Source, ...]:
    return (
        Source(
            id="taebaek-ko",
            name="태백일보",
            url=f"{base_url}/taebaek-ko/news-sitemap.xml",
            kind="sitemap",
            language="ko",
            country="KR",
            category="national_paper",
            topic_specific=False,
            poll_interval_s=POLL_INTERVAL_S,
            timezone="Asia/Seoul",
            remarks="a news sitemap: titles and dates only",
        ),
        Source(
            id="primorye-ru",
            name="Приморский вестник",
            url=f"{base_url}/primorye-ru/news",
            kind="page",
            language="ru",
            country="RU",
            category="regional",
            topic_specific=False,
            poll_interval_s=POLL_INTERVAL_S,
            timezone="Asia/Vladivostok",
            selectors=Selectors(
                item=".news-list .news-item",
                link="h3 a",
                title="h3 a",
                date="time.date",
                summary="p.lead",
            ),
            remarks="an HTML listing read by selectors; pages without JSON-LD",
        ),
    )


def demo_routes(smtp_port: int, webhook_url: str) -> tuple[Route, ...]:
    """A mail to the editors, who leave denials out, and a signed webhook of everything flagged."""
    return (
        Route(
            name="editors",
            channel="email",
            filter=parse_filter("flag:troop_deployment -status:denied"),
            options={
                "to": ["editors@newsroom.example"],
                "sender": "tumen@newsroom.example",
                "smtp_host": "127.0.0.1",
                "smtp_port": smtp_port,
                "smtp_tls": "none",
            },
        ),
        Route(
            name="desk",
            channel="webhook",
            filter=parse_filter("flag:troop_deployment"),
            options={"url": webhook_url, "secret_env": WEBHOOK_SECRET_ENV},
        ),
    )
