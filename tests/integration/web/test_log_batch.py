"""After a day of visits: several cases on one page, saved in one go, a fault at its row and nothing else lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.i18n import format_numeric
from hybridmentor.models import AuditEvent, CasePause, ContactPoint
from hybridmentor.services.outcomes import close_case
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.scenes import agree, look_up, talk
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.html import Form
from tests.support.seed import make_actor

URL = "/log/batch"
VISIT = {"relationships": ["mentor"], "form": "at_company", "outcome": "took_place"}


def answer(number: int, **values: Any) -> dict[str, Any]:
    """A row's answers, as the form names them."""
    return {f"{part}_{number}": value for part, value in {**VISIT, **values}.items()}


def choose(number: int, case_id: UUID, **values: Any) -> dict[str, Any]:
    """A row with a case chosen in it."""
    return answer(number, **{"case": str(case_id), **values})


def count_rows(form: Form) -> int:
    return int(form.values["size"])


def list_contacts(site: Site, *, planned: bool = False) -> list[ContactPoint]:
    with site.session() as session:
        statement = select(ContactPoint).order_by(ContactPoint.case_id, ContactPoint.created_at)
        rows = [row for row in session.scalars(statement) if planned or row.outcome != "planned"]
        _ = [(row.note, row.relationship_keys) for row in rows]
        return rows


def prepare(site: Site, case_id: UUID, **contact: Any) -> UUID:
    """A contact in the case; its id."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        day = actor.today - timedelta(days=contact.pop("ago", 0))
        added = talk(
            session, actor, look_up(session, actor, case_id), day, *contact.pop("who", ()), **contact
        )
        session.commit()
        return added.id


@pytest.fixture
def cases(site: Site) -> list[UUID]:
    """Three cases of the adviser's."""
    return [open_for_site(site, name=name) for name in ("Jonas Prøve", "Åse Dahl", "Berit Lie")]


def test_several_are_saved_in_one_go(site: Site, tab: PageClient, cases: list[UUID]):
    form = tab.read_form(URL)
    sent = {
        **choose(0, cases[0], note="Så på opplæringsplanen", minutes_band="30_60"),
        **choose(1, cases[1], relationships=["jobseeker", "employer"], day="yesterday"),
    }
    saved = tab.post_form(form, **sent)
    assert (saved.status_code, saved.location) == (303, "/")
    assert "2 kontakter er logget" in tab.follow(saved).page.body_text
    rows = {row.case_id: row for row in list_contacts(site)}
    first, second = rows[cases[0]], rows[cases[1]]
    assert (first.form, first.outcome, first.minutes_band) == ("at_company", "took_place", "30_60")
    assert (first.note, first.occurred_on) == ("Så på opplæringsplanen", clock.today())
    assert (second.relationship_keys, second.minutes_band) == (("employer", "jobseeker"), None)
    assert second.occurred_on == clock.today() - timedelta(days=1)
    assert first.entry_id == second.entry_id is not None
    with site.session() as session:
        logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "contact.log")).all()
    assert {(event.case_id, event.row_id) for event in logged} == {
        (row.case_id, str(row.id)) for row in rows.values()
    }, "a row of the audit log for each contact"


def test_the_notice_takes_all_of_them_back(site: Site, tab: PageClient, cases: list[UUID]):
    sent = {**choose(0, cases[0]), **choose(1, cases[1])}
    page = tab.follow(tab.post_form(tab.read_form(URL), **sent)).page
    (undo,) = [form for form in page.forms if "/undo" in form.action]
    undo.action = f"https://localhost{undo.action}"
    tabs = open_tabs(tab, 6)
    answers = run_at_once([lambda one=one: one.post_form(undo) for one in tabs])
    assert {answer.status_code for answer in answers} == {303}
    assert "2 kontakter er angret" in tabs[0].follow(answers[0]).page.body_text
    assert list_contacts(site) == []


