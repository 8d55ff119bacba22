"""Each form is carried out once, however often and by however many hands it is sent; what was typed is never lost."""

import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from hybridmentor.models import AuditEvent, Case, ContactPoint, Jobseeker, SignIn, Submission
from tests.integration.crowd import open_tabs, run_at_once
from tests.support.apps import Site
from tests.support.browser import serve
from tests.support.client import PageClient, PageResponse

NEW_CASE = "/cases/new"
CASE = {"name": "Åse Lindvåg", "service": "state", "entry_point": "start"}
CONTACT: dict[str, Any] = {
    "relationships": ["mentor"],
    "day": "today",
    "form": "phone",
    "outcome": "took_place",
    "note": "Ringte om vaktplanen",
}
WRITES = ("case.open", "contact.log")


def count_rows(site: Site, *models: type[Any]) -> list[int]:
    with site.session() as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def count_audit_rows(site: Site) -> int:
    """Rows of the audit log but those of drafts: what was typed is kept, whatever becomes of the form."""
    with site.session() as session:
        statement = select(func.count()).where(~AuditEvent.action.startswith("draft."))
        return session.scalar(statement) or 0


def list_writes(site: Site) -> list[str]:
    """What the audit log says was written."""
    with site.session() as session:
        statement = select(AuditEvent.action).where(AuditEvent.action.in_(WRITES)).order_by(AuditEvent.id)
        return list(session.scalars(statement))


def contact_url(case_id: UUID) -> str:
    return f"/cases/{case_id}/contacts/new"


def read_message(answer: PageResponse) -> str:
    """The list of faults at the top of the page."""
    found = [one for one in answer.page.elements("section") if "hm-error-summary" in one.get("class", "")]
    assert found, "the page has no list of faults"
    return " ".join("".join(found[0].itertext()).split())


def test_ten_posts_of_one_new_case_make_one(site: Site, tab: PageClient):
    form = tab.read_form(NEW_CASE)
    answers = run_at_once([lambda one=one: one.post_form(form, **CASE) for one in open_tabs(tab, 10)])
    assert [answer.status_code for answer in answers] == [303] * 10
    assert len({answer.location for answer in answers}) == 1
    assert count_rows(site, Case, Jobseeker, Submission) == [1, 1, 1]
    assert list_writes(site) == ["case.open"]
    page = tab.follow(answers[0]).page
    assert "Åse Lindvåg" in page.body_text


def test_ten_posts_of_one_contact_make_one(site: Site, tab: PageClient, case_id: UUID):
    form = tab.read_form(contact_url(case_id))
    answers = run_at_once([lambda one=one: one.post_form(form, extra=CONTACT) for one in open_tabs(tab, 10)])
    assert [answer.status_code for answer in answers] == [303] * 10
    assert {answer.location for answer in answers} == {f"/cases/{case_id}"}
    assert count_rows(site, ContactPoint, Submission) == [1, 1]
    assert list_writes(site) == ["case.open", "contact.log"]


def test_ten_posts_over_real_connections_make_one(site: Site, tab: PageClient, case_id: UUID):
    """The same through a server with a thread for each connection."""
    form = tab.read_form(contact_url(case_id))
    cookie = "; ".join(f"{one.decoded_key}={one.value}" for one in tab._cookies.values())
    body = urlencode({**dict(form.values), **CONTACT}, doseq=True)
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": "https://localhost",
    }

    with serve(site.app) as address:

        def send() -> tuple[int, str | None]:
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
            try:
                connection.request("POST", urlsplit(form.action).path, body, headers)
                answer = connection.getresponse()
                answer.read()
                return answer.status, answer.headers["Location"]
            finally:
                connection.close()

        answers = run_at_once([send] * 10)
    assert answers == [(303, f"/cases/{case_id}")] * 10
    assert count_rows(site, ContactPoint, Submission) == [1, 1]


def test_ten_forms_opened_at_once_make_ten(site: Site, tab: PageClient):
    """Against the one above: it is the key that makes them one, not the hurry."""
    forms = [tab.read_form(NEW_CASE) for _ in range(10)]
    deeds = [
        lambda one=one, form=form: one.post_form(form, **CASE)
        for one, form in zip(open_tabs(tab, 10), forms, strict=True)
    ]
    answers = run_at_once(deeds)
    assert len({answer.location for answer in answers}) == 10
    with site.session() as session:
        numbers = sorted(session.scalars(select(Case.number)))
    assert [number.partition("-")[2] for number in numbers] == [f"{n:04d}" for n in range(1, 11)]


