"""Learning at the office: the board, reviews, meetings and goals; and cohorts that are paired at once.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REACH = "{0} IN ('office', 'county', 'all')"
STATUS = "status IN ('draft', 'review', 'shared', 'note', 'withdrawn')"
IS_DATED = "status IN ('draft', 'withdrawn') OR shared_on IS NOT NULL"
IS_OWNED = "status <> 'note' OR note_owner_id IS NOT NULL AND look_again_on IS NOT NULL"
DAY_OF = {"sqlite": "substr(created_at, 1, 10)", "postgresql": "CAST(created_at AT TIME ZONE 'UTC' AS date)"}
SEALED = ("adjusted", "rethink", "audience", "confirmation", "comment")
CODES = ("practice_model", "entry_point", "industry")
DEFAULTS = {"status": "shared", "reach": "office", "wanted_reach": "office"}
CHECKS = {
    "status": STATUS,
    "reach": REACH.format("reach"),
    "wanted_reach": REACH.format("wanted_reach"),
    "is_dated": IS_DATED,
    "is_owned": IS_OWNED,
}
EXPERIENCE = sa.table("hm_experience", sa.column("id"), sa.column("status"), sa.column("shared_on"))
TAG = sa.table("hm_experience_tag", sa.column("experience_id"))
WORD_INDEX = "hm_experience_words_fts"
ON_WORDS = "CREATE TRIGGER hm_experience_words_{0} AFTER {1} ON hm_experience_words BEGIN {2} END"
ADD_WORDS = "INSERT INTO hm_experience_words_fts (rowid, stems) VALUES (new.id, new.stems);"
REMOVE_WORDS = (
    "INSERT INTO hm_experience_words_fts (hm_experience_words_fts, rowid, stems)"
    " VALUES ('delete', old.id, old.stems);"
)
FULL_TEXT = (
    "CREATE VIRTUAL TABLE hm_experience_words_fts USING fts5"
    "(stems, content='hm_experience_words', content_rowid='id', detail=none, columnsize=0, prefix='2 3',"
    " tokenize='unicode61 remove_diacritics 0')"
)
WORD_INDEX_STATEMENTS = {
    "sqlite": (
        FULL_TEXT,
        ON_WORDS.format("added", "INSERT", ADD_WORDS),
        ON_WORDS.format("removed", "DELETE", REMOVE_WORDS),
        ON_WORDS.format("changed", "UPDATE", f"{REMOVE_WORDS} {ADD_WORDS}"),
    ),
    "postgresql": (
        "CREATE INDEX hm_experience_words_fts ON hm_experience_words USING gin (to_tsvector('simple', stems))",
    ),
}
NEW_TABLES = (
    "hm_case_change",
    "hm_case_figures",
    "hm_office_goal",
    "hm_cohort_lock",
    "hm_cohort_choice",
    "hm_cohort_offer",
    "hm_cohort_case",
    "hm_cohort",
    "hm_case_topic",
    "hm_case_review",
    "hm_meeting_item",
    "hm_experience_meeting",
    "hm_saved_search",
    "hm_tag_follow",
    "hm_experience_use",
    "hm_experience_comment",
    "hm_experience_words",
    "hm_experience_learner",
)
"""In the order in which they can go."""


def index_words() -> None:
    """What a search looks in: a full-text table with triggers on SQLite, an index on PostgreSQL."""
    for statement in WORD_INDEX_STATEMENTS[op.get_bind().dialect.name]:
        op.execute(statement)


def make_experiences() -> None:
    """What colleagues say to an experience, what they follow, and the words to search by."""
    op.create_table(
        "hm_experience_learner",
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("learner", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["hm_experience.id"], name=op.f("fk_hm_experience_learner_experience_id")
        ),
        sa.PrimaryKeyConstraint("experience_id", "learner", name=op.f("pk_hm_experience_learner")),
    )
    op.create_table(
        "hm_experience_words",
        sa.Column("id", BIG, nullable=False),
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["hm_experience.id"], name=op.f("fk_hm_experience_words_experience_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_experience_words")),
        sa.UniqueConstraint("experience_id", name=op.f("uq_hm_experience_words_experience_id")),
    )
    op.create_table(
        "hm_experience_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("is_nameless", sa.Boolean(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["hm_experience.id"], name=op.f("fk_hm_experience_comment_experience_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_experience_comment")),
    )
    op.create_index(
        "ix_hm_experience_comment_experience_id",
        "hm_experience_comment",
        ["experience_id", "created_at", "id"],
    )
    op.create_table(
        "hm_experience_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("how_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["hm_experience.id"], name=op.f("fk_hm_experience_use_experience_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_experience_use_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_experience_use")),
        sa.UniqueConstraint(
            "experience_id", "user_id", name=op.f("uq_hm_experience_use_experience_id_user_id")
        ),
    )
    op.create_index(op.f("ix_hm_experience_use_user_id"), "hm_experience_use", ["user_id"])
    op.create_table(
        "hm_tag_follow",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_tag_follow_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_tag_follow")),
        sa.UniqueConstraint("user_id", "tag", name=op.f("uq_hm_tag_follow_user_id_tag")),
    )
    op.create_table(
        "hm_saved_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["hm_user.id"], name=op.f("fk_hm_saved_search_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_saved_search")),
    )
    op.create_index(op.f("ix_hm_saved_search_user_id"), "hm_saved_search", ["user_id"])


def make_meetings() -> None:
    """Meetings about experiences, reviews of cases, what is to be discussed."""
    op.create_table(
        "hm_experience_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=True),
        sa.Column("county", sa.String(length=80), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("summary_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "(office_id IS NULL) <> (county IS NULL)", name=op.f("ck_hm_experience_meeting_one_owner")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_hm_experience_meeting_minutes")),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["hm_data_key.id"], name=op.f("fk_hm_experience_meeting_data_key_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["hm_office.id"], name=op.f("fk_hm_experience_meeting_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_experience_meeting")),
    )
    op.create_index("ix_hm_experience_meeting_county", "hm_experience_meeting", ["county", "starts_at"])
    op.create_index(op.f("ix_hm_experience_meeting_data_key_id"), "hm_experience_meeting", ["data_key_id"])
    op.create_index("ix_hm_experience_meeting_office_id", "hm_experience_meeting", ["office_id", "starts_at"])
    op.create_table(
        "hm_meeting_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("experience_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("follow_up_by", BIG, nullable=True),
        sa.Column("followed_up_on", sa.Date(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "experience_id IS NULL OR case_id IS NULL", name=op.f("ck_hm_meeting_item_one_subject")
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 600", name=op.f("ck_hm_meeting_item_minutes")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_meeting_item_case_id")),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["hm_experience.id"], name=op.f("fk_hm_meeting_item_experience_id")
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_by"], ["hm_user.id"], name=op.f("fk_hm_meeting_item_follow_up_by")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["hm_experience_meeting.id"], name=op.f("fk_hm_meeting_item_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_meeting_item")),
    )
    op.create_index(op.f("ix_hm_meeting_item_case_id"), "hm_meeting_item", ["case_id"])
    op.create_index(op.f("ix_hm_meeting_item_experience_id"), "hm_meeting_item", ["experience_id"])
    op.create_index(op.f("ix_hm_meeting_item_follow_up_by"), "hm_meeting_item", ["follow_up_by"])
    op.create_index(op.f("ix_hm_meeting_item_meeting_id"), "hm_meeting_item", ["meeting_id"])
    op.create_table(
        "hm_case_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("change_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("followed_up_on", sa.Date(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "followed_up_on IS NULL OR followed_up_on >= held_on", name=op.f("ck_hm_case_review_followed_up")
        ),
        sa.CheckConstraint("next_on IS NULL OR next_on > held_on", name=op.f("ck_hm_case_review_next")),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_review_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_case_review")),
    )
    op.create_index(op.f("ix_hm_case_review_case_id"), "hm_case_review", ["case_id"])
    op.create_table(
        "hm_case_topic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint(
            "settled_on IS NULL OR settled_on >= raised_on", name=op.f("ck_hm_case_topic_settled")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_topic_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_case_topic")),
    )
    op.create_index(op.f("ix_hm_case_topic_case_id"), "hm_case_topic", ["case_id"])


def make_cohorts() -> None:
    """Cases and offers that are paired at once."""
    op.create_table(
        "hm_cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint("kind IN ('mentors', 'companies')", name=op.f("ck_hm_cohort_kind")),
        sa.CheckConstraint(
            "method IS NULL OR method IN ('optimal', 'stable')", name=op.f("ck_hm_cohort_method")
        ),
        sa.CheckConstraint("(method IS NULL) = (decided_on IS NULL)", name=op.f("ck_hm_cohort_decided")),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_cohort_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_cohort")),
    )
    op.create_index(op.f("ix_hm_cohort_office_id"), "hm_cohort", ["office_id"])
    op.create_table(
        "hm_cohort_case",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_cohort_case_case_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["hm_cohort.id"], name=op.f("fk_hm_cohort_case_cohort_id")),
        sa.PrimaryKeyConstraint("cohort_id", "case_id", name=op.f("pk_hm_cohort_case")),
    )
    op.create_index(op.f("ix_hm_cohort_case_case_id"), "hm_cohort_case", ["case_id"])
    op.create_table(
        "hm_cohort_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(employer_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_hm_cohort_offer_one_side")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["hm_cohort.id"], name=op.f("fk_hm_cohort_offer_cohort_id")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["hm_employer.id"], name=op.f("fk_hm_cohort_offer_employer_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["hm_workplace_person.id"], name=op.f("fk_hm_cohort_offer_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_cohort_offer")),
        sa.UniqueConstraint(
            "cohort_id", "employer_id", name=op.f("uq_hm_cohort_offer_cohort_id_employer_id")
        ),
        sa.UniqueConstraint("cohort_id", "person_id", name=op.f("uq_hm_cohort_offer_cohort_id_person_id")),
    )
    op.create_index(op.f("ix_hm_cohort_offer_employer_id"), "hm_cohort_offer", ["employer_id"])
    op.create_index(op.f("ix_hm_cohort_offer_person_id"), "hm_cohort_offer", ["person_id"])
    op.create_table(
        "hm_cohort_choice",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("side IN ('case', 'offer')", name=op.f("ck_hm_cohort_choice_side")),
        sa.CheckConstraint("place BETWEEN 0 AND 500", name=op.f("ck_hm_cohort_choice_place")),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_cohort_choice_case_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["hm_cohort.id"], name=op.f("fk_hm_cohort_choice_cohort_id")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["hm_cohort_offer.id"], name=op.f("fk_hm_cohort_choice_offer_id")
        ),
        sa.PrimaryKeyConstraint("cohort_id", "case_id", "offer_id", "side", name=op.f("pk_hm_cohort_choice")),
    )
    op.create_index(op.f("ix_hm_cohort_choice_case_id"), "hm_cohort_choice", ["case_id"])
    op.create_index(op.f("ix_hm_cohort_choice_offer_id"), "hm_cohort_choice", ["offer_id"])
    op.create_table(
        "hm_cohort_lock",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.CheckConstraint("kind IN ('together', 'apart')", name=op.f("ck_hm_cohort_lock_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_cohort_lock_case_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["hm_cohort.id"], name=op.f("fk_hm_cohort_lock_cohort_id")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["hm_cohort_offer.id"], name=op.f("fk_hm_cohort_lock_offer_id")
        ),
        sa.PrimaryKeyConstraint("cohort_id", "case_id", "offer_id", name=op.f("pk_hm_cohort_lock")),
    )
    op.create_index(op.f("ix_hm_cohort_lock_case_id"), "hm_cohort_lock", ["case_id"])
    op.create_index(op.f("ix_hm_cohort_lock_offer_id"), "hm_cohort_lock", ["offer_id"])


def make_goals() -> None:
    """What an office wants to reach."""
    op.create_table(
        "hm_office_goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=True),
        sa.Column("target", sa.SmallInteger(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.CheckConstraint("(measure IS NULL) = (target IS NULL)", name=op.f("ck_hm_office_goal_measured")),
        sa.CheckConstraint(
            "target IS NULL OR target BETWEEN 0 AND 10000", name=op.f("ck_hm_office_goal_target")
        ),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_hm_office_goal_period")),
        sa.ForeignKeyConstraint(["office_id"], ["hm_office.id"], name=op.f("fk_hm_office_goal_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_office_goal")),
    )
    op.create_index(op.f("ix_hm_office_goal_office_id"), "hm_office_goal", ["office_id"])


def make_figures() -> None:
    """What sums need to know of each case. Nothing is filled in: what is not kept is made where it is asked for."""
    op.create_table(
        "hm_case_figures",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rules", sa.SmallInteger(), nullable=False),
        sa.Column("holds_until_on", sa.Date(), nullable=True),
        sa.Column("adviser_id", BIG, nullable=True),
        sa.Column("initiator", sa.String(length=40), nullable=True),
        sa.Column("attachment_before", sa.String(length=40), nullable=True),
        sa.Column("attachment_after", sa.String(length=40), nullable=True),
        sa.Column("measure_used", sa.String(length=20), nullable=True),
        sa.Column("measure_from_on", sa.Date(), nullable=True),
        sa.Column("measure_ended_on", sa.Date(), nullable=True),
        sa.Column("first_mentor_on", sa.Date(), nullable=True),
        sa.Column("mentor_changes", sa.SmallInteger(), nullable=False),
        sa.Column("recipe", sa.String(length=7), nullable=False),
        sa.Column("relationships", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["adviser_id"], ["hm_user.id"], name=op.f("fk_hm_case_figures_adviser_id")),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_figures_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_hm_case_figures")),
    )
    op.create_index(op.f("ix_hm_case_figures_adviser_id"), "hm_case_figures", ["adviser_id"])
    op.create_table(
        "hm_case_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hm_case.id"], name=op.f("fk_hm_case_change_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hm_case_change")),
    )
    op.create_index("ix_hm_case_change_case_id", "hm_case_change", ["case_id"])


def widen_experiences() -> None:
    """Where an experience stands, who may read it, and more of what it says. What is on a board already has been shared."""
    with op.batch_alter_table("hm_experience") as table:
        for name, default in DEFAULTS.items():
            table.add_column(sa.Column(name, sa.String(length=20), server_default=default, nullable=False))
        table.add_column(sa.Column("is_nameless", sa.Boolean(), server_default=sa.false(), nullable=False))
        for name in ("shared_on", "reviewed_on", "look_again_on"):
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
        table.add_column(sa.Column("note_owner_id", BIG, nullable=True))
        for name in CODES:
            table.add_column(sa.Column(name, sa.String(length=40), nullable=True))
        for name in SEALED:
            table.add_column(sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True))
    day = DAY_OF[op.get_bind().dialect.name]
    op.execute(EXPERIENCE.update().values(shared_on=sa.literal_column(day)))
    with op.batch_alter_table("hm_experience") as table:
        # The defaults were for the rows that were there.
        for name in DEFAULTS:
            table.alter_column(name, existing_type=sa.String(length=20), server_default=None)
        table.alter_column("is_nameless", existing_type=sa.Boolean(), server_default=None)
        for name, check in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_hm_experience_{name}"), check)
        table.create_foreign_key(op.f("fk_hm_experience_note_owner_id"), "hm_user", ["note_owner_id"], ["id"])
        table.drop_index("ix_hm_experience_office_id")
        table.create_index("ix_hm_experience_office_id", ["office_id", "status", "shared_on", "id"])
        table.create_index(
            "ix_hm_experience_shared_on", ["shared_on", "id", "office_id", "status", "reach", "created_by"]
        )
        table.create_index(op.f("ix_hm_experience_note_owner_id"), ["note_owner_id"])
    op.create_index("ix_hm_experience_tag_tag", "hm_experience_tag", ["tag", "experience_id"])


def narrow_experiences() -> None:
    """Only what is on a board can stay: a draft, or one withdrawn, would be on one."""
    is_gone = EXPERIENCE.c.status.in_(("draft", "withdrawn"))
    gone = sa.select(EXPERIENCE.c.id).where(is_gone)
    op.execute(TAG.delete().where(TAG.c.experience_id.in_(gone)))
    op.execute(EXPERIENCE.delete().where(is_gone))
    op.drop_index("ix_hm_experience_tag_tag", "hm_experience_tag")
    with op.batch_alter_table("hm_experience") as table:
        table.drop_index("ix_hm_experience_shared_on")
        table.drop_index(op.f("ix_hm_experience_note_owner_id"))
        table.drop_index("ix_hm_experience_office_id")
        table.create_index("ix_hm_experience_office_id", ["office_id", "created_at", "id"])
        table.drop_constraint(op.f("fk_hm_experience_note_owner_id"), type_="foreignkey")
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_hm_experience_{name}"), type_="check")
        for name in (*SEALED,):
            table.drop_column(f"{name}_sealed")
        for name in (
            *CODES,
            "note_owner_id",
            "look_again_on",
            "reviewed_on",
            "shared_on",
            "is_nameless",
            *DEFAULTS,
        ):
            table.drop_column(name)


def upgrade() -> None:
    widen_experiences()
    make_experiences()
    index_words()
    make_meetings()
    make_cohorts()
    make_goals()
    make_figures()
    op.add_column("hm_mentor_profile", sa.Column("told_of_self_sealed", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("hm_office") as table:
        table.add_column(sa.Column("volunteers", sa.SmallInteger(), nullable=True))
        table.add_column(sa.Column("volunteers_on", sa.Date(), nullable=True))
        table.create_check_constraint(
            op.f("ck_hm_office_volunteers"), "volunteers IS NULL OR volunteers BETWEEN 0 AND 1000"
        )


def downgrade() -> None:
    with op.batch_alter_table("hm_office") as table:
        table.drop_constraint(op.f("ck_hm_office_volunteers"), type_="check")
        table.drop_column("volunteers_on")
        table.drop_column("volunteers")
    with op.batch_alter_table("hm_mentor_profile") as table:
        table.drop_column("told_of_self_sealed")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE {WORD_INDEX}")
    for name in NEW_TABLES:
        op.drop_table(name)
    narrow_experiences()
