"""What the rules need to know of a loaded case."""

from hybridmentor.models import Case
from hybridmentor.policy.predicates import CaseFacts


def gather_case_facts(case: Case, *, actor_has_part: bool, actor_is_recused: bool) -> CaseFacts:
    """The facts of a case whose jobseeker is loaded."""
    return CaseFacts(
        office_id=case.office_id,
        service=case.service,
        protection=case.jobseeker.protection if case.jobseeker else "none",
        is_shielded=bool(case.jobseeker and case.jobseeker.is_shielded),
        is_published_example=case.is_published_example,
        is_closed=case.closed_on is not None,
        actor_has_part=actor_has_part,
        actor_is_recused=actor_is_recused,
    )
