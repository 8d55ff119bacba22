"""Table 1 of a study: AFI's cases counted right, and of our own nothing that is small or is hidden in table 7."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

import pytest

from hybridmentor.domain import case_table
from hybridmentor.domain.case_table import DIMENSIONS, FEWEST_COMPANIES, SAME_AS, count_printed, list_answers
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.safe_figures import HIDDEN_FIGURES, Figures
from hybridmentor.domain.study_tables import (
    AFI,
    REGISTERED,
    Column,
    count_registered,
    find_figures,
    may_replace,
    read_figures,
    write_figures,
)
from hybridmentor.domain.survey_tables import CaseColumns, CaseRecord, RelationshipRecord, SurveyRecords
from hybridmentor.errors import InvalidInput

with (files("hybridmentor") / "sample_data" / "afi_table1_cases.csv").open(encoding="utf-8") as source:
    PRINTED = list(csv.DictReader(source))
GROUPS = {"attached": "Tilknyttet bedriften", "not_attached": "Ikke tilknyttet bedriften"}


def find(column: Column, dimension: str) -> Figures:
    return find_figures({REGISTERED: column}, REGISTERED, dimension, "all")


def make(
    count: int, *, advisers: int = 6, companies: int = 6, after: str | None = None, **own: object
) -> list[CaseRecord]:
    """So many cases alike, of so many advisers and companies in turn."""
    return [
        CaseRecord(
            attachment_after=after,
            advisers=frozenset({number % advisers}),
            table1=CaseColumns(company=str(number % companies), **own),  # type: ignore[arg-type]
        )
        for number in range(count)
    ]


def count(*groups: Sequence[CaseRecord]) -> Column:
    return count_registered(SurveyRecords(cases=tuple(case for group in groups for case in group)))


def test_the_printed_cases_are_counted_as_they_stand():
    """Held against the words of the file, without our coding."""
    assert len(PRINTED) == 21
    for dimension, column in (("industry", "industry"), ("adviser_knew_company", "adviser_knew_company")):
        figures = case_table.find_figures(count_printed(), dimension)
        assert {name: number for name, number in figures.counts.items() if number} == Counter(
            row[column] for row in PRINTED
        )
        assert (figures.n, figures.missing) == ((21, 21), (0, 0))
    ends = case_table.find_figures(count_printed(), "attached_at_end")
    opening = Counter(row["attached_at_end"].split()[0].strip(",.") for row in PRINTED)
    assert (opening["Ja"], opening["Nei"], opening["Mangler"]) == (12, 6, 3)
    assert list(ends.counts.values()) == [12, 1, 5]
    assert (ends.n, ends.missing) == ((18, 18), (3, 3))
    prior = case_table.find_figures(count_printed(), "prior_attachment").counts
    printed = Counter(row["prior_attachment"] for row in PRINTED)
    assert (prior["Ingen"], prior["Arbeidstrening"], prior["Avklaring"]) == (
        printed["Ingen"],
        printed["Arbeidstrening"],
        printed["Avklaring"],
    )
    assert (prior["Skoleelev"], prior["uten kode"]) == (printed["Elev"], printed["Tilkallingshjelp"])


def test_reasons_are_counted_one_by_one():
    figures = case_table.find_figures(count_printed(), "reason")
    named = [row["reason"].casefold() for row in PRINTED]
    assert figures.counts["Opplæring"] == sum("opplæring" in words for words in named) == 9
    assert figures.counts["Ekstra oppfølging"] == sum("oppfølging" in words for words in named) == 12
    assert sum(filter(None, figures.counts.values())) > 21
    assert figures.n == (21, 21)


def test_reported_contact_is_counted_as_far_as_it_has_a_code():
    found = {
        dimension: case_table.find_figures(count_printed(), dimension)
        for dimension in DIMENSIONS
        if dimension.startswith("contact")
    }
    words = Counter(row["contact_adviser_mentor"] for row in PRINTED)
    mentor = found["contact_adviser_mentor"]
    assert mentor.counts["Aldri"] == words["Ingen"] == 3
    assert mentor.counts["Ca 1 gang per måned"] == words["Cirka en gang per måned fast"] == 4
    assert mentor.counts["Ukentlig"] == words["Daglig"] + words["2-3 ganger per uke"] == 2
    vague = words["Ofte"] + words["Lite kontakt"] + words["Ett par ganger totalt"]
    assert mentor.counts["uten kode"] == vague == 8
    # Who did not want contact has no frequency, and neither has one who only talked of one thing; nor what is not relevant.
    assert found["contact_adviser_user"].missing == (2, 2)
    assert found["contact_adviser_employer"].missing == (1, 1)


def test_each_column_has_its_answers():
    practice = get_practice_model("hybridmodellen")
    assert set(DIMENSIONS) == set(PRINTED[0]) - {"case_no", "attached_at_end_group"}
    for dimension in DIMENSIONS:
        assert set(list_answers(dimension)) == set(case_table.find_figures(count_printed(), dimension).counts)
        names = [case_table.name_answer(dimension, answer) for answer in list_answers(dimension)]
        assert all(name is None or set(name) == {"nb", "nn", "en"} for name in names)
    assert list_answers("industry")[-1] == "Annet"
    assert len(list_answers("reason")) == len(practice.find_codes("reason").codes)
    assert "Ikke oppgitt" not in list_answers("adviser_knew_company")
    assert case_table.find_code("prior_attachment", "uten kode") is None


def test_cases_are_counted_by_column():
    column = count(
        make(20, industry="retail", knew_company="yes", reasons=("training", "follow_up")),
        make(10, industry="service", knew_company="no", reasons=("training",)),
        make(6),
    )
    industry = find(column, "industry")
    assert (industry.counts["Varehandel"], industry.counts["Service"], industry.counts["Industri"]) == (
        20,
        10,
        0,
    )
    assert (industry.n, industry.missing) == ((30, 30), (6, 6))
    assert find(column, "adviser_knew_company").counts == {"Ja": 20, "Nei": 10, "Vet ikke": 0}
    reasons = find(column, "reason")
    assert (reasons.counts["Opplæring"], reasons.counts["Ekstra oppfølging"]) == (30, 20)
    assert reasons.n == (30, 30)


def test_small_counts_are_hidden_with_another():
    counts = find(
        count(make(20, industry="retail"), make(9, industry="service"), make(2, industry="education")),
        "industry",
    ).counts
    assert (counts["Varehandel"], counts["Service"], counts["Utdanning"]) == (20, None, None)
    reasons = find(count(make(20, reasons=("training",)), make(3, reasons=("way_in",))), "reason")
    assert reasons.counts["Nødvendig for å slippe til"] is None
    assert reasons.counts["Opplæring"] is None


@pytest.mark.parametrize("companies", [1, FEWEST_COMPANIES - 1, FEWEST_COMPANIES])
def test_an_industry_of_few_companies_is_hidden(companies: int):
    column = count(
        make(20, industry="retail"),
        make(15, industry="service"),
        make(8, industry="education", companies=companies),
    )
    counts = find(column, "industry").counts
    assert (counts["Utdanning"] is None) is (companies < FEWEST_COMPANIES)
    # Else it would be what is left.
    assert (counts["Service"] is None) is (companies < FEWEST_COMPANIES)
    assert counts["Varehandel"] == 20


def test_five_advisers_stand_behind_a_column():
    told = {
        "industry": "retail",
        "knew_company": "yes",
        "reasons": ("training",),
        "attached_at_end": "attached",
    }
    enough, few = count(make(30, advisers=5, **told)), count(make(30, advisers=4, **told))
    for dimension in set(DIMENSIONS) - set(SAME_AS):
        assert not find(enough, dimension).is_hidden
        assert find(few, dimension).is_hidden


def test_what_other_tables_ask_is_what_they_publish():
    """Counted anew it could be hidden otherwise, and the two would tell each other's small counts."""
    met = RelationshipRecord("mentor", "weekly")
    cases = [
        CaseRecord(
            attachment_before="none" if number < 17 else "pupil",
            relationships=(met,),
            advisers=frozenset({number % 6}),
        )
        for number in range(20)
    ]
    column = count_registered(SurveyRecords(cases=tuple(cases)))
    assert find(column, "prior_attachment") is column["attachment_at_start.all"]
    assert find(column, "contact_adviser_mentor") is column["contact_frequency.mentor"]
    assert find(column, "contact_adviser_user") is column["contact_frequency.jobseeker"]
    assert find(column, "prior_attachment").counts["Skoleelev"] is None


