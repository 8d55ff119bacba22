"""De-identified releases with their sealed files, and texts of a study that say that a person is followed over time.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NARROWER = "owner IN ('case', 'person', 'search', 'experience', 'draft')"
WIDER = "owner IN ('case', 'person', 'search', 'experience', 'draft', 'release')"
WITHIN_A_YEAR = (
    "CAST(replace(CAST(expires_on AS VARCHAR(10)), '-', '') AS INTEGER)"
    " <= CAST(replace(CAST(asked_on AS VARCHAR(10)), '-', '') AS INTEGER) + 10000"
)
FETCHED = "action = 'deidentified_release.download'"
RELEASE = "hm_deidentified_release"
FILE = "hm_deidentified_file"


def change_owners(rule: str) -> None:
    """What a data key may belong to."""
    with op.batch_alter_table("hm_data_key") as table:
        table.drop_constraint(op.f("ck_hm_data_key_owner"), type_="check")
        table.create_check_constraint(op.f("ck_hm_data_key_owner"), rule)


def make_releases() -> None:
    """The ledger of de-identified releases, and their files."""
    op.create_table(
        RELEASE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("agreement", sa.String(length=120), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("key_check", sa.String(length=16), nullable=True),
        sa.Column("problem", sa.String(length=20), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'refused', 'running', 'done', 'failed', 'ended')",
            name=op.f(f"ck_{RELEASE}_state"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f(f"ck_{RELEASE}_somebody_else")
        ),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name=op.f(f"ck_{RELEASE}_decided")),
        sa.CheckConstraint(
            "state IN ('asked', 'ended') OR decided_by IS NOT NULL",
            name=op.f(f"ck_{RELEASE}_not_without_decision"),
        ),
        sa.CheckConstraint(
            "state <> 'done' OR (done_at IS NOT NULL AND key_check IS NOT NULL)",
            name=op.f(f"ck_{RELEASE}_done"),
        ),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name=op.f(f"ck_{RELEASE}_ended")),
        sa.CheckConstraint("agreed_on <= asked_on", name=op.f(f"ck_{RELEASE}_agreed")),
        sa.CheckConstraint("expires_on > asked_on", name=op.f(f"ck_{RELEASE}_expires")),
        sa.CheckConstraint(WITHIN_A_YEAR, name=op.f(f"ck_{RELEASE}_within_a_year")),
        sa.ForeignKeyConstraint(["asked_by"], ["hm_user.id"], name=op.f(f"fk_{RELEASE}_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["hm_user.id"], name=op.f(f"fk_{RELEASE}_decided_by")),
        sa.ForeignKeyConstraint(["job_id"], ["hm_job.id"], name=op.f(f"fk_{RELEASE}_job_id")),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f(f"fk_{RELEASE}_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RELEASE}")),
    )
    for column in ("asked_by", "decided_by", "job_id", "state", "study_id"):
        op.create_index(op.f(f"ix_{RELEASE}_{column}"), RELEASE, [column])
    op.create_table(
        FILE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("pseudonyms_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f(f"ck_{FILE}_sha256")),
        sa.CheckConstraint("size >= 0", name=op.f(f"ck_{FILE}_size")),
        sa.ForeignKeyConstraint(["data_key_id"], ["hm_data_key.id"], name=op.f(f"fk_{FILE}_data_key_id")),
        sa.ForeignKeyConstraint(["release_id"], [f"{RELEASE}.id"], name=op.f(f"fk_{FILE}_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FILE}")),
        sa.UniqueConstraint("release_id", name=op.f(f"uq_{FILE}_release_id")),
    )
    op.create_index(op.f(f"ix_{FILE}_data_key_id"), FILE, ["data_key_id"])


def upgrade() -> None:
    change_owners(WIDER)
    with op.batch_alter_table("hm_study_text") as table:
        table.add_column(
            sa.Column("is_longitudinal", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("hm_study_text") as table:
        table.alter_column("is_longitudinal", existing_type=sa.Boolean(), server_default=None)
    make_releases()
    op.create_index(
        "ix_hm_audit_event_fetched",
        "hm_audit_event",
        ["row_id"],
        sqlite_where=sa.text(FETCHED),
        postgresql_where=sa.text(FETCHED),
    )


def downgrade() -> None:
    op.drop_index("ix_hm_audit_event_fetched", "hm_audit_event")
    op.drop_table(FILE)
    op.drop_table(RELEASE)
    with op.batch_alter_table("hm_study_text") as table:
        table.drop_column("is_longitudinal")
    op.execute("DELETE FROM hm_data_key WHERE owner = 'release'")
    change_owners(NARROWER)