def test_undo_from_the_pages_of_both_at_once_takes_them_back_once(
    site: Site, tab: PageClient, cases: list[UUID]
):
    """Two forms in two cases about the same entry: neither waits for the other for ever."""
    tab.post_form(tab.read_form(URL), **choose(0, cases[0]), **choose(1, cases[1]))
    forms = [
        tab.read_form(f"/cases/{row.case_id}/contacts/{row.id}", "undo")
        for row in list_contacts(site)
        for _ in range(4)
    ]
    tabs = open_tabs(tab, len(forms))
    answers = run_at_once(
        [lambda one=one, form=form: one.post_form(form) for one, form in zip(tabs, forms, strict=True)]
    )
    assert sorted(answer.status_code for answer in answers) == [303] + [404] * (len(forms) - 1)
    assert list_contacts(site) == []


def test_a_single_row_is_a_contact_like_any_other(site: Site, tab: PageClient, cases: list[UUID]):
    page = tab.follow(tab.post_form(tab.read_form(URL), **choose(1, cases[2]))).page
    assert "Kontakten er lagret" in page.body_text
    (only,) = list_contacts(site)
    assert (only.case_id, only.entry_id) == (cases[2], None)


def test_ten_sends_at_once_make_one_row_for_each_case(site: Site, tab: PageClient, cases: list[UUID]):
    form = tab.read_form(URL)
    sent = {**choose(0, cases[0]), **choose(1, cases[1])}
    answers = run_at_once([lambda one=one: one.post_form(form, **sent) for one in open_tabs(tab, 10)])
    assert {answer.status_code for answer in answers} == {303}
    assert sorted(row.case_id for row in list_contacts(site)) == sorted(cases[:2])


def test_of_many_days_of_the_same_cases_saved_at_once_none_is_lost(
    site: Site, tab: PageClient, cases: list[UUID]
):
    forms = [tab.read_form(URL) for _ in range(12)]
    orders = [[cases[n % 3], cases[(n + 1) % 3]] for n in range(12)]
    answers = run_at_once(
        [
            lambda one=one, form=form, order=order: one.post_form(
                form, **choose(0, order[0]), **choose(1, order[1])
            )
            for one, form, order in zip(open_tabs(tab, 12), forms, orders, strict=True)
        ]
    )
    assert {answer.status_code for answer in answers} == {303}
    assert len(list_contacts(site)) == 24


def test_a_fault_stands_at_its_row_and_nothing_else_is_lost(site: Site, tab: PageClient, cases: list[UUID]):
    sent = {
        **choose(0, cases[0], note="Alt vel"),
        **choose(1, cases[1], outcome="", note="Skal stå", relationships=["employer"]),
    }
    answer = tab.post_form(tab.read_form(URL), **sent)
    assert answer.status_code == 422
    assert list_contacts(site) == [], "all or nothing"
    page = answer.page
    assert "".join(page.find("outcome_1-error").itertext()).strip()
    assert not "".join(page.find("outcome_0-error").itertext()).strip()
    assert "#outcome_1" in page.links
    assert "Åse Dahl: Velg hvordan det gikk." in page.body_text, "the summary says whose row it is"
    form = page.form()
    kept = {name: form.values.getlist(name) for name in sent if form.values.getlist(name) != [""]}
    told = {
        name: value if isinstance(value, list) else [value] for name, value in sent.items() if value != ""
    }
    assert kept == told
    form.action = f"https://localhost{form.action}"
    assert tab.post_form(form, outcome_1="attempted").status_code == 303
    assert len(list_contacts(site)) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"relationships": None}, "relationships"),
        ({"form": ""}, "form"),
        ({"outcome": ""}, "outcome"),
        ({"day": "other"}, "other_day"),
        ({"day": "other", "other_day": "40.40.2026"}, "other_day"),
        ({"day": "other", "other_day": "01.01.2099"}, "other_day"),
        ({"day": "other", "other_day": "01.01.2001"}, "other_day"),
        ({"other_day": "20.11.2026"}, "other_day"),
        ({"case": ""}, "case"),
        ({"note": "x" * 501}, "note"),
        ({"note": "Se 02013299997"}, "note"),
    ],
)
def test_each_fault_is_told_at_its_field(
    site: Site, tab: PageClient, cases: list[UUID], changes: dict[str, Any], field: str
):
    answer = tab.post_form(tab.read_form(URL), **choose(1, cases[0], **changes))
    assert answer.status_code == 422
    assert "".join(answer.page.find(f"{field}_1-error").itertext()).strip()
    assert f"#{field}_1" in answer.page.links
    assert list_contacts(site) == []


