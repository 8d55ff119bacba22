"""Companies, persons at the workplace, mentors, candidates, matches and long jobs: what the second to fourth step rest on.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HOURS = (
    "hours_least IS NULL AND hours_most IS NULL OR hours_least IS NOT NULL AND hours_most IS NOT NULL"
    " AND hours_least >= 0 AND hours_least <= hours_most AND hours_most <= 168"
)
NEW_TABLES = (
    "hm_gathering_invitation",
    "hm_mentor_gathering",
    "hm_match",
    "hm_mentor_term",
    "hm_mentor_profile",
    "hm_employer_acquaintance",
    "hm_employer_term",
    "hm_job",
)
"""In the order in which they can go."""


def make_companies() -> None:
    """What a workplace is like, and who knows it."""
    op.create_table(
        "hm_employer_term",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["hm_employer.id"], name=op.f("fk_hm_employer_term_employer_id")
        ),
        sa.PrimaryKeyConstraint("employer_id", "kind", "code", name=op.f("pk_hm_employer_term")),
    )
    op.create_index("ix_hm_employer_term_kind", "hm_employer_term", ["kind", "code", "employer_id"])
    op.create_table(
        "hm_employer_acquaintance",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["hm_employer.id"], name=op.f("fk_hm_employer_acquaintance_employer_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["hm_user.id"], name=op.f("fk_hm_employer_acquaintance_user_id")
        ),
        sa.PrimaryKeyConstraint("employer_id", "user_id", name=op.f("pk_hm_employer_acquaintance")),
    )
    op.create_index(op.f("ix_hm_employer_acquaintance_user_id"), "hm_employer_acquaintance", ["user_id"])


def make_mentors() -> None:
    """What mentors have told, and the gatherings of their network."""
    op.create_table(
        "hm_mentor_profile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_how", sa.String(length=40), nullable=True),
        sa.Column("keep_until_on", sa.Date(), nullable=False),
        sa.Column("motivation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("support_needs_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expert_help_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_leader", sa.Boolean(), nullable=True),
        sa.Column("role_training_on", sa.Date(), nullable=True),
        sa.Column("expectation_talk_on", sa.Date(), nullable=True),
        sa.Column("capacity", sa.SmallInteger(), nullable=True),
        sa.Column("hours_least", sa.SmallInteger(), nullable=True),
        sa.Column("hours_most", sa.SmallInteger(), nullable=True),
        sa.Column("wants_network", sa.Boolean(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "capacity IS NULL OR capacity BETWEEN 0 AND 99", name=op.f("ck_hm_mentor_profile_capacity")
        ),
        sa.CheckConstraint(HOURS, name=op.f("ck_hm_mentor_profile_hours")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["hm_employer.id"], name=op.f("fk_hm_mentor_profile_employer_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_mentor_profile_office_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["hm_workplace_person.id"], name=op.f("fk_hm_mentor_profile_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_mentor_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_hm_mentor_profile_person_id")),
    )
    op.create_index(
        "ix_hm_mentor_profile_office_id",
        "hm_mentor_profile",
        ["office_id", "keep_until_on", "employer_id", "person_id", "id"],
    )
    op.create_index(op.f("ix_hm_mentor_profile_employer_id"), "hm_mentor_profile", ["employer_id"])
    op.create_table(
        "hm_mentor_term",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["hm_mentor_profile.id"], name=op.f("fk_hm_mentor_term_profile_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", "kind", "code", name=op.f("pk_hm_mentor_term")),
    )
    op.create_index("ix_hm_mentor_term_kind", "hm_mentor_term", ["kind", "code", "profile_id"])
    op.create_table(
        "hm_mentor_gathering",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["hm_office.id"], name=op.f("fk_hm_mentor_gathering_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_mentor_gathering")),
    )
    op.create_index(op.f("ix_hm_mentor_gathering_office_id"), "hm_mentor_gathering", ["office_id"])
    op.create_table(
        "hm_gathering_invitation",
        sa.Column("gathering_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('comes', 'comes_not')",
            name=op.f("ck_hm_gathering_invitation_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["hm_mentor_gathering.id"], name=op.f("fk_hm_gathering_invitation_gathering_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["hm_workplace_person.id"], name=op.f("fk_hm_gathering_invitation_person_id")
        ),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name=op.f("pk_hm_gathering_invitation")),
    )
    op.create_index(op.f("ix_hm_gathering_invitation_person_id"), "hm_gathering_invitation", ["person_id"])


def make_matches() -> None:
    """What was offered, for which reasons, and what each side said."""
    op.create_table(
        "hm_match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("verdicts", sa.Text(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("jobseeker_answer", sa.String(length=20), nullable=True),
        sa.Column("other_answer", sa.String(length=20), nullable=True),
        sa.Column("has_lasted", sa.Boolean(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "jobseeker_answer IS NULL OR jobseeker_answer IN ('accepted', 'declined')",
            name=op.f("ck_hm_match_jobseeker_answer"),
        ),
        sa.CheckConstraint(
            "other_answer IS NULL OR other_answer IN ('accepted', 'declined')",
            name=op.f("ck_hm_match_other_answer"),
        ),
        sa.CheckConstraint("(employer_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_hm_match_one_side")),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_match_case_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["hm_employer.id"], name=op.f("fk_hm_match_employer_id")),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_match_office_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["hm_workplace_person.id"], name=op.f("fk_hm_match_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_match")),
    )
    op.create_index(op.f("ix_hm_match_case_id"), "hm_match", ["case_id"])
    op.create_index(op.f("ix_hm_match_employer_id"), "hm_match", ["employer_id"])
    op.create_index(op.f("ix_hm_match_office_id"), "hm_match", ["office_id"])
    op.create_index(op.f("ix_hm_match_person_id"), "hm_match", ["person_id"])


def make_jobs() -> None:
    """Work that takes longer than a page."""
    op.create_table(
        "hm_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", BIG, nullable=False),
        sa.Column("total", BIG, nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'stopped')", name=op.f("ck_hm_job_state")
        ),
        sa.CheckConstraint(
            "progress >= 0 AND (total IS NULL OR total >= 0)", name=op.f("ck_hm_job_progress")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_job_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_job")),
    )
    op.create_index(op.f("ix_hm_job_office_id"), "hm_job", ["office_id"])
    op.create_index(op.f("ix_hm_job_state"), "hm_job", ["state"])


def widen() -> None:
    """New columns of what is there."""
    with op.batch_alter_table("hm_candidate") as table:
        table.add_column(sa.Column("employer_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("asked_by", BIG, nullable=True))
        table.add_column(sa.Column("visit_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("visit_order", sa.SmallInteger(), nullable=True))
        table.add_column(sa.Column("pitch_sealed", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("reflection_sealed", sa.LargeBinary(), nullable=True))
        table.create_check_constraint(
            op.f("ck_hm_candidate_visit_order"), "visit_order IS NULL OR visit_order BETWEEN 1 AND 99"
        )
        table.create_index(op.f("ix_hm_candidate_employer_id"), ["employer_id"])
        table.create_index(op.f("ix_hm_candidate_asked_by"), ["asked_by"])
        table.create_foreign_key(op.f("fk_hm_candidate_employer_id"), "hm_employer", ["employer_id"], ["id"])
        table.create_foreign_key(op.f("fk_hm_candidate_asked_by"), "hm_user", ["asked_by"], ["id"])

    with op.batch_alter_table("hm_employer") as table:
        table.add_column(sa.Column("municipality", sa.String(length=4), nullable=True))
        table.add_column(sa.Column("nace", sa.String(length=6), nullable=True))
        table.add_column(sa.Column("register_name", sa.String(length=200), nullable=True))
        table.add_column(sa.Column("hours_least", sa.SmallInteger(), nullable=True))
        table.add_column(sa.Column("hours_most", sa.SmallInteger(), nullable=True))
        table.create_check_constraint(op.f("ck_hm_employer_hours"), HOURS)
        # Written anew with the table, which SQLite would else read back in brackets.
        table.alter_column("name_folded", existing_type=sa.String(length=400), server_default="")
        table.create_index("ix_hm_employer_id_industry", ["id", "industry", "place", "municipality"])
        table.create_index(
            "ix_hm_employer_office_id_industry", ["office_id", "industry", "place", "municipality"]
        )

    with op.batch_alter_table("hm_mentor_assignment") as table:
        table.add_column(sa.Column("hours_per_month", sa.Numeric(precision=4, scale=1), nullable=True))
        table.add_column(sa.Column("tasks_sealed", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("confidentiality_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("has_no_family_tie", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("chosen_by", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("chosen_how_sealed", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("right_told_mentor_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("right_told_jobseeker_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("end_reason", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("end_words_sealed", sa.LargeBinary(), nullable=True))
        table.create_check_constraint(
            op.f("ck_hm_mentor_assignment_hours"),
            "hours_per_month IS NULL OR hours_per_month BETWEEN 0 AND 744",
        )

    with op.batch_alter_table("hm_office") as table:
        table.add_column(
            sa.Column("shares_register", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("hm_workplace_person") as table:
        table.add_column(sa.Column("email_sealed", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("role", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        table.create_index(op.f("ix_hm_workplace_person_left_on"), ["left_on"])
        table.add_column(sa.Column("version", BIG, server_default="1", nullable=False))


def upgrade() -> None:
    make_companies()
    make_mentors()
    make_matches()
    make_jobs()
    widen()


def downgrade() -> None:
    with op.batch_alter_table("hm_workplace_person") as table:
        table.drop_column("version")
        table.drop_index(op.f("ix_hm_workplace_person_left_on"))
        table.drop_column("left_on")
        table.drop_column("role")
        table.drop_column("email_sealed")
    with op.batch_alter_table("hm_office") as table:
        table.drop_column("shares_register")
    with op.batch_alter_table("hm_mentor_assignment") as table:
        table.drop_constraint(op.f("ck_hm_mentor_assignment_hours"), type_="check")
        table.drop_column("end_words_sealed")
        table.drop_column("end_reason")
        table.drop_column("right_told_jobseeker_on")
        table.drop_column("right_told_mentor_on")
        table.drop_column("chosen_how_sealed")
        table.drop_column("chosen_by")
        table.drop_column("has_no_family_tie")
        table.drop_column("confidentiality_on")
        table.drop_column("tasks_sealed")
        table.drop_column("hours_per_month")
    with op.batch_alter_table("hm_employer") as table:
        table.drop_index("ix_hm_employer_id_industry")
        table.drop_index("ix_hm_employer_office_id_industry")
        table.alter_column("name_folded", existing_type=sa.String(length=400), server_default="")
        table.drop_constraint(op.f("ck_hm_employer_hours"), type_="check")
        table.drop_column("hours_most")
        table.drop_column("hours_least")
        table.drop_column("register_name")
        table.drop_column("nace")
        table.drop_column("municipality")
    with op.batch_alter_table("hm_candidate") as table:
        table.drop_constraint(op.f("fk_hm_candidate_asked_by"), type_="foreignkey")
        table.drop_constraint(op.f("fk_hm_candidate_employer_id"), type_="foreignkey")
        table.drop_index(op.f("ix_hm_candidate_asked_by"))
        table.drop_index(op.f("ix_hm_candidate_employer_id"))
        table.drop_constraint(op.f("ck_hm_candidate_visit_order"), type_="check")
        table.drop_column("reflection_sealed")
        table.drop_column("pitch_sealed")
        table.drop_column("visit_order")
        table.drop_column("visit_on")
        table.drop_column("asked_by")
        table.drop_column("employer_id")
    for name in NEW_TABLES:
        op.drop_table(name)
