"""Handing over one case, and several at once, by form."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from hybridmentor.models import AuditEvent, CaseRole, CaseTurn, User
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.scenes import give_part, hire, plant_cases
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries
from tests.support.seed import make_actor

SEVERAL = "/cases/handover"


def write_day(ahead: int) -> str:
    return format_numeric(clock.today() + timedelta(days=ahead))


@pytest.fixture
def colleagues(site: Site) -> dict[str, str]:
    """The ids of two more advisers at the office and one of another, as forms send them."""
    with site.session() as session:
        users = [hire(session, login) for login in ("ola", "kari")]
        users.append(session.scalars(select(User).where(User.login == "veileder2")).one())
        session.commit()
        return {str(user.login): str(user.id) for user in users}


def list_roles(site: Site, case_id: UUID) -> list[tuple[str, Any, Any]]:
    with site.session() as session:
        statement = (
            select(User.name, CaseRole.from_on, CaseRole.to_on)
            .join(User, User.id == CaseRole.user_id)
            .where(CaseRole.case_id == case_id)
            .order_by(CaseRole.from_on, CaseRole.id)
        )
        return [tuple(row) for row in session.execute(statement)]


def count_turns(site: Site) -> int:
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(CaseTurn)) or 0


def list_actions(site: Site, *actions: str) -> list[UUID | None]:
    with site.session() as session:
        statement = select(AuditEvent.case_id).where(AuditEvent.action.in_(actions)).order_by(AuditEvent.id)
        return list(session.scalars(statement))


def read_fault(answer: PageResponse, field: str) -> str:
    """What stands under a field; empty where it is fine."""
    element = answer.page.find(f"{field}-error")
    assert element is not None, f"there is no field {field}"
    return "".join(element.itertext()).strip()


def test_a_case_is_handed_over(site: Site, tab: PageClient, case_id: UUID, colleagues: dict[str, str]):
    url = f"/cases/{case_id}"
    assert f"{url}/handover" in tab.get(url).page.links
    answer = tab.submit_form(f"{url}/handover", to=colleagues["ola"], note="Ring mentor på mandager.")
    assert (answer.status_code, answer.location) == (303, url)
    today = clock.today()
    assert [role[0] for role in list_roles(site, case_id)] == ["Vilde Veileder", "Ola"]
    assert list_roles(site, case_id)[0][2] == today - timedelta(days=1)
    shown = tab.follow(answer).page.body_text
    assert "Saken er overlevert" in shown
    assert "veileder Ola" in shown
    assert "Overlevert fra Vilde Veileder til Ola" in shown
    assert "Ring mentor på mandager." in shown
    assert f"{url}/pause" in tab.get(url).page.links, "a colleague at the office still works on it"
    assert list_actions(site, "case.hand_over") == [case_id]


def test_a_guest_who_hands_over_goes_to_the_list(site: Site, case_id: UUID, colleagues: dict[str, str]):
    with site.session() as session:
        give_part(session, "veileder2", case_id, clock.today() - timedelta(days=30))
        session.commit()
    guest = site.client("veileder2")
    answer = guest.submit_form(f"/cases/{case_id}/handover", to=colleagues["kari"])
    assert (answer.status_code, answer.location) == (303, "/cases")
    assert "Saken er overlevert" in guest.follow(answer).page.body_text
    assert guest.get(f"/cases/{case_id}").status_code == 404
    assert [role[0] for role in list_roles(site, case_id)] == ["Vilde Veileder", "Viggo Veileder", "Kari"]


def test_another_offices_adviser_is_refused(
    site: Site, tab: PageClient, case_id: UUID, colleagues: dict[str, str]
):
    form = tab.read_form(f"/cases/{case_id}/handover")
    assert "Viggo" not in tab.get(f"/cases/{case_id}/handover").page.body_text
    for tampered in (colleagues["veileder2"], "0", "-1", "abc", "9" * 30, ""):
        answer = tab.post_form(form, to=tampered, extra={"hm_key": str(uuid4())})
        assert answer.status_code == 422, tampered
        assert read_fault(answer, "to"), tampered
    assert list_roles(site, case_id) == [("Vilde Veileder", clock.today() - timedelta(days=60), None)]


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"to": ""}, "to", "Velg et svar på «Ny veileder»."),
        ({"from_on": ""}, "from_on", "Fyll ut"),
        ({"from_on": "i morgen"}, "from_on", "Skriv datoen slik"),
        ({"from_on": write_day(-1)}, "from_on", "Velg i dag eller en senere dag."),
        ({"from_on": write_day(800)}, "from_on", "for langt fram"),
        ({"note": "x" * 5001}, "note", "5001 tegn"),
        ({"note": "Fnr 02013299997"}, "note", "fødselsnummer"),
    ],
)
def test_faults_stand_at_their_fields(
    site: Site,
    tab: PageClient,
    case_id: UUID,
    colleagues: dict[str, str],
    values: dict[str, str],
    field: str,
    sentence: str,
):
    told = {"to": colleagues["ola"], "note": "Ring mentor på mandager.", **values}
    answer = tab.submit_form(f"/cases/{case_id}/handover", **told)
    assert answer.status_code == 422
    assert sentence in read_fault(answer, field)
    typed = answer.page.form().values
    assert (typed["to"], typed["note"]) == (told["to"], told["note"])
    assert count_turns(site) == 0


def test_nobody_to_hand_over_to(tab: PageClient, case_id: UUID):
    page = tab.get(f"/cases/{case_id}/handover").page
    assert "Ingen andre ved kontoret kan ta over saken" in page.body_text


def test_ten_handovers_at_once_make_one(
    site: Site, tab: PageClient, case_id: UUID, colleagues: dict[str, str]
):
    """To two advisers and on days of their own: whoever is second has seen another adviser than there is."""
    forms = [tab.read_form(f"/cases/{case_id}/handover") for _ in range(10)]
    deeds = [
        lambda one=one, form=form, n=n: one.post_form(
            form, to=colleagues["ola" if n % 2 else "kari"], from_on=write_day(n)
        )
        for n, (one, form) in enumerate(zip(open_tabs(tab, 10), forms, strict=True))
    ]
    answers = run_at_once(deeds)
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 9
    assert len(list_roles(site, case_id)) == 2
    assert count_turns(site) == 1
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "fått en annen veileder i mellomtiden" in read_fault(refused, "to")


def test_the_same_form_ten_times_is_one_handover(
    site: Site, tab: PageClient, case_id: UUID, colleagues: dict[str, str]
):
    form = tab.read_form(f"/cases/{case_id}/handover")
    answers = run_at_once(
        [lambda one=one: one.post_form(form, to=colleagues["ola"]) for one in open_tabs(tab, 10)]
    )
    assert [answer.status_code for answer in answers] == [303] * 10
    assert count_turns(site) == 1


# Several at once


@pytest.fixture
def cases(site: Site) -> list[UUID]:
    """Three cases of the adviser's."""
    return [open_for_site(site, name=name) for name in ("Anna Prøve", "Bo Prøve", "Cato Prøve")]


