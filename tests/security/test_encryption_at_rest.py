"""Who gets hold of the database file reads no name, no telephone number and no note in it."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select, text

from hybridmentor.db import Base
from hybridmentor.models import Case, Consent, ContactPoint, Draft, Revision
from tests.security.journey import PHONES, PLAIN, Journey, go_through
from tests.support.apps import Site

RANDOM_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def make_canary(name: str) -> str:
    """A word of letters found nowhere else, the same for a field each time."""
    letters = sha256(name.encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"{letters[:16].title()}fuglæsen"


def read_everything(site: Site) -> bytes:
    """All bytes that the database keeps: the file with its journals, or every column of every table.

    On PostgreSQL our own tables are read with all their columns, and the log of the server is not ours to look into.
    """
    if site.engine.dialect.name == "sqlite":
        with site.engine.connect() as connection:
            listed = connection.execute(text("PRAGMA database_list")).all()
        name = next(file for _, schema, file in listed if schema == "main")
        # Left open: what is in the write-ahead log must be unreadable too.
        parts = [Path(f"{name}{ending}") for ending in ("", "-wal", "-shm", "-journal")]
        return b"\0".join(part.read_bytes() for part in parts if part.exists())
    with site.engine.connect() as connection:
        rows = [
            value if isinstance(value, bytes) else str(value).encode()
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    return b"\0".join(rows)


@pytest.fixture
def journey(site: Site) -> Journey:
    """A case with a canary in every field."""
    return go_through(site, make_canary)


def test_nothing_that_was_typed_is_readable(site: Site, journey: Journey):
    stored = read_everything(site)
    spellings = {
        name: [
            said.encode(encoding)
            for encoding in ("utf-8", "utf-16-le", "latin-1")
            for said in (word, word.lower(), word.upper(), word[:12])
        ]
        for name, word in journey.said.items()
    }
    readable = {name for name, words in spellings.items() if any(word in stored for word in words)}
    assert readable == PLAIN
    assert len(journey.said) > 10


def test_all_of_it_is_kept_and_opens_with_the_key(site: Site, journey: Journey):
    """So that the test above does not pass because nothing was kept."""
    with site.session() as session:
        case = session.scalars(select(Case).where(Case.id == journey.case_id)).one()
        assert case.jobseeker is not None
        opened = [case.jobseeker.name, case.jobseeker.phone]
        opened += [one.values for one in session.scalars(select(Revision))]
        for contact in session.scalars(select(ContactPoint)):
            opened += [contact.note, contact.next_step]
        opened += [one.kept_where for one in session.scalars(select(Consent))]
        for step in case.steps:
            opened += [step.note, step.skip_reason]
    told = "\n".join(filter(None, opened))
    for name in set(journey.said) - PLAIN - {"mentor.name", "mentor.phone", "close.note"}:
        assert journey.said[name] in told, name


def test_the_audit_log_holds_codes_and_ids_only(site: Site, journey: Journey):
    journey.client.post("/cases/search", data={})
    with site.engine.connect() as connection:
        rows = connection.execute(select(Base.metadata.tables["hm_audit_event"])).mappings().all()
    assert len(rows) > 15
    told = "\n".join(str(value) for row in rows for value in row.values())
    assert [name for name, word in journey.said.items() if word in told] == []
    assert all(word not in told for word in ("Vilde", "veileder", "example.org"))
    # Random ids and moments may hold any four digits; everything else is looked through.
    others = [str(value) for row in rows for name, value in row.items() if name not in ("at", "chain_hash")]
    assert "9901" not in "\n".join(word for word in others if not RANDOM_ID.fullmatch(word))


def test_every_text_about_persons_is_in_a_sealed_column():
    """Columns of free length that are not sealed, by name: a new one must be thought about before it is let in here."""
    plain = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if getattr(column.type, "length", None) is not None and (column.type.length or 0) > 60
    }
    assert plain == {
        "hm_audit_event.detail",
        "hm_candidate.company",  # names of companies are plain
        "hm_cohort.title",  # checked before it is kept: no person in it
        "hm_data_key.master_key",
        "hm_deidentified_file.sha256",
        "hm_deidentified_release.agreement",  # the number of an agreement
        "hm_deidentified_release.purpose",  # checked before it is kept: no person in it
        "hm_deidentified_release.receiver",  # an institution
        "hm_draft.form",  # an endpoint
        "hm_draft.subject",  # ids
        "hm_employer.name",
        "hm_employer.name_folded",
        "hm_employer.place",
        "hm_employer.register_name",
        "hm_experience_meeting.county",
        "hm_job.source",  # a file called by an id
        "hm_mentor_gathering.place",
        "hm_mentor_gathering.title",
        "hm_office.county",
        "hm_office.name",
        "hm_office_goal.words",  # what an office wants to reach
        "hm_office_question.words",  # what to ask anybody
        "hm_saved_search.name",  # what a user calls a search of the board
        "hm_saved_search.query",  # what stands in the address of the board
        "hm_release_file.name",  # one of the fixed names of a package
        "hm_release_file.sha256",
        "hm_release.purpose",  # checked before it is kept: no person in it
        "hm_study.contact_email",  # named to everybody who is asked
        "hm_study.contact_name",
        "hm_study.legal_basis",
        "hm_study.title",  # checked before it is kept: no person in it
        "hm_study_table.sha256",
        "hm_study_table.title",  # the same
        "hm_submission.endpoint",
        "hm_submission.location",
        "hm_submission.notice",
        "hm_success_criterion.words",  # what an office looks for in any case
        "hm_user.email",
        "hm_user.login",
        "hm_user.name",
        "hm_user.password_hash",
        "hm_user.subject",
        "hm_workplace_person.position",
    }
    sealed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.endswith("_sealed")
    }
    assert len(sealed) >= 10


def test_a_draft_is_unreadable_and_leaves_nothing_behind(site: Site):
    """Of a case that has not even been opened: name, telephone and employer stand in no byte, and the key goes with it."""
    said = {name: make_canary(f"draft {name}") for name in ("name", "phone", "employer_name")}
    client = site.client("veileder")
    form = client.read_form("/cases/new")
    keeper = next(one.attrib for one in form.element.iter() if "data-hm-save" in one.attrib)
    data = {
        **form.values.to_dict(),
        **said,
        "hm_address": "/cases/new",
        "hm_reader": keeper["data-hm-reader"],
    }
    assert client.post(keeper["data-hm-save"], data=data).status_code == 200
    stored = read_everything(site)
    readable = [
        word for word in said.values() if word.encode() in stored or word.encode("utf-16-le") in stored
    ]
    assert readable == []
    with site.session() as session:
        draft = session.scalars(select(Draft)).one()
        assert all(word in (draft.fields or "") for word in said.values())
        sealed = draft.fields_sealed
        assert sealed is not None
        assert sealed in stored
        wrapped = draft.data_key.wrapped
        assert wrapped is not None
        assert wrapped in stored
    assert client.post_form(client.read_form("/cases/new", "draft-discard")).status_code == 303
    with site.session() as session:
        assert session.scalars(select(Draft)).all() == []
    with site.engine.connect() as connection:
        if site.engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    left = read_everything(site)
    assert sealed not in left
    assert wrapped not in left


def test_the_phones_are_canaries_too(journey: Journey):
    assert set(PHONES) <= set(journey.said)
