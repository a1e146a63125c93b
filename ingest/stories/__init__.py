"""Stories: which articles are prints of one text; it does not yet know events told in other words."""

from ingest.stories.grouping import Document, Grouping, group
from ingest.stories.placement import place
from ingest.stories.sketch import fingerprint

__all__ = ["Document", "Grouping", "fingerprint", "group", "place"]
