"""The words of an experience that a search looks in."""

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hybridmentor.domain.experience_tags import THEMES
from hybridmentor.domain.practice import list_practice_models
from hybridmentor.domain.stems import write_stems
from hybridmentor.models import Experience, ExperienceTag, ExperienceWords
from hybridmentor.models.experience import WORD_INDEX
from hybridmentor.policy.predicates import ON_BOARD

SEARCHED = ("title", "tried", "happened", "learned", "differently", "adjusted", "rethink")
"""What is searched: neither who should know, nor what is for the lead alone."""
MOST_AT_ONCE = 2000


def put_words(session: Session, experience: Experience) -> None:
    """Write the search words of what stands on a board, and remove those of what does not; flushed.

    To be called when an experience's texts, tags or status have changed and been flushed.
    """
    row = session.scalar(select(ExperienceWords).where(ExperienceWords.experience_id == experience.id))
    if experience.status not in ON_BOARD:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    told = [getattr(experience, name) for name in SEARCHED]
    stems = write_stems([*told, *_name_tags(session, experience)])
    if row is None:
        session.add(ExperienceWords(experience_id=experience.id, stems=stems))
    else:
        row.stems = stems
    session.flush()


def tidy_words(session: Session) -> int:
    """Write the words that are missing of what stands on a board, and forget removed ones for good; how many were written.

    Missing are those of what was shared before there was a search. On SQLite what has been removed stays in the index's file
    until its parts are made one, and without figures of the table the newest are not found by themselves.
    """
    known = select(ExperienceWords.id).where(ExperienceWords.experience_id == Experience.id)
    missing = session.scalars(
        select(Experience).where(Experience.status.in_(ON_BOARD), ~known.exists()).limit(MOST_AT_ONCE)
    ).all()
    for experience in missing:
        put_words(session, experience)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"INSERT INTO {WORD_INDEX} ({WORD_INDEX}) VALUES ('optimize')"))  # noqa: S608
        session.execute(text("ANALYZE hm_experience"))
    return len(missing)


def _name_tags(session: Session, experience: Experience) -> Iterator[str]:
    """The tags in words; a theme is found by what it is called in any language."""
    wanted = select(ExperienceTag.tag).where(ExperienceTag.experience_id == experience.id)
    for tag in session.scalars(wanted):
        called = [
            name
            for practice in list_practice_models()
            for code in practice.find_codes(THEMES).codes
            if code.key == tag
            for name in code.names.values()
        ]
        yield from called or [tag]
