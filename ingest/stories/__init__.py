"""Stories: which articles are prints of one text, and which tell of one event in other words or languages."""

from ingest.stories.copying import original_of
from ingest.stories.editing import Version, grade_edit
from ingest.stories.events import EventIndex
from ingest.stories.grouping import Document, Grouping, group
from ingest.stories.placement import place
from ingest.stories.profile import profile_of
from ingest.stories.sketch import fingerprint
from ingest.stories.syndication import provenance_of

__all__ = [
    "Document",
    "EventIndex",
    "Grouping",
    "Version",
    "fingerprint",
    "grade_edit",
    "group",
    "original_of",
    "place",
    "profile_of",
    "provenance_of",
]
