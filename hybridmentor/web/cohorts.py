"""Opening a cohort, and its pairings as a page shows them: side by side, named and put into words, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hybridmentor.db import end_read
from hybridmentor.domain.cohort_pairing import METHODS, OPTIMAL, STABLE
from hybridmentor.domain.match_cohort import Compared, ComparedRow, Gain, compare_pairings
from hybridmentor.domain.match_criteria import AGAINST, FITS, PARTLY, UNKNOWN
from hybridmentor.domain.match_wording import Wording
from hybridmentor.domain.pairing import Pairing
from hybridmentor.domain.suggestions import Weights, get_weights
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, Cohort, Match
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.cohort_pairings import ACCEPTED, DECLINED, TOGETHER, PairedCohort, read_pairings
from hybridmentor.queries.cohorts import (
    SIDES,
    Members,
    OfferMember,
    VisibleCohort,
    find_cohort,
    list_cohort_matches,
)
from hybridmentor.web.guards import get_actor
from hybridmentor.web.office_rows import load_row, open_row, open_row_for_writing, write_row
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.suggestions import tell_findings
from hybridmentor.web.words import get_language, hm_n, hm_say, hm_t

NOUN = "cohort"
PAGE_SIZE = 50
MOST_NAMED = 3
"""So many are named in a sentence; the others are counted."""
SHOWN = ("all", "differ", "alone")
"""Which jobseekers of the pairings are shown: all, those who have another in the other pairing, those without anybody."""


def open_cohort(cohort_id: UUID) -> VisibleCohort:
    """The cohort to be shown, as `office_rows.open_row`."""
    return open_row(find_cohort, NOUN, cohort_id, Permission.PAIR_COHORTS)


def open_cohort_for_writing(cohort_id: UUID) -> VisibleCohort:
    """The cohort to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_cohort, NOUN, cohort_id, Permission.PAIR_COHORTS)


def load_cohort(cohort_id: UUID, permission: Permission) -> VisibleCohort:
    """The cohort, as `office_rows.load_row`."""
    return load_row(find_cohort, NOUN, cohort_id, permission)


def audit_cohort(visible: VisibleCohort, cohort_id: UUID) -> None:
    """The audit row of the read where a form goes back to a page that names people, before it is shown."""
    end_read(get_session())
    write_row(f"{NOUN}.read", NOUN, cohort_id, office_id=visible.facts.office_id)


def refuse_member(visible: VisibleCohort, cohort_id: UUID) -> NotFound:
    """What to raise where nobody of the cohort is meant, or nobody whom the actor may see; it is logged."""
    get_session().rollback()
    office_id = visible.facts.office_id
    write_row("denied.not_visible", NOUN, cohort_id, office_id=office_id, decision="deny")
    return NotFound(Message("error.not_found"))


def find_weights() -> Weights:
    """The weights that cohorts are paired by: those of the hybrid model, the same for everybody in it."""
    return get_weights(find_practice().match_weights)


def name_case(case: Case) -> str:
    """The jobseeker's name, or the case's number where it cannot be read."""
    return (case.jobseeker.name if case.jobseeker else None) or case.number


def name_offer(member: OfferMember) -> str:
    """The mentor's name, or the company's."""
    if member.person is None:
        return member.employer.name
    return member.person.name or hm_t("person.unreadable")


@dataclass(frozen=True)
class Half:
    """Whom a jobseeker has in one of the pairings, and what it gives."""

    method: str
    """The pairing; `both` where the two are alike."""
    offer: OfferMember | None
    name: str | None
    notes: tuple[str, ...]
    """What the two have said of each other, and whether they are held together."""
    summary: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    """What the jobseeker gets of the wishes, as `suggestions.Told.reasons`."""
    rather: str | None
    """With whom the jobseeker and the other would both rather be."""


@dataclass(frozen=True)
class Row:
    """A jobseeker in the two pairings."""

    case: Case
    name: str
    halves: tuple[Half, ...]
    change: str


