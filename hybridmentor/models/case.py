"""Cases: one jobseeker's way with one mentor arrangement."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow
from hybridmentor.models.case_step import CaseStep
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.employer import Employer
from hybridmentor.models.jobseeker import Jobseeker
from hybridmentor.models.office import Office

if TYPE_CHECKING:
    from hybridmentor.models.published_example import PublishedExample


class Case(UuidRow, Stamped, Base):
    """A case. Its status is derived, never stored; steps, codes and words follow the practice model it began with.

    A published example has no jobseeker, employer or dates: it is a line of a printed table.
    """

    __tablename__ = "hm_case"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        CheckConstraint("origin IN ('office', 'published_example')", name="origin"),
        CheckConstraint("service IS NULL OR service IN ('state', 'municipal')", name="service"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="period"),
        CheckConstraint(
            "origin = 'published_example' OR (jobseeker_id IS NOT NULL AND opened_on IS NOT NULL AND service IS NOT NULL)",
            name="own_case_is_whole",
        ),
        CheckConstraint("origin = 'office' OR jobseeker_id IS NULL", name="example_has_no_person"),
        Index("ix_hm_case_office_id_opened_on", "office_id", "opened_on", "id"),
        Index("ix_hm_case_jobseeker_id", "jobseeker_id"),
        Index("ix_hm_case_employer_id", "employer_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    number: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(20), default="office")
    practice_model: Mapped[str] = mapped_column(String(60))
    practice_version: Mapped[int]
    entry_point: Mapped[str | None] = mapped_column(String(40))
    service: Mapped[str | None] = mapped_column(String(10))
    jobseeker_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_jobseeker.id"))
    employer_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_employer.id"))
    mentor_of_interest: Mapped[str | None] = mapped_column(String(20))
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    follow_up_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    data_key: Mapped[DataKey] = relationship(lazy="joined")
    office: Mapped[Office] = relationship()
    jobseeker: Mapped[Jobseeker | None] = relationship()
    employer: Mapped[Employer | None] = relationship()
    steps: Mapped[list[CaseStep]] = relationship(back_populates="case")
    example: Mapped["PublishedExample | None"] = relationship(back_populates="case", uselist=False)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's form

    @property
    def is_published_example(self) -> bool:
        """Whether the case is a line of a published table."""
        return self.origin == "published_example"
