"""Quality of collaboration in words: three facts for each relationship, with reason, and AFI's own figure beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hybridmentor.domain.collaboration import WORDS, Collaboration, FormShare, write_rate
from hybridmentor.domain.form_state import REPORTED
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.survey_tables import load_afi_figures
from hybridmentor.i18n import format_percent
from hybridmentor.models import MentorAssignment
from hybridmentor.queries.collaboration import TurnQuality
from hybridmentor.web.practice import begin_small, list_choices, name_code
from hybridmentor.web.words import get_language, hm_n, hm_say, hm_short, hm_t

MOST_PRINTED = 3
"""So many of AFI's forms are named, the most used first."""
LATER = "mentor_jobseeker"


@dataclass(frozen=True)
class Fact:
    """One of the three: the word, why, what AFI printed, and what the adviser estimated where that differs."""

    heading: str
    word: str
    reason: str
    afi: str | None = None
    reported: str | None = None


@dataclass(frozen=True)
class QualityColumn:
    """A relationship with its facts."""

    relationship: str
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    """What is listed and not counted."""


def describe_quality(
    found: Sequence[Collaboration], answers: Mapping[str, Any], practice: PracticeModel
) -> list[QualityColumn]:
    """A column for each relationship: mentor, jobseeker, employer, and what others told of last.

    `answers` are those of the registration form, where the adviser may have reported the same as AFI's survey asked.
    """
    by_key = {one.relationship: one for one in found}
    order = ("mentor", "jobseeker", "employer", LATER)
    return [_describe(by_key[key], answers, practice) for key in order if key in by_key]


@dataclass(frozen=True)
class TurnLine:
    """The collaboration in one mentor's time, or with all mentors of a case, in words."""

    name: str
    period: str | None
    """From when to when; None for the case as a whole."""
    contact_days: int
    rate: str
    frequency: str
    intensity: str
    silence: int | None
    """The longest, in days; None without contact."""


def describe_turns(
    turns: Sequence[TurnQuality],
    whole: Collaboration | None,
    practice: PracticeModel,
    assignments: Mapping[UUID, MentorAssignment],
) -> list[TurnLine]:
    """A line for each mentor, the earliest first, and one for the case as a whole; nothing before there are two mentors.

    With one mentor the two lines would say the same, and the facts of the case say it already.
    """
    if len(turns) < 2 or whole is None:
        return []
    lines = []
    for turn in turns:
        row = assignments[turn.tenure.assignment_id] if turn.tenure.assignment_id else None
        name = row.person.name if row is not None else None
        start, ends = hm_short(turn.tenure.from_on), turn.tenure.to_on
        period = (
            hm_t("mentor.period", start=start, end=hm_short(ends))
            if ends
            else hm_t("mentor.since", start=start)
        )
        lines.append(
            _describe_turn(name or hm_t("relationship.mentor"), period, turn.collaboration, practice)
        )
    return [*lines, _describe_turn(hm_t("quality.whole_case"), None, whole, practice)]


def _describe_turn(name: str, period: str | None, one: Collaboration, practice: PracticeModel) -> TurnLine:
    frequency, intensity = one.frequency, one.intensity
    has_days = one.effective_days > 0
    return TurnLine(
        name,
        period,
        one.contact_days,
        hm_say(write_rate(one.contact_days, one.effective_days)) if has_days else hm_t("form.not_registered"),
        name_code(practice, "contact_frequency", frequency.code)
        if frequency.code
        else hm_t(WORDS[frequency.answer]),
        name_code(practice, "contact_intensity", intensity.code)
        if intensity.code
        else hm_t(WORDS[intensity.answer]),
        intensity.longest_silence if one.contact_days else None,
    )


def _describe(one: Collaboration, answers: Mapping[str, Any], practice: PracticeModel) -> QualityColumn:
    return QualityColumn(
        one.relationship,
        (
            _describe_frequency(one, answers, practice),
            _describe_intensity(one, answers, practice),
            _describe_forms(one, answers, practice),
        ),
        tuple(_list_notes(one)),
    )


def _describe_frequency(one: Collaboration, answers: Mapping[str, Any], practice: PracticeModel) -> Fact:
    code, answer = one.frequency.code, one.frequency.answer
    return Fact(
        hm_t("quality.frequency"),
        name_code(practice, "contact_frequency", code) if code else hm_t(WORDS[answer]),
        hm_say(one.frequency.reason),
        _print_afi(one.relationship, "contact_frequency", code, practice),
        _compare(one.relationship, "frequency", "contact_frequency", code, answers, practice),
    )


