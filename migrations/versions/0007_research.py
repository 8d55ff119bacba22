"""Research: studies, their texts, offices and cases, advisers' own answers, consent per study, and releases.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONSENT = sa.table("hm_consent", sa.column("purpose"))
IS_OF_STUDY = "(purpose = 'study') = (study_id IS NOT NULL)"
NEW_TABLES = (
    "hm_release_file",
    "hm_release",
    "hm_study_case",
    "hm_study_answer",
    "hm_study_text",
    "hm_study_variable",
    "hm_study_office",
    "hm_study",
)
"""In the order in which they can go."""


def make_studies() -> None:
    """What a study is, who is in it, what people are told and answer, which cases are sent to it."""
    op.create_table(
        "hm_study",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.String(length=500), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint("(state = 'draft') = (opened_on IS NULL)", name=op.f("ck_hm_study_opened")),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_hm_study_ended")),
        sa.CheckConstraint("state IN ('draft', 'open', 'ended')", name=op.f("ck_hm_study_state")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name=op.f("ck_hm_study_asked")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_hm_study_period")),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_study_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_study")),
    )
    op.create_index(op.f("ix_hm_study_office_id"), "hm_study", ["office_id"])
    op.create_table(
        "hm_study_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("text_number", sa.SmallInteger(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_study_answer_study_id")),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_study_answer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_study_answer")),
    )
    op.create_index("ix_hm_study_answer_study_id", "hm_study_answer", ["study_id", "user_id", "id"])
    op.create_index(op.f("ix_hm_study_answer_user_id"), "hm_study_answer", ["user_id"])
    op.create_table(
        "hm_study_office",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "part IN ('participating', 'guest', 'control')", name=op.f("ck_hm_study_office_part")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_study_office_office_id")),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_study_office_study_id")),
        sa.PrimaryKeyConstraint("study_id", "office_id", name=op.f("pk_hm_study_office")),
    )
    op.create_index(op.f("ix_hm_study_office_office_id"), "hm_study_office", ["office_id"])
    op.create_table(
        "hm_study_text",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("words_nb", sa.Text(), nullable=False),
        sa.Column("words_nn", sa.Text(), nullable=False),
        sa.Column("withdrawal_nb", sa.Text(), nullable=False),
        sa.Column("withdrawal_nn", sa.Text(), nullable=False),
        sa.Column("keeps_earlier", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint("audience IN ('persons', 'advisers')", name=op.f("ck_hm_study_text_audience")),
        sa.CheckConstraint("number BETWEEN 1 AND 999", name=op.f("ck_hm_study_text_number")),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_study_text_study_id")),
        sa.PrimaryKeyConstraint("study_id", "audience", "number", name=op.f("pk_hm_study_text")),
    )
    op.create_table(
        "hm_study_variable",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("variable", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_study_variable_study_id")),
        sa.PrimaryKeyConstraint("study_id", "variable", name=op.f("pk_hm_study_variable")),
    )
    op.create_table(
        "hm_study_case",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_study_case_case_id")),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_study_case_study_id")),
        sa.PrimaryKeyConstraint("study_id", "case_id", name=op.f("pk_hm_study_case")),
    )
    op.create_index(op.f("ix_hm_study_case_case_id"), "hm_study_case", ["case_id"])


def make_releases() -> None:
    """The data sets that are asked for, and their files."""
    op.create_table(
        "hm_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("period_from_on", sa.Date(), nullable=False),
        sa.Column("period_to_on", sa.Date(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("price", sa.Text(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.CheckConstraint("kind IN ('restricted', 'open')", name=op.f("ck_hm_release_kind")),
        sa.CheckConstraint(
            "state <> 'done' OR (done_at IS NOT NULL AND levels IS NOT NULL AND facts IS NOT NULL)",
            name=op.f("ck_hm_release_done"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'refused', 'running', 'done', 'failed', 'stopped', 'withdrawn')",
            name=op.f("ck_hm_release_state"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'withdrawn') OR decided_by IS NOT NULL",
            name=op.f("ck_hm_release_not_without_decision"),
        ),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_hm_release_decided")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_hm_release_somebody_else")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_hm_release_number")),
        sa.CheckConstraint("period_to_on >= period_from_on", name=op.f("ck_hm_release_period")),
        sa.ForeignKeyConstraint(["asked_by"], ["hm_user.id"], name=op.f("fk_hm_release_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["hm_user.id"], name=op.f("fk_hm_release_decided_by")),
        sa.ForeignKeyConstraint(["job_id"], ["hm_job.id"], name=op.f("fk_hm_release_job_id")),
        sa.ForeignKeyConstraint(["study_id"], ["hm_study.id"], name=op.f("fk_hm_release_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_release")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_hm_release_study_id_number")),
    )
    op.create_index(op.f("ix_hm_release_asked_by"), "hm_release", ["asked_by"])
    op.create_index(op.f("ix_hm_release_decided_by"), "hm_release", ["decided_by"])
    op.create_index(op.f("ix_hm_release_job_id"), "hm_release", ["job_id"])
    op.create_index(op.f("ix_hm_release_state"), "hm_release", ["state"])
    op.create_table(
        "hm_release_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_hm_release_file_sha256")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_hm_release_file_size")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["hm_release.id"], name=op.f("fk_hm_release_file_release_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_release_file")),
        sa.UniqueConstraint("release_id", "name", name=op.f("uq_hm_release_file_release_id_name")),
    )


def upgrade() -> None:
    make_studies()
    make_releases()
    with op.batch_alter_table("hm_consent") as table:
        table.add_column(sa.Column("study_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_hm_consent_study_id"), "hm_study", ["study_id"], ["id"])
        table.create_index("ix_hm_consent_study_id", ["study_id", "case_id"])
        table.add_column(sa.Column("employer_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_hm_consent_employer_id"), "hm_employer", ["employer_id"], ["id"])
        table.create_index(op.f("ix_hm_consent_employer_id"), ["employer_id"])
        table.create_check_constraint(op.f("ck_hm_consent_study"), IS_OF_STUDY)


def downgrade() -> None:
    # A consent to a study would read as one to something else without the study.
    op.execute(CONSENT.delete().where(CONSENT.c.purpose == "study"))
    with op.batch_alter_table("hm_consent") as table:
        table.drop_constraint(op.f("ck_hm_consent_study"), type_="check")
        table.drop_index(op.f("ix_hm_consent_employer_id"))
        table.drop_constraint(op.f("fk_hm_consent_employer_id"), type_="foreignkey")
        table.drop_column("employer_id")
        table.drop_index("ix_hm_consent_study_id")
        table.drop_constraint(op.f("fk_hm_consent_study_id"), type_="foreignkey")
        table.drop_column("study_id")
    for name in NEW_TABLES:
        op.drop_table(name)