@dataclass(frozen=True)
class Board:
    """A page of a cohort's two pairings."""

    paired: PairedCohort
    rows: tuple[Row, ...]
    start: int
    number: int
    """How many rows there are in all of what is shown."""
    show: str
    compared: Compared
    left_over: Mapping[str, tuple[tuple[UUID, str], ...]]
    """The first of the offers that nobody has, as id and name, by method."""

    def count_over(self, method: str) -> int:
        """How many offers nobody has."""
        return len(self.paired.pairings.by_method[method].right_over)

    @property
    def next_start(self) -> int | None:
        """Where the next page begins; None at the end."""
        following = self.start + PAGE_SIZE
        return following if following < self.number else None

    @property
    def signs(self) -> dict[str, str]:
        """What tells each pairing from another (`decide_cohort`)."""
        return {method: self.paired.sign(method) for method in METHODS}

    def count_pairs(self, method: str) -> int:
        """How many have somebody."""
        return len(self.paired.pairings.by_method[method].pairs)

    def count_alone(self, method: str) -> int:
        """How many jobseekers have nobody."""
        return len(self.paired.pairings.by_method[method].left_over)

    def count_rather(self, method: str) -> int:
        """How many pairs would both rather be together."""
        return len(self.paired.pairings.blocking[method])

    @property
    def differing(self) -> int:
        """How many jobseekers have somebody else, or nobody, in the other pairing."""
        return len(self.paired.pairings.differing)


def read_start(text: str | None, number: int) -> int:
    """Where a page begins, from the address; the first where it is no place."""
    start = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 0
    return start if start < number else 0


def make_board(visible: VisibleCohort, members: Members, *, show: str, start: str | None) -> Board:
    """The page of a cohort's pairings; whoever sees it works on all of its cases."""
    paired = read_pairings(get_session(), get_actor(), visible.cohort, members, find_weights())
    pairings = paired.pairings
    first, second = (pairings.by_method[method] for method in METHODS)
    compared = compare_pairings(first, second, paired.data.wishes, paired.data.offers, paired.data.weights)
    chosen = choose_rows(compared, show)
    begin = read_start(start, len(chosen))
    wording = Wording(find_practice(), get_language())
    rows = tuple(tell_row(paired, visible.cohort, row, wording) for row in chosen[begin : begin + PAGE_SIZE])
    over = {method: name_left_over(paired, pairings.by_method[method]) for method in METHODS}
    return Board(paired, rows, begin, len(chosen), show, compared, over)


def choose_rows(compared: Compared, show: str) -> list[ComparedRow]:
    """The rows that are shown, as `SHOWN`."""
    chosen: Mapping[str, Callable[[ComparedRow], bool]] = {
        "differ": lambda row: row.first != row.second,
        "alone": lambda row: row.first is None or row.second is None,
    }
    return [row for row in compared.rows if show not in chosen or chosen[show](row)]


def name_left_over(paired: PairedCohort, pairing: Pairing) -> tuple[tuple[UUID, str], ...]:
    """The offers that nobody has, as id and name: a page of them."""
    over = (paired.offers[other] for other in pairing.right_over[:PAGE_SIZE])
    return tuple((one.offer_id, name_offer(one)) for one in over)


def tell_row(paired: PairedCohort, cohort: Cohort, row: ComparedRow, wording: Wording) -> Row:
    """A jobseeker in both pairings, in the reader's words."""
    case = paired.cases[row.left].case
    sides = [(OPTIMAL, row.first, row.first_gain), (STABLE, row.second, row.second_gain)]
    if row.first == row.second:
        sides = [("both", row.first, row.first_gain)]
    halves = tuple(tell_half(paired, cohort, row.left, side, wording) for side in sides)
    return Row(case, name_case(case), halves, hm_say(row.change))


