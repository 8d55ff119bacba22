"""De-identified releases: the ledger of a study, one release with its file, whose yes covers them, and what has to be deleted."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased, undefer

from hybridmentor import clock
from hybridmentor.domain.consent_state import Consent as GivenConsent, ConsentState, judge_consent
from hybridmentor.domain.pseudonym import make_key_check, make_pseudonym
from hybridmentor.domain.study_consent import PERSONS, make_purpose
from hybridmentor.identity import Actor
from hybridmentor.models import (
    AuditEvent,
    Case,
    Consent,
    DeidentifiedFile,
    DeidentifiedRelease,
    Job,
    MentorAssignment,
    Office,
    Revision,
    Study,
    StudyCase,
    StudyText,
    User,
)
from hybridmentor.models.audit_event import FETCHED
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import StudyFacts
from hybridmentor.queries.consents import RULED_COLUMNS, read_ruled
from hybridmentor.queries.studies import list_texts, pick_versions
from hybridmentor.queries.study_cases import (
    EMPLOYER,
    JOBSEEKER,
    MENTOR,
    ReadyCase,
    StudyCaseState,
    cases_of_study,
    judge_cases,
)

MOST_LISTED = 100
BEING_MADE = ("approved", "running")
LOST_JOBS = ("failed", "stopped")


@dataclass(frozen=True)
class VisibleDeidentifiedRelease:
    """A release that the actor may see, with who asked and decided, its job, and the facts that the rules ask for."""

    release: DeidentifiedRelease
    study: Study
    office_name: str
    asked_by: str
    decided_by: str | None
    job: Job | None
    facts: StudyFacts

    @property
    def state(self) -> str:
        """How it stands: one whose job has ended without making it has failed, and one whose last day has passed has ended."""
        release, job = self.release, self.job
        if release.state in BEING_MADE and job is not None and job.state in LOST_JOBS:
            return "failed"
        if release.state in ("asked", "done", *BEING_MADE) and release.expires_on < clock.today():
            return "ended"
        return release.state

    @property
    def variables(self) -> tuple[str, ...]:
        """The keys of what was chosen, in order."""
        return read_variables(self.release)


@dataclass(frozen=True)
class Fetches:
    """How often a file has been fetched, and when the last time."""

    count: int
    last_at: datetime | None


@dataclass(frozen=True)
class Withdrawn:
    """What a receiver has to delete of a file: pseudonyms, sorted, and never whose they are.

    `rows` go as a whole; of the others only what tells of the mentor, or of the employer.
    """

    rows: tuple[str, ...] = ()
    mentor: tuple[str, ...] = ()
    employer: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The rows that have to be deleted or changed, each once."""
        return len({*self.rows, *self.mentor, *self.employer})


def read_variables(release: DeidentifiedRelease) -> tuple[str, ...]:
    """The keys of the variables that were chosen, in order."""
    return tuple(json.loads(release.variables))


def _start(actor: Actor) -> Select[Any]:
    asker, decider = aliased(User), aliased(User)
    return (
        scopes.visible_deidentified_releases(actor)
        .join(Office, Office.id == Study.office_id)
        .join(asker, asker.id == DeidentifiedRelease.asked_by)
        .outerjoin(decider, decider.id == DeidentifiedRelease.decided_by)
        .outerjoin(Job, Job.id == DeidentifiedRelease.job_id)
        .add_columns(Study, Office.name, asker.name, decider.name, Job)
        .execution_options(populate_existing=True)
    )


def _describe(row: Any) -> VisibleDeidentifiedRelease:
    release, study, office_name, asked_by, decided_by, job = row
    facts = StudyFacts(study.office_id, study.state)
    return VisibleDeidentifiedRelease(release, study, office_name, asked_by, decided_by, job, facts)


