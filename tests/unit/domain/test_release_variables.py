"""What a researcher can choose: the packaged variables are sound, cover every code there is, and have words in all languages."""

from __future__ import annotations

import re

import pytest

from hybridmentor.domain.anonymity.hierarchy import TOP
from hybridmentor.domain.counties import COUNTIES
from hybridmentor.domain.nace import list_sections
from hybridmentor.domain.practice import get_practice_model, list_practice_models
from hybridmentor.domain.release_variables import (
    COLUMNS,
    GROUPS,
    LONGEST_KEY,
    ROLES,
    SHARED_CODES,
    UNKNOWN,
    Variable,
    find_variable,
    get_hierarchy,
    list_variables,
    name_about,
    name_label,
    name_note,
    name_value,
    read_variables,
)
from hybridmentor.errors import InvalidInput, NotFound
from hybridmentor.i18n import load_catalogue

VARIABLES = list_variables()
HIERARCHIES = sorted({variable.hierarchy for variable in VARIABLES})
MODEL = get_practice_model("hybridmodellen")
CODE_SETS = {
    "entry_point": "entry_point",
    "initiator": "initiator",
    "industry": "industry",
    "target_group": "target_group",
    "reason": "reason",
    "goal": "goal",
    "interpreter": "interpreter",
    "how_found": "how_found",
    "attachment_before": "attachment_before",
    "measure_kind": "measure_kind",
    "chosen_by": "mentor_chosen_by",
    "frequency": "contact_frequency",
    "intensity": "contact_intensity",
    "mentor_end_reason": "mentor_end_reason",
    "pause_reason": "pause_reason",
    "close_cause": "contact_end_reason",
    "closing_talk": "closing_talk",
    "attachment_after": "attachment_after",
    "employment_form": "outcome_employment_form",
    "in_measure": "outcome_in_measure",
    "leave": "outcome_leave",
    "elsewhere": "outcome_elsewhere",
    "end_reason": "outcome_end_reason",
    "outcome_attached": "outcome_attached",
    "direct_result": "follow_up_direct_result",
    "duration": "duration",
    "told_by": "reported_by",
    "answer": "mentor_of_interest",
}
SAID_NO_BEFORE = {"mentor_declined", "jobseeker_declined"}
"""Who says no before the start is no mentor, so no mentor ended for it."""
HEAD = ";".join(COLUMNS)


def has_words(language: str, message_id: str) -> bool:
    return bool(load_catalogue(language).gettext(message_id).strip().replace(message_id, ""))


def word(language: str, message_id: str) -> str:
    return str(load_catalogue(language).gettext(message_id))


def list_codes(variable: Variable) -> set[str]:
    """Of all levels."""
    return {code for row in get_hierarchy(variable.hierarchy).rows.values() for code in row}


def test_variables_stand_in_the_order_of_their_groups():
    assert len(VARIABLES) > 50
    places = [GROUPS.index(variable.group) for variable in VARIABLES]
    assert places == sorted(places)
    assert set(places) == set(range(len(GROUPS)))


def test_a_variable_is_found_by_its_key():
    assert find_variable("county") == VARIABLES[0]
    assert find_variable("office") is None


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda one: one.key)
def test_a_variable_can_be_a_column(variable: Variable):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", variable.key)
    assert len(variable.key) <= LONGEST_KEY
    below_top = get_hierarchy(variable.hierarchy).height - 1
    assert variable.floor < below_top, "something is left to be published below the top"


@pytest.mark.parametrize("name", HIERARCHIES)
def test_a_hierarchy_ends_in_the_top_and_keeps_what_is_empty_apart(name: str):
    rows = get_hierarchy(name).rows
    assert {row[-1] for row in rows.values()} == {TOP}
    assert UNKNOWN in rows
    for code, row in rows.items():
        assert all(re.fullmatch(r"[a-z0-9_]+", one) for one in row[:-1])
        if code in (UNKNOWN, "not_registered", "not_relevant", "not_closed"):
            assert set(row[:-1]) == {code}, "never summed up with an answer"
    assert all(
        TOP not in row[:-1] and UNKNOWN not in row[:-1] for code, row in rows.items() if code != UNKNOWN
    )


@pytest.mark.parametrize(("hierarchy", "code_set"), CODE_SETS.items())
def test_every_code_of_the_practice_model_has_a_place(hierarchy: str, code_set: str):
    known = set(get_hierarchy(hierarchy).rows) | {"not_asked"} | SAID_NO_BEFORE
    assert set(MODEL.find_codes(code_set).keys) - known == set()


def test_every_county_section_and_programme_has_a_place():
    assert {f"county_{number}" for number in COUNTIES} <= set(get_hierarchy("county").rows)
    sections = {f"section_{one.code.lower()}" for one in list_sections()}
    assert sections <= set(get_hierarchy("nace_section").rows)
    assert {model.id for model in list_practice_models()} <= set(get_hierarchy("practice_model").rows)


