"""The one map of who may do what: a permission holds if all predicates of one of its clauses hold. No entry means no."""

from collections.abc import Callable

from hybridmentor.identity import Actor
from hybridmentor.policy import predicates as p
from hybridmentor.policy.permissions import Permission

Predicate = Callable[[Actor, p.Subject], bool]
Clause = tuple[Predicate, ...]

READS: tuple[Clause, ...] = (
    (p.reads_cases_at_its_office, p.person_is_unprotected, p.is_not_recused),
    (p.has_part_in_case, p.case_is_not_frozen, p.is_not_recused),
)
WORKS: tuple[Clause, ...] = (
    (p.works_cases_at_its_office, p.person_is_unprotected, p.is_not_recused, p.case_is_open, p.case_is_own),
    (p.has_part_in_case, p.case_is_not_frozen, p.is_not_recused, p.case_is_open, p.case_is_own),
)
FOLLOWS_UP: tuple[Clause, ...] = (
    (p.works_cases_at_its_office, p.person_is_unprotected, p.is_not_recused, p.case_is_closed, p.case_is_own),
    (p.has_part_in_case, p.case_is_not_frozen, p.is_not_recused, p.case_is_closed, p.case_is_own),
)
WORKS_OPEN_OR_CLOSED: tuple[Clause, ...] = (
    (p.works_cases_at_its_office, p.person_is_unprotected, p.is_not_recused, p.case_is_own),
    (p.has_part_in_case, p.case_is_not_frozen, p.is_not_recused, p.case_is_own),
)

RULES: dict[Permission, tuple[Clause, ...]] = {
    Permission.USE_APPLICATION: ((p.has_signed_in,),),
    Permission.LIST_CASES: ((p.reads_cases_somewhere,),),
    Permission.READ_CASE: READS,
    Permission.OPEN_CASE: ((p.works_cases_at_office, p.office_practises),),
    Permission.EDIT_CASE: WORKS,
    Permission.LOG_CONTACT: WORKS,
    Permission.CLOSE_CASE: WORKS,
    Permission.FOLLOW_UP_CASE: FOLLOWS_UP,
    Permission.WITHDRAW_CONSENT: WORKS_OPEN_OR_CLOSED,
    Permission.HAND_OVER_CASE: (
        *WORKS,
        (p.leads_case_office, p.person_is_unprotected, p.is_not_recused, p.case_is_open, p.case_is_own),
    ),
    Permission.HAND_OVER_CASES: ((p.hands_over_somewhere,),),
    Permission.REVIEW_CASE: (
        *WORKS,
        (p.leads_case_office, p.person_is_unprotected, p.is_not_recused, p.case_is_open, p.case_is_own),
    ),
    Permission.LIST_REVIEWS: ((p.leads_office,),),
    Permission.READ_MEETINGS: ((p.belongs_to_meeting,), (p.coordinates_meeting,)),
    Permission.KEEP_MEETINGS: ((p.develops_practice_at_meeting,), (p.coordinates_meeting,)),
    Permission.READ_EXPERIENCES: (
        (p.belongs_to_office, p.experience_is_on_board),
        (p.belongs_to_office, p.wrote_experience),
        (p.reads_in_county_of_experience,),
        (p.reads_where_all_do,),
        (p.coordinates_county_of_experience,),
    ),
    Permission.ANSWER_EXPERIENCES: (
        (p.belongs_to_office, p.experience_is_on_board),
        (p.reads_in_county_of_experience,),
        (p.reads_where_all_do,),
        (p.coordinates_county_of_experience,),
    ),
    Permission.SHARE_EXPERIENCE: ((p.develops_practice_at_office,),),
    Permission.EDIT_EXPERIENCE: ((p.develops_practice_at_office, p.wrote_experience),),
    Permission.REVIEW_EXPERIENCES: ((p.leads_office, p.experience_is_on_board),),
    Permission.SPREAD_EXPERIENCES: ((p.coordinates_county_of_experience,),),
    Permission.READ_EMPLOYERS: ((p.belongs_to_office,), (p.sees_shared_register,)),
    Permission.KEEP_EMPLOYERS: ((p.keeps_register_at_office,),),
    Permission.KEEP_PERSONS: ((p.keeps_register_at_office,),),
    Permission.PAIR_COHORTS: ((p.works_cases_at_office, p.office_practises),),
    Permission.READ_QUESTIONS: ((p.belongs_to_office,),),
    Permission.ADD_QUESTION: ((p.develops_practice_at_office,),),
    Permission.SET_CRITERIA: ((p.leads_office,),),
    Permission.SET_GOALS: ((p.leads_office,),),
    Permission.SHARE_REGISTER: ((p.leads_office,),),
    Permission.READ_TABLES: ((p.has_signed_in,),),
    Permission.READ_FIGURES: ((p.reads_figures,),),
    Permission.READ_COUNTY: ((p.coordinates_county,),),
    Permission.READ_STOPPED: ((p.leads_office,),),
    Permission.READ_STUDIES: (
        (p.runs_study,),
        (p.approves_for_study,),
        (p.reads_cases_in_study, p.study_is_begun),
        (p.has_answered_study, p.study_is_begun),
    ),
    Permission.KEEP_STUDIES: ((p.runs_study,),),
    Permission.ANSWER_STUDY: (
        (p.is_asked_by_study, p.study_is_begun),
        (p.has_answered_study, p.study_is_begun),
    ),
    Permission.KEEP_STUDY_LINKS: (
        (p.leads_office, p.has_no_hand_in_study),
        (p.coordinates_county_without_lead, p.has_no_hand_in_study),
    ),
    Permission.SEND_TO_STUDY: WORKS_OPEN_OR_CLOSED,
    Permission.READ_RELEASES: ((p.runs_study,), (p.approves_for_study,)),
    Permission.ASK_RELEASE: ((p.runs_study, p.study_is_begun),),
    Permission.DECIDE_RELEASE: ((p.approves_for_study, p.study_is_begun),),
    Permission.DOWNLOAD_RELEASE: ((p.runs_study, p.study_is_begun),),
    Permission.ADMINISTER: ((p.administers,),),
}


def permits(actor: Actor, permission: Permission, subject: p.Subject = None) -> bool:
    """Whether the actor may, for the subject where the permission is about one."""
    return any(all(predicate(actor, subject) for predicate in clause) for clause in RULES.get(permission, ()))
