"""A right that is taken away is gone on the very next request, also for a form that was open before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Case, CaseRole, Jobseeker, OfficeMembership, Recusal, Role, SignIn, User
from tests.access.world import World, change_nothing

Taking = Callable[[HybridSession, World, int], Any]


def end_membership(session: HybridSession, world: World, user: int) -> None:
    """The role at the office ended yesterday."""
    session.execute(
        update(OfficeMembership)
        .where(OfficeMembership.user_id == user)
        .values(to_on=clock.today() - timedelta(days=1))
    )


def change_role(session: HybridSession, world: World, user: int) -> None:
    """The adviser is a market contact from now on."""
    session.execute(
        update(OfficeMembership).where(OfficeMembership.user_id == user).values(role=Role.MARKET_CONTACT)
    )


def narrow_service(session: HybridSession, world: World, user: int) -> None:
    """Only municipal cases from now on."""
    session.execute(
        update(OfficeMembership).where(OfficeMembership.user_id == user).values(service="municipal")
    )


def move_office(session: HybridSession, world: World, user: int) -> None:
    """The same role at another office."""
    other = select(OfficeMembership.office_id).where(OfficeMembership.user_id == world.users["elsewhere"])
    session.execute(
        update(OfficeMembership)
        .where(OfficeMembership.user_id == user)
        .values(office_id=other.scalar_subquery())
    )


def recuse(session: HybridSession, world: World, user: int) -> None:
    """It is the case of somebody close."""
    session.execute(
        insert(Recusal).values(case_id=world.cases["open"], user_id=user, reason="close_relation")
    )


def protect(protection: str, *, shielded: bool = False) -> Taking:
    """The person gets address protection, or is shielded."""

    def take(session: HybridSession, world: World, user: int) -> None:
        person = select(Case.jobseeker_id).where(Case.id == world.cases["open"]).scalar_subquery()
        session.execute(
            update(Jobseeker)
            .where(Jobseeker.id == person)
            .values(protection=protection, is_shielded=shielded)
        )

    return take


def end_part(session: HybridSession, world: World, user: int) -> None:
    """The part in the case ended yesterday."""
    session.execute(
        update(CaseRole).where(CaseRole.user_id == user).values(to_on=clock.today() - timedelta(days=1))
    )


def remove_part(session: HybridSession, world: World, user: int) -> None:
    """The part in the case was given by mistake."""
    session.execute(delete(CaseRole).where(CaseRole.user_id == user))


def shut_account(session: HybridSession, world: World, user: int) -> None:
    """The account is shut."""
    session.execute(update(User).where(User.id == user).values(is_active=False))


def end_sign_in(session: HybridSession, world: World, user: int) -> None:
    """Somebody ended the sign-in from elsewhere."""
    session.execute(update(SignIn).where(SignIn.user_id == user).values(ended_at=clock.now()))


def remove_sign_in(session: HybridSession, world: World, user: int) -> None:
    """The sign-in is not known any longer."""
    session.execute(delete(SignIn).where(SignIn.user_id == user))


HIDDEN: dict[str, tuple[str, Taking]] = {
    "the membership ended": ("colleague", end_membership),
    "another role": ("colleague", change_role),
    "another service": ("colleague", narrow_service),
    "another office": ("colleague", move_office),
    "recused": ("colleague", recuse),
    "recused with a part": ("adviser", recuse),
    "kode 7": ("colleague", protect("confidential")),
    "kode 6": ("adviser", protect("strictly_confidential")),
    "shielded": ("colleague", protect("none", shielded=True)),
    "the part ended": ("guest", end_part),
    "the part removed": ("guest", remove_part),
}
GONE: dict[str, Taking] = {
    "the account was shut": shut_account,
    "the sign-in was ended": end_sign_in,
    "the sign-in was removed": remove_sign_in,
}


def take_away(world: World, actor: str, taking: Taking) -> None:
    """Take a right away, as another request would."""
    with world.site.session() as session:
        taking(session, world, world.users[actor])
        session.commit()


@pytest.mark.parametrize("what", HIDDEN)
def test_the_case_is_gone_at_once(world: World, what: str):
    actor, taking = HIDDEN[what]
    client = world.find_client(actor)
    case, form_url = world.build_url("cases.show", "open"), world.build_url("cases.edit", "open")
    contact = client.read_form(world.build_url("contacts.new", "open"))
    form = client.read_form(form_url)
    assert client.get(case).status_code == 200
    take_away(world, actor, taking)
    with change_nothing(world.site, "hm_audit_event"):
        assert client.get(case).status_code == 404
        assert client.post_form(form, name="Et annet navn").status_code == 404
        assert client.post_form(contact, relationships=["mentor"], day="today").status_code == 404
        listed = client.get("/cases?state=all")
        assert str(world.cases["open"]) not in listed.get_data(as_text=True)
        assert str(world.cases["open"]) not in client.get("/?show=all").get_data(as_text=True)


@pytest.mark.parametrize("what", GONE)
def test_everything_is_gone_at_once(world: World, what: str):
    client = world.find_client("adviser")
    case = world.build_url("cases.show", "open")
    form = client.read_form(world.build_url("cases.edit", "open"))
    take_away(world, "adviser", GONE[what])
    with change_nothing(world.site):
        answers = [client.get(url) for url in (case, "/", "/cases", "/research/table-1")]
        assert [answer.status_code for answer in answers] == [303] * 4
        assert client.post_form(form, name="Et annet navn").status_code == 401


def test_a_case_that_somebody_closed_takes_no_more_changes(world: World):
    client = world.find_client("adviser")
    forms = [
        client.read_form(world.build_url(name, "open"))
        for name in ("cases.edit", "cases.mentor", "cases.plan", "contacts.new", "cases.close", "cases.step")
    ]
    with world.site.session() as session:
        session.execute(update(Case).where(Case.id == world.cases["open"]).values(closed_on=clock.today()))
        session.commit()
    with change_nothing(world.site, "hm_audit_event"):
        assert [client.post_form(form).status_code for form in forms] == [403] * len(forms)
    assert client.get(world.build_url("cases.show", "open")).status_code == 200


def test_an_administrator_who_is_none_any_longer_sees_no_users(world: World):
    client = world.find_client("admin")
    assert client.get("/admin").status_code == 200
    take_away(world, "admin", end_membership)
    assert client.get("/admin").status_code == 403


def test_a_right_that_is_given_counts_at_once_too(world: World):
    """So that nothing is kept between requests, in either direction."""
    client = world.find_client("elsewhere")
    case = world.build_url("cases.show", "kode_7")
    assert client.get(case).status_code == 404
    with world.site.session() as session:
        session.execute(
            insert(CaseRole).values(
                case_id=world.cases["kode_7"],
                user_id=world.users["elsewhere"],
                role="adviser",
                from_on=clock.today(),
            )
        )
        session.commit()
    assert client.get(case).status_code == 200
