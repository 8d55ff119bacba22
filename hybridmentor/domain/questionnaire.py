"""Questionnaires of studies as data: what is asked, what can be answered, and what the answers say for AFI's tables 2 to 7.

The questions are read strictly from TOML, as practice models are. Where the answers are a code set of the hybrid model, its codes
and words are used, so that a survey and a register mean the same by the same word. Nobody has to answer anything, and
nothing is answered in one's own words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias

from hybridmentor.domain.practice import KEY, LANGUAGES, Names, get_practice_model
from hybridmentor.domain.survey_tables import (
    CODE_SETS,
    AdviserRecord,
    CaseRecord,
    RelationshipRecord,
    SurveyRecords,
)
from hybridmentor.errors import InvalidInput, Message, NotFound

ZERO_POINT, FOLLOW_UP = QUESTIONNAIRES = ("zero_point", "follow_up")
"""The packaged questionnaires."""
NOT_KNOWN = "not_known"
"""An answer that counts nowhere: the one who answers does not know."""

Reply: TypeAlias = Mapping[str, str | Sequence[str]]
"""What somebody has answered: by the key of a question a code, or codes where several can be given. What was not answered is not
there."""

DURATION_MONTHS = MappingProxyType(
    {"up_to_3_months": 3.0, "3_6_months": 6.0, "6_12_months": 12.0, "over_12_months": 13.0}
)
"""A length in each class of table 6, for what is answered as a class."""


@dataclass(frozen=True)
class Answer:
    """Something that can be answered."""

    key: str
    names: Names
    number: int | None = None
    """For how many jobseekers, at most, where a class of numbers is answered."""


@dataclass(frozen=True)
class Question:
    """A question with its answers in order."""

    key: str
    section: str
    dimension: str
    """What it feeds of `survey_tables`, and for whom: `group` is `all`, `jobseeker` or `mentor`."""
    group: str
    names: Names
    answers: tuple[Answer, ...]
    several: bool
    shown_unless: Mapping[str, tuple[str, ...]]
    """It is beside the point after one of these answers to an earlier question."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its answers."""
        return tuple(answer.key for answer in self.answers)


@dataclass(frozen=True)
class Section:
    """Questions that stand together under a heading, with what to know before one answers."""

    key: str
    names: Names
    hint: Names


