"""Putting the lines of a published table on an office's shelf, once."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.published_cases import PublishedCase
from hybridmentor.identity import Actor
from hybridmentor.models import Case, DataKey, Office, PublishedExample
from hybridmentor.services import audit


def find_known_examples(session: Session, office: Office) -> dict[int, PublishedExample]:
    """The examples that the office has, by the number in the table."""
    statement = (
        select(PublishedExample)
        .join(Case, Case.id == PublishedExample.case_id)
        .where(Case.office_id == office.id)
    )
    return {row.case_no: row for row in session.scalars(statement)}


def add_published_case(
    session: Session,
    actor: Actor | None,
    office: Office,
    practice: PracticeModel,
    published: PublishedCase,
    position: int,
) -> Case:
    """One line as a case of its own: words and codes, no person, no date."""
    case = Case(
        data_key=DataKey.make(session.info["keyring"], "case"),
        office_id=office.id,
        number=f"AFI-sak {published.case_no}",
        origin="published_example",
        practice_model=practice.id,
        practice_version=practice.version,
    )
    session.add(case)
    session.flush()
    session.add(
        PublishedExample(
            case_id=case.id,
            case_no=published.case_no,
            position=position,
            words=published.words,
            codes=published.codes,
            attached_group=published.attached_group,
        )
    )
    return case


def import_published_cases(
    session: Session,
    actor: Actor | None,
    office: Office,
    practice: PracticeModel,
    cases: Sequence[PublishedCase],
    on_progress: Callable[[], None] = lambda: None,
) -> tuple[int, int]:
    """How many are new and how many were there already. The caller has made sure that none contradicts a known one."""
    known = find_known_examples(session, office)
    new = 0
    for published in cases:
        if published.case_no not in known:
            add_published_case(session, actor, office, practice, published, position=len(known) + new)
            new += 1
        on_progress()
    if new:
        audit.record(
            session,
            actor,
            "published_cases.import",
            noun="office",
            row_id=office.id,
            office_id=office.id,
            detail=str(new),
        )
    session.flush()
    return new, len(cases) - new