def test_back_and_again_gives_the_first_answer(site: Site, tab: PageClient):
    form = tab.read_form(NEW_CASE)
    first = tab.post_form(form, **CASE)
    tab.follow(first)
    again = tab.post_form(form, **CASE)
    assert (again.status_code, again.location) == (303, first.location)
    assert count_rows(site, Case, Submission) == [1, 1]
    assert "hm-toast" in tab.follow(again).text, "the same notice once more"


def test_another_text_under_the_same_key_is_kept_and_asked_about(site: Site, tab: PageClient):
    form = tab.read_form(NEW_CASE)
    tab.post_form(form, **CASE)
    answer = tab.post_form(form, **{**CASE, "name": "Berit <b>Dahl</b>", "phone": "40000000"})
    assert answer.status_code == 409
    assert count_rows(site, Case, Submission) == [1, 1]
    kept = answer.page.form()
    assert kept.values["name"] == "Berit <b>Dahl</b>"
    assert kept.values["phone"] == "40000000"
    assert kept.values["service"] == "state"
    assert kept.values["hm_key"] != form.values["hm_key"]
    assert read_message(answer)
    kept.action = form.action
    second = tab.post_form(kept)
    assert second.status_code == 303
    assert count_rows(site, Case, Submission) == [2, 2]


