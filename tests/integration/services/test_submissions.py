"""The key of a sent form: taken once, with the answer beside it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.identity import Actor
from hybridmentor.models import Submission
from hybridmentor.services.submissions import Earlier, claim_key, store_answer
from tests.integration.crowd import run_at_once
from tests.integration.scenes import load_person
from tests.support.apps import Site

PRINT = b"p" * 16
HERE = "hybridmentor.cases.create"


def test_the_first_gets_the_key_and_the_second_the_answer(people: HybridSession, adviser: Actor):
    key = uuid4()
    assert claim_key(people, adviser, key, HERE, PRINT) is None
    store_answer(people, key, "/cases/1", "case.notice.opened")
    assert claim_key(people, adviser, key, HERE, PRINT) == Earlier("/cases/1", "case.notice.opened", True)
    assert claim_key(people, adviser, uuid4(), HERE, PRINT) is None


@pytest.mark.parametrize("differs", ["text", "form", "person"])
def test_the_answer_is_told_to_the_same_form_only(
    people: HybridSession, adviser: Actor, neighbour: Actor, differs: str
):
    key = uuid4()
    claim_key(people, adviser, key, HERE, PRINT)
    store_answer(people, key, "/cases/1", None)
    second = {
        "text": (adviser, HERE, b"q" * 16),
        "form": (adviser, "hybridmentor.contacts.log", PRINT),
        "person": (neighbour, HERE, PRINT),
    }[differs]
    assert claim_key(people, second[0], key, *second[1:]) == Earlier(None, None, False)


def test_a_key_that_was_rolled_back_is_free(people: HybridSession, adviser: Actor):
    people.commit()
    key = uuid4()
    claim_key(people, adviser, key, HERE, PRINT)
    people.rollback()
    assert claim_key(people, adviser, key, HERE, PRINT) is None


def test_of_ten_at_once_one_gets_the_key_and_nine_its_answer(site: Site):
    key = uuid4()
    with site.session() as session:
        adviser = load_person(session, "veileder")

    def make_claim(number: int) -> Callable[[], Earlier | None]:
        def claim() -> Earlier | None:
            with site.session() as session:
                begin_write(session)
                earlier = claim_key(session, adviser, key, HERE, PRINT)
                if earlier is None:
                    store_answer(session, key, f"/cases/{number}", None)
                    session.commit()
                return earlier

        return claim

    told = run_at_once([make_claim(number) for number in range(10)])
    first = told.index(None)
    assert [one for one in told if one is not None] == [Earlier(f"/cases/{first}", None, True)] * 9
    with site.session() as session:
        kept: UUID = session.scalars(select(Submission.key)).one()
        assert kept == key
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
