"""Text stays text: markup that somebody typed is shown as it was typed on every page, and never becomes part of one."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.security.journey import PERSONS, PHONES, Journey, go_through
from tests.support.apps import Site
from tests.support.client import PageResponse

PAYLOADS = {
    "element": "<hmplanted/onclick=alert(1)>{name}</hmplanted>",
    "script": "<script>alert('{name}')</script>",
    "attribute": '"><hmplanted/title=\'{name}\' onmouseover="alert(1)" x="',
    "quotes": "' onfocus='alert(1)' autofocus x='{name}",
    "closing": "</textarea></title></script></main><hmplanted>{name}",
    "template": "{{{{ 7 * 191 }}}}{{% raw %}}{name}",
    "entities": "&lt;b&gt;{name}&amp;&#60;hmplanted&#62;",
    "format": "{name} {{n}} %s %(name)s {{0.__class__}}",
}
SHOWN_ON_NO_PAGE = {"case.name.before", "step.note.before", "mentor.phone", "case.phone"}
LIKE_FAULTS = ("template", "format")
"""These look like faults of ours to the client that looks at pages."""


def make_payload(kind: str):  # type: ignore[no-untyped-def]
    """What is typed in a field. A name shares small words with the notes, which are no name in a text that has a capital."""

    def say(name: str) -> str:
        text = PAYLOADS[kind].format(name=name.replace(".", "-").replace("_", "-"))
        return text if name in PERSONS else f"Om {text}"

    return say


def check_page(answer: PageResponse) -> None:
    """Nothing that was typed is an element or an attribute of the page, and no template was run over it."""
    page = answer.page
    planted = [one for one in page.elements() if "hmplanted" in str(one.tag)]
    assert planted == []
    for element in page.elements():
        names = {str(name).casefold() for name in element.attrib}
        assert not {name for name in names if name.startswith("on")}, element.attrib
        assert "autofocus" not in names
    assert "1337" not in page.body_text
    scripts = [one for one in page.elements("script") if (one.text or "").strip()]
    assert scripts == []


@pytest.mark.parametrize("kind", PAYLOADS)
def test_what_was_typed_is_shown_as_it_was_typed(sqlite_site: Site, kind: str):
    journey = go_through(sqlite_site, make_payload(kind), close=False, checks_pages=kind not in LIKE_FAULTS)
    shown = look_everywhere(journey)
    say = make_payload(kind)
    answer = journey.client.submit_form(f"{journey.url}/close", attached="yes", note=say("close.note"))
    assert answer.status_code == 303
    shown += look_everywhere(journey, forms=False)
    wanted = {
        name: text
        for name, text in {**journey.said, "close.note": say("close.note")}.items()
        if name not in SHOWN_ON_NO_PAGE
    }
    missing = [name for name, text in wanted.items() if squeeze(text) not in shown]
    assert missing == [], "these stand on no page as they were typed"
    assert len(wanted) > 9


def squeeze(text: str) -> str:
    """Runs of white space are one."""
    return " ".join(text.split())


def look_everywhere(journey: Journey, *, forms: bool = True) -> str:
    """Every page of the case, each looked at closely; what they show and what stands in their fields."""
    shown = []
    for url in [*journey.list_pages(), *(journey.list_forms() if forms else [])]:
        answer = journey.client.get(url)
        assert answer.status_code == 200, url
        check_page(answer)
        shown.append(answer.page.body_text)
        shown += [value for form in answer.page.forms for value in form.values.values()]
    return squeeze("\n".join(shown))


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_form_that_comes_back_with_faults_keeps_the_text_as_text(sqlite_site: Site, kind: str):
    client, say = sqlite_site.client("veileder"), make_payload(kind)
    client.checks_pages = kind not in LIKE_FAULTS
    answer = client.submit_form(
        "/cases/new",
        name=say("name"),
        birth_year=say("year")[:20],
        phone=say("phone")[:30],
        employer_name=say("employer"),
        organisation_number=say("number")[:20],
        opened_on=say("day")[:40],
    )
    assert answer.status_code == 422
    check_page(answer)
    values = answer.page.form().values
    for field, name in (("name", "name"), ("employer_name", "employer"), ("opened_on", "day")):
        assert squeeze(values[field]) in squeeze(say(name)), field


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_search_shows_its_term_as_text(sqlite_site: Site, kind: str):
    client, term = sqlite_site.client("veileder"), make_payload(kind)("q")
    client.checks_pages = kind not in LIKE_FAULTS
    token = client.get("/").page.forms[0].values["csrf_token"]
    answer = client.post("/cases/search", data={"csrf_token": token, "q": term})
    assert answer.status_code == 200
    check_page(answer)
    assert squeeze(term) in squeeze(answer.page.body_text)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_an_address_shows_nothing_of_itself_but_as_text(sqlite_site: Site, kind: str):
    client, text = sqlite_site.client("veileder"), quote(make_payload(kind)("x"))
    client.checks_pages = kind not in LIKE_FAULTS
    for url in (
        f"/{text}",
        f"/cases?state={text}&after={text}&mine={text}",
        f"/cases/{text}",
        f"/?show={text}",
        f"/static/{text}",
    ):
        check_page(client.get(url, buffered=True))


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_conflict_shows_both_texts_as_text(sqlite_site: Site, kind: str):
    say = make_payload(kind)
    journey = go_through(sqlite_site, say, close=False, checks_pages=kind not in LIKE_FAULTS)
    client = journey.client
    url = f"{journey.url}/steps/wishes"
    first, second = client.read_form(url), client.read_form(url)
    assert client.post_form(first, note=say("first")).status_code == 303
    answer = client.post_form(second, note=say("second"))
    assert answer.status_code == 409
    check_page(answer)
    shown = squeeze("\n".join([answer.page.body_text, *answer.page.form().values.values()]))
    assert squeeze(say("first")) in shown
    assert squeeze(say("second")) in shown


def test_a_telephone_field_takes_no_markup(sqlite_site: Site):
    client = sqlite_site.client("veileder")
    answer = client.submit_form(
        "/cases/new", name="Ola", phone="<b>1</b>", service="state", entry_point="start"
    )
    assert answer.status_code == 422
    check_page(answer)
    assert len(PHONES) == 2
