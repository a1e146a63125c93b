"""Tables of how telling itself goes: routes that rest or are off, alarms for the operator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import Base, Id, index_where, one_of
from domain.alarm import ALARM_KINDS


class RouteStateModel(Base):
    __tablename__ = "route_states"

    route: Mapped[str] = mapped_column(primary_key=True)
    not_before: Mapped[datetime | None]
    off_at: Mapped[datetime | None]
    off_reason: Mapped[str | None]
    address_hash: Mapped[str | None]


class AlarmModel(Base):
    __tablename__ = "alarms"
    __table_args__ = (
        one_of("kind", ALARM_KINDS),
        index_where("cleared_at IS NULL", "ix_alarms_standing", "key", unique=True),
        Index("ix_alarms_raised_at", "raised_at", "id"),
    )

    id: Mapped[Id]
    key: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]
    raised_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
