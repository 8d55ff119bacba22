"""The recipe held up as a mirror ("slik gjorde vi det"): seven lines from what is registered in a case.

A mirror for adviser and jobseeker, not a control: the recipe is "høyst foreløpig" (AFI-notat 2022:01, ch. 4.5) and the project
denies "et entydig konsept" (ch. 5.3). Steps come in any order, may be skipped with a reason, and an employer who took the
initiative is no fault. What counts as what is our own definition, stated at each line; nothing here is a number of anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hybridmentor.domain.collaboration import list_face_to_face
from hybridmentor.domain.form_state import is_answered
from hybridmentor.errors import InvalidInput, Message

YES, PARTLY, NO, NOT_RELEVANT = "yes", "partly", "no", "not_relevant"
LEVELS = (YES, PARTLY, NO, NOT_RELEVANT)
"""In the order in which they are shown; the words are `recipe.level.<key>`."""
# words: recipe.level.

STEPS = ("wishes", "company", "employer_told", "mentor", "collaboration", "follow_up", "share")
"""The steps of the recipe, one line each; the words are `recipe.line.<key>`."""
# words: recipe.line.

LETTERS: Mapping[str, str] = {YES: "y", PARTLY: "p", NO: "n", NOT_RELEVANT: "x"}
FEWEST_CASES = 10
"""From so many cases up an office sees its sums (and from five advisers up, `few_advisers.FEWEST_ADVISERS`)."""
FOUR = frozenset({"jobseeker", "mentor", "employer", "nav"})
"""Who is to be at the start-up meeting."""
NOTHING_TO_FIND = ("at_workplace", "job_at_risk")
"""Entry points where the workplace was there before the case."""


@dataclass(frozen=True)
class StepNote:
    """A step as it is registered."""

    status: str = "open"
    done_on: date | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RecipeFacts:
    """What the lines are made from."""

    steps: Mapping[str, StepNote] = field(default_factory=dict)
    """By key of the step; one that is not there has not been begun."""
    entry_point: str | None = None
    mentor_of_interest: str | None = None
    has_employer: bool = False
    first_mentor_on: date | None = None
    """The first day of the first mentor who began; None without one up to today."""
    chosen_by: frozenset[str] = frozenset()
    """Who chose the mentors, keys of `mentor_chosen_by`."""
    is_employer_mentor: bool = False
    """Whether the employer has been mentor: then three are all who can meet."""
    forms: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    """Of each contact that took place its form, by relationship; what was only tried is not there."""

    def find(self, step: str) -> StepNote:
        """The step, as not begun where nothing is registered."""
        return self.steps.get(step, NOT_BEGUN)


NOT_BEGUN = StepNote()


@dataclass(frozen=True)
class RecipeLine:
    """One line of the mirror."""

    step: str
    level: str
    basis: tuple[Message, ...]
    """What it rests on. A code stands as the parameter `code`, with its set as `code_set`; keys of `contact_form` as `forms`."""


def judge_recipe(facts: RecipeFacts) -> tuple[RecipeLine, ...]:
    """The seven lines in the order of the recipe."""
    return tuple(_judge(step, facts) for step in STEPS)


def write_levels(lines: Iterable[RecipeLine]) -> str:
    """The levels of the lines as one letter each (`LETTERS`), for what is kept of a case."""
    return "".join(LETTERS[line.level] for line in lines)


def read_levels(letters: str) -> tuple[str, ...]:
    """The levels that `write_levels` wrote; InvalidInput for anything else."""
    levels = {letter: level for level, letter in LETTERS.items()}
    if len(letters) != len(STEPS) or not set(letters) <= levels.keys():
        raise InvalidInput(field="recipe")
    return tuple(levels[letter] for letter in letters)


def sum_levels(cases: Iterable[str]) -> tuple[Mapping[str, int], ...]:
    """How many cases have each level, for each step in order; `cases` as `write_levels` wrote them."""
    columns = [Counter(column) for column in zip(*cases, strict=True)] or [Counter() for _ in STEPS]
    return tuple({level: column[letter] for level, letter in LETTERS.items()} for column in columns)


def _judge(step: str, facts: RecipeFacts) -> RecipeLine:
    if facts.find(step).status == "skipped":
        # Skipping needs a reason, and that is an answer.
        return RecipeLine(step, NOT_RELEVANT, (Message("recipe.basis.skipped"),))
    level, *basis = LINES[step](facts)
    return RecipeLine(step, level, tuple(basis))


def _judge_wishes(facts: RecipeFacts) -> tuple[Any, ...]:
    """Yes: wishes mapped and mentor talked about; partly: one of the two."""
    step = facts.find("wishes")
    talked = facts.mentor_of_interest not in (None, "", "not_asked")
    mapped = step.status == "done"
    basis = [
        (
            Message("recipe.basis.mapped_on", day=step.done_on)
            if step.done_on
            else Message("recipe.basis.mapped")
        )
        if mapped
        else Message("recipe.basis.not_mapped"),
        Message("recipe.basis.mentor_talked", code=facts.mentor_of_interest, code_set="mentor_of_interest")
        if talked
        else Message("recipe.basis.mentor_not_talked"),
    ]
    return (_weigh(mapped, talked), *basis)


def _judge_company(facts: RecipeFacts) -> tuple[Any, ...]:
    """Yes: a company, and how it was found; partly: one of the two. No matter who took the initiative, or who found it."""
    how = facts.find("company").answers.get("how_found")
    is_told = is_answered(how) and how != "unknown"
    if not is_told and facts.entry_point in NOTHING_TO_FIND:
        return NOT_RELEVANT, Message("recipe.basis.was_there")
    basis = [
        Message("recipe.basis.company" if facts.has_employer else "recipe.basis.no_company"),
        Message("recipe.basis.how_found", code=how, code_set="how_found")
        if is_told
        else Message("recipe.basis.not_told_how"),
    ]
    return (_weigh(facts.has_employer, is_told), *basis)


def _judge_employer_told(facts: RecipeFacts) -> tuple[Any, ...]:
    """Yes: told no later than the mentor's first day, or before there is one; partly: later, or nobody noted when."""
    step, start = facts.find("employer_told"), facts.first_mentor_on
    if step.status != "done":
        return NO, Message("recipe.basis.employer_not_told")
    if step.done_on is None:
        return PARTLY, Message("recipe.basis.told_some_day")
    told = Message("recipe.basis.told_on", day=step.done_on)
    if start is None:
        return YES, told, Message("recipe.basis.not_started")
    began = Message("recipe.basis.started_on", day=start)
    return (YES if step.done_on <= start else PARTLY), told, began


