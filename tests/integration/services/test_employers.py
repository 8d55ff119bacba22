"""The register of employers of an office: shared by cases, known again, corrected for all, and never renamed by accident."""

import json
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Employer, Revision
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.services.cases import edit_case, read_case_values
from hybridmentor.services.revisions import EditConflict
from tests.integration.crowd import run_at_once
from tests.integration.scenes import load_person, open_through_service
from tests.support.apps import Site

NUMBER, OTHER = "974761076", "889640782"


def count_employers(session: HybridSession) -> int:
    return session.scalar(select(func.count()).select_from(Employer)) or 0


def edit(
    session: HybridSession,
    actor: Actor,
    visible: VisibleCase,
    shown: dict[str, Any] | None = None,
    **values: Any,
) -> bool:
    """Send the form of the basics with these fields changed."""
    sent = {**read_case_values(visible.case), **values}
    return edit_case(session, actor, visible, version=visible.case.version, sent=sent, shown=shown)


def read_company(visible: VisibleCase) -> tuple[Any, ...]:
    values = read_case_values(visible.case)
    return values["employer_name"], values["organisation_number"], values["industry"]


@pytest.mark.parametrize(
    ("told", "message", "field"),
    [
        ({"employer_name": "Bakeri"}, "employer.error.registered_as", "employer_name"),
        ({"industry": "retail"}, "employer.error.registered_industry", "industry"),
    ],
)
def test_opening_a_case_renames_no_company(
    people: HybridSession, adviser: Actor, told: dict[str, str], message: str, field: str
):
    """What differs from the register is told, not dropped in silence and not written over it."""
    known = {"employer_name": "Bakeriet AS", "organisation_number": NUMBER, "industry": "service"}
    open_through_service(people, adviser, **known)
    with pytest.raises(InvalidInput) as fault, people.begin_nested():
        open_through_service(people, adviser, **{**known, **told})
    assert (fault.value.message.id, fault.value.field) == (message, field)
    assert fault.value.message.params["name"] == "Bakeriet AS"
    same = open_through_service(people, adviser, **{**known, "industry": None})
    assert read_company(same) == ("Bakeriet AS", NUMBER, "service")
    assert count_employers(people) == 1


def test_what_the_register_lacks_is_added(people: HybridSession, adviser: Actor):
    first = open_through_service(people, adviser, employer_name="Bakeriet AS", organisation_number=NUMBER)
    open_through_service(
        people, adviser, employer_name="Bakeriet AS", organisation_number=NUMBER, industry="service"
    )
    people.expire_all()
    assert read_company(first) == ("Bakeriet AS", NUMBER, "service")


def test_a_correction_is_seen_by_all_cases_and_kept_as_it_was(people: HybridSession, adviser: Actor):
    told = {"employer_name": "Bakeriet AS", "organisation_number": NUMBER}
    first = open_through_service(people, adviser, **told)
    second = open_through_service(people, adviser, **told)
    edit(people, adviser, first, employer_name="Bakeriet i Byen AS")
    people.flush()
    people.expire_all()
    assert read_company(second) == ("Bakeriet i Byen AS", NUMBER, None)
    kept = people.scalars(select(Revision).where(Revision.noun == "employer")).one()
    assert json.loads(kept.values or "")["name"] == "Bakeriet AS"
    assert count_employers(people) == 1


def test_a_company_gets_its_number_later(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, employer_name="Bakeriet AS")
    before = visible.case.employer_id
    edit(people, adviser, visible, organisation_number=NUMBER)
    people.flush()
    assert read_company(visible) == ("Bakeriet AS", NUMBER, None)
    assert visible.case.employer_id == before


def test_another_number_is_another_company(people: HybridSession, adviser: Actor):
    told = {"employer_name": "Bakeriet AS", "organisation_number": NUMBER}
    first = open_through_service(people, adviser, **told)
    second = open_through_service(people, adviser, **told)
    edit(people, adviser, first, organisation_number=OTHER)
    people.flush()
    assert read_company(first) == ("Bakeriet AS", OTHER, None)
    assert read_company(second) == ("Bakeriet AS", NUMBER, None)
    assert first.case.employer_id != second.case.employer_id


def test_two_cases_that_correct_the_same_company_meet(people: HybridSession, adviser: Actor):
    """The versions of the cases say nothing of it: what the form showed of the company does."""
    told = {"employer_name": "Bakeriet AS", "organisation_number": NUMBER}
    first, second = (open_through_service(people, adviser, **told) for _ in range(2))
    shown = {"employer_name": "Bakeriet AS", "organisation_number": NUMBER, "industry": None}
    edit(people, adviser, first, shown, employer_name="Bakeriet Nord AS")
    people.flush()
    with pytest.raises(EditConflict) as met:
        edit(people, adviser, second, shown, employer_name="Bakeriet Sør AS")
    assert [(f.name, f.stored, f.mine) for f in met.value.fields] == [
        ("employer_name", "Bakeriet Nord AS", "Bakeriet Sør AS")
    ]
    assert edit(people, adviser, second, shown, employer_name="Bakeriet AS", phone="40000000") is True
    assert read_company(second)[0] == "Bakeriet Nord AS", "what was only shown is not set back"


@pytest.mark.parametrize("number", [NUMBER, None], ids=["numbered", "bare"])
def test_ten_who_open_cases_at_a_new_company_add_it_once(site: Site, number: str | None):
    with site.session() as session:
        adviser = load_person(session, "veileder")

    def open_one() -> None:
        with site.session() as session:
            begin_write(session)
            open_through_service(session, adviser, employer_name="Bakeriet AS", organisation_number=number)
            session.commit()

    run_at_once([open_one] * 10)
    with site.session() as session:
        assert count_employers(session) == 1
        assert session.scalar(select(func.count()).select_from(Case)) == 10


def test_eight_who_move_cases_to_a_new_company_add_it_once(site: Site):
    """Cases of their own, so that nothing else holds one of them back."""
    with site.session() as session:
        begin_write(session)
        adviser = load_person(session, "veileder")
        ids = [open_through_service(session, adviser).case.id for _ in range(8)]
        session.commit()

    def move(case_id: UUID) -> None:
        with site.session() as session:
            begin_write(session)
            visible = find_case(session, adviser, case_id, lock="edit")
            assert visible is not None
            edit(session, adviser, visible, employer_name="Sykkelverkstedet", organisation_number=NUMBER)
            session.commit()

    run_at_once([partial(move, case_id) for case_id in ids])
    with site.session() as session:
        added = session.scalars(select(Employer).where(Employer.organisation_number == NUMBER)).all()
        assert len(added) == 1
        assert set(session.scalars(select(Case.employer_id))) == {added[0].id}
