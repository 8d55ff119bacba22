"""Studies for tests: one with its texts and offices, open or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.study_tables import TableDefinition, write_definition
from hybridmentor.models import Study, StudyLink, StudyOffice, StudyTable, StudyText, StudyVariable, StudyWave
from hybridmentor.queries.study_waves import hash_link_token

VARIABLES = ("county", "attached")
TEXTS_FROM = datetime(2025, 1, 1, 12, tzinfo=UTC)
"""When the first text came, before anybody in a test answers it."""


def make_study(
    session: Session, office_id: int, parts: Mapping[int, str], *, state: str = "open", **values: Any
) -> Study:
    """A study of the office with two variables, and the first version of both texts. Commits nothing."""
    told: dict[str, Any] = {
        "title": "Veier inn i arbeid",
        "purpose": "Å vite hva som hjelper",
        "legal_basis": "Samtykke",
        "from_on": date(2025, 1, 1),
        "to_on": date(2027, 12, 31),
        "contact_name": "Personvernombudet",
        "contact_email": "ombud@example.org",
        "opened_on": None if state == "draft" else date(2026, 1, 5),
        "ended_on": date(2026, 11, 2) if state == "ended" else None,
    }
    study = Study(office_id=office_id, state=state, **{**told, **values})
    study.offices = [StudyOffice(office_id=one, part=part) for one, part in parts.items()]
    study.variables = [StudyVariable(variable=key) for key in VARIABLES]
    session.add(study)
    session.flush()
    for audience in ("persons", "advisers"):
        add_text(session, study.id, audience)
    return study


def add_text(
    session: Session,
    study_id: UUID,
    audience: str,
    number: int = 1,
    *,
    keeps_earlier: bool = False,
    **values: Any,
) -> None:
    """A version of a text of the study, each a day after the one before if nothing else is said."""
    words = dict.fromkeys(("words_nb", "words_nn"), f"Les dette, utgave {number}")
    words |= dict.fromkeys(("withdrawal_nb", "withdrawal_nn"), "Du kan trekke deg når som helst")
    told = {"created_at": TEXTS_FROM + timedelta(days=number - 1), **words, **values}
    session.add(
        StudyText(study_id=study_id, audience=audience, number=number, keeps_earlier=keeps_earlier, **told)
    )
    session.flush()


def add_survey(session: Session, study: Study, office_id: int, token: str, **ids: UUID) -> StudyWave:
    """A zero-point survey of the study that is open, with a link for the office; `wave_id` and `link_id` may be told."""
    today = clock.today()
    days = {"opens_on": today - timedelta(days=3), "closes_on": today + timedelta(days=11)}
    own = {"id": ids["wave_id"]} if "wave_id" in ids else {}
    wave = StudyWave(study_id=study.id, kind="zero_point", **days, **own)
    session.add(wave)
    session.flush()
    own = {"id": ids["link_id"]} if "link_id" in ids else {}
    link = StudyLink(wave_id=wave.id, office_id=office_id, token_hash=hash_link_token(token), number=1, **own)
    session.add(link)
    session.flush()
    return wave


def add_table(session: Session, study: Study, **values: Any) -> StudyTable:
    """A kept table of the study with AFI's figures alone."""
    definition = TableDefinition(("table3", "outcome"), ("afi",), {}, study.from_on, study.to_on)
    told = {"title": "Nullpunkt", "definition": write_definition(definition), "figures": "{}"}
    table = StudyTable(study_id=study.id, counted_on=clock.today(), sha256="0" * 64, **{**told, **values})
    session.add(table)
    session.flush()
    return table
