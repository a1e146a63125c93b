"""The tables, by topic; what they mean is in `docs/data-model.md`. No query lives here."""

from db.models.articles import (
    ArticleModel,
    FingerprintBandModel,
    FingerprintModel,
    RawPageModel,
    RevisionModel,
)
from db.models.assessments import (
    ArticleFactModel,
    AssessmentModel,
    ClaimModel,
    EvidenceModel,
    FigureModel,
    FlagModel,
)
from db.models.declarative import Base, table_of
from db.models.operating import AlarmModel, RouteStateModel
from db.models.origins import OriginModel, RereadModel
from db.models.sources import (
    EntryModel,
    HostHoldModel,
    LinkModel,
    PollModel,
    RobotsModel,
    SourceModel,
    SubscriptionModel,
)
from db.models.stories import AlertModel, DeliveryModel, MetaModel, StoryMemberModel, StoryModel

# Many to a line: this file is to be read, and has sixty lines.
__all__ = [
    "AlarmModel", "AlertModel", "ArticleFactModel", "ArticleModel", "AssessmentModel", "Base",
    "ClaimModel", "DeliveryModel", "EntryModel", "EvidenceModel", "FigureModel",
    "FingerprintBandModel", "FingerprintModel", "FlagModel", "HostHoldModel", "LinkModel",
    "MetaModel", "OriginModel", "PollModel", "RawPageModel", "RereadModel", "RevisionModel",
    "RobotsModel", "RouteStateModel", "SourceModel", "StoryMemberModel", "StoryModel",
    "SubscriptionModel", "table_of",
]  # fmt: skip
