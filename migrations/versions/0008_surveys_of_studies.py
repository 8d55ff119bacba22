"""Surveys of studies: waves, links, replies, and the tables that are made of them.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "hm_study_wave",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint("kind IN ('zero_point', 'follow_up')", name=op.f("ck_hm_study_wave_kind")),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_hm_study_wave_period")),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_study_wave_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_study_wave")),
        sa.UniqueConstraint(
            "study_id", "kind", "opens_on", name=op.f("uq_hm_study_wave_study_id_kind_opens_on")
        ),
    )
    op.create_table(
        "hm_study_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_hm_study_link_number")),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_study_link_office_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["hm_study_wave.id"], name=op.f("fk_hm_study_link_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_study_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hm_study_link_token_hash")),
        sa.UniqueConstraint("wave_id", "office_id", name=op.f("uq_hm_study_link_wave_id_office_id")),
    )
    op.create_index(op.f("ix_hm_study_link_office_id"), "hm_study_link", ["office_id"])
    op.create_table(
        "hm_study_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.CheckConstraint("part IN ('participating', 'control')", name=op.f("ck_hm_study_reply_part")),
        sa.ForeignKeyConstraint(["wave_id"], ["hm_study_wave.id"], name=op.f("fk_hm_study_reply_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_study_reply")),
        # In the order of the random ids: a row number of its own would tell who answered before whom.
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hm_study_reply_wave_id", "hm_study_reply", ["wave_id", "part"])
    op.create_table(
        "hm_study_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_hm_study_table_sha256")),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_study_table_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_study_table")),
    )
    op.create_index(op.f("ix_hm_study_table_study_id"), "hm_study_table", ["study_id"])


def downgrade() -> None:
    for name in ("hm_study_table", "hm_study_reply", "hm_study_link", "hm_study_wave"):
        op.drop_table(name)
