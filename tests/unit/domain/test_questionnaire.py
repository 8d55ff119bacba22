"""Questionnaires are data; every category of the tables that they feed can be answered, and only codes come out."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from hybridmentor.domain.practice import LANGUAGES, get_practice_model
from hybridmentor.domain.questionnaire import (
    NOT_KNOWN,
    QUESTIONNAIRES,
    check_answers,
    describe_replies,
    get_questionnaire,
    is_shown,
    list_categories,
    read_questionnaire,
)
from hybridmentor.domain.survey_tables import (
    CODE_SETS,
    UNCODED,
    classify_duration,
    load_afi_figures,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput, NotFound

NAMES = '{ nb = "a", nn = "b", en = "c" }'
SMALL = f"""
id = "small"
version = 1
minutes = 2
names = {NAMES}
intro = {NAMES}
[[sections]]
key = "one"
names = {NAMES}
hint = {NAMES}
[[questions]]
key = "q"
section = "one"
dimension = "initiator"
code_set = "initiator"
names = {NAMES}
also = [{{ key = "not_known", names = {NAMES} }}]
[[questions]]
key = "r"
section = "one"
dimension = "contact_form"
group = "mentor"
code_set = "contact_form"
several = true
shown_unless = {{ q = ["employer"] }}
names = {NAMES}
"""
WHOLE: dict[str, Any] = {
    "users_per_adviser": ["2_3"],
    "initiator": ["adviser"],
    "attachment_before": ["work_training"],
    "frequency_jobseeker": ["weekly"],
    "intensity_jobseeker": ["even"],
    "form_jobseeker": ["phone", "at_company"],
    "frequency_mentor": ["monthly"],
    "intensity_mentor": ["most_at_start"],
    "form_mentor": ["email"],
    "duration": ["3_6_months"],
    "attachment_after": ["permanent_with_subsidy"],
}


@pytest.fixture(params=QUESTIONNAIRES)
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_category_of_every_table_can_be_answered(key: str):
    questionnaire = get_questionnaire(key)
    asked: dict[tuple[str, str], set[str]] = {}
    for question in questionnaire.questions:
        for answer in question.answers:
            reply = {question.key: [answer.key] if question.several else answer.key}
            for table in tabulate_survey(describe_replies(questionnaire, [reply])).values():
                for row in table["rows"]:
                    if row["count"]:
                        asked.setdefault((row["dimension"], row["group"]), set()).add(row["category"])
    wanted: dict[tuple[str, str], set[str]] = {}
    for table in tabulate_survey(describe_replies(questionnaire, [])).values():
        for row in table["rows"]:
            # AFI asked nobody about the contact with the employer, and what has no code cannot be answered with one.
            if row["group"] != "employer" and row["category"] != UNCODED:
                wanted.setdefault((row["dimension"], row["group"]), set()).add(row["category"])
    assert asked == wanted
    assert {dimension for dimension, _ in wanted} == {"users_per_adviser", *CODE_SETS}


def test_what_is_answered_falls_into_the_class_it_names(key: str):
    question = get_questionnaire(key).find("duration")
    for code in list_categories(question):
        case = describe_replies(get_questionnaire(key), [{"duration": code}]).cases[0]
        assert classify_duration(case.measure_months, is_running=case.is_measure_running) == code


def test_the_words_of_codes_are_those_of_the_practice_model(key: str):
    codes = get_practice_model("hybridmodellen").find_codes("attachment_before")
    offered = get_questionnaire(key).find("attachment_before").answers
    assert [answer.names for answer in offered][: len(codes.codes)] == [code.names for code in codes.codes]
    assert [answer.key for answer in offered][len(codes.codes) :] == [NOT_KNOWN]


def test_no_question_is_worded_as_the_note_does():
    titles = {figure.title.casefold() for figure in load_afi_figures()}
    for question in get_questionnaire("zero_point").questions:
        assert question.names["nb"].casefold().rstrip("?") not in titles


def test_both_waves_ask_the_same():
    first, second = map(get_questionnaire, QUESTIONNAIRES)
    assert first.questions == second.questions
    assert first.intro != second.intro


def test_all_words_are_there_in_three_languages(key: str):
    questionnaire = get_questionnaire(key)
    words = [questionnaire.names, questionnaire.intro]
    for section in questionnaire.sections:
        words += [section.names, section.hint]
        assert questionnaire.list_of(section.key)
    for question in questionnaire.questions:
        words += [question.names, *(answer.names for answer in question.answers)]
    assert all(set(names) == set(LANGUAGES) and all(names.values()) for names in words)


def test_a_whole_reply_is_counted_once_in_each_table(key: str):
    questionnaire = get_questionnaire(key)
    tables = tabulate_survey(describe_replies(questionnaire, [check_answers(questionnaire, WHOLE)]))
    assert {name: table["n"] for name, table in tables.items()} == dict.fromkeys(tables, 1)
    counted = {
        (row["dimension"], row["group"], row["category"])
        for t in tables.values()
        for row in t["rows"]
        if row["count"]
    }
    assert ("users_per_adviser", "all", "2-3") in counted
    assert ("contact_form", "jobseeker", "På bedriften") in counted
    assert ("outcome", "all", "Fast ansatt med lønnstilskudd") in counted


@pytest.mark.parametrize(
    ("changed", "gone"),
    [
        ({"users_per_adviser": ["nobody"]}, set(WHOLE) - {"users_per_adviser"}),
        ({"frequency_mentor": ["never"]}, {"intensity_mentor", "form_mentor"}),
        ({"duration": ["not_ended"]}, {"attachment_after"}),
    ],
)
def test_what_is_beside_the_point_is_not_taken_along(changed: dict[str, Any], gone: set[str]):
    reply = check_answers(get_questionnaire("zero_point"), {**WHOLE, **changed})
    assert set(WHOLE) - set(reply) == gone


def test_nobody_in_two_years_is_in_no_table():
    questionnaire = get_questionnaire("zero_point")
    records = describe_replies(
        questionnaire, [check_answers(questionnaire, {"users_per_adviser": ["nobody"]})]
    )
    assert all(table["n"] == 0 for table in tabulate_survey(records).values())


def test_not_known_counts_nowhere():
    questionnaire = get_questionnaire("zero_point")
    sent = {question.key: [NOT_KNOWN] for question in questionnaire.questions if NOT_KNOWN in question.keys}
    records = describe_replies(questionnaire, [check_answers(questionnaire, sent)])
    assert len(sent) == 6
    assert all(table["n"] == 0 for table in tabulate_survey(records).values())


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"initiator": ["nobody_knows"]}, "initiator"),
        ({"initiator": ["adviser", "employer"]}, "initiator"),
        ({"form_mentor": ["phone", "pigeon"]}, "form_mentor"),
        ({}, None),
        ({"name": ["Kari"]}, None),
        # All that is answered is beside the point but the first, which alone would do.
        ({"duration": []}, None),
    ],
)
def test_faulty_answers_are_refused(sent: dict[str, Any], field: str | None):
    with pytest.raises(InvalidInput) as fault:
        check_answers(get_questionnaire("zero_point"), sent)
    assert fault.value.field == field


def test_only_codes_come_out():
    sent = {**WHOLE, "initiator": ["adviser"], "comment": ["Kari Nordmann sa nei"]}
    reply = check_answers(get_questionnaire("zero_point"), sent)
    assert "Kari" not in str(reply)


def test_a_question_without_conditions_is_always_shown():
    questionnaire = read_questionnaire(SMALL)
    first, second = questionnaire.questions
    assert is_shown(first, {})
    assert is_shown(second, {})
    assert not is_shown(second, {"q": "employer"})


def test_there_is_no_other_questionnaire():
    with pytest.raises(NotFound):
        get_questionnaire("../practice_models/hybridmodellen")
    with pytest.raises(NotFound):
        read_questionnaire(SMALL).find("s")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('id = "small"', "id = small", ""),
        ("minutes = 2", "", "minutes"),
        ("minutes = 2", "minutes = 0", "minutes"),
        ("minutes = 2", 'minutes = 2\nextra = "x"', "extra"),
        ('key = "r"', 'key = "q"', "questions[2]"),
        (
            'section = "one"\ndimension = "initiator"',
            'section = "two"\ndimension = "initiator"',
            "questions[1]",
        ),
        ('code_set = "initiator"', 'code_set = "nothing"', "questions[1].code_set"),
        ('code_set = "initiator"', "", "questions[1].answers"),
        ('q = ["employer"]', 'q = ["nobody"]', "questions[2].shown_unless"),
        ('q = ["employer"]', 'z = ["employer"]', "questions[2].shown_unless"),
        ('"not_known"', '"other"', "questions[1].answers"),
        ("version = 1", 'version = 1\nquestions_of = "small"', "sections"),
        ('nb = "a", nn', 'nb = " ", nn', "names"),
        ('key = "q"', 'key = "Q q"', "questions[1].key"),
    ],
)
def test_faulty_data_is_refused_with_its_place(old: str, new: str, place: str):
    assert old in SMALL
    with pytest.raises(InvalidInput) as fault:
        read_questionnaire(SMALL.replace(old, new, 1))
    assert fault.value.message.params["place"] == place


def test_borrowed_questions_are_of_a_packaged_questionnaire():
    packaged = (files("hybridmentor") / "questionnaires" / "follow_up.toml").read_text("utf-8")
    assert tomllib.loads(packaged)["questions_of"] == "zero_point"
    with pytest.raises(InvalidInput) as fault:
        read_questionnaire(packaged.replace('"zero_point"', '"nothing"'))
    assert fault.value.message.params["place"] == "questions_of"
