"""What the steps, the registration form and the closing of a made-up case say: aimed at AFI's tables 3, 4 and 7."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Any

from hybridmentor.services.national_data import texts
from hybridmentor.services.national_data.afi_shares import find_shares
from hybridmentor.services.national_data.chance import Lot
from hybridmentor.services.national_data.course import Course
from hybridmentor.services.national_data.rows import write_day

Answers = dict[str, Any]

INITIATORS = Lot(find_shares("initiator"))
INITIATOR_DETAILS = Lot({"together": 3, "job_specialist": 3, "refugee_service": 1, "measure_organiser": 2})
PRIOR_CODES = Lot(find_shares("attachment_at_start"))
OUTCOME_CODES = Lot(find_shares("outcome"))

PRIOR: Mapping[str, Sequence[Answers]] = MappingProxyType(
    {
        "none": ({"prior_attached": "no"},),
        "work_training": ({"prior_attached": "yes", "prior_in_measure": ["work_training"]},),
        "substitute": ({"prior_attached": "yes", "prior_employment_form": ["substitute"]},),
        "pupil": ({"prior_attached": "yes", "prior_is_pupil": "yes"},),
        "temporary": ({"prior_attached": "yes", "prior_employment_form": ["temporary"]},),
        "permanent": ({"prior_attached": "yes", "prior_employment_form": ["permanent"]},),
        "other": (
            {"prior_attached": "yes", "prior_employment_form": ["on_call"]},
            {"prior_attached": "yes", "prior_in_measure": ["introduction_programme"]},
            {"prior_attached": "yes", "prior_in_measure": ["vto"]},
        ),
    }
)
"""Answers that come to each code of table 4. AFI's "Annet" stands for open answers: facts that have no code."""

WELL = {"elsewhere": ["no"], "end_reason": ["period_over"], "leave": ["none"]}


def _employ(form: str, subsidy: str) -> Answers:
    return {
        "attached": ["yes"],
        "employment_form": [form],
        "wage_subsidy": [subsidy],
        "in_measure": ["no"],
        **WELL,
    }


OUTCOMES: Mapping[str, Sequence[Answers]] = MappingProxyType(
    {
        "temporary_with_subsidy": (_employ("temporary", "yes"),),
        "permanent_with_subsidy": (_employ("permanent", "yes"),),
        "permanent_without_subsidy": (_employ("permanent", "no"),),
        "temporary_without_subsidy": (_employ("temporary", "no"),),
        "substitute": (_employ("substitute", "no"),),
        "work_training": (
            {
                "attached": ["yes"],
                "employment_form": ["none"],
                "wage_subsidy": ["no"],
                "in_measure": ["work_training"],
                **WELL,
            },
        ),
        "none": (
            {"attached": ["no"], "elsewhere": ["no"], "end_reason": ["jobseeker_left"], "leave": ["none"]},
            {"attached": ["no"], "elsewhere": ["job_elsewhere"], "end_reason": ["new_job_or_education"]},
            {"attached": ["no"], "elsewhere": ["unknown"], "end_reason": ["health"], "leave": ["sick"]},
        ),
        "apprenticeship_or_education": (
            _employ("apprentice", "no"),
            {
                "attached": ["no"],
                "elsewhere": ["education_elsewhere"],
                "end_reason": ["new_job_or_education"],
            },
        ),
        "unknown": ({"attached": ["unknown"]},),
        "other": (
            _employ("on_call", "no"),
            {"attached": ["yes"], "employment_form": ["permanent"], "wage_subsidy": ["unknown"], **WELL},
            {"attached": ["yes"], "in_measure": ["other"], "planned": ["vto"], **WELL},
        ),
    }
)
"""Facts that come to each code of table 7, or to none for AFI's "Annet"."""

TARGET_GROUPS = ("inclusion_effort", "state_benefit", "young", "activity_duty", "outside_oecd", "kvp")
REASONS = ("follow_up", "training", "steady_person", "employer_assurance", "role_and_knowledge", "way_in")
INTERESTS = ("practical", "people", "care", "shop", "nature", "technology", "office", "transport")
HELPERS = ("market_adviser", "colleague", "job_specialist", "jobseeker", "nobody")
END_REASONS = Lot(
    {
        "goal_reached": 4,
        "mentor_goes_on": 3,
        "workplace_takes_over": 3,
        "left_workplace": 2,
        "jobseeker_wish": 1,
        "never_started": 1,
    }
)
TALKS = Lot({"held": 7, "not_held": 2, "declined": 1})
RATINGS = Lot({"reached": 4, "partly": 3, "not_reached": 1, "not_rated": 1})
NOT_USED = Lot({"no": 88, "unknown": 6, None: 6})
PARALLEL = Lot({None: 6, "wage_subsidy": 3, "work_training": 3, "inclusion_subsidy": 1})
UNANSWERED = 0.08
"""So often one of the questions of tables 3, 4 and 7 is not answered."""


