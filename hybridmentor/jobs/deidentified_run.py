"""The making of a de-identified file that has been approved: read for those whose yes covers it, put under pseudonyms, sealed.

Who is in it is asked again before anything is kept: where somebody has withdrawn meanwhile, all is made anew without that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hybridmentor.clock import today
from hybridmentor.db import begin_write
from hybridmentor.documents.deidentified_package import DeidentifiedFacts, make_deidentified_package
from hybridmentor.domain.pseudonym import make_pseudonym
from hybridmentor.domain.release_order import MAKES, READS
from hybridmentor.domain.release_variables import Variable, find_variable
from hybridmentor.jobs.study_job import READ, JobOver, StudyJob
from hybridmentor.models import DeidentifiedRelease, Study
from hybridmentor.queries.deidentified_releases import list_followed_cases, read_variables
from hybridmentor.queries.study_cases import ReadyCase
from hybridmentor.services.deidentified_releases import (
    begin_deidentified,
    fail_deidentified,
    find_study_key,
    finish_deidentified,
)

MOST_RUNS = 3
"""How often a file is made anew because its cases have changed meanwhile."""


class NotMade(Exception):
    """Something stands in the way, one of `services.deidentified_releases.PROBLEMS`; no file is left."""


@dataclass(frozen=True)
class Task:
    """What is to be made, with the key of the study's pseudonyms."""

    release: DeidentifiedRelease
    study: Study
    study_key: bytes
    variables: Sequence[Variable]


class DeidentifiedRun(StudyJob):
    """One run of one de-identified release."""

    def carry_out(self) -> None:
        """Make the file; the job ends as done or failed with the release, or is given back."""
        try:
            self.make_until_kept()
        except JobOver:
            return
        except NotMade as fault:
            with self.state.make_session() as session:
                begin_write(session)
                fail_deidentified(session, self.claim, str(fault))
                session.commit()

    def make_until_kept(self) -> None:
        """Make the file of those whose yes stands when it is kept; NotMade where they change all the time."""
        for _ in range(MOST_RUNS):
            task = self.begin()
            cases = self.find_cases(task)
            if self.keep(task, cases, *self.make(task, cases)):
                return
        raise NotMade("cases_change")

    def begin(self) -> Task:
        """The release, now running; NotMade where the key or a variable is there no more."""
        with self.state.make_session() as session:
            begin_write(session)
            release, study = begin_deidentified(session, self.claim)
            session.commit()
        study_key = find_study_key(self.state.config["HYBRIDMENTOR_PSEUDONYM_KEY"], study.id)
        if study_key is None:
            raise NotMade("no_key")
        found = [find_variable(key) for key in read_variables(release)]
        if None in found:
            raise NotMade("variable_gone")
        return Task(release, study, study_key, [one for one in found if one is not None])

    def find_cases(self, task: Task) -> Sequence[ReadyCase]:
        """Whose yes covers it as of now; NotMade where nobody's does."""
        with self.state.make_session() as session:
            cases = list_followed_cases(session, task.study, today())
        if not cases:
            raise NotMade("no_cases")
        return cases

    def make(self, task: Task, cases: Sequence[ReadyCase]) -> tuple[bytes, Sequence[str]]:
        """The package, and the pseudonyms in it."""
        self.tell(READS, 0)
        keys = [one.key for one in task.variables]
        with self.state.make_session() as session:
            frame = self.read_frame(session, cases, keys)
        self.tell(MAKES, READ)
        pseudonyms = [
            make_pseudonym(task.study_key, task.study.id, UUID(hex=case_id)) for case_id in frame["_case"]
        ]
        package = make_deidentified_package(
            frame.select(keys), pseudonyms, task.variables, gather_facts(task.release, task.study)
        )
        return package, pseudonyms

    def keep(self, task: Task, cases: Sequence[ReadyCase], content: bytes, pseudonyms: Sequence[str]) -> bool:
        """Keep it, unless who may be in it has changed by now; whether it was kept."""
        with self.state.make_session() as session:
            begin_write(session)
            is_same = list_followed_cases(session, task.study, today()) == cases
            if is_same:
                finish_deidentified(session, self.claim, task.study_key, content, pseudonyms)
            session.commit()
        return is_same


def gather_facts(release: DeidentifiedRelease, study: Study) -> DeidentifiedFacts:
    """What the pages of the package say."""
    return DeidentifiedFacts(
        title=study.title,
        purpose=release.purpose,
        legal_basis=study.legal_basis,
        receiver=release.receiver,
        agreement=release.agreement,
        agreed_on=release.agreed_on,
        made_on=today(),
        expires_on=release.expires_on,
        contact_name=study.contact_name,
        contact_email=study.contact_email,
    )