def test_the_finest_place_is_a_part_of_the_country():
    """In most counties few offices take part, so a county would nearly name one."""
    county = find_variable("county")
    assert county is not None
    published = {row[county.floor] for row in get_hierarchy("county").rows.values()}
    assert not any(code.startswith("county_") for code in published)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_words(language: str):
    wanted = {f"release_group.{group}" for group in GROUPS} | {f"release_role.{role}" for role in ROLES}
    wanted |= {note for group in GROUPS if (note := name_note(group)) is not None}
    for variable in VARIABLES:
        wanted |= {name_label(variable), name_about(variable)}
        wanted |= {name_value(variable, code) for code in list_codes(variable)}
    assert [one for one in sorted(wanted) if not has_words(language, one)] == []


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_words_tell_values_and_variables_apart(language: str):
    labels = [word(language, name_label(variable)) for variable in VARIABLES]
    assert len(set(labels)) == len(labels)
    for variable in VARIABLES:
        hierarchy = get_hierarchy(variable.hierarchy)
        for level in range(hierarchy.height):
            codes = {row[level] for row in hierarchy.rows.values()}
            words = {word(language, name_value(variable, code)) for code in codes}
            assert len(words) == len(codes), (variable.key, level)


def test_shared_codes_have_one_word():
    county, frequency = find_variable("county"), find_variable("with_mentor_frequency")
    assert county is not None
    assert frequency is not None
    assert name_value(county, "unknown") == name_value(frequency, "unknown") == "release_value.unknown"
    assert name_value(county, TOP) == name_value(frequency, TOP) == "release_value.top"
    assert name_value(frequency, "weekly") == "release_value.frequency.weekly"
    assert {"unknown", "none", "not_registered"} <= SHARED_CODES


def test_every_relationship_has_the_same_variables_but_for_what_nobody_is_asked():
    """The code book says why a group lacks one, and nothing of a group that lacks none."""
    parts = {}
    for group in (group for group in GROUPS if group.startswith("contact_")):
        start = f"{'' if group.endswith('mentor_jobseeker') else 'with_'}{group.removeprefix('contact_')}_"
        keys = [variable for variable in VARIABLES if variable.group == group]
        parts[group] = {
            one.key.removeprefix(start): (one.role, one.hierarchy, one.floor, one.distance) for one in keys
        }
    whole = parts["contact_mentor"]
    assert len(whole) == 11
    for group, own in parts.items():
        assert own.items() - whole.items() <= {("told_by", ("sensitive", "told_by", 0, "equal"))}
        assert whole.keys() - own.keys() == ({"reported"} if name_note(group) is not None else set())
    assert [group for group in GROUPS if name_note(group)] == ["contact_employer", "contact_mentor_jobseeker"]


@pytest.mark.parametrize("name", ["nothing", "../variables", "County", ""])
def test_a_hierarchy_that_is_none_is_not_found(name: str):
    with pytest.raises(NotFound):
        get_hierarchy(name)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("Fylke;place;quasi;jobseeker;county;0;;", "key"),
        ("x" * 33 + ";place;quasi;jobseeker;county;0;;", "key"),
        ("a;nowhere;quasi;jobseeker;county;0;;", "group"),
        ("a;place;insensitive;jobseeker;county;0;;", "role"),
        ("a;place;quasi;mentor;county;0;;", "concerns"),
        ("a;place;quasi;jobseeker adviser;county;0;;", "concerns"),
        ("a;place;quasi;jobseeker;;0;;", "hierarchy"),
        ("a;place;quasi;jobseeker;county;x;;", "floor"),
        ("a;outcome;sensitive;jobseeker;answer;1;equal;", "floor"),
        ("a;outcome;sensitive;jobseeker;answer;0;;", "distance"),
        ("a;place;quasi;jobseeker;county;0;equal;", "distance"),
        ("a;place;quasi;jobseeker;county;0;;no", "health"),
        ("a;place;quasi;jobseeker;county;0;;\na;place;quasi;jobseeker;county;0;;", "key"),
    ],
)
def test_a_wrong_file_is_refused(row: str, field: str):
    with pytest.raises(InvalidInput) as fault:
        read_variables(f"{HEAD}\n{row}\n")
    assert fault.value.field == field


def test_other_columns_are_refused():
    with pytest.raises(InvalidInput):
        read_variables("key;group\na;place\n")


def test_a_sound_file_is_read():
    (one,) = read_variables(f"{HEAD}\na;outcome;sensitive;jobseeker mentor;answer;0;ordered;yes\n")
    assert one == Variable("a", "outcome", "sensitive", ("jobseeker", "mentor"), "answer", 0, "ordered", True)