def test_rows_in_which_nothing_is_answered_are_passed_over(site: Site, tab: PageClient, cases: list[UUID]):
    form = tab.read_form(URL)
    assert tab.post_form(form).status_code == 422
    assert tab.post_form(form, extra={"size": "0"}).status_code == 422
    answer = tab.post_form(form, extra={"hm_key": str(uuid4())}, **choose(1, cases[0]))
    assert answer.status_code == 303
    assert len(list_contacts(site)) == 1


@pytest.mark.parametrize(
    "begun",
    [
        {"case_0": "0"},
        {"relationships_0": ["mentor"]},
        {"day_0": "yesterday"},
        {"other_day_0": "20.11.2026"},
        {"form_0": "phone"},
        {"outcome_0": "attempted"},
        {"minutes_band_0": "15_30"},
        {"note_0": "Noe"},
    ],
)
def test_whatever_is_answered_in_a_row_is_not_passed_over(
    site: Site, tab: PageClient, cases: list[UUID], begun: dict[str, Any]
):
    """Beside a whole row: what somebody has begun is asked about, never dropped."""
    told = {name: str(cases[2]) if value == "0" else value for name, value in begun.items()}
    answer = tab.post_form(tab.read_form(URL), **told, **choose(1, cases[0]))
    assert answer.status_code == 422
    assert list_contacts(site) == []


def test_the_form_begins_with_what_was_planned_and_what_is_due(
    site: Site, tab: PageClient, cases: list[UUID]
):
    prepare(site, cases[0], outcome="planned", form=None, who=("mentor", "jobseeker"))
    prepare(site, cases[1], outcome="planned", form=None, ago=1)
    prepare(site, cases[1], outcome="planned", form=None, ago=2)
    late = open_for_site(site, name="Sen Frist")
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, late)
        agree(session, actor, visible, 7, actor.today - timedelta(days=50), "employer")
        session.commit()
    form = tab.read_form(URL)
    assert [form.values[f"case_{n}"] for n in range(3)] == [str(cases[1]), str(cases[0]), str(late)]
    assert [form.values[f"day_{n}"] for n in range(3)] == ["yesterday", "today", "today"]
    who = [form.values.getlist(f"relationships_{n}") for n in range(3)]
    assert who == [["mentor"], ["mentor", "jobseeker"], ["employer"]]
    assert [form.values[f"planned_{n}"] != "" for n in range(3)] == [True, True, False]
    rows = count_rows(form)
    assert [form.values[f"case_{n}"] for n in range(3, rows)] == ["", ""], "and rows to choose a case in"
    for n in range(rows):
        assert (form.values[f"form_{n}"], form.values[f"outcome_{n}"]) == ("", ""), "never filled in"


def test_a_row_about_a_planned_contact_answers_it(site: Site, tab: PageClient, cases: list[UUID]):
    planned = prepare(site, cases[0], outcome="planned", form=None)
    form = tab.read_form(URL)
    assert tab.post_form(form, form_0="at_company", outcome_0="took_place").status_code == 303
    (row,) = list_contacts(site)
    assert (row.follows_id, row.case_id) == (planned, cases[0])


def test_who_comes_too_late_with_an_answer_is_told_and_keeps_what_was_typed(
    site: Site, tab: PageClient, cases: list[UUID]
):
    planned = prepare(site, cases[0], outcome="planned", form=None)
    form = tab.read_form(URL)
    prepare(site, cases[0], follows_id=planned)
    sent = {"form_0": "phone", "outcome_0": "took_place", "note_0": "Også jeg", **choose(1, cases[1])}
    answer = tab.post_form(form, **sent)
    assert answer.status_code == 422
    assert "#case_0" in answer.page.links
    again = answer.page.form()
    assert (again.values["note_0"], again.values["planned_0"]) == ("Også jeg", "")
    again.action = form.action
    assert tab.post_form(again).status_code == 303, "sent once more it is an entry of its own"
    assert len(list_contacts(site)) == 3


