"""Who works where, as what, from when to when."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hybridmentor.db import Base, BigId, Stamped


class Role(StrEnum):
    """What somebody is at an office."""

    ADVISER = "adviser"
    LEAD = "lead"
    LOCAL_CONTACT = "local_contact"
    MARKET_CONTACT = "market_contact"
    COUNTY = "county"
    RESEARCHER = "researcher"
    RELEASE_APPROVER = "release_approver"
    ADMIN = "admin"


class OfficeMembership(Stamped, Base):
    """A role at an office, both days inside. `service` limits it to state or municipal cases; empty is both."""

    __tablename__ = "hm_office_membership"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="period"),
        CheckConstraint("service IS NULL OR service IN ('state', 'municipal')", name="service"),
        Index("ix_hm_office_membership_user_id", "user_id"),
        Index("ix_hm_office_membership_office_id", "office_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    role: Mapped[Role] = mapped_column(
        Enum(
            Role,
            native_enum=False,
            create_constraint=True,
            length=20,
            name="role",
            values_callable=lambda e: [m.value for m in e],
        )
    )
    service: Mapped[str | None] = mapped_column(String(10))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