def test_several_are_handed_over(site: Site, tab: PageClient, cases: list[UUID], colleagues: dict[str, str]):
    assert SEVERAL in tab.get("/cases").page.links
    one, two, three = cases
    form = tab.read_form(SEVERAL)
    answer = tab.post_form(
        form,
        to=colleagues["ola"],
        note="Jeg er i permisjon.",
        **{f"pick_{one.hex}": True, f"pick_{three.hex}": True, f"note_{three.hex}": "Venter på svar."},
    )
    assert (answer.status_code, answer.location) == (303, "/cases")
    assert [len(list_roles(site, case_id)) for case_id in cases] == [2, 1, 2]
    assert set(list_actions(site, "case.hand_over")) == {one, three}
    with site.session() as session:
        notes = {turn.case_id: turn.note for turn in session.scalars(select(CaseTurn))}
    assert notes == {one: "Jeg er i permisjon.", three: "Jeg er i permisjon.\n\nVenter på svar."}
    page = tab.get(SEVERAL).page
    assert f"pick_{two.hex}" in page.form().names
    assert f"pick_{one.hex}" not in page.form().names


def test_all_or_none_and_the_fault_stands_at_its_case(
    site: Site, tab: PageClient, cases: list[UUID], colleagues: dict[str, str]
):
    one, two, _ = cases
    form = tab.read_form(SEVERAL)
    assert (
        tab.submit_form(f"/cases/{two}/handover", to=colleagues["kari"], from_on=write_day(3)).status_code
        == 303
    )
    picked = {f"pick_{case_id.hex}": True for case_id in cases}
    answer = tab.post_form(form, to=colleagues["ola"], note="Hei", **picked, **{f"note_{one.hex}": "Bare én"})
    assert answer.status_code == 422
    assert "fått en annen veileder" in read_fault(answer, f"pick_{two.hex}")
    assert read_fault(answer, f"pick_{one.hex}") == ""
    typed = answer.page.form().values
    assert (typed["note"], typed[f"note_{one.hex}"]) == ("Hei", "Bare én")
    assert all(typed.get(name) for name in picked)
    assert [len(list_roles(site, case_id)) for case_id in cases] == [1, 2, 1]
    assert list_actions(site, "case.hand_over") == [two]


