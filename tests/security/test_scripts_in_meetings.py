"""What somebody types about a meeting stays text: on its pages, in a form that comes back, and in the document."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from tests.security.test_scripts_in_text import LIKE_FAULTS, PAYLOADS, check_page, make_payload
from tests.support.apps import Site


@pytest.mark.parametrize("kind", PAYLOADS)
def test_what_was_typed_about_a_meeting_stays_text(sqlite_site: Site, kind: str):
    say = make_payload(kind)
    client = sqlite_site.client("leder")
    client.checks_pages = kind not in LIKE_FAULTS
    told = {"title": say("title"), "place": say("place"), "starts": "10.00", "minutes": "60"}
    refused = client.submit_form("/meetings/new", **told, held_on="")
    assert refused.status_code == 422
    check_page(refused)
    made = client.submit_form("/meetings/new", **told, held_on=format_numeric(clock.today()))
    assert made.status_code == 303
    url = made.location.removesuffix("/prepare")
    assert client.submit_form(made.location, "add", topic=say("topic")).status_code == 303
    point = next(link for link in client.get(url).page.links if "/points/" in link)
    answer = client.submit_form(point, agreed=say("agreed"), follow_up_on=format_numeric(clock.today()))
    assert answer.status_code == 303
    assert client.submit_form(f"{url}/edit", summary=say("summary")).status_code == 303
    for page in ("/meetings", url, f"{url}/edit", f"{url}/prepare", point):
        check_page(client.get(page))
    shown = "".join(client.get(url).page.body_text.split())
    reader = PdfReader(BytesIO(client.get(f"{url}/agenda.pdf").data))
    told_in_file = "".join("".join(one.extract_text() for one in reader.pages).split())
    for name in ("title", "place", "topic", "agreed", "summary"):
        assert "".join(say(name).split()) in shown, name
        assert "".join(say(name).split()) in told_in_file, name
    assert "/JavaScript" not in str(reader.trailer["/Root"])
    assert all("/AA" not in page and "/Annots" not in page for page in reader.pages)
