"""The seed document: an article like any other, and what every story is measured against."""

from __future__ import annotations

from sqlalchemy import func, select

from db import outbox, queries, store
from db.models import ArticleModel
from domain.filters import Filter
from tests.db.samples import Newsroom, article, flagged

URL = "https://news.example/1"


def test_the_seed_is_an_article_that_tells_nobody(room: Newsroom) -> None:
    of = article("https://seed.example/1", extractor="seed")
    assert not store.has_seed(room.database)
    seed_id = room.save_seed(of, flagged(of))
    assert store.has_seed(room.database)
    assert outbox.count_alerts(room.database)["pending"] == 0
    [seed] = queries.seed_articles(room.database)
    assert (seed["id"], seed["is_seed"], seed["source"]) == (seed_id, True, None)
    assert seed["story"]["reason"] == "opened"


def test_a_story_says_what_it_adds_to_the_seed(room: Newsroom) -> None:
    of = article("https://seed.example/1")
    room.save_seed(of, flagged(of))
    same = room.save(article(URL))
    more = article(f"{URL}2", text="Zelensky said 12,000 soldiers may be sent.")
    new = room.save(more, flagged(more, number=12_000, status="possible", speaker="Zelensky"))
    adds = {
        row["id"]: row["adds"]
        for row in queries.list_stories(room.database, Filter(), now=room.now)
    }
    assert adds[same.story_id] == []
    assert adds[new.story_id] == [
        "new figure: 12,000 troops",
        "new status: possible",
        "new speaker: Zelensky",
    ]


def test_a_seed_can_stand_beside_or_replace_another(room: Newsroom) -> None:
    one, two, three = (article(f"https://seed.example/{n}") for n in range(3))
    room.save_seed(one, flagged(one))
    room.save_seed(two, flagged(two))
    assert len(queries.seed_articles(room.database)) == 2
    room.save_seed(three, flagged(three), replace=True)
    assert [row["url"] for row in queries.seed_articles(room.database)] == [three.url]
    room.save_seed(one, flagged(one), replace=True)
    assert [row["url"] for row in queries.seed_articles(room.database)] == [one.url]
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ArticleModel)) == 3