def test_an_answer_without_a_row_is_not_lost():
    with pytest.raises(InvalidInput) as fault:
        count(make(30, industry="shipping"))
    assert fault.value.field == "industry"


def close(count: int, after: str, group: str | None) -> list[CaseRecord]:
    return make(count, after=after, attached_at_end=group)


def test_attached_at_the_end_is_told():
    column = count(
        close(20, "permanent_with_subsidy", "attached"),
        close(8, "work_training", "attached"),
        close(9, "none", "not_attached"),
        make(6),
    )
    figures = find(column, "attached_at_end")
    assert [figures.counts[name] for name in GROUPS.values()] == [28, 9]
    assert (figures.n, figures.missing) == ((37, 37), (6, 6))


def test_what_table_7_hides_is_not_left_of_table_1():
    """Table 7 tells 20 of 29; who is attached, 23, would tell the three who are in a job with subsidy for a time."""
    column = count(
        close(20, "permanent_with_subsidy", "attached"),
        close(3, "temporary_with_subsidy", "attached"),
        close(6, "none", "not_attached"),
    )
    outcome = column["outcome.all"].counts
    assert [name for name, told in outcome.items() if told is None] == [
        "Midlertidig ansatt med lønnstilskudd",
        "Ingen tilknytning",
    ]
    assert find(column, "attached_at_end").is_hidden
    # Where those not attached are of two kinds nothing is given away.
    column = count(
        close(20, "permanent_with_subsidy", "attached"),
        close(3, "temporary_with_subsidy", "attached"),
        close(6, "substitute", "attached"),
        close(12, "none", "not_attached"),
    )
    assert column["outcome.all"].counts["Vikar"] is None
    assert find(column, "attached_at_end").counts["Tilknyttet bedriften"] == 29


