from __future__ import annotations

import pytest

from domain.syndication import Told, independent_sources, origins_of


def told(id_: int, outlet: str, *relies: str, copies: int | None = None) -> Told:
    return Told(article_id=id_, outlet=outlet, relies=frozenset(relies), copies=copies)


@pytest.mark.parametrize(
    ("articles", "sources"),
    [
        ([], ()),
        ([told(1, "a"), told(2, "b")], ("a", "b")),
        ([told(1, "a"), told(2, "a")], ("a",)),
        ([told(1, "a", "Yonhap"), told(2, "b", "Yonhap")], ("Yonhap",)),
        ([told(1, "KBS", "Yonhap"), told(2, "c", "KBS"), told(3, "Yonhap")], ("Yonhap",)),
        ([told(1, "a"), told(2, "b", copies=1), told(3, "c", copies=2)], ("a",)),
        ([told(1, "a", "TASS"), told(2, "b", copies=1)], ("TASS",)),
        ([told(1, "a", "b"), told(2, "b", "a")], ("a",)),
        ([told(1, "a", "b"), told(2, "b", "a"), told(3, "c", "b", "a")], ("a",)),
        ([told(1, "a"), told(2, "b"), told(3, "c", "a", "b")], ("a", "b")),
        ([told(1, "x", "p", "q"), told(2, "y", "q", "r"), told(3, "z", "q", "p")], ("q",)),
        ([told(1, "a", "TASS"), told(2, "a"), told(3, "TASS")], ("TASS", "a")),
        ([told(1, "a", copies=9), told(2, "b", copies=2)], ("a", "b")),
    ],
    ids=[
        "nothing",
        "two-of-their-own",
        "one-house",
        "an-agency-that-we-have-not",
        "a-chain",
        "a-copy-of-a-copy",
        "a-copy-of-a-credited-text",
        "who-only-cite-each-other-are-one",
        "a-ring-cited-by-a-third",
        "who-cites-both-adds-nothing",
        "the-fewest-that-explain-all",
        "a-house-with-a-report-of-its-own",
        "copies-of-what-is-gone-or-of-itself",
    ],
)
def test_sources_of_their_own_are_counted(articles: list[Told], sources: tuple[str, ...]) -> None:
    assert independent_sources(articles) == sources
    assert independent_sources(articles[::-1]) == sources


def test_each_article_is_traced_back() -> None:
    articles = [told(1, "Yonhap"), told(2, "b", "Yonhap"), told(3, "c", copies=2)]
    assert set(origins_of(articles).values()) == {frozenset({"Yonhap"})}