def _judge_mentor(facts: RecipeFacts) -> tuple[Any, ...]:
    """Yes: chosen together with the employer, and a start-up meeting with all four; partly: one of the two, or some missing."""
    answers = facts.find("mentor").answers
    chosen = "employer" in (answers.get("mentor_chosen_with") or ()) or "together" in facts.chosen_by
    met_on = answers.get("start_meeting_on")
    there = set(answers.get("start_meeting_participants") or ())
    wanted = FOUR - ({"employer"} if facts.is_employer_mentor and "mentor" in there else set())
    wanted = wanted - ({"mentor"} if facts.is_employer_mentor and "employer" in there else set())
    met = is_answered(met_on) or bool(there)
    if not chosen and not met and facts.mentor_of_interest == "no" and facts.first_mentor_on is None:
        return NOT_RELEVANT, Message("recipe.basis.no_mentor_wanted")
    basis = [
        Message("recipe.basis.chosen_together" if chosen else "recipe.basis.not_chosen_together"),
        Message("recipe.basis.all_met")
        if wanted <= there
        else Message("recipe.basis.some_met")
        if met
        else Message("recipe.basis.no_meeting"),
    ]
    level = YES if chosen and wanted <= there else PARTLY if chosen or met else NO
    return (level, *basis)


def _judge_collaboration(facts: RecipeFacts) -> tuple[Any, ...]:
    """Yes: contact with the mentor in two forms or more, one of them face to face; partly: any contact at all."""
    if facts.first_mentor_on is None and not facts.forms.get("mentor"):
        wanted = (
            "recipe.basis.no_mentor_wanted" if facts.mentor_of_interest == "no" else "recipe.basis.no_mentor"
        )
        return NOT_RELEVANT, Message(wanted)
    contacts = facts.forms.get("mentor", ())
    if not contacts:
        return NO, Message("recipe.basis.no_contact")
    forms = {form for form in contacts if form is not None}
    is_combined = len(forms) > 1 and bool(forms & list_face_to_face())
    told = Message("recipe.basis.contacts", n=len(contacts), forms=tuple(sorted(forms)))
    return YES if is_combined else PARTLY, told


def _judge_follow_up(facts: RecipeFacts) -> tuple[Any, ...]:
    """Yes: contact with both jobseeker and employer; partly: with one of them. Before there is a company only the jobseeker."""
    jobseeker, employer = facts.forms.get("jobseeker", ()), facts.forms.get("employer", ())
    basis = [
        Message("recipe.basis.with_jobseeker", n=len(jobseeker))
        if jobseeker
        else Message("recipe.basis.none_with_jobseeker")
    ]
    if not facts.has_employer and not employer:
        basis.append(Message("recipe.basis.no_company"))
        return (YES if jobseeker else NO, *basis)
    basis.append(
        Message("recipe.basis.with_employer", n=len(employer))
        if employer
        else Message("recipe.basis.none_with_employer")
    )
    return (_weigh(bool(jobseeker), bool(employer)), *basis)


def _judge_share(facts: RecipeFacts) -> tuple[Any, ...]:
    """Yes: something shared; partly: begun. An experience does not say which case it comes from, the step does."""
    step = facts.find("share")
    if step.status == "done":
        shared = (
            Message("recipe.basis.shared_on", day=step.done_on)
            if step.done_on
            else Message("recipe.basis.shared")
        )
        return YES, shared
    if step.status == "in_progress":
        return PARTLY, Message("recipe.basis.sharing")
    return NO, Message("recipe.basis.not_shared")


def _weigh(one: bool, other: bool) -> str:
    return YES if one and other else PARTLY if one or other else NO


LINES = {
    "wishes": _judge_wishes,
    "company": _judge_company,
    "employer_told": _judge_employer_told,
    "mentor": _judge_mentor,
    "collaboration": _judge_collaboration,
    "follow_up": _judge_follow_up,
    "share": _judge_share,
}
