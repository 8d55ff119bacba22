"""The page of earlier versions: in words, in three languages, page by page."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

import hybridmentor
from hybridmentor import clock
from hybridmentor.domain.form_fields import FORM_KEYS, PARALLEL_ROWS
from hybridmentor.domain.form_state import FIELDS
from hybridmentor.domain.step_fields import STEP_FIELDS
from hybridmentor.i18n import format_numeric, load_catalogue
from hybridmentor.models import AuditEvent, CaseStep, Revision
from hybridmentor.services.candidates import CANDIDATE_FIELDS
from hybridmentor.services.case_steps import STEP_FIELDS as STEP_VALUES
from hybridmentor.services.cases import CASE_FIELDS
from hybridmentor.services.mentors import ASSIGNMENT_FIELDS
from hybridmentor.services.pauses import PAUSE_FIELDS
from hybridmentor.web.version_words import FORM_FIELDS, NOUNS, OWN_FIELDS, PARALLEL, PARALLEL_LABELS
from tests.integration.scenes import hire
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.queries import count_queries


def write_day(ahead: int) -> str:
    return format_numeric(clock.today() + timedelta(days=ahead))


def read_entries(tab: PageClient, case_id: UUID) -> list[str]:
    page = tab.get(f"/cases/{case_id}/versions").page
    return [
        " ".join("".join(one.itertext()).split())
        for one in page.elements("li")
        if one.get("class") == "hm-version"
    ]


def change_much(site: Site, tab: PageClient, case_id: UUID) -> None:
    """A change of every kind, by the forms."""
    url = f"/cases/{case_id}"
    told: list[tuple[str, dict[str, Any]]] = [
        ("edit", {"phone": "40123987", "service": "municipal"}),
        ("steps/wishes", {"status": "in_progress", "note": "Vil jobbe ute"}),
        ("steps/wishes", {"status": "done", "done_on": write_day(0), "note": "Vil jobbe inne"}),
        ("steps/company", {"status": "skipped", "skip_reason": "Var der allerede"}),
        ("agreed-contact", {"mentor": "14"}),
        ("agreed-contact", {"mentor": "28"}),
        ("pause", {"from_on": write_day(-5), "reason": "leave", "follow_up_on": write_day(3)}),
        ("pause", {"reason": "waiting"}),
        ("return", {"on": write_day(0)}),
        ("form/edit", {"measure_used": "yes"}),
        ("form/edit", {"measure_used": "no", "parallel_1_kind": "aft"}),
    ]
    for place, values in told:
        answer = tab.submit_form(f"{url}/{place}", **values)
        assert answer.status_code == 303, f"{place}: {answer.page.body_text[:600]}"
    with site.session() as session:
        ola = hire(session, "ola", service="municipal").id
        session.commit()
    assert tab.submit_form(f"{url}/handover", to=str(ola), note="Ring mentor").status_code == 303
    assert tab.submit_form(f"{url}/close", attached="yes", note="Fast jobb").status_code == 303
    assert tab.submit_form(f"{url}/reopen", reason="Mistet jobben").status_code == 303


def test_what_was_changed_is_told_in_words(site: Site, tab: PageClient, case_id: UUID):
    change_much(site, tab, case_id)
    url = f"/cases/{case_id}"
    assert f"{url}/versions" in tab.get(url).page.links
    entries = read_entries(tab, case_id)
    joined = "\n".join(entries)
    for words in (
        "Telefon Før (tomt) Etter 40123987",
        "Tjeneste Før Statlig Etter Kommunal",
        "Hvor langt er dere kommet? Før Pågår Etter Gjort",
        f"Når ble det gjort? Før (tomt) Etter {write_day(0)}",
        "Notat Før Vil jobbe ute Etter Vil jobbe inne",
        "Hvorfor hopper dere over steget? Før (tomt) Etter Var der allerede",
        "Avtalt kontakthyppighet: mentor",
        "Før hver 14. dag Etter hver 4. uke",
        "Hvorfor pause? Før Permisjon Etter Venter på avtale eller vedtak",
        "Tiltak 1: tiltak Før (tomt)",
        "Mistet jobben",
        "Overlevert fra Vilde Veileder til Ola",
        "Ring mentor",
    ):
        assert words in joined, words
    assert all("Vilde Veileder" in entry for entry in entries)
    times = re.findall(r'datetime="([^"]+)"', tab.get(f"{url}/versions").text)
    assert len(times) == len(entries)
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("language", ["nn", "en"])
def test_no_word_is_missing_in_another_language(site: Site, tab: PageClient, case_id: UUID, language: str):
    """The client refuses message ids on a page."""
    change_much(site, tab, case_id)
    form = next(one for one in tab.get("/cases").page.forms if "language" in one.names)
    tab.follow(tab.post_form(form, language=language))
    for place in ("", "/versions", "/pause", "/return", "/handover"):
        answer = tab.get(f"/cases/{case_id}{place}")
        assert answer.status_code == 200
        assert answer.page.language == language
    assert tab.get("/cases/handover").status_code == 200


def test_who_reads_it_is_in_the_log(site: Site, tab: PageClient, case_id: UUID):
    tab.get(f"/cases/{case_id}/versions")
    with site.session() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
        assert (event.action, event.case_id) == ("revision.read", case_id)


@pytest.mark.parametrize("many", [3, 120])
def test_pages_and_queries(site: Site, tab: PageClient, case_id: UUID, many: int):
    with site.session() as session:
        row = session.scalars(select(CaseStep).where(CaseStep.case_id == case_id)).first()
        assert row is not None
        for n in range(many):
            values = f'{{"note": "Versjon {n + 1}."}}'
            at = clock.now() - timedelta(minutes=many - n)
            session.add(
                Revision(
                    case=row.case,
                    noun="case_step",
                    row_id=row.id,
                    version=n + 1,
                    values=values,
                    replaced_at=at,
                )
            )
        session.commit()
    url = f"/cases/{case_id}/versions"
    tab.get(url)
    with count_queries(site.engine) as statements:
        page = tab.get(url).page
    assert len(statements) == 7, statements
    seen: list[str] = []
    for _ in range(9):
        seen += re.findall(r"Før Versjon (\d+)\.", page.body_text)
        onwards = [link for link in page.links if "after=" in link]
        if not onwards:
            break
        page = tab.get(onwards[0]).page
    assert seen == [str(n) for n in range(many, 0, -1)]
    for odd in ("x", "_", "2026-01-01_x", "2026-01-01T00:00:00_" + "0" * 32, "9" * 99):
        assert tab.get(f"{url}?after={odd}").status_code == 200


def test_nothing_changed_yet(module_tab: PageClient, module_case_id: UUID):
    assert "Ingenting er endret ennå" in module_tab.get(f"/cases/{module_case_id}/versions").page.body_text


# The words for all that is kept


def test_every_noun_that_is_kept_has_its_words():
    """Read from the services: a new noun needs words here."""
    folder = Path(hybridmentor.__file__).parent / "services"
    kept: set[str] = set()
    for path in folder.glob("*.py"):
        for call in re.findall(r"keep_revision\(([^)]*)", path.read_text("utf-8")):
            kept |= set(re.findall(r'"([a-z_]+)"', call.split("{")[0]))
    assert len(kept) > 8
    assert kept - NOUNS.keys() == set()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_field_that_is_kept_has_a_label(language: str):
    catalogue = load_catalogue(language)
    fields = {key: field for key, field in FORM_FIELDS.items() if not PARALLEL.fullmatch(key)}
    assert len(FORM_FIELDS) - len(fields) == PARALLEL_ROWS * 3
    labels = (
        {field.label for field in fields.values()}
        | set(PARALLEL_LABELS.values())
        | {own[0] for own in OWN_FIELDS.values()}
    )
    shown = {field.label for field in FIELDS if field.kind != "facts"}
    assert shown <= labels
    missing = {label for label in labels if catalogue.gettext(label) == label}
    assert missing == set()


def test_every_value_that_is_kept_is_known():
    kept = {
        "case": CASE_FIELDS,
        "case_step": STEP_VALUES,
        "case_pause": PAUSE_FIELDS,
        "candidate": CANDIDATE_FIELDS,
        "mentor_assignment": ASSIGNMENT_FIELDS,
        "case_form": FORM_KEYS,
    }
    unknown = {
        f"{noun}.{key}"
        for noun, keys in kept.items()
        for key in keys
        if f"{noun}.{key}" not in OWN_FIELDS and key not in FORM_FIELDS
    }
    assert unknown == set()
    assert {field.key for fields in STEP_FIELDS.values() for field in fields} <= FORM_FIELDS.keys()