def test_every_case_with_a_fault_is_told(
    site: Site, tab: PageClient, cases: list[UUID], colleagues: dict[str, str]
):
    picked = {f"pick_{case_id.hex}": True for case_id in cases}
    assert tab.submit_form(SEVERAL, to=colleagues["ola"], **picked).status_code == 303
    ola = site.client("leder")
    answer = ola.submit_form(SEVERAL, to=colleagues["kari"], **picked)
    assert answer.status_code == 422
    for case_id in cases:
        assert "Velg en dag etter" in read_fault(answer, f"pick_{case_id.hex}")


def test_a_case_that_is_closed_meanwhile_stops_all(
    site: Site, tab: PageClient, cases: list[UUID], colleagues: dict[str, str]
):
    form = tab.read_form(SEVERAL)
    assert tab.submit_form(f"/cases/{cases[0]}/close", attached="yes").status_code == 303
    answer = tab.post_form(
        form, to=colleagues["ola"], **{f"pick_{cases[0].hex}": True, f"pick_{cases[1].hex}": True}
    )
    assert answer.status_code == 422
    assert "kan ikke overleveres lenger" in answer.page.body_text
    assert count_turns(site) == 0


def test_cases_of_others_cannot_be_slipped_in(
    site: Site, tab: PageClient, cases: list[UUID], colleagues: dict[str, str]
):
    away = open_for_site(site, "veileder2", "Borte Bak")
    form = tab.read_form(SEVERAL)
    answer = tab.post_form(
        form, to=colleagues["ola"], **{f"pick_{cases[0].hex}": True}, extra={f"pick_{away.hex}": "y"}
    )
    assert answer.status_code == 422
    assert "Borte" not in answer.text
    assert count_turns(site) == 0


@pytest.mark.parametrize(("values", "field"), [({"to": ""}, "to"), ({"from_on": "x"}, "from_on")])
def test_what_is_typed_stays(
    tab: PageClient, cases: list[UUID], colleagues: dict[str, str], values: dict[str, str], field: str
):
    told = {"to": colleagues["ola"], "note": "Hei", f"pick_{cases[1].hex}": True}
    answer = tab.submit_form(SEVERAL, **{**told, **values})
    assert answer.status_code == 422
    assert read_fault(answer, field)
    typed = answer.page.form().values
    assert typed["note"] == "Hei"
    assert typed[f"pick_{cases[1].hex}"] == "y"


def test_none_chosen(tab: PageClient, cases: list[UUID], colleagues: dict[str, str]):
    answer = tab.submit_form(SEVERAL, to=colleagues["ola"])
    assert answer.status_code == 422
    assert "Velg minst én sak." in answer.page.body_text


def test_a_lead_sees_the_office_by_adviser(
    site: Site, tab: PageClient, cases: list[UUID], colleagues: dict[str, str]
):
    tab.submit_form(f"/cases/{cases[0]}/handover", to=colleagues["ola"])
    lead = site.client("leder")
    page = lead.get(SEVERAL).page
    assert {f"pick_{case_id.hex}" for case_id in cases} <= page.form().names
    assert f"{SEVERAL}?adviser={colleagues['ola']}" in page.links
    narrowed = lead.get(f"{SEVERAL}?adviser={colleagues['ola']}").page
    assert f"pick_{cases[0].hex}" in narrowed.form().names
    assert f"pick_{cases[1].hex}" not in narrowed.form().names
    for odd in ("x", "-1", "9" * 40, ""):
        assert lead.get(f"{SEVERAL}?adviser={odd}").status_code == 200
    other = site.client("leder2").get(SEVERAL).page
    assert "Ingen åpne saker å overlevere" in other.body_text


def test_the_list_is_read_into_the_audit_log(site: Site, tab: PageClient, cases: list[UUID]):
    tab.get(SEVERAL)
    assert len(list_actions(site, "handover.list")) == 1
    tab.submit_form(SEVERAL)
    assert len(list_actions(site, "handover.list")) == 3, (
        "the page, and the form that comes back with its faults"
    )


@pytest.mark.parametrize("many", [3, 230])
def test_the_list_is_read_in_a_fixed_number_of_queries(site: Site, tab: PageClient, many: int):
    with site.session() as session:
        actor = make_actor(session, "veileder")
        plant_cases(session, actor, [clock.today() - timedelta(days=n % 90) for n in range(many)])
        session.commit()
    tab.get(SEVERAL)
    with count_queries(site.engine) as statements:
        answer = tab.get(SEVERAL)
    # One of them asks for a draft of the form.
    assert len(statements) == 7, statements
    picks = [name for name in answer.page.form().names if name.startswith("pick_")]
    assert len(picks) == min(many, 200)
    assert ("Bare de første 200 sakene vises." in answer.page.body_text) == (many > 200)
