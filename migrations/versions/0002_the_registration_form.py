"""The registration form: answers of form and steps, candidates, pauses, turns, consent, experiences, the office's own lists.

A contact counts its versions. The facts of an outcome move from a column each into one, for a fact may hold several keys.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FACTS = ("attached", "employment_form", "wage_subsidy", "in_measure", "leave", "elsewhere", "end_reason")
NARROWER = "owner IN ('case', 'person', 'search')"
WIDER = "owner IN ('case', 'person', 'search', 'experience')"
OUTCOME = sa.table(
    "hm_case_outcome", sa.column("id", sa.Uuid()), sa.column("facts", sa.JSON()), *map(sa.column, FACTS)
)


def change_owners(rule: str) -> None:
    """What a data key may belong to."""
    with op.batch_alter_table("hm_data_key") as table:
        table.drop_constraint(op.f("ck_hm_data_key_owner"), type_="check")
        table.create_check_constraint(op.f("ck_hm_data_key_owner"), rule)


def gather_facts() -> None:
    """A column each becomes one column with a list of keys each."""
    op.add_column("hm_case_outcome", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(OUTCOME)).all():
        facts = {name: [getattr(row, name)] for name in FACTS}
        connection.execute(OUTCOME.update().where(OUTCOME.c.id == row.id).values(facts=facts))
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("hm_case_outcome") as table:
        table.add_column(sa.Column("version", big, nullable=False, server_default="1"))
        for name in FACTS:
            table.drop_column(name)


def spread_facts() -> None:
    """The first key of each fact goes back into its column; there was room for one only."""
    for name in FACTS:
        op.add_column("hm_case_outcome", sa.Column(name, sa.String(length=40), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(OUTCOME)).all():
        keys = {name: (row.facts.get(name) or ["unknown"])[0] for name in FACTS}
        connection.execute(OUTCOME.update().where(OUTCOME.c.id == row.id).values(**keys))
    with op.batch_alter_table("hm_case_outcome") as table:
        for name in FACTS:
            table.alter_column(name, existing_type=sa.String(length=40), nullable=False)
        table.drop_column("version")
        table.drop_column("facts")


def upgrade() -> None:
    op.create_table(
        "hm_experience",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=True),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tried_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("happened_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("learned_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("differently_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["hm_data_key.id"], name=op.f("fk_hm_experience_data_key_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_experience_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_experience")),
    )
    op.create_index(
        "ix_hm_experience_office_id", "hm_experience", ["office_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "hm_office_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "audience IN ('jobseeker', 'mentor', 'employer')", name=op.f("ck_hm_office_question_audience")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["hm_office.id"], name=op.f("fk_hm_office_question_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_office_question")),
    )
    op.create_index(
        "ix_hm_office_question_office_id", "hm_office_question", ["office_id", "step"], unique=False
    )
    op.create_table(
        "hm_success_criterion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["hm_office.id"], name=op.f("fk_hm_success_criterion_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_success_criterion")),
        sa.UniqueConstraint("office_id", "words", name=op.f("uq_hm_success_criterion_office_id_words")),
    )
    op.create_table(
        "hm_experience_tag",
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["hm_experience.id"], name=op.f("fk_hm_experience_tag_experience_id")
        ),
        sa.PrimaryKeyConstraint("experience_id", "tag", name=op.f("pk_hm_experience_tag")),
    )
    op.create_table(
        "hm_candidate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("helper", sa.String(length=40), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_candidate_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_candidate")),
    )
    op.create_index("ix_hm_candidate_case_id", "hm_candidate", ["case_id"], unique=False)
    op.create_table(
        "hm_case_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_form_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_case_form")),
        sa.UniqueConstraint("case_id", name=op.f("uq_hm_case_form_case_id")),
    )
    op.create_table(
        "hm_case_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "follow_up_on IS NULL OR follow_up_on >= from_on", name=op.f("ck_hm_case_pause_follow_up")
        ),
        sa.CheckConstraint(
            "to_on IS NOT NULL OR follow_up_on IS NOT NULL", name=op.f("ck_hm_case_pause_is_not_forgotten")
        ),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_hm_case_pause_period")),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_pause_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_case_pause")),
    )
    op.create_index("ix_hm_case_pause_case_id", "hm_case_pause", ["case_id"], unique=False)
    op.create_table(
        "hm_case_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("turned_on", sa.Date(), nullable=False),
        sa.Column("from_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "kind <> 'handover' OR to_user_id IS NOT NULL", name=op.f("ck_hm_case_turn_handed_to_somebody")
        ),
        sa.CheckConstraint("kind IN ('handover', 'reopening')", name=op.f("ck_hm_case_turn_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_turn_case_id")),
        sa.ForeignKeyConstraint(["from_user_id"], ["hm_user.id"], name=op.f("fk_hm_case_turn_from_user_id")),
        sa.ForeignKeyConstraint(["to_user_id"], ["hm_user.id"], name=op.f("fk_hm_case_turn_to_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_case_turn")),
    )
    op.create_index("ix_hm_case_turn_case_id", "hm_case_turn", ["case_id"], unique=False)
    for column in ("from_user_id", "to_user_id"):
        op.create_index(op.f(f"ix_hm_case_turn_{column}"), "hm_case_turn", [column], unique=False)
    op.create_table(
        "hm_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=20), nullable=False),
        sa.Column("mentor_assignment_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("is_refusal", sa.Boolean(), nullable=False),
        sa.Column("given_how", sa.String(length=40), nullable=False),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("kept_where_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= given_on", name=op.f("ck_hm_consent_expiry")),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_on >= given_on", name=op.f("ck_hm_consent_withdrawal")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_consent_case_id")),
        sa.ForeignKeyConstraint(
            ["mentor_assignment_id"],
            ["hm_mentor_assignment.id"],
            name=op.f("fk_hm_consent_mentor_assignment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_consent")),
    )
    op.create_index("ix_hm_consent_case_id", "hm_consent", ["case_id"], unique=False)
    assignments = op.f("ix_hm_consent_mentor_assignment_id")
    op.create_index(assignments, "hm_consent", ["mentor_assignment_id"], unique=False)
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("hm_contact_point", sa.Column("version", big, nullable=False, server_default="1"))
    change_owners(WIDER)
    gather_facts()
    op.add_column("hm_case_step", sa.Column("answers_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("hm_case_step", "answers_sealed")
    op.drop_column("hm_contact_point", "version")
    spread_facts()
    op.drop_index("ix_hm_consent_case_id", table_name="hm_consent")
    op.drop_table("hm_consent")
    op.drop_index("ix_hm_case_turn_case_id", table_name="hm_case_turn")
    op.drop_table("hm_case_turn")
    op.drop_index("ix_hm_case_pause_case_id", table_name="hm_case_pause")
    op.drop_table("hm_case_pause")
    op.drop_table("hm_case_form")
    op.drop_index("ix_hm_candidate_case_id", table_name="hm_candidate")
    op.drop_table("hm_candidate")
    op.drop_table("hm_experience_tag")
    op.drop_table("hm_success_criterion")
    op.drop_index("ix_hm_office_question_office_id", table_name="hm_office_question")
    op.drop_table("hm_office_question")
    op.drop_index("ix_hm_experience_office_id", table_name="hm_experience")
    op.drop_table("hm_experience")
    op.execute("DELETE FROM hm_data_key WHERE owner = 'experience'")
    change_owners(NARROWER)
