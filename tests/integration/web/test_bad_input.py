"""What browsers and programs may send by mistake or on purpose: never a fault, and nothing stored that should not be."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from hybridmentor.models import Case, CaseOutcome, CaseStep, ContactPoint, MentorAssignment, Submission
from tests.integration.web.forms import FITTING, URLS, read_forms, send
from tests.support.apps import Site
from tests.support.client import ROOT, PageClient, PageResponse
from tests.support.html import Form

RUBBISH = (
    "\0",
    "\u202e",
    "-1",
    "1e309",
    "٣",
    "' OR 1=1 --",
    "😀" * 50,
    "../..",
    "\u0085\u009f\ufffe",
    "<b>'\">",
)
INVISIBLE = "\0\u0007\u200b\u202e\u2066\ufeff"


@pytest.fixture(scope="module")
def forms(module_tab: PageClient, module_case_id: UUID) -> dict[str, Form]:
    """Each form as its page gave it."""
    return read_forms(module_tab, module_case_id)


@pytest.mark.parametrize("value", RUBBISH, ids=ascii)
@pytest.mark.parametrize("name", URLS)
def test_rubbish_in_every_field_is_no_fault(
    module_tab: PageClient, forms: dict[str, Form], name: str, value: str
):
    guards = {"csrf_token", "hm_key"}
    told = dict.fromkeys(forms[name].names - guards, value)
    answer = send(module_tab, forms[name], told)
    assert answer.status_code == 422


def test_nothing_of_all_that_was_kept(module_site: Site, module_tab: PageClient, forms: dict[str, Form]):
    """Stands last: the refusals above have left no row."""
    with module_site.session() as session:
        counts = {
            model: session.scalar(select(func.count()).select_from(model))
            for model in (Case, MentorAssignment, ContactPoint, CaseOutcome)
        }
        assert counts == {Case: 1, MentorAssignment: 1, ContactPoint: 0, CaseOutcome: 0}
        assert set(session.scalars(select(CaseStep.status))) == {"open"}
        assert session.scalars(select(Submission)).all() == []


def test_invisible_characters_are_taken_out(site: Site, tab: PageClient):
    """Nobody sees them, some databases refuse them, and some turn the text around."""
    told = {
        **FITTING["new"],
        "name": f"Åse{INVISIBLE} Lind\u200bvåg\u202e",
        "employer_name": f"{INVISIBLE}Bakeriet\0",
    }
    assert tab.submit_form("/cases/new", extra=told).status_code == 303
    with site.session() as session:
        case = session.scalars(select(Case)).one()
        assert case.jobseeker is not None
        assert case.employer is not None
        assert (case.jobseeker.name, case.employer.name) == ("Åse Lindvåg", "Bakeriet")


def test_letters_that_are_put_together_are_one_letter(site: Site, tab: PageClient):
    told = {**FITTING["new"], "name": "A\u030ase Lindva\u030ag"}
    assert tab.submit_form("/cases/new", extra=told).status_code == 303
    with site.session() as session:
        case = session.scalars(select(Case)).one()
        assert case.jobseeker is not None
        assert case.jobseeker.name == "Åse Lindvåg"


@pytest.mark.parametrize(
    "text",
    [
        "Æ Ø Å æ ø å é ü ñ đ ŋ ŧ š ž",
        'O\'Neill & Sønn <b>AS</b> "Nord"',
        "👩🏽" + "\u200d" + "🍳 Baker",
        "李小龍",
        "عمر",
        "{{ 7*7 }} {0}",
        "%s %(x)s None",
    ],
)
def test_what_people_are_called_comes_back_as_it_was(site: Site, tab: PageClient, text: str):
    tab.checks_pages = False  # the name may look like what the checks look for
    answer = tab.submit_form("/cases/new", extra={**FITTING["new"], "name": text})
    assert answer.status_code == 303
    with site.session() as session:
        case = session.scalars(select(Case)).one()
        assert case.jobseeker is not None
        # A joiner that makes one picture of several stays.
        assert case.jobseeker.name == text
    assert text in tab.follow(answer).page.body_text


def post_bytes(tab: PageClient, url: str, form: Form, raw: bytes, told: dict[str, Any]) -> PageResponse:
    """Send a form with bytes at its end that no browser would send."""
    values = {**dict(form.values), "hm_key": str(uuid4()), **told}
    body = urlencode(values, doseq=True).encode() + raw
    headers = {"Origin": ROOT, "Sec-Fetch-Site": "same-origin"}
    return tab.post(url, data=body, headers=headers, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    "raw",
    [
        b"&note=%ff%fe",
        b"&note=%ED%A0%80",
        b"&note=\xff\xfe\xc3",
        b"&note=%C0%80",
        b"&note=%",
        b"&note=%zz%",
        b"&note=%F4%90%80%80",
        b"&=&&&=x",
        b"&note",
        b"&%00=%00",
        b"&relationships=%00",
    ],
    ids=ascii,
)
def test_bytes_that_are_no_text(
    module_tab: PageClient, forms: dict[str, Form], module_case_id: UUID, raw: bytes
):
    """Sent beside a fault, so that nothing is stored: the form comes back whole."""
    form, told = forms["contact"], {**FITTING["contact"], "day": "other", "other_day": "i går"}
    answer = post_bytes(module_tab, URLS["contact"].format(module_case_id), form, raw, told)
    assert answer.status_code in (400, 422)
    if answer.status_code == 422:
        assert answer.page.form().values["other_day"] == "i går"


@pytest.mark.parametrize("raw", [b"&note=%ff%fe", b"&note=%ED%A0%80", b"&note=a%00b"], ids=ascii)
def test_bytes_that_are_no_text_can_be_stored_as_signs(
    site: Site, tab: PageClient, case_id: UUID, raw: bytes
):
    url = URLS["contact"].format(case_id)
    form = tab.read_form(url)
    values = {name: value for name, value in dict(form.values).items() if name != "note"}
    form.values.clear()
    form.values.update(values)
    answer = post_bytes(tab, url, form, raw, FITTING["contact"])
    assert answer.status_code in (303, 400, 422)
    with site.session() as session:
        for contact in session.scalars(select(ContactPoint)):
            assert "\0" not in (contact.note or "")
    assert tab.get(f"/cases/{case_id}").status_code == 200


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "service",
        "entry_point",
        "office",
        "opened_on",
        "birth_year",
        "hm_key",
        "csrf_token",
        "industry",
    ],
)
def test_a_field_sent_twice_is_no_fault(site: Site, tab: PageClient, field: str):
    """The first counts, as everywhere; a second one is neither mixed in nor a fault."""
    form = tab.read_form("/cases/new")
    told = {**dict(form.values), **FITTING["new"]}
    first = {"birth_year": "1994", "industry": "service"}.get(field, told.get(field, ""))
    answer = tab.post_form(form, extra={**FITTING["new"], field: [first, "tull"]})
    assert answer.status_code in (303, 400, 422)
    with site.session() as session:
        names = [case.jobseeker.name for case in session.scalars(select(Case)) if case.jobseeker]
    assert names in ([], ["Åse Lindvåg"])


@pytest.mark.parametrize("size", [1_000_001, 5_000_000])
@pytest.mark.parametrize("url", ["/cases/new", "/cases/search", "/language", "/sign-in", "/sign-out"])
def test_a_body_that_is_too_large_is_told(module_tab: PageClient, url: str, size: int):
    answer = module_tab.post(
        url,
        data=b"note=" + b"x" * size,
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": ROOT},
    )
    assert answer.status_code == 413
    assert answer.page.heading


def test_too_many_fields_are_told(module_tab: PageClient, forms: dict[str, Form]):
    extra = {f"felt{n}": ["x"] * 5 for n in range(500)}
    answer = send(module_tab, forms["new"], FITTING["new"], {"name": ""}, extra)
    assert answer.status_code in (413, 422)
    boundary = b"grense"
    part = b'--%s\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n' % boundary
    body = part * 1_500 + b"--%s--\r\n" % boundary
    kind = "multipart/form-data; boundary=grense"
    assert module_tab.post("/cases/new", data=body, content_type=kind).status_code in (400, 413)


@pytest.mark.parametrize("term", [*RUBBISH, "", "x" * 100_000, "å", "  \n "], ids=lambda t: ascii(t)[:20])
def test_a_search_for_rubbish_finds_nothing(module_tab: PageClient, forms: dict[str, Form], term: str):
    token = forms["new"].values["csrf_token"]
    answer = module_tab.post("/cases/search", data={"q": term, "csrf_token": token}, headers={"Origin": ROOT})
    assert answer.status_code == 200
    assert "Jonas" not in answer.page.body_text


def test_a_search_without_a_word_or_with_two(module_tab: PageClient, forms: dict[str, Form]):
    token = forms["new"].values["csrf_token"]
    ask = partial(module_tab.post, "/cases/search", headers={"Origin": ROOT})
    assert ask(data={"csrf_token": token}).status_code == 200
    both = ask(data={"q": ["jonas", "finnes ikke"], "csrf_token": token})
    assert "Jonas" in both.page.body_text
