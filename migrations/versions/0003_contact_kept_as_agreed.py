"""Contact kept as agreed: rhythm in phases, absence, drafts, work without contact, calendar feeds, digests.

The interval of an agreement becomes its first phase.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NARROWER = "owner IN ('case', 'person', 'search', 'experience')"
WIDER = "owner IN ('case', 'person', 'search', 'experience', 'draft')"
INTERVAL = "every_days BETWEEN 1 AND 366"


def change_owners(rule: str) -> None:
    """What a data key may belong to."""
    with op.batch_alter_table("hm_data_key") as table:
        table.drop_constraint(op.f("ck_hm_data_key_owner"), type_="check")
        table.create_check_constraint(op.f("ck_hm_data_key_owner"), rule)


def divide_agreements() -> None:
    """An agreement's interval becomes a phase from its first week on."""
    op.create_table(
        "hm_contact_plan_phase",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("from_week", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("every_days", sa.SmallInteger(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=True),
        sa.CheckConstraint(INTERVAL, name=op.f("ck_hm_contact_plan_phase_interval")),
        sa.CheckConstraint("from_week BETWEEN 1 AND 260", name=op.f("ck_hm_contact_plan_phase_week")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["hm_contact_plan.id"], name=op.f("fk_hm_contact_plan_phase_plan_id")
        ),
        sa.PrimaryKeyConstraint("plan_id", "from_week", name=op.f("pk_hm_contact_plan_phase")),
    )
    op.execute(
        "INSERT INTO hm_contact_plan_phase (plan_id, from_week, every_days) SELECT id, 1, every_days FROM hm_contact_plan"
    )
    with op.batch_alter_table("hm_contact_plan") as table:
        table.drop_constraint(op.f("ck_hm_contact_plan_interval"), type_="check")
        table.drop_column("every_days")
        table.add_column(sa.Column("state", sa.String(length=20), server_default="ongoing", nullable=False))


def join_agreements() -> None:
    """The first phase goes back into its agreement; there was room for one only. What is not ongoing had no agreement."""
    op.add_column("hm_contact_plan", sa.Column("every_days", sa.SmallInteger(), nullable=True))
    op.execute(
        "UPDATE hm_contact_plan SET every_days = (SELECT p.every_days FROM hm_contact_plan_phase p"
        " WHERE p.plan_id = hm_contact_plan.id ORDER BY p.from_week LIMIT 1)"
    )
    op.drop_table("hm_contact_plan_phase")
    op.execute("DELETE FROM hm_contact_plan WHERE every_days IS NULL")
    with op.batch_alter_table("hm_contact_plan") as table:
        table.drop_column("state")
        table.alter_column("every_days", existing_type=sa.SmallInteger(), nullable=False)
        table.create_check_constraint(op.f("ck_hm_contact_plan_interval"), INTERVAL)


SEALED = ("hm_case", "hm_experience", "hm_jobseeker", "hm_workplace_person")
"""Tables that were there, with a data key: when a draft's key goes, none of them is to be read through for it."""


def upgrade() -> None:
    op.create_table(
        "hm_absence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("stand_in_id", BIG, nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "stand_in_id IS NULL OR stand_in_id <> user_id", name=op.f("ck_hm_absence_somebody_else")
        ),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_hm_absence_period")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["hm_user.id"], name=op.f("fk_hm_absence_stand_in_id")),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_absence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_absence")),
    )
    op.create_index(op.f("ix_hm_absence_stand_in_id"), "hm_absence", ["stand_in_id"], unique=False)
    op.create_index("ix_hm_absence_user_id", "hm_absence", ["user_id", "to_on"], unique=False)
    op.create_table(
        "hm_calendar_feed",
        sa.Column("user_id", BIG, autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_hm_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hm_calendar_feed_token_hash")),
    )
    op.create_table(
        "hm_digest",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_digest_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_digest")),
        sa.UniqueConstraint("user_id", "week", name=op.f("uq_hm_digest_user_id_week")),
    )
    op.create_table(
        "hm_case_work",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("minutes_band", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_work_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_case_work")),
    )
    op.create_index("ix_hm_case_work_case_id", "hm_case_work", ["case_id", "worked_on"], unique=False)
    op.create_table(
        "hm_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("fields_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_draft_case_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["hm_data_key.id"], name=op.f("fk_hm_draft_data_key_id")),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_draft")),
        sa.UniqueConstraint("user_id", "form", "subject", name=op.f("uq_hm_draft_user_id_form_subject")),
    )
    op.create_index(op.f("ix_hm_draft_case_id"), "hm_draft", ["case_id"], unique=False)
    op.create_index(op.f("ix_hm_draft_data_key_id"), "hm_draft", ["data_key_id"], unique=False)
    for table in SEALED:
        op.create_index(op.f(f"ix_{table}_data_key_id"), table, ["data_key_id"], unique=False)
    op.create_index(op.f("ix_hm_draft_saved_at"), "hm_draft", ["saved_at"], unique=False)
    change_owners(WIDER)
    divide_agreements()
    op.add_column("hm_case_form", sa.Column("log_confirmed_on", sa.Date(), nullable=True))
    with op.batch_alter_table("hm_case_role") as table:
        table.add_column(sa.Column("absence_id", BIG, nullable=True))
        table.create_foreign_key(op.f("fk_hm_case_role_absence_id"), "hm_absence", ["absence_id"], ["id"])
        table.create_index(op.f("ix_hm_case_role_absence_id"), ["absence_id"], unique=False)
    op.add_column("hm_contact_point", sa.Column("via", sa.String(length=20), nullable=True))
    op.add_column("hm_contact_point", sa.Column("reported_by", sa.String(length=20), nullable=True))
    op.add_column("hm_contact_point", sa.Column("entry_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_hm_contact_point_entry_id"), "hm_contact_point", ["entry_id"], unique=False)
    op.add_column(
        "hm_user", sa.Column("wants_digest", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column("hm_user", sa.Column("day_filter", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("hm_user", "day_filter")
    op.drop_column("hm_user", "wants_digest")
    op.drop_index(op.f("ix_hm_contact_point_entry_id"), table_name="hm_contact_point")
    for column in ("entry_id", "reported_by", "via"):
        op.drop_column("hm_contact_point", column)
    op.execute("DELETE FROM hm_case_role WHERE absence_id IS NOT NULL")
    with op.batch_alter_table("hm_case_role") as table:
        table.drop_index(op.f("ix_hm_case_role_absence_id"))
        table.drop_constraint(op.f("fk_hm_case_role_absence_id"), type_="foreignkey")
        table.drop_column("absence_id")
    op.drop_column("hm_case_form", "log_confirmed_on")
    join_agreements()
    for table in SEALED:
        op.drop_index(op.f(f"ix_{table}_data_key_id"), table_name=table)
    op.drop_index(op.f("ix_hm_draft_saved_at"), table_name="hm_draft")
    op.drop_index(op.f("ix_hm_draft_data_key_id"), table_name="hm_draft")
    op.drop_index(op.f("ix_hm_draft_case_id"), table_name="hm_draft")
    op.drop_table("hm_draft")
    op.execute("DELETE FROM hm_data_key WHERE owner = 'draft'")
    change_owners(NARROWER)
    op.drop_index("ix_hm_case_work_case_id", table_name="hm_case_work")
    op.drop_table("hm_case_work")
    op.drop_table("hm_digest")
    op.drop_table("hm_calendar_feed")
    op.drop_index("ix_hm_absence_user_id", table_name="hm_absence")
    op.drop_index(op.f("ix_hm_absence_stand_in_id"), table_name="hm_absence")
    op.drop_table("hm_absence")
