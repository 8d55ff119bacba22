"""Jobs: work that takes longer than a page, told of while it goes on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped, UuidRow

REGISTER_JOBS = ("unit_import",)
"""Kinds of jobs on an office's register of companies."""
PRICE_JOB, RELEASE_JOB = "release_price", "release_run"
"""What a choice of variables costs, and the making of a release: jobs of a study's office."""
STATES = ("waiting", "running", "done", "failed", "stopped")


class Job(UuidRow, Stamped, Base):
    """A long work of an office. The queue carries its id only; all that it needs and tells stands here.

    `beat_at` is the last sign of life: a running job without one for long has lost its worker, and a sweep has it run again.
    `counts` is JSON of what has been done so far, `fault` JSON of a message's id and parameters. `source` names the file that it
    works on, in the folder of jobs; `wanted` is JSON of what was chosen when it was asked for.
    """

    __tablename__ = "hm_job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'stopped')", name="state"),
        CheckConstraint("progress >= 0 AND (total IS NULL OR total >= 0)", name="progress"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    progress: Mapped[int] = mapped_column(BigId, default=0)
    total: Mapped[int | None] = mapped_column(BigId)
    counts: Mapped[str | None] = mapped_column(Text)
    fault: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(String(200))
    wanted: Mapped[str | None] = mapped_column(Text)
    is_stopped: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