def find_deidentified_release(
    session: Session, actor: Actor, release_id: UUID, *, lock: bool = False
) -> VisibleDeidentifiedRelease | None:
    """The release; None if there is none or it is not for the actor to see. `lock` holds it against others who decide."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        wanted = select(DeidentifiedRelease.id).where(DeidentifiedRelease.id == release_id)
        session.execute(wanted.with_for_update())
    row = session.execute(_start(actor).where(DeidentifiedRelease.id == release_id)).first()
    return None if row is None else _describe(row)


def list_deidentified_releases(
    session: Session, actor: Actor, study_id: UUID
) -> list[VisibleDeidentifiedRelease]:
    """The ledger of a study, the latest first, at most `MOST_LISTED`."""
    statement = _start(actor).where(DeidentifiedRelease.study_id == study_id)
    ordered = statement.order_by(DeidentifiedRelease.asked_at.desc(), DeidentifiedRelease.id)
    return [_describe(row) for row in session.execute(ordered.limit(MOST_LISTED))]


def find_deidentified_file(session: Session, release_id: UUID) -> DeidentifiedFile | None:
    """The file of a release that the actor has been shown, without its content; None while there is none."""
    return session.scalars(
        select(DeidentifiedFile).where(DeidentifiedFile.release_id == release_id)
    ).one_or_none()


def read_deidentified_content(session: Session, release_id: UUID) -> bytes | None:
    """The content of the file of a release that the actor has been shown; None while there is none, and once it is destroyed."""
    statement = select(DeidentifiedFile).where(DeidentifiedFile.release_id == release_id)
    file = session.scalars(statement.options(undefer(DeidentifiedFile.content_sealed))).one_or_none()
    return None if file is None else file.open_content()


def count_fetches(session: Session, release_id: UUID) -> Fetches:
    """How often the file of a release has been fetched, by the audit log, which nobody changes."""
    statement = select(func.count(), func.max(AuditEvent.at))
    count, last_at = session.execute(statement.where(FETCHED, AuditEvent.row_id == str(release_id))).one()
    return Fetches(count, last_at)


def list_longitudinal_versions(session: Session, study_id: UUID) -> frozenset[int]:
    """The versions of the text for persons that say that they are followed over time."""
    statement = select(StudyText.number).where(
        StudyText.study_id == study_id, StudyText.audience == PERSONS, StudyText.is_longitudinal
    )
    return frozenset(session.scalars(statement))


def list_followed_cases(session: Session, study: Study, today: date) -> list[ReadyCase]:
    """The cases that can be in a de-identified file of the study today, in the order of their ids.

    They are ready for the study as for any release, and the jobseeker's yes is to a text that says that a person is followed over
    time. What tells of a mentor or an employer needs such a yes of theirs. It takes no actor: ids for the making of a file.
    """
    versions = list_longitudinal_versions(session, study.id)
    sent = select(StudyCase.case_id).where(StudyCase.study_id == study.id)
    wanted = cases_of_study(study).where(
        Case.closed_on.between(study.from_on, study.to_on), Case.id.in_(sent)
    )
    found = [
        ReadyCase(state.case_id, _find_covered(state, versions))
        for state in judge_cases(session, study, wanted, today)
        if state.is_ready
    ]
    return sorted((one for one in found if JOBSEEKER in one.allowed), key=lambda one: one.case_id)


def _find_covered(state: StudyCaseState, versions: frozenset[int]) -> frozenset[str]:
    """Whose data may be in the file: of those whose yes stands, those who were told."""
    told = {
        JOBSEEKER: _is_told(state.jobseeker, versions),
        MENTOR: all(_is_told(one, versions) for one in state.mentors.values()),
        EMPLOYER: state.employer is None or _is_told(state.employer, versions),
    }
    return frozenset(person for person in state.allowed if told[person])


def _is_told(state: ConsentState, versions: frozenset[int]) -> bool:
    return state.is_valid and state.consent is not None and state.consent.version in versions


def list_withdrawn(
    session: Session, release: DeidentifiedRelease, study: Study, study_key: bytes, today: date
) -> Withdrawn | None:
    """What the receiver of a file has to delete of it; None where that cannot be told, for the key is another by now.

    A row goes when the jobseeker has withdrawn, or the consent has run out; also one who has got a protected address, or is not
    in the register any more. Of mentors and companies those count whose yes covered the file and stands no more, also where the
    case has left them since: who had not said yes is not in it.
    """
    if release.key_check != make_key_check(study_key):
        return None
    handed_out = _read_pseudonyms(session, release.id)
    if not handed_out:
        return Withdrawn()
    asked = select(Consent.case_id).where(Consent.study_id == study.id)
    over = _list_parts_over(session, release, study, today)
    standing: dict[str, UUID] = {}
    for state in judge_cases(session, study, select(Case).where(Case.id.in_(asked)), today):
        if not _has_to_go(state.jobseeker) and "protected" not in state.lacks:
            standing[make_pseudonym(study_key, study.id, state.case_id)] = state.case_id
    kept = sorted(handed_out & standing.keys())
    return Withdrawn(
        tuple(sorted(handed_out - standing.keys())),
        tuple(name for name in kept if (standing[name], MENTOR) in over),
        tuple(name for name in kept if (standing[name], EMPLOYER) in over),
    )


def _has_to_go(state: ConsentState) -> bool:
    return state.state in ("withdrawn", "expired")


def _list_parts_over(
    session: Session, release: DeidentifiedRelease, study: Study, today: date
) -> set[tuple[UUID, str]]:
    """Of which cases a mentor's or a company's part of the file has to go, by case and person.

    Each mentor and each company is judged by their own answers, whoever is in the case now: as they were registered when the file
    was made, and as they stand today.
    """
    versions = pick_versions(list_texts(session, study.id, PERSONS), PERSONS)
    if versions is None:
        return set()
    purpose, told = make_purpose(study.id, versions), list_longitudinal_versions(session, study.id)
    done_at = release.done_at or release.asked_at
    before: dict[tuple[UUID, str, UUID], list[GivenConsent]] = {}
    now: dict[tuple[UUID, str, UUID], list[GivenConsent]] = {}
    rows: Iterable[Any] = session.execute(_list_answers(study.id))
    for case_id, person, who, created_at, withdrawn_at, _, *ruled in rows:
        # Which study it is for has been asked of the database: to the rules it is this purpose.
        answer = read_ruled((purpose.key, *ruled))
        now.setdefault((case_id, person, who), []).append(answer)
        if created_at <= done_at:
            is_later = withdrawn_at is not None and withdrawn_at >= done_at
            known = replace(answer, withdrawn_on=None) if is_later else answer
            before.setdefault((case_id, person, who), []).append(known)
    made_on = clock.to_oslo(done_at).date()
    return {
        (case_id, person)
        for (case_id, person, who), answers in before.items()
        if _has_covered(judge_consent(answers, purpose, made_on), told)
        and _has_to_go(judge_consent(now[case_id, person, who], purpose, today))
    }


def _has_covered(state: ConsentState, versions: frozenset[int]) -> bool:
    """Whether the yes allowed a file. One to a text that has been replaced since may have, too."""
    stood = state.is_valid or state.state == "old_version"
    return stood and state.consent is not None and state.consent.version in versions


def _list_answers(study_id: UUID) -> Select[Any]:
    """What mentors and companies have answered: of whom, when it was registered, and when that it was taken back."""
    who = func.coalesce(MentorAssignment.person_id, Consent.employer_id)
    told: tuple[Any, ...] = (Consent.case_id, Consent.person, who, Consent.created_at, Revision.replaced_at)
    return (
        select(*told, *RULED_COLUMNS)
        .outerjoin(MentorAssignment, MentorAssignment.id == Consent.mentor_assignment_id)
        .outerjoin(Revision, and_(Revision.row_id == Consent.id, Revision.noun == "consent"))
        .where(Consent.study_id == study_id, Consent.person.in_((MENTOR, EMPLOYER)))
    )


def _read_pseudonyms(session: Session, release_id: UUID) -> frozenset[str]:
    statement = select(DeidentifiedFile).where(DeidentifiedFile.release_id == release_id)
    file = session.scalars(statement.options(undefer(DeidentifiedFile.pseudonyms_sealed))).one_or_none()
    return file.open_pseudonyms() if file is not None else frozenset()


def list_expired(session: Session, today: date) -> Sequence[DeidentifiedRelease]:
    """The releases whose last day has passed and that have not ended yet."""
    statement = select(DeidentifiedRelease).where(
        DeidentifiedRelease.expires_on < today,
        DeidentifiedRelease.state.in_(("asked", "approved", "running", "done")),
    )
    return session.scalars(statement.order_by(DeidentifiedRelease.id).with_for_update()).all()
