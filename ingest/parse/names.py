"""What authors of templates call the parts of a page that are not its article.

Names only; what a part holds is not looked at.
"""

from __future__ import annotations

import functools
import re

# Parts of an article's element that are not its text, by class or id.
_NOT_TEXT = re.compile(
    r"relat(?:ed|ion)|recommend|read-?(?:more|also|next)|see-?also|share|sns|social|comment|reply|banner|advert|"
    r"(?:^|[\s_.-])ads?(?:$|[\s_-])|promo|newsletter|copyright|breadcrumb|byline|author|reporter|journalist|"
    r"tag(?:s|list|cloud)?(?:$|[\s_-])|keyword|toolbar|button|menu|navi?(?:$|[\s_-])|sidebar|widget|popular|"
    r"rank|most-|footer|article__?meta|article-?info|donat|cookie|consent|update-?time|txt-copyright|print",
    re.IGNORECASE,
)
# The same for names that wrappers of the text itself bear, too.
_PERHAPS_NOT_TEXT = re.compile(
    r"subscri|caption|paywall|hidden|sr-only|blind|article-?header|infobox|teaser|player|audio|disclaimer|"
    r"photo-?(?:credit|desc)|img-?desc|date-?line|(?:^|[\s.])date(?:$|\s)|channel|edit(?:or)?$",
    re.IGNORECASE,
)
# Names of wrappers that hold everything, the text included.
_WHOLE = re.compile(
    r"(?:has|with|no|is|page|type|single|layout|body)-|sidebar-(?:left|right|no)", re.IGNORECASE
)


@functools.lru_cache(maxsize=65536)
def says_no_text(names: str) -> tuple[bool, bool]:
    """Whether names say so surely, and whether they say so perhaps.

    Example:
        >>> says_no_text("related-links"), says_no_text("article-body")
        ((True, False), (False, False))
    """
    if _WHOLE.search(names):
        return False, False
    return bool(_NOT_TEXT.search(names)), bool(_PERHAPS_NOT_TEXT.search(names))