CODES: Mapping[str, tuple[str, str]] = {
    "Fast ansatt med lønnstilskudd": ("permanent_with_subsidy", "attached"),
    "Midlertidig ansatt med lønnstilskudd": ("temporary_with_subsidy", "attached"),
    "Arbeidstrening": ("work_training", "attached"),
    "Ingen tilknytning": ("none", "not_attached"),
}
EDUCATION = "Læreplass/utdanning"


def share_out(total: int, places: int) -> Iterator[tuple[int, ...]]:
    """All ways to put so many cases in so many places."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in share_out(total - first, places - 1):
            yield (first, *rest)


@pytest.mark.parametrize("seed", [1, 9, 14, 18, 20, 32, 45])
def test_no_hidden_count_of_table_7_can_be_reckoned_from_both(seed: int):
    """All tables that are as the two say are gone through: the reader knows which codes are of somebody attached."""
    chance = random.Random(seed)
    sizes = [chance.choice((0, 2, 3, 5, 6)) for _ in range(6)]
    names = list(CODES)
    found = [close(size, *CODES[name]) for size, name in zip(sizes, names, strict=False)]
    found += [close(sizes[4], "apprenticeship_or_education", "attached")]
    found += [close(sizes[5], "apprenticeship_or_education", "not_attached")]
    column = count(*found)
    outcome, ends = column["outcome.all"], find(column, "attached_at_end")
    education = next(name for name in outcome.counts if "utdanning" in name.casefold())
    seen: dict[str, set[int]] = {}
    for ways in share_out(sum(sizes), 6):
        table = dict(zip(names, ways, strict=False)) | {education: ways[4] + ways[5]}
        groups = {
            GROUPS["attached"]: ways[0] + ways[1] + ways[2] + ways[4],
            GROUPS["not_attached"]: ways[3] + ways[5],
        }
        told = [*((outcome.counts[name], number) for name, number in table.items())]
        told += [] if ends.is_hidden else [(ends.counts[name], number) for name, number in groups.items()]
        if all(number == shown if shown is not None else number > 0 for shown, number in told):
            for name, number in table.items():
                seen.setdefault(name, set()).add(number)
    assert seen
    for name, numbers in seen.items():
        if outcome.counts[name] is None:
            assert max(numbers) - min(numbers) >= 5


def test_later_figures_are_held_against_earlier_ones_of_table_1_too():
    told = {"knew_company": "yes"}
    earlier = count(make(40, industry="retail", **told), make(20, industry="service", **told))
    assert may_replace(earlier, earlier)
    moved = count(make(39, industry="retail", **told), make(21, industry="service", **told))
    assert not may_replace(earlier, moved)
    # What was counted before there was a table 1 is no reason against.
    older = {
        key: figures
        for key, figures in earlier.items()
        if not key.startswith(("industry", "reason", "adviser_", "attached_"))
    }
    assert may_replace(older, moved)
    assert find(older, "industry") == HIDDEN_FIGURES
    kept = read_figures(write_figures({REGISTERED: earlier}))
    assert find(kept[REGISTERED], "industry") == find(earlier, "industry")


def test_the_cases_of_afi_are_printed_whole():
    figures = find_figures({}, AFI, "industry", "all")
    assert figures.counts["Utdanning"] == 1
    assert figures.share(5) == pytest.approx(100 * 5 / 21)
