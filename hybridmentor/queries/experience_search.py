"""Which experiences hold the words that somebody searches for: alike on SQLite (FTS5) and on PostgreSQL (`simple`)."""

from sqlalchemy import (
    ColumnElement,
    String,
    bindparam,
    cast,
    column,
    false,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from hybridmentor.domain.stems import Term, read_terms
from hybridmentor.models import Experience, ExperienceWords
from hybridmentor.models.experience import WORD_INDEX


def holds_words(session: Session, text: str) -> ColumnElement[bool]:
    """The experience holds each word of the text, by its stem or as the beginning of a longer one.

    Signs and operators mean nothing. A text without words is held by none.
    """
    terms = read_terms(text)
    if not terms:
        return false()
    if session.get_bind().dialect.name == "sqlite":
        index = table(WORD_INDEX, column("rowid"))
        found = select(index.c.rowid).where(literal_column(WORD_INDEX).op("MATCH")(write_match(terms)))
        matching = ExperienceWords.id.in_(found)
    else:
        stems = func.to_tsvector(literal_column("'simple'"), ExperienceWords.stems)
        # Written into the statement: a plan made for any words would read all that hold a common one.
        wanted = bindparam(None, write_tsquery(terms), String, literal_execute=True)
        matching = stems.op("@@")(cast(wanted, TSQUERY))
        return Experience.id.in_(select(ExperienceWords.experience_id).where(matching))
    # Asked of one experience after the other, from the newest on: most words are held by enough of the first.
    words = select(ExperienceWords.id).where(ExperienceWords.experience_id == Experience.id, matching)
    return words.exists()


def write_match(terms: list[Term]) -> str:
    """The words as SQLite's FTS5 asks for them. A word is letters and digits alone, so that nothing in it has a meaning."""
    return " AND ".join(f'("{term.stem}" OR "{term.word}"{" *" if term.is_prefix else ""})' for term in terms)


def write_tsquery(terms: list[Term]) -> str:
    """The same as PostgreSQL asks for it."""
    return " & ".join(f"('{term.stem}' | '{term.word}'{':*' if term.is_prefix else ''})" for term in terms)