def _describe_intensity(one: Collaboration, answers: Mapping[str, Any], practice: PracticeModel) -> Fact:
    code, answer = one.intensity.code, one.intensity.answer
    reason = hm_say(one.intensity.reason)
    # The reason of an uneven course is the silence itself.
    if one.contact_days and code != "uneven":
        reason += " " + hm_n("quality.silence", one.intensity.longest_silence)
    return Fact(
        hm_t("quality.intensity"),
        name_code(practice, "contact_intensity", code) if code else hm_t(WORDS[answer]),
        reason,
        _print_afi(one.relationship, "contact_intensity", code, practice),
        _compare(one.relationship, "intensity", "contact_intensity", code, answers, practice),
    )


def _describe_forms(one: Collaboration, answers: Mapping[str, Any], practice: PracticeModel) -> Fact:
    forms = one.forms
    if not forms.keys:
        word = hm_t("quality.no_forms")
    elif forms.is_combination:
        word = hm_t("collaboration.combination")
    else:
        word = ", ".join(_name_form(practice, key) for key in forms.keys)
    counts = [_count(share, practice) for share in forms.shares]
    if forms.unknown:
        counts.append(hm_n("quality.unknown", forms.unknown))
    return Fact(
        hm_t("quality.forms"),
        word,
        (", ".join(counts) + ".") if counts else hm_say(forms.reason),
        _print_afi_forms(one.relationship, practice) if forms.keys else None,
        _compare(one.relationship, "forms", "contact_form", sorted(forms.keys) or None, answers, practice),
    )


def _count(share: FormShare, practice: PracticeModel) -> str:
    return hm_t("quality.form_count", form=_name_form(practice, share.key), n=share.count)


def _name_form(practice: PracticeModel, key: str) -> str:
    return name_code(practice, "contact_form", key, short=True)


def _list_notes(one: Collaboration) -> list[str]:
    notes = []
    if one.attempts:
        notes.append(hm_n("quality.attempts", one.attempts))
    if one.in_pauses:
        notes.append(hm_n("quality.in_pauses", len(one.in_pauses)))
    if one.held_by_others:
        notes.append(hm_n("quality.others", one.held_by_others))
    return notes


def _find_printed(relationship: str, dimension: str) -> dict[str, float | None]:
    return {
        figure.category: figure.percent
        for figure in load_afi_figures()
        if figure.table == 5 and figure.group == relationship and figure.dimension == dimension
    }


def _print_afi(relationship: str, dimension: str, code: str | None, practice: PracticeModel) -> str | None:
    """AFI's share of the same answer; that there is no figure is said once, at the employer's frequency."""
    if relationship == "employer":
        return hm_t("quality.afi_none") if dimension == "contact_frequency" else None
    if code is None or relationship == LATER:
        return None
    words = practice.find_codes(dimension).label(code)["nb"] if code in practice.find_codes(dimension) else ""
    percent = _find_printed(relationship, dimension).get(words)
    if percent is None:
        return None
    return hm_t(
        "quality.afi",
        percent=format_percent(get_language(), percent),
        who=hm_t(f"relationship.{relationship}").lower(),
    )


# words: relationship.


def _print_afi_forms(relationship: str, practice: PracticeModel) -> str | None:
    """The forms that AFI's advisers named most."""
    codes = {code.names["nb"]: code.key for code in practice.find_codes("contact_form").codes}
    printed = _find_printed(relationship, "contact_form")
    ordered = sorted(
        ((percent, codes[words]) for words, percent in printed.items() if percent and words in codes),
        key=lambda one: -one[0],
    )
    forms = [
        f"{begin_small(_name_form(practice, key))} {format_percent(get_language(), percent)}"
        for percent, key in ordered[:MOST_PRINTED]
    ]
    return hm_t("quality.afi_forms", forms=", ".join(forms)) if forms else None


def _compare(
    relationship: str,
    dimension: str,
    code_set: str,
    computed: Any,
    answers: Mapping[str, Any],
    practice: PracticeModel,
) -> str | None:
    """What the adviser has estimated, where the log does not say the same; None where they agree or nothing was estimated."""
    mine = answers.get(f"{REPORTED}{dimension}_{relationship}")
    if not mine:
        return None
    keys = sorted(mine) if isinstance(mine, list) else [mine]
    told = computed if isinstance(computed, list) else [computed]
    if dimension == "forms":
        # Only AFI's forms can be estimated.
        told = [
            key for key in told if key in {key for key, _ in list_choices(practice, code_set, printed=True)}
        ]
    if keys == told:
        return None
    words = ", ".join(name_code(practice, code_set, key) for key in keys)
    return hm_t("quality.reported" if computed else "quality.reported_alone", mine=f"«{words}»")
