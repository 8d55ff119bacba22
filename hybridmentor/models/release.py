"""Releases: every data set that was asked for in a study, what was decided, and what came of it. Never deleted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, UuidRow
from hybridmentor.models.release_file import ReleaseFile
from hybridmentor.models.study import Study

STATES = ("asked", "approved", "refused", "running", "done", "failed", "stopped", "withdrawn")


class Release(UuidRow, Base):
    """A data set of a study for a closed period. Who asks never decides.

    `purpose` says what it is for, in the words of the one who asked. `choice`, `rules`, `price`, `levels`, `facts` and
    `problem` are JSON: what was chosen, the rules it is made by, what it was said to cost when it was asked for, the level of
    each column, what may be told of it, and why it was not made. `reply` is what the one who decided says to it.
    """

    __tablename__ = "hm_release"
    __table_args__ = (
        CheckConstraint("kind IN ('restricted', 'open')", name="kind"),
        CheckConstraint(
            "state IN ('asked', 'approved', 'refused', 'running', 'done', 'failed', 'stopped', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("period_to_on >= period_from_on", name="period"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="somebody_else"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "state IN ('asked', 'withdrawn') OR decided_by IS NOT NULL", name="not_without_decision"
        ),
        CheckConstraint(
            "state <> 'done' OR (done_at IS NOT NULL AND levels IS NOT NULL AND facts IS NOT NULL)",
            name="done",
        ),
        UniqueConstraint("study_id", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="asked", index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    period_from_on: Mapped[date]
    period_to_on: Mapped[date]
    choice: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    price: Mapped[str] = mapped_column(Text)
    levels: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)
    asked_by: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), index=True)
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    decided_at: Mapped[datetime | None]
    reply: Mapped[str | None] = mapped_column(Text)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_job.id"), index=True)
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    study: Mapped[Study] = relationship()
    files: Mapped[list[ReleaseFile]] = relationship(order_by="ReleaseFile.name", cascade="all, delete-orphan")