def make_wishes(chance: Random) -> Answers:
    """The answers of the first step."""
    return {
        "interests": sorted(chance.sample(INTERESTS, 2)),
        "reasons": sorted(chance.sample(REASONS, chance.randint(1, 2))),
        "goal": chance.choice(("working_life", "working_life", "this_workplace", "keep_job")),
        "openness": chance.choice(("yes", "yes", "unsure", "no")),
        "interpreter": chance.choice(("no", "no", "no", "sometimes")),
    }


def make_company(chance: Random, entry_point: str) -> Answers:
    """The answers of the step that finds a company: tables 3 and 4 rest on them."""
    known_before = chance.choice(("yes", "no", "no", "unknown"))
    answers: Answers = {
        "how_found": chance.choice(("from_wishes", "known_before", "jobseeker_suggested"))
        if entry_point == "start"
        else "already_there",
        "helpers": [HELPERS[int(chance.random() * len(HELPERS))]],
        "adviser_knew_company": known_before,
    }
    if chance.random() >= UNANSWERED:
        answers["initiator"] = INITIATORS.draw(chance)
        if answers["initiator"] == "other":
            answers["initiator_detail"] = INITIATOR_DETAILS.draw(chance)
    if chance.random() >= UNANSWERED:
        answers |= chance.choice(PRIOR[PRIOR_CODES.draw(chance)])
    return answers


def make_mentor(chance: Random, course: Course) -> Answers:
    """The answers of the step that finds a mentor."""
    chosen = ["employer", "nav"] if chance.random() < 0.4 else ["employer", "jobseeker", "nav"]
    answers: Answers = {"mentor_chosen_with": chosen}
    if chance.random() < 0.7 and course.mentor_from is not None:
        answers["start_meeting_on"] = write_day(course.mentor_from)
        answers["start_meeting_participants"] = ["employer", "jobseeker", "mentor", "nav"]
    return answers


def make_form(
    chance: Random,
    course: Course,
    *,
    adviser: str,
    mentor: str | None,
    confirmed_to: int | None,
    criteria: Sequence[int],
    is_asked_again: bool,
) -> Answers:
    """The answers of the registration form; table 6 rests on the measure's days."""
    used = "yes" if course.measure_from is not None else NOT_USED.draw(chance)
    answers: Answers = {"target_groups": [TARGET_GROUPS[int(chance.random() * len(TARGET_GROUPS))]]}
    if used is not None:
        answers["measure_used"] = used
    if course.measure_from is not None:
        answers |= {
            "agreement_number": f"M-{chance.randint(1000, 99999)}",
            "measure_from_on": write_day(course.measure_from),
            "hours_per_month": str(chance.choice((10, 15, 20, 25, 30, 40))),
            "agreement_purpose": texts.PURPOSES[int(chance.random() * len(texts.PURPOSES))],
            "contact_at_nav": adviser,
            "is_journalled": "yes",
        }
        if mentor:
            answers["contact_at_workplace"] = mentor
        parallel = PARALLEL.draw(chance)
        if parallel is not None:
            answers |= {
                "parallel_1_kind": parallel,
                "parallel_1_from_on": write_day(course.measure_from),
            }
    if course.measure_end is not None:
        answers["measure_ended_on"] = write_day(course.measure_end)
    if confirmed_to is not None:
        answers["log_confirmed_to"] = write_day(confirmed_to)
    if course.contact_end is not None:
        answers |= {
            "contact_ended_on": write_day(course.contact_end),
            "closing_talk": TALKS.draw(chance),
            "contact_end_reason": END_REASONS.draw(chance),
            **{f"rating_{one}": RATINGS.draw(chance) for one in criteria},
        }
        if not is_asked_again:
            answers["later_reason"] = texts.LATER_REASON
    return answers


def make_outcome(chance: Random, course: Course) -> Answers:
    """The facts at closing; none where nobody has answered, or the case never came to a workplace."""
    if not course.has_employer or chance.random() < UNANSWERED:
        return {}
    facts = dict(chance.choice(OUTCOMES[OUTCOME_CODES.draw(chance)]))
    if facts["attached"] != ["unknown"]:
        facts["measure_end"] = ["not_used" if course.measure_from is None else "ended_as_agreed"]
    if facts.get("employment_form") in (["permanent"], ["temporary"]):
        facts["position_percent"] = float(chance.choice((40, 50, 60, 80, 100)))
    return facts