def tell_half(
    paired: PairedCohort, cohort: Cohort, left: int, side: tuple[str, int | None, Gain], wording: Wording
) -> Half:
    """One half of a row."""
    method, right, gain = side
    offer = None if right is None else paired.offers[right]
    groups = ((FITS, gain.got), (PARTLY, gain.partly), (AGAINST, gain.missed), (UNKNOWN, gain.unknown))
    told = ((verdict, tell_findings(found, wording)) for verdict, found in groups)
    # Where both pairings have the same, what blocks the first is told of both only if it blocks the other too.
    rather = [
        other
        for one, other in paired.pairings.blocking[OPTIMAL if method == "both" else method]
        if one == left and (method != "both" or (one, other) in paired.pairings.blocking[STABLE])
    ]
    return Half(
        method,
        offer,
        None if offer is None else name_offer(offer),
        () if right is None else tell_notes(paired, cohort, left, right),
        hm_say(gain.summary),
        tuple((verdict, sentences) for verdict, sentences in told if sentences),
        tell_rather(paired, rather),
    )


def tell_rather(paired: PairedCohort, others: Sequence[int]) -> str | None:
    """With whom both would rather be, as a sentence; None where there is nobody."""
    if not others:
        return None
    names = [name_offer(paired.offers[other]) for other in others[:MOST_NAMED]]
    if len(others) > MOST_NAMED:
        names.append(hm_n("cohort.more", len(others) - MOST_NAMED))
    return hm_t("cohort.rather", names=", ".join(names))


def tell_notes(paired: PairedCohort, cohort: Cohort, left: int, right: int) -> tuple[str, ...]:
    """What the two have said of each other, and whether they are held together.  # words: cohort.note."""
    notes = []
    for side in SIDES:
        place = paired.choices.get((left, right, side))
        if place:
            notes.append(hm_t(f"cohort.note.{side if side == 'case' else cohort.kind}", place=place))
    if paired.locks.get((left, right)) == TOGETHER:
        notes.append(hm_t("cohort.note.together"))
    elif paired.pairings.held.get(left) == right:
        notes.append(hm_t("cohort.note.accepted"))
    return tuple(notes)


@dataclass(frozen=True)
class OfferedRow:
    """A jobseeker of a decided cohort with what has been offered of its offers, the latest first."""

    case: Case
    name: str
    matches: tuple[tuple[Match, str], ...]

    @property
    def state(self) -> str:
        """How it stands: `accepted` by both, `declined` by either, `waiting` for an answer, or `none` offered."""
        answers = [{one.jobseeker_answer, one.other_answer} for one, _ in self.matches]
        if {ACCEPTED} in answers:
            return ACCEPTED
        if any(DECLINED not in one for one in answers):
            return "waiting"
        return DECLINED if answers else "none"


@dataclass(frozen=True)
class OfferedPage:
    """A page of what has been offered in a decided cohort."""

    rows: tuple[OfferedRow, ...]
    start: int
    number: int

    @property
    def next_start(self) -> int | None:
        """Where the next page begins; None at the end."""
        following = self.start + PAGE_SIZE
        return following if following < self.number else None


def make_offered_page(members: Members, cases: Sequence[VisibleCase], *, start: str | None) -> OfferedPage:
    """What has been offered of a cohort's offers in some of its cases, a page of them."""
    by_offer = {one.offer_id: one for one in members.offers}
    by_case: dict[UUID, list[tuple[Match, UUID]]] = {}
    for match, offer_id in list_cohort_matches(get_session(), members):
        by_case.setdefault(match.case_id, []).append((match, offer_id))
    begin = read_start(start, len(cases))
    rows = tuple(
        OfferedRow(
            one.case,
            name_case(one.case),
            tuple(
                (match, name_offer(by_offer[offer_id])) for match, offer_id in by_case.get(one.case.id, ())
            ),
        )
        for one in cases[begin : begin + PAGE_SIZE]
    )
    return OfferedPage(rows, begin, len(cases))
