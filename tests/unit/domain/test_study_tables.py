"""Tables of a study: nothing small is told, nothing small can be reckoned, and the same data gives the same bytes."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.questionnaire import describe_replies, get_questionnaire
from hybridmentor.domain.safe_figures import HIDDEN_FIGURES, Figures
from hybridmentor.domain.study_tables import (
    AFI,
    COLUMNS,
    CSV_COLUMNS,
    OUTCOME_GROUPS,
    REGISTERED,
    TABLES,
    TableDefinition,
    check_definition,
    count_registered,
    count_replies,
    find_figures,
    group_outcomes,
    group_printed_outcomes,
    list_keys,
    list_rows,
    may_replace,
    protect_parts,
    read_definition,
    read_figures,
    write_csv,
    write_definition,
    write_figures,
)
from hybridmentor.domain.survey_tables import UNCODED, AdviserRecord, CaseRecord, SurveyRecords
from hybridmentor.errors import InvalidInput

QUESTIONS = get_questionnaire("zero_point")
DAY = date(2026, 11, 24)
WHOLE = TableDefinition(
    TABLES, COLUMNS, {"zero_point": "a", "follow_up": "b"}, date(2025, 1, 1), date(2026, 6, 30)
)


def answer(count: int, **reply: Any) -> list[dict[str, Any]]:
    return [reply] * count


def count(*parts: list[dict[str, Any]]) -> list[Mapping[str, Figures]]:
    """The columns of the groups that gave the replies."""
    names = ("participating", "control")[: len(parts)]
    records = {name: describe_replies(QUESTIONS, part) for name, part in zip(names, parts, strict=True)}
    columns = count_replies(records, {name: len(part) for name, part in zip(names, parts, strict=True)})
    return [columns[name] for name in names]


def make_cases(*groups: tuple[int, int, str]) -> SurveyRecords:
    """Cases with an initiator: how many, by how many advisers, and who."""
    cases = [
        CaseRecord(initiator=initiator, advisers=frozenset({number % advisers}))
        for many, advisers, initiator in groups
        for number in range(many)
    ]
    return SurveyRecords((), tuple(cases))


def test_large_counts_are_told():
    (column,) = count(answer(20, initiator="adviser") + answer(10, initiator="employer"))
    figures = column["initiator.all"]
    assert figures.counts["Veileder"] == 20
    assert figures.counts["Arbeidsgiver"] == 10
    assert (figures.n, figures.missing) == ((30, 30), (0, 0))
    assert figures.share(20) == pytest.approx(100 * 20 / 30)


def test_a_small_count_is_hidden_with_another():
    (column,) = count(
        answer(20, initiator="adviser") + answer(3, initiator="employer") + answer(9, initiator="other")
    )
    counts = column["initiator.all"].counts
    assert counts["Arbeidsgiver"] is None
    assert [counts["Veileder"], counts["Annet"]].count(None) == 1
    assert counts["Bruker"] == 0


def test_fewer_than_five_replies_are_not_told_at_all():
    few, many = count(answer(4, initiator="adviser"), answer(20, initiator="adviser"))
    assert all(figures == HIDDEN_FIGURES for figures in few.values())
    assert many["initiator.all"].counts["Veileder"] == 20
    (enough,) = count(answer(5, initiator="adviser"))
    assert enough["initiator.all"].counts["Veileder"] == 5


def test_a_group_is_not_what_is_left_of_both():
    """Of "employer" both groups together have ten: told with one of them, the other would be three."""
    ours = answer(20, initiator="adviser") + answer(7, initiator="employer") + answer(9, initiator="other")
    theirs = answer(20, initiator="adviser") + answer(3, initiator="employer") + answer(9, initiator="other")
    one, other = count(ours, theirs)
    assert other["initiator.all"].counts["Arbeidsgiver"] is None
    assert one["initiator.all"].counts["Arbeidsgiver"] is None
    # The same group alone has nothing to hide.
    (alone,) = count(ours)
    assert alone["initiator.all"].counts["Arbeidsgiver"] == 7


def test_those_missing_are_hidden_like_others():
    replies = answer(20, initiator="adviser", duration="3_6_months") + answer(3, duration="3_6_months")
    (column,) = count(replies)
    figures = column["initiator.all"]
    least, most = figures.missing
    assert (least, most) == (1, 23) or most - least >= 5
    assert figures.n == (23 - most, 23 - least)
    assert figures.is_about
    assert figures.counts["Veileder"] is None


@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_count_can_be_reckoned(seed: int):
    """Every count that is hidden can be at least two things, five apart, for who knows all that is told of the table."""
    chance = random.Random(seed)
    codes = ["employer", "jobseeker", "adviser", "other"]
    replies = [{"initiator": chance.choices(codes, [8, 1, 8, 2])[0]} for _ in range(25)] + [
        {"duration": "3_6_months"}
    ] * 6
    (column,) = count(replies)
    figures = column["initiator.all"]
    hidden = [name for name, told in figures.counts.items() if told is None]
    assert hidden
    free = 31 - sum(filter(None, figures.counts.values())) - (6 if figures.missing == (6, 6) else 0)
    spots = len(hidden) + (figures.missing != (6, 6))
    possible = [one for one in product(range(1, free + 1), repeat=spots - 1) if sum(one) < free]
    for place in range(spots - 1):
        assert max(one[place] for one in possible) - min(one[place] for one in possible) >= 5


def test_several_answers_are_each_of_those_who_answered():
    replies = answer(20, form_mentor=["phone", "email"]) + answer(10, form_mentor=["phone"])
    (column,) = count(replies)
    figures = column["contact_form.mentor"]
    assert figures.n == (30, 30)
    assert (figures.counts["Telefon"], figures.counts["E-post"]) == (30, 20)
    # Two who did not use the telephone are as many as can be told from n.
    (column,) = count(replies + answer(2, form_mentor=["email"]))
    assert column["contact_form.mentor"].counts["Telefon"] is None


def test_five_advisers_stand_behind_a_column_of_cases():
    assert count_registered(make_cases((30, 5, "adviser")))["initiator.all"].counts["Veileder"] == 30
    assert count_registered(make_cases((30, 4, "adviser")))["initiator.all"].is_hidden


def test_nobody_is_missing_in_table_2():
    records = replace(make_cases((30, 5, "adviser")), advisers=(AdviserRecord(2),) * 9)
    figures = count_registered(records)["users_per_adviser.all"]
    assert (figures.counts["2-3"], figures.n, figures.missing) == (9, (9, 9), (0, 0))


def test_no_share_of_a_small_base():
    (column,) = count(answer(9, initiator="adviser"))
    assert column["initiator.all"].share(9) is None
    assert column["initiator.all"].share(None) is None
    (column,) = count(answer(10, initiator="adviser"))
    assert column["initiator.all"].share(10) == 100


def test_the_outcome_groups_have_each_code_once():
    members = [member for group in OUTCOME_GROUPS.values() for member in group]
    codes = get_practice_model("hybridmodellen").find_codes("attachment_after").keys
    assert sorted(members) == sorted([*codes, UNCODED])
    assert group_printed_outcomes() == {
        "employed": 14,
        "employed_with_subsidy": 40,
        "training": 14,
        "education": 9,
        "none": 9,
        "unknown": 4,
        "other": 11,
    }


def test_the_common_table_tells_nothing_that_table_7_hides():
    replies = answer(20, attachment_after="permanent_with_subsidy")
    replies += answer(3, attachment_after="temporary_with_subsidy") + answer(
        12, attachment_after="work_training"
    )
    replies += answer(9, attachment_after="none")
    (column,) = count(replies)
    grouped = group_outcomes(column["outcome.all"])
    assert grouped.counts["employed_with_subsidy"] is None
    assert grouped.n == column["outcome.all"].n
    told = [one for one in grouped.counts.values() if one]
    assert told
    assert group_outcomes(HIDDEN_FIGURES).is_hidden
    (column,) = count(
        answer(20, attachment_after="permanent_with_subsidy")
        + answer(8, attachment_after="temporary_with_subsidy")
    )
    assert group_outcomes(column["outcome.all"]).counts["employed_with_subsidy"] == 28


def make_columns() -> dict[str, Mapping[str, Figures]]:
    one, other = count(answer(30, initiator="adviser", form_mentor=["phone"]), answer(4, initiator="adviser"))
    return {
        REGISTERED: count_registered(make_cases((40, 6, "employer"), (3, 3, "adviser"), (8, 5, "other"))),
        "zero_point.participating": one,
        "zero_point.control": other,
    }


def test_the_same_data_gives_the_same_bytes():
    definition = replace(WHOLE, columns=(REGISTERED, "zero_point.participating", "zero_point.control", AFI))
    first, second = make_columns(), make_columns()
    assert write_figures(first) == write_figures(second)
    assert write_csv(definition, first, DAY) == write_csv(definition, second, DAY)
    # What is kept gives them too.
    kept = read_figures(write_figures(first))
    again = read_definition(write_definition(definition))
    assert again == definition
    assert write_csv(again, kept, DAY) == write_csv(definition, first, DAY)


def test_the_file_is_a_table_of_counts_and_codes():
    definition = replace(WHOLE, columns=(REGISTERED, "zero_point.participating", "zero_point.control", AFI))
    content = write_csv(definition, make_columns(), DAY).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert tuple(lines[0]) == CSV_COLUMNS
    assert {line["table"] for line in lines} == set(TABLES)
    line = next(
        one
        for one in lines
        if (one["code"], one["column"], one["dimension"])
        == ("adviser", "zero_point.participating", "initiator")
    )
    assert (line["count"], line["percent"], line["n_least"], line["counted_on"]) == (
        "30",
        "100.0",
        "30",
        "2026-11-24",
    )
    assert all(one["count"] == "" for one in lines if one["column"] == "zero_point.control")
    assert [one["percent"] for one in lines if one["column"] == AFI and one["code"] == "adviser"] == ["70"]
    assert not [one for one in lines if one["group"] == "employer" and one["column"] != REGISTERED]
    assert all(int(one["count"]) not in range(1, 5) for one in lines if one["count"] and one["column"] != AFI)
    # What AFI prints one by one is told whole.
    first = next(
        one for one in lines if (one["dimension"], one["column"], one["code"]) == ("industry", AFI, "service")
    )
    assert (first["table"], first["count"], first["percent"], first["n_most"]) == (
        "table1",
        "5",
        "23.8",
        "21",
    )
    assert (first["counted_on"], first["missing_least"]) == ("2022-01", "0")
    assert {one["column"] for one in lines if one["table"] == "table1"} == {REGISTERED, AFI}
    assert not [cell for one in lines for cell in one.values() if cell.startswith(("=", "+", "@"))]


def test_a_definition_chooses_tables_and_columns():
    small = replace(WHOLE, tables=("table3",), columns=(AFI,))
    rows = list_rows(small)
    assert {(table, dimension) for table, dimension, _, _ in rows} == {("table3", "initiator")}
    check_definition(small)
    only_afi = replace(WHOLE, columns=(AFI,))
    assert "employer" not in {group for _, _, group, _ in list_rows(only_afi)}
    assert "employer" in {group for _, _, group, _ in list_rows(WHOLE)}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"tables": ()}, "tables"),
        ({"tables": ("table8",)}, "tables"),
        ({"tables": ("table1",), "columns": ("zero_point.control",)}, "columns"),
        ({"columns": ()}, "columns"),
        ({"columns": ("offices",)}, "columns"),
        ({"waves": {"zero_point": "a"}}, "columns"),
    ],
)
def test_a_definition_that_cannot_be_is_refused(changed: dict[str, Any], field: str):
    with pytest.raises(InvalidInput) as fault:
        check_definition(replace(WHOLE, **changed))
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("later", "may"),
    [
        (((40, 6, "employer"), (20, 6, "adviser")), True),
        (((45, 6, "employer"), (20, 6, "adviser")), True),
        (((41, 6, "employer"), (20, 6, "adviser")), False),
        (((40, 6, "employer"), (19, 6, "adviser")), False),
        (((40, 6, "employer"), (20, 6, "adviser"), (3, 3, "other")), False),
        (((40, 4, "employer"), (20, 4, "adviser")), True),
    ],
)
def test_later_figures_stand_beside_earlier_ones_only_if_nobody_is_seen(later: Any, may: bool):
    earlier = count_registered(make_cases((40, 6, "employer"), (20, 6, "adviser")))
    assert may_replace(earlier, count_registered(make_cases(*later))) is may


def test_what_was_hidden_is_not_told_later():
    earlier = count_registered(make_cases((40, 6, "employer"), (3, 3, "adviser"), (8, 6, "other")))
    later = count_registered(make_cases((40, 6, "employer"), (8, 6, "adviser"), (8, 6, "other")))
    assert not may_replace(earlier, later)
    hidden = count_registered(make_cases((40, 4, "employer")))
    assert not may_replace(hidden, count_registered(make_cases((40, 6, "employer"))))


def test_a_column_that_is_not_there_is_hidden():
    assert find_figures({}, REGISTERED, "initiator", "all").is_hidden
    assert find_figures({}, REGISTERED, "outcome_group", "all").is_hidden
    assert protect_parts([], rows=[]) == []
    assert "outcome.all" in list_keys()
