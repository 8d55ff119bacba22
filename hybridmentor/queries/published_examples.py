"""Published examples: lines of a printed table, open to everybody who has signed in, for they hold no person."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.published_cases import PublishedCase, code_published_case
from hybridmentor.models import Case, Office, PublishedExample


def list_published_examples(session: Session, office_number: str | None = None) -> Sequence[PublishedExample]:
    """All examples, of one office if a number is given, in the order of the printed table."""
    statement = (
        select(PublishedExample)
        .join(Case, Case.id == PublishedExample.case_id)
        .join(Office, Office.id == Case.office_id)
    )
    if office_number is not None:
        statement = statement.where(Office.number == office_number)
    return session.scalars(
        statement.order_by(Office.number, PublishedExample.position, PublishedExample.case_id)
    ).all()


def find_published_example(session: Session, case_id: UUID) -> PublishedExample | None:
    """The printed line of a case that the actor has been shown."""
    return session.get(PublishedExample, case_id)


def rebuild_published_cases(examples: Sequence[PublishedExample]) -> list[PublishedCase]:
    """The lines as `domain.published_cases` knows them, coded anew from their words."""
    return [code_published_case({"case_no": str(example.case_no), **example.words}) for example in examples]