@dataclass(frozen=True)
class Questionnaire:
    """A survey as data."""

    key: str
    version: int
    minutes: int
    """About how long it takes."""
    names: Names
    intro: Names
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]

    def find(self, key: str) -> Question:
        """The question with this key; NotFound if there is none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise NotFound(Message("questionnaire.no_question"))

    def list_of(self, section: str) -> tuple[Question, ...]:
        """The questions of a section in order."""
        return tuple(question for question in self.questions if question.section == section)


@cache
def get_questionnaire(key: str) -> Questionnaire:
    """The packaged questionnaire, read once; NotFound if there is none."""
    if key not in QUESTIONNAIRES:
        raise NotFound(Message("questionnaire.none"))
    text = (files("hybridmentor") / "questionnaires" / f"{key}.toml").read_text("utf-8")
    return read_questionnaire(text)


def read_questionnaire(text: str) -> Questionnaire:
    """The questionnaire in TOML text. With `questions_of` it asks what another packaged one asks.

    InvalidInput, with the place in its parameters, on the first thing that is wrong: not TOML, an unknown or missing entry, a
    language missing, a key used twice, a reference to nothing.
    """
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise _make_fault("") from None
    borrowed = entries.get("questions_of")
    asked = () if borrowed else ("sections", "questions")
    _check_entries(
        entries, "", ("id", "version", "minutes", "names", "intro", *asked), optional=("questions_of",)
    )
    if borrowed is not None:
        if borrowed not in QUESTIONNAIRES or borrowed == entries["id"]:
            raise _make_fault("questions_of")
        other = get_questionnaire(borrowed)
        sections, questions = other.sections, other.questions
    else:
        sections = tuple(_read_section(one, n) for n, one in enumerate(entries["sections"], 1))
        questions = _read_questions(entries["questions"], {one.key for one in sections})
        _refuse_twice([one.key for one in sections], "sections")
    return Questionnaire(
        key=_read_key(entries["id"], "id"),
        version=_read_number(entries["version"], "version"),
        minutes=_read_number(entries["minutes"], "minutes"),
        names=_read_names(entries["names"], "names"),
        intro=_read_names(entries["intro"], "intro"),
        sections=sections,
        questions=questions,
    )


def is_shown(question: Question, reply: Reply) -> bool:
    """Whether the question is to the point after what has been answered."""
    return not any(reply.get(key) in answers for key, answers in question.shown_unless.items())


def check_answers(
    questionnaire: Questionnaire, sent: Mapping[str, Sequence[str]]
) -> dict[str, str | list[str]]:
    """The reply in what was sent: codes by question, each answer known, and none to a question that is beside the point.

    InvalidInput, its `field` the question, for a code that is not offered, several where one is asked for; without a field
    where nothing is answered at all. What belongs to no question is passed over.
    """
    reply: dict[str, str | list[str]] = {}
    for question in questionnaire.questions:
        given = [key for key in question.keys if key in sent.get(question.key, ())]
        if set(sent.get(question.key, ())) - set(given) or (len(given) > 1 and not question.several):
            raise InvalidInput(Message("error.choice"), field=question.key)
        if given and is_shown(question, reply):
            reply[question.key] = given if question.several else given[0]
    if not reply:
        raise InvalidInput(Message("questionnaire.nothing_answered"))
    return reply


def describe_replies(questionnaire: Questionnaire, replies: Iterable[Reply]) -> SurveyRecords:
    """What the replies say for tables 2 to 7, as records of `survey_tables`.

    Each reply is an adviser with the last company of theirs as the case; nobody at all in two years is in no table, as in AFI's.
    """
    advisers: list[AdviserRecord] = []
    cases: list[CaseRecord] = []
    for reply in replies:
        for question in questionnaire.questions:
            number = _find_number(question, reply)
            if number is not None:
                advisers.append(AdviserRecord(number))
        cases.append(_describe_case(questionnaire, reply))
    return SurveyRecords(tuple(advisers), tuple(cases))


def list_categories(question: Question) -> tuple[str, ...]:
    """The keys of the answers that the table counts: all but those that say nothing."""
    if question.dimension not in CODE_SETS:
        return tuple(answer.key for answer in question.answers if answer.number is not None)
    return get_practice_model("hybridmodellen").find_codes(CODE_SETS[question.dimension]).keys


def _find_number(question: Question, reply: Reply) -> int | None:
    given = reply.get(question.key)
    return next((answer.number for answer in question.answers if answer.key == given), None)


def _describe_case(questionnaire: Questionnaire, reply: Reply) -> CaseRecord:
    codes: dict[tuple[str, str], Any] = {}
    for question in questionnaire.questions:
        given = reply.get(question.key)
        if given is not None and given != NOT_KNOWN:
            codes[question.dimension, question.group] = given
    duration = codes.get(("duration", "all"))
    relationships = tuple(
        RelationshipRecord(
            group,
            codes.get(("contact_frequency", group)),
            codes.get(("contact_intensity", group)),
            tuple(codes.get(("contact_form", group), ())),
        )
        for group in ("jobseeker", "mentor")
    )
    return CaseRecord(
        initiator=codes.get(("initiator", "all")),
        attachment_before=codes.get(("attachment_at_start", "all")),
        measure_months=DURATION_MONTHS.get(duration or ""),
        is_measure_running=duration == "not_ended",
        relationships=relationships,
        attachment_after=codes.get(("outcome", "all")),
    )


def _read_section(entries: Mapping[str, Any], number: int) -> Section:
    place = f"sections[{number}]"
    _check_entries(entries, place, ("key", "names", "hint"))
    return Section(
        _read_key(entries["key"], f"{place}.key"),
        _read_names(entries["names"], f"{place}.names"),
        _read_names(entries["hint"], f"{place}.hint"),
    )


def _read_questions(entries: Sequence[Mapping[str, Any]], sections: set[str]) -> tuple[Question, ...]:
    questions: dict[str, Question] = {}
    for number, one in enumerate(entries, 1):
        question = _read_question(one, f"questions[{number}]", questions)
        if question.key in questions or question.section not in sections:
            raise _make_fault(f"questions[{number}]")
        questions[question.key] = question
    return tuple(questions.values())


def _read_question(entries: Mapping[str, Any], place: str, earlier: Mapping[str, Question]) -> Question:
    _check_entries(
        entries,
        place,
        ("key", "section", "dimension", "names"),
        optional=("group", "code_set", "answers", "also", "several", "shown_unless"),
    )
    answers = _read_answers(entries, place)
    _refuse_twice([answer.key for answer in answers], f"{place}.answers")
    shown_unless = {key: tuple(keys) for key, keys in entries.get("shown_unless", {}).items()}
    for key, keys in shown_unless.items():
        if key not in earlier or not set(keys) <= set(earlier[key].keys):
            raise _make_fault(f"{place}.shown_unless")
    return Question(
        key=_read_key(entries["key"], f"{place}.key"),
        section=_read_key(entries["section"], f"{place}.section"),
        dimension=_read_key(entries["dimension"], f"{place}.dimension"),
        group=_read_key(entries.get("group", "all"), f"{place}.group"),
        names=_read_names(entries["names"], f"{place}.names"),
        answers=answers,
        several=entries.get("several", False) is True,
        shown_unless=MappingProxyType(shown_unless),
    )


def _read_answers(entries: Mapping[str, Any], place: str) -> tuple[Answer, ...]:
    if ("code_set" in entries) == ("answers" in entries):
        raise _make_fault(f"{place}.answers")
    if "code_set" in entries:
        try:
            codes = get_practice_model("hybridmodellen").find_codes(entries["code_set"]).codes
        except NotFound:
            raise _make_fault(f"{place}.code_set") from None
        told = [Answer(code.key, code.names) for code in codes]
    else:
        told = [_read_answer(one, f"{place}.answers") for one in entries["answers"]]
    return (*told, *(_read_answer(one, f"{place}.also") for one in entries.get("also", ())))


def _read_answer(entries: Mapping[str, Any], place: str) -> Answer:
    _check_entries(entries, place, ("key", "names"), optional=("number",))
    return Answer(
        _read_key(entries["key"], place), _read_names(entries["names"], place), entries.get("number")
    )


def _check_entries(entries: Any, place: str, needed: Sequence[str], *, optional: Sequence[str] = ()) -> None:
    if not isinstance(entries, Mapping):
        raise _make_fault(place)
    for key in needed:
        if key not in entries:
            raise _make_fault(f"{place}.{key}")
    for key in entries:
        if key not in (*needed, *optional):
            raise _make_fault(f"{place}.{key}")


def _read_names(value: Any, place: str) -> Names:
    _check_entries(value, place, LANGUAGES)
    if not all(isinstance(words, str) and words.strip() for words in value.values()):
        raise _make_fault(place)
    return MappingProxyType(dict(value))


def _read_key(value: Any, place: str) -> str:
    if not isinstance(value, str) or KEY.fullmatch(value) is None:
        raise _make_fault(place)
    return value


def _read_number(value: Any, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:
        raise _make_fault(place)
    return value


def _refuse_twice(keys: Sequence[str], place: str) -> None:
    if len(set(keys)) < len(keys):
        raise _make_fault(place)


def _make_fault(place: str) -> InvalidInput:
    return InvalidInput(Message("questionnaire.faulty", place=place.removeprefix(".")))
