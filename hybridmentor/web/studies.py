"""Studies: opening one, and how its numbers and answers are said."""

from uuid import UUID

from flask import url_for

from hybridmentor.domain.study_consent import band_count
from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.web.guards import get_actor
from hybridmentor.web.office_rows import load_row, open_row, open_row_for_writing
from hybridmentor.web.words import hm_t

NOUN = "study"


def open_study(study_id: UUID, permission: Permission) -> VisibleStudy:
    """The study to be shown, as `office_rows.open_row`."""
    return open_row(find_study, NOUN, study_id, permission)


def open_study_for_writing(study_id: UUID, permission: Permission) -> VisibleStudy:
    """The study to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_study, NOUN, study_id, permission)


def load_study(study_id: UUID, permission: Permission) -> VisibleStudy:
    """The study, as `office_rows.load_row`."""
    return load_row(find_study, NOUN, study_id, permission)


def locate_study(study_id: UUID) -> str:
    """Where a study stands."""
    return url_for("hybridmentor.research.study", study_id=study_id)


def list_research_offices() -> tuple[Membership, ...]:
    """The offices where the actor is a researcher, each once."""
    offices = {m.office_id: m for m in get_actor().list_offices("researcher")}
    return tuple(offices.values())


def say_band(number: int) -> str:
    """A number of cases in words that no one case can be told from."""
    band = band_count(number)
    if band is None:
        return hm_t("study.band.few")
    least, most = band
    return hm_t("study.band", least=least, most=most) if most else hm_t("study.band.many", least=least)