def test_more_rows_keep_what_was_typed_and_save_nothing(site: Site, tab: PageClient, cases: list[UUID]):
    form = tab.read_form(URL)
    rows = count_rows(form)
    sent = choose(1, cases[0], note="Halvferdig", outcome="")
    answer = tab.post_form(form, extra={"more": "1"}, **sent)
    assert answer.status_code == 200
    assert list_contacts(site) == []
    longer = answer.page.form()
    assert count_rows(longer) == rows + 2
    assert (longer.values["note_1"], longer.values["case_1"]) == ("Halvferdig", str(cases[0]))
    assert "error-summary" not in answer.text, "to ask for rows is no fault"
    longer.action = form.action
    for _ in range(30):
        answer = tab.post_form(longer, extra={"more": "1"})
        longer = answer.page.form()
        longer.action = form.action
    assert count_rows(longer) == 40, "and no more"
    assert "more" not in longer.names
    assert tab.post_form(longer, outcome_1="took_place", **choose(39, cases[1])).status_code == 303
    assert len(list_contacts(site)) == 2


def test_a_case_that_is_not_ones_own_cannot_be_named(site: Site, tab: PageClient, cases: list[UUID]):
    theirs = open_for_site(site, "veileder2", "Siri Annen")
    for case_id in (theirs, uuid4(), "abc"):
        told = tab.post_form(tab.read_form(URL), extra={"case_0": str(case_id), "fixed_0": "1"}, **answer(0))
        assert told.status_code == 422, case_id
        assert "Siri" not in told.text
    assert list_contacts(site) == []


def test_a_case_closed_meanwhile_saves_none(site: Site, tab: PageClient, cases: list[UUID]):
    form = tab.read_form(URL)
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, cases[1])
        facts = {"attached": "yes"}
        close_case(session, actor, visible, closed_on=actor.today, follow_up_on=None, facts=facts, note=None)
        session.commit()
    answer = tab.post_form(form, **choose(0, cases[0]), **choose(1, cases[1]))
    assert answer.status_code == 422
    assert "".join(answer.page.find("case_1-error").itertext()).strip()
    assert list_contacts(site) == []


def test_contacts_within_a_pause_are_saved_and_said_not_to_count(
    site: Site, tab: PageClient, cases: list[UUID]
):
    with site.session() as session:
        begun = clock.today() - timedelta(days=3)
        rest = {"reason": "leave", "from_on": begun, "follow_up_on": clock.today()}
        session.add(CasePause(case_id=cases[0], **rest))
        session.commit()
    page = tab.follow(tab.post_form(tab.read_form(URL), **choose(0, cases[0]), **choose(1, cases[1]))).page
    assert "De som er i en pause, telles ikke" in page.body_text
    assert len(list_contacts(site)) == 2


def test_a_day_half_filled_in_is_offered_again(site: Site, tab: PageClient, cases: list[UUID]):
    sent = {**choose(0, cases[0]), **choose(1, cases[1], outcome="", note="Skal stå")}
    assert tab.post_form(tab.read_form(URL), **sent).status_code == 422
    assert f"{URL}?draft=1" in tab.get(URL).page.links
    form = tab.read_form(f"{URL}?draft=1", URL)
    assert (form.values["note_1"], form.values["case_1"]) == ("Skal stå", str(cases[1]))
    form.action = f"https://localhost{URL}"
    assert tab.post_form(form, outcome_1="took_place").status_code == 303
    assert len(list_contacts(site)) == 2


def test_another_day_is_typed(site: Site, tab: PageClient, cases: list[UUID]):
    day = clock.today() - timedelta(days=9)
    sent = choose(0, cases[0], day="other", other_day=format_numeric(day))
    assert tab.post_form(tab.read_form(URL), **sent).status_code == 303
    assert list_contacts(site)[0].occurred_on == day


def test_who_has_no_case_is_shown_the_way(site: Site, tab: PageClient):
    page = tab.get(URL).page
    assert "/cases" in page.links
    assert not [form for form in page.forms if form.action == URL]
