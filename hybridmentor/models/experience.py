"""Experiences: what an office has learned, without names; and what colleagues say to it."""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    DDL,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, Stamped, UuidRow
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.sealed import SealedRow, SealedText

REACH = "{0} IN ('office', 'county', 'all')"


class Experience(SealedRow, Stamped, Base):
    """An experience shared in the office. It does not say which case it comes from.

    Its words are sealed with a key of their own: until somebody has checked whom they may reveal, they are as tender as a note.
    `status` is where it stands: a `draft` is its author's alone (one that came back has `comment`, what the lead asks for), one
    for `review` is on the office's board and waits for the lead, `shared` has been looked at, a `note` is a practice note with
    an owner and a day to look at it again, `withdrawn` is gone from every board. `reach` is who may read it, `wanted_reach` what
    the author would like. `shared_on` is the day it went on the board; of one without name (`is_nameless`) the Monday of that
    week, so that no day ties it to what its author did.
    """

    __tablename__ = "hm_experience"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'review', 'shared', 'note', 'withdrawn')", name="status"),
        CheckConstraint(REACH.format("reach"), name="reach"),
        CheckConstraint(REACH.format("wanted_reach"), name="wanted_reach"),
        CheckConstraint("status IN ('draft', 'withdrawn') OR shared_on IS NOT NULL", name="is_dated"),
        CheckConstraint(
            "status <> 'note' OR note_owner_id IS NOT NULL AND look_again_on IS NOT NULL", name="is_owned"
        ),
        Index("ix_hm_experience_office_id", "office_id", "status", "shared_on", "id"),
        # The board is read along it from the newest on, whoever reads: with all that says whose it is.
        Index("ix_hm_experience_shared_on", "shared_on", "id", "office_id", "status", "reach", "created_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("hm_office.id"))
    status: Mapped[str] = mapped_column(String(20), default="draft")
    reach: Mapped[str] = mapped_column(String(20), default="office")
    wanted_reach: Mapped[str] = mapped_column(String(20), default="office")
    is_nameless: Mapped[bool] = mapped_column(default=False)
    shared_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    note_owner_id: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    look_again_on: Mapped[date | None]
    step: Mapped[str | None] = mapped_column(String(40))
    practice_model: Mapped[str | None] = mapped_column(String(40))
    entry_point: Mapped[str | None] = mapped_column(String(40))
    industry: Mapped[str | None] = mapped_column(String(40))
    title_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    tried_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    happened_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    learned_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    differently_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    adjusted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    rethink_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    audience_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    confirmation_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    comment_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(BigId, default=1)

    data_key: Mapped[DataKey] = relationship(lazy="joined")
    tags: Mapped[list["ExperienceTag"]] = relationship(order_by="ExperienceTag.tag")
    learners: Mapped[list["ExperienceLearner"]] = relationship(
        order_by="ExperienceLearner.learner", cascade="all, delete-orphan"
    )
    title = SealedText("title_sealed")
    tried = SealedText("tried_sealed")
    happened = SealedText("happened_sealed")
    learned = SealedText("learned_sealed")
    differently = SealedText("differently_sealed")
    adjusted = SealedText("adjusted_sealed")
    """Whether the course was corrected: "Justerte vi noe?" (AFI-notat 2022:01, ch. 4.6)."""
    rethink = SealedText("rethink_sealed")
    """Whether the way of working should be another: "Bør vi jobbe annerledes?"."""
    audience = SealedText("audience_sealed")
    """Who should know."""
    confirmation = SealedText("confirmation_sealed")
    """What the author says, in own words, of the duty of confidentiality."""
    comment = SealedText("comment_sealed")
    """What the lead asks the author to reword."""

    @property
    def sealing_key(self) -> DataKey:
        """The experience's own data key."""
        return self.data_key


class ExperienceTag(Base):
    """A tag of an experience: a theme of the practice model, or a word of the office in small letters."""

    __tablename__ = "hm_experience_tag"
    __table_args__ = (Index("ix_hm_experience_tag_tag", "tag", "experience_id"),)

    experience_id: Mapped[UUID] = mapped_column(ForeignKey("hm_experience.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)


class ExperienceLearner(Base):
    """Who learned something: a code of the set `learner`."""

    __tablename__ = "hm_experience_learner"

    experience_id: Mapped[UUID] = mapped_column(ForeignKey("hm_experience.id"), primary_key=True)
    learner: Mapped[str] = mapped_column(String(40), primary_key=True)


class ExperienceWords(Base):
    """The stems of the words of an experience that stands on a board, for the search; none of a draft or one withdrawn."""

    __tablename__ = "hm_experience_words"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    experience_id: Mapped[UUID] = mapped_column(ForeignKey("hm_experience.id"), unique=True)
    stems: Mapped[str] = mapped_column(Text)


WORD_INDEX = "hm_experience_words_fts"
"""The search index of the stems: a full-text table with its triggers on SQLite, an index of the table on PostgreSQL."""
# Places and lengths are not kept: the stems stand in the order of the alphabet, and nothing is ranked.
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


def _index_words(table: Table) -> None:
    for dialect, statements in WORD_INDEX_STATEMENTS.items():
        for statement in statements:
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made)
    gone = DDL(f"DROP TABLE IF EXISTS {WORD_INDEX}").execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(table, "before_drop", gone)


_index_words(Base.metadata.tables["hm_experience_words"])


class ExperienceComment(SealedRow, Stamped, Base):
    """What a colleague says to an experience; sealed with the experience's key."""

    __tablename__ = "hm_experience_comment"
    __table_args__ = (Index("ix_hm_experience_comment_experience_id", "experience_id", "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    experience_id: Mapped[UUID] = mapped_column(ForeignKey("hm_experience.id"))
    is_nameless: Mapped[bool] = mapped_column(default=False)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    experience: Mapped[Experience] = relationship()
    words = SealedText("words_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The experience's data key."""
        return self.experience.data_key


class ExperienceUse(SealedRow, Stamped, Base):
    """That somebody found an experience useful, and how in a line; one for a user and an experience."""

    __tablename__ = "hm_experience_use"
    __table_args__ = (UniqueConstraint("experience_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    experience_id: Mapped[UUID] = mapped_column(ForeignKey("hm_experience.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), index=True)
    how_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    experience: Mapped[Experience] = relationship()
    how = SealedText("how_sealed")

    @property
    def sealing_key(self) -> DataKey:
        """The experience's data key."""
        return self.experience.data_key


class TagFollow(Base):
    """A tag that a user follows: new experiences with it stand in the weekly letter from `since_on`."""

    __tablename__ = "hm_tag_follow"
    __table_args__ = (UniqueConstraint("user_id", "tag"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"))
    tag: Mapped[str] = mapped_column(String(40))
    since_on: Mapped[date]


class SavedSearch(UuidRow, Stamped, Base):
    """A search of the board that a user wants again: its name, and what stands after the question mark of the board's address."""

    __tablename__ = "hm_saved_search"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(500))
