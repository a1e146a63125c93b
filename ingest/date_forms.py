"""The forms in which dates and times are written, as patterns with named parts.

Only forms; which words name months and zones is `date_words.py`, what a date means `dates.py`.
"""

from __future__ import annotations

import re

ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d\d:?\d\d|[+-]\d\d|[A-Z]{2,5})?)?",
    re.IGNORECASE,
)
COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
WEEK = re.compile(r"(\d{4})-?W(\d\d)-?(\d)")
ORDINAL = re.compile(r"(\d{4})-(\d{3})")
RFC822 = re.compile(
    r"(?:[^\W\d_]{2,10}\.?,?\s+)?(?P<day>\d{1,2})[\s-]+(?P<name>[^\W\d_]{3,10})\.?[\s-]+"
    r"(?P<year>\d{4}|\d\d)\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"\s*(?P<zone>[+-]\d{1,4}|[+-]\d\d:\d\d|(?:GMT|UTC)[+-]\d{1,2}(?::?\d\d)?|[^\W\d_]{1,5})?(?:\s*\([^)]*\))?"
)
# Forms that are looked for within a text: the day, then the time and the zone in what follows.
DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:(?P<era>令和)\s*)?(?<!\d)(?P<year>\d{4}|(?<=令和)\d{1,2})\s*[년年]\s*(?P<month>\d{1,2})\s*[월月]\s*(?:(?P<day>\d{1,2})\s*[일日])?",
        r"(?<!\d)(?P<year>\d{4})(?:\s*(?P<sign>[./-])|\s)\s*(?P<month>\d{1,2})\s*(?(sign)(?P=sign)|/)\s*(?P<day>\d{1,2})(?!\d)\.?",
        r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)",
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<short>\d\d)(?![\d.:])",
        r"(?<!\d)(?P<first>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|[ºª])?[\s.-]+(?:(?:of|de)\s+)?"
        r"(?P<name>[^\W\d_]{3,12})\.?,?(?:[\s-]+(?:del?\s+)?(?P<year>\d{4})(?!\d))?",
        r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:]),?(?:\s+(?P<year>\d{4})(?!\d))?",
        r"(?<!\d)(?P<month>\d{1,2})\s*[월月]\s*(?P<day>\d{1,2})\s*[일日]",
    )
)
TIME = re.compile(
    r"(?:(?P<half>오전|오후|午前|午後|上午|下午|凌晨|晚上|새벽|밤)\s*)?"
    r"(?<![\d+.:−-])(?P<hour>\d{1,2})"
    r"(?:(?::|\s*[시時时點点]\s*)(?P<minute>\d{1,2})(?:(?::|\s*분\s*|\s*分\s*)(?P<second>\d{1,2}))?\s*[분分초秒]?"
    r"|\s*[시時时點点]|(?=\s*[ap]\.?m))(?![\d:])"
    r"(?:\s*(?P<after>[ap]\.?m\.?)(?!\w))?",
    re.IGNORECASE,
)
ZONE = re.compile(
    r"\s*\(?\s*(?P<zone>Z\b|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d\d)?(?!\d)|[A-Z]{2,5}\b|[ММ][СC][КK]\b)",
    re.IGNORECASE,
)
YEAR_AT_END = re.compile(r"(?<!\d)(\d{4})\s*$")
AGO = re.compile(
    r"(?P<number>\d{1,4}|an?|one)?\s*(?P<unit>[^\W\d_]+)\.?\s*(?:ago|назад|тому|전|前)\.?",
    re.IGNORECASE,
)
