"""What the registration form holds in the cases that the browser looks at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Case, CaseStep
from hybridmentor.services.case_forms import save_answers
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.outcomes import add_follow_up
from tests.support.seed import make_actor, see_case

PURPOSE = "Lære kassa og varene, og ha noen å spørre.\nArbeidsgiver sier fra når det trengs mer."


def fill_forms(session: HybridSession, cases: Mapping[str, Case]) -> None:
    """A form that is nearly whole, one asked about again after closing, and answers in the steps."""
    today = clock.today()
    actor = make_actor(session, "veileder")
    running = see_case(session, actor, cases["running"])
    save_answers(
        session,
        actor,
        running,
        version=1,
        sent={
            "target_groups": ["young", "outside_oecd"],
            "measure_used": "yes",
            "agreement_number": "M-1047",
            "measure_from_on": today - timedelta(days=40),
            "hours_per_month": "17.5",
            "agreement_purpose": PURPOSE,
            "parallel_1_kind": "wage_subsidy",
            "parallel_1_from_on": today - timedelta(days=30),
            "parallel_2_kind": "vto",
        },
    )
    note_in_step(
        session,
        cases["running"],
        "wishes",
        interests=["food", "people"],
        tasks=PURPOSE,
        mentor_of_interest="yes",
        openness="yes",
        openness_on=today,
    )
    note_in_step(
        session, cases["running"], "company", prior_attached="yes", prior_in_measure=["work_training", "aft"]
    )
    closed = see_case(session, actor, cases["closed"])
    add_follow_up(
        session,
        actor,
        closed,
        sent={"measured_on": today, "relevant": "yes", "position_percent": "62.5", "note": PURPOSE},
    )


def note_in_step(session: HybridSession, case: Case, step: str, **answers: str | date | list[str]) -> None:
    """Note answers in a step, whose own state stays."""
    actor = make_actor(session, "veileder")
    row = session.scalars(select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.step == step)).one()
    save_step(
        session,
        actor,
        see_case(session, actor, case),
        row,
        version=row.version,
        sent={**read_step_values(row), **answers},
    )
