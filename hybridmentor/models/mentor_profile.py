"""Mentor profiles: what somebody at a workplace has told about being a mentor."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from hybridmentor.db import Base, BigId, Stamped
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.employer import HOURS
from hybridmentor.models.sealed import SealedRow, SealedText
from hybridmentor.models.workplace_person import WorkplacePerson


class MentorProfile(SealedRow, Stamped, Base):
    """A mentor, as they have told it for this use; one for a person at a workplace.

    `told_on` is when they were told what is kept about them (GDPR art. 14), `keep_until_on` the last day it is kept. `office_id`
    and `employer_id` are the person's, kept here because mentors are looked for by office and workplace.
    """

    __tablename__ = "hm_mentor_profile"
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR capacity BETWEEN 0 AND 99", name="capacity"),
        CheckConstraint(HOURS, name="hours"),
        Index(
            "ix_hm_mentor_profile_office_id", "office_id", "keep_until_on", "employer_id", "person_id", "id"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("hm_workplace_person.id"), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    employer_id: Mapped[UUID] = mapped_column(ForeignKey("hm_employer.id"), index=True)
    told_on: Mapped[date | None]
    told_how: Mapped[str | None] = mapped_column(String(40))
    keep_until_on: Mapped[date]
    motivation_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    support_needs_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    expert_help_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    told_of_self_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_leader: Mapped[bool | None]
    role_training_on: Mapped[date | None]
    expectation_talk_on: Mapped[date | None]
    capacity: Mapped[int | None] = mapped_column(SmallInteger)
    hours_least: Mapped[int | None] = mapped_column(SmallInteger)
    hours_most: Mapped[int | None] = mapped_column(SmallInteger)
    wants_network: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(BigId, default=1)

    person: Mapped[WorkplacePerson] = relationship()
    terms: Mapped[list["MentorTerm"]] = relationship(
        order_by="MentorTerm.kind, MentorTerm.code", cascade="all, delete-orphan"
    )
    motivation = SealedText("motivation_sealed")
    support_needs = SealedText("support_needs_sealed")
    expert_help = SealedText("expert_help_sealed")
    told_of_self = SealedText("told_of_self_sealed")
    """What the mentor wants jobseekers to know of themselves where one wishes it, as JSON: words by `wish_map.OWN_WISHES`."""

    @validates("person")
    def _follow(self, key: str, person: WorkplacePerson) -> WorkplacePerson:
        self.employer_id = person.employer_id
        return person

    @property
    def sealing_key(self) -> DataKey:
        """The person's own data key."""
        return self.person.data_key


class MentorTerm(Base):
    """What a mentor can give, to be compared with a wish: `kind` is a field of `domain.offer.Offer`, `code` one of its codes."""

    __tablename__ = "hm_mentor_term"
    __table_args__ = (Index("ix_hm_mentor_term_kind", "kind", "code", "profile_id"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("hm_mentor_profile.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
