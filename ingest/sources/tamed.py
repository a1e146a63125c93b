"""feedparser as we call it: two of its steps that took time in the square of a field's length are bounded; reads nothing itself.

Both are methods that feedparser's parsers share, and that it offers no switch for. What they give stays the
same but for fields of an author beyond MAX_AUTHOR characters, which no name has.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from feedparser import FeedParserDict, api
from feedparser.mixin import _FeedParserMixin

# It searches an address from every character of the field: 16 KB took 2.5 s, 60 KB ran to the deadline
# (24 Nov 2026). The longest author fields of 405 real feeds name a dozen people.
MAX_AUTHOR = 2_000
# It compares each tag with all before it; from here on repeats stay in (we look each word up once anyway).
MANY_TAGS = 200


@cache
def tame() -> None:
    """Put the bounds in place, once in a process."""
    # It has no switch for this either; the set holds the names of elements that it makes absolute.
    _FeedParserMixin.can_be_relative_uri.discard("id")
    # A parser that is for Python 2: each call looks for it in all folders of the path again.
    api.PREFERRED_XML_PARSERS.clear()
    plain = _FeedParserMixin._sync_author_detail

    # Any: a parser of feedparser's, whose class it makes at run time.
    def sync_author_detail(self: Any, key: str = "author") -> None:
        context = self._get_context()
        author = context.get(key)
        if isinstance(author, str) and len(author) > MAX_AUTHOR:
            context[key] = author[:MAX_AUTHOR]
        plain(self, key)

    add_plainly = _FeedParserMixin._add_tag

    def add_tag(self: Any, term: Any, scheme: Any, label: Any) -> None:
        tags = self._get_context().get("tags", ())
        if len(tags) < MANY_TAGS:
            add_plainly(self, term, scheme, label)
        elif term or scheme or label:
            tags.append(FeedParserDict(term=term, scheme=scheme, label=label))

    _FeedParserMixin._sync_author_detail = sync_author_detail
    _FeedParserMixin._add_tag = add_tag
