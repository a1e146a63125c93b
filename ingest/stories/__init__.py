"""Stories: which articles are prints of one text, and which tell of one event in other words or languages."""

from ingest.stories.events import EventIndex
from ingest.stories.grouping import Document, Grouping, group
from ingest.stories.placement import place
from ingest.stories.profile import profile_of
from ingest.stories.sketch import fingerprint

__all__ = ["Document", "EventIndex", "Grouping", "fingerprint", "group", "place", "profile_of"]