def test_another_text_from_ten_at_once(site: Site, tab: PageClient, case_id: UUID):
    """One is stored; each of the others gets its text back, and no two go in."""
    form = tab.read_form(contact_url(case_id))
    texts = [f"Tekst nummer {n}" for n in range(10)]
    answers = run_at_once(
        [
            lambda one=one, text=text: one.post_form(form, extra={**CONTACT, "note": text})
            for one, text in zip(open_tabs(tab, 10), texts, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 9
    with site.session() as session:
        stored = [contact.note for contact in session.scalars(select(ContactPoint))]
    for text, answer in zip(texts, answers, strict=True):
        assert [text] == (stored if answer.status_code == 303 else [answer.page.form().values["note"]])


@pytest.mark.parametrize("key", [None, "", "ikke-en-nøkkel", "0", "x" * 10_000])
def test_without_a_key_nothing_is_done_and_nothing_lost(site: Site, tab: PageClient, key: str | None):
    form = tab.read_form(NEW_CASE)
    answer = tab.post_form(form, **CASE, hm_key=key)
    assert answer.status_code == 422
    assert count_rows(site, Case, Submission) == [0, 0]
    kept = answer.page.form()
    assert kept.values["name"] == "Åse Lindvåg"
    assert UUID(kept.values["hm_key"])
    assert read_message(answer)
    kept.action = form.action
    assert tab.post_form(kept).status_code == 303
    assert count_rows(site, Case, Submission) == [1, 1]


def test_a_refused_form_does_not_use_its_key_up(site: Site, tab: PageClient):
    form = tab.read_form(NEW_CASE)
    assert tab.post_form(form, **{**CASE, "name": ""}).status_code == 422
    assert count_rows(site, Submission) == [0]
    assert tab.post_form(form, **CASE).status_code == 303
    assert count_rows(site, Case, Submission) == [1, 1]


def test_the_key_of_a_colleague_tells_nothing(site: Site, tab: PageClient):
    """Somebody who gets hold of a key neither learns where it led nor gets the answer of another."""
    form = tab.read_form(NEW_CASE)
    led_to = tab.post_form(form, **CASE).location
    other = site.client("veileder2")
    theirs = other.read_form(NEW_CASE)
    answer = other.post_form(theirs, **CASE, hm_key=form.values["hm_key"])
    assert answer.status_code == 409
    assert led_to not in answer.text
    assert count_rows(site, Case, Submission) == [1, 1]


def test_the_key_of_another_form_is_none_here(site: Site, tab: PageClient, case_id: UUID):
    first = tab.read_form(contact_url(case_id))
    assert tab.post_form(first, extra=CONTACT).status_code == 303
    form = tab.read_form(NEW_CASE)
    answer = tab.post_form(form, **CASE, hm_key=first.values["hm_key"])
    assert answer.status_code == 409
    assert answer.page.form().values["name"] == "Åse Lindvåg"


Fail = Callable[..., None]


def fail_with(fault: Exception) -> Fail:
    def fail(*_: Any, **__: Any) -> None:
        raise fault

    return fail


PLACES = (
    "hybridmentor.services.cases.take_case_number",
    "hybridmentor.services.cases.index_name",
    "hybridmentor.services.cases.audit.record",
    "hybridmentor.web.submit.store_answer",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_fault_inside_the_service_leaves_nothing(
    site: Site, tab: PageClient, place: str, monkeypatch: pytest.MonkeyPatch
):
    """Neither the case nor its audit row nor the key: the very same form goes through afterwards."""
    form = tab.read_form(NEW_CASE)
    before = count_audit_rows(site)
    with monkeypatch.context() as patch:
        patch.setattr(place, fail_with(RuntimeError("a fault of the test with Åse in it")))
        answer = tab.post_form(form, **CASE)
    assert answer.status_code == 500
    assert answer.text.count("Åse") == 1, (
        "what was typed stands there to be copied, and the fault's own words do not"
    )
    assert count_rows(site, Case, Jobseeker, Submission) == [0, 0, 0]
    assert count_audit_rows(site) == before
    assert tab.post_form(form, **CASE).status_code == 303
    assert count_rows(site, Case, Jobseeker, Submission) == [1, 1, 1]
    assert list_writes(site) == ["case.open"]
    assert (
        "Åse Lindvåg"
        in tab.post("/cases/search", data={"q": "åse", "csrf_token": form.values["csrf_token"]}).text
    )


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (OperationalError("INSERT", {}, Exception("database is locked")), 503),
        (IntegrityError("INSERT", {}, Exception("UNIQUE")), 500),
    ],
)
def test_a_fault_of_the_database_is_told_apart(
    site: Site, tab: PageClient, fault: Exception, status: int, monkeypatch: pytest.MonkeyPatch
):
    form = tab.read_form(NEW_CASE)
    with monkeypatch.context() as patch:
        patch.setattr("hybridmentor.services.cases.index_name", fail_with(fault))
        answer = tab.post_form(form, **CASE)
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) is (status == 503)
    assert count_rows(site, Case, Submission) == [0, 0]


def test_the_log_of_a_fault_holds_no_values(
    site: Site, tab: PageClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    form = tab.read_form(NEW_CASE)
    with monkeypatch.context() as patch:
        patch.setattr("hybridmentor.services.cases.index_name", fail_with(RuntimeError("Åse Lindvåg")))
        tab.post_form(form, **CASE)
    assert "RuntimeError" in caplog.text
    assert "open_case" in caplog.text, "the place is told"
    assert "Lindvåg" not in caplog.text


def test_a_sign_out_between_form_and_answer_loses_no_right(site: Site, tab: PageClient):
    """A form sent after the sign-in was ended is refused, and does nothing."""
    form = tab.read_form(NEW_CASE)
    with site.session() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.ended_at = sign_in.created_at
        session.commit()
    assert tab.post_form(form, **CASE).status_code == 401
    assert count_rows(site, Case, Submission) == [0, 0]


def send_twice(tab: PageClient, url: str, /, **values: Any) -> None:
    form = tab.read_form(url)
    first = tab.post_form(form, extra=values)
    assert first.status_code == 303, first.text[:2000]
    again = tab.post_form(form, extra=values)
    assert (again.status_code, again.location) == (303, first.location)


def test_every_form_of_a_case_can_be_sent_twice(site: Site, tab: PageClient, case_id: UUID):
    """Also where the second sending would be refused by itself: the mentor is there already."""
    case = f"/cases/{case_id}"
    send_twice(tab, f"{case}/edit", name="Berit Dahl")
    send_twice(tab, f"{case}/steps/wishes", status="done")
    send_twice(tab, f"{case}/agreed-contact", mentor="14")
    send_twice(tab, f"{case}/mentor", name="Ny Mentor")
    send_twice(tab, contact_url(case_id), **CONTACT)
    with site.session() as session:
        statement = select(AuditEvent.action, func.count()).where(AuditEvent.case_id == case_id)
        counts = dict(session.execute(statement.group_by(AuditEvent.action)).all())
    for action in ("case.edit", "case_step.save", "contact_plan.agree", "contact.log"):
        assert counts[action] == 1, action
    assert counts["mentor.assign"] == 2, "one from the start, one of the form"


def test_a_key_made_up_by_the_browser_is_as_good_as_ours(site: Site, tab: PageClient):
    """The key only says: this is one form."""
    form = tab.read_form(NEW_CASE)
    assert tab.post_form(form, **CASE, hm_key=str(uuid4())).status_code == 303
    assert count_rows(site, Case) == [1]
