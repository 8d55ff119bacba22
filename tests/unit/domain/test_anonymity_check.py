"""The independent check: known answers, and every kind of tampering. Agreement with another measure: `make agreement`."""

from __future__ import annotations

import ast
import csv
import io
import random
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, product
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain import anonymity_check, anonymity_check_cells
from hybridmentor.domain.anonymity_check import Demands, Verdict, check_anonymity
from hybridmentor.domain.anonymity_check_cells import fold_value, has_variants, list_faults
from hybridmentor.errors import InvalidInput
from hybridmentor.i18n import say

# Li, Li and Venkatasubramanian 2007, table 3: three classes of three, and what the article says of them.
SALARIES = ("3", "4", "5", "6", "11", "8", "7", "9", "10")
DISEASES = (
    "gastric ulcer", "gastritis", "stomach cancer", "gastritis", "flu", "bronchitis", "bronchitis", "pneumonia",
    "stomach cancer",
)  # fmt: skip
HEADING = ("region", "band", "industry", "outcome", "weeks")
DEMANDS = Demands(
    k=3,
    quasi=("region", "band", "industry"),
    sensitive=("outcome", "weeks"),
    l=2,
    t=Fraction("0.5"),
    ordered={"weeks": ()},
)


def make_rows() -> list[list[str]]:
    """A clean file: eight classes of four to six rows."""
    rows = []
    classes = list(product(("Oslo", "Østfold"), ("0–3", "4–6"), ("Bygg", "Handel")))
    for number, one in enumerate(classes):
        for place in range(4 + number % 3):
            rows.append([*one, ("i arbeid", "i utdanning", "uten arbeid")[place % 3], str(1 + place % 4)])
    return sorted(rows)


def write(rows: list[list[str]], separator: str = ",", heading: tuple[str, ...] = HEADING) -> str:
    """The rows as a file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows([heading, *rows])
    return stream.getvalue()


def list_reasons(verdict: Verdict) -> set[str]:
    """The reasons without their common beginning."""
    return {reason.id.removeprefix("anonymity_check.") for reason in verdict.reasons}


CLEAN = write(make_rows())
LINES = CLEAN.splitlines(keepends=True)


def put(place: int, value: str, number: int = 5) -> str:
    """The clean file with one cell changed."""
    rows = make_rows()
    rows[number][place] = value
    return write(sorted(rows))


def replace_once(old: str, new: str) -> str:
    """The clean file with one place changed, in the same place."""
    assert old in CLEAN
    return CLEAN.replace(old, new, 1)


def add_column(name: str, make: Callable[[int], str]) -> str:
    """The clean file with one more column."""
    return write([[*row, make(number)] for number, row in enumerate(make_rows())], heading=(*HEADING, name))


def change_first(change: Callable[[list[str]], list[str]]) -> str:
    """The clean file with the first class changed."""
    rows = make_rows()
    return write([change(row) if row[:3] == rows[0][:3] else row for row in rows])


def make_identity_number(head: str) -> str:
    """Eleven digits with right control digits that begin as told and are nobody's: the months lie beyond December."""
    for serial in range(200, 999):
        digits = f"{head}{serial}"
        first = -sum(int(a) * b for a, b in zip(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True)) % 11
        last = (
            -sum(int(a) * b for a, b in zip(f"{digits}{first}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
            % 11
        )
        if first < 10 and last < 10:
            return f"{digits}{first}{last}"
    raise AssertionError


SYNTHETIC = make_identity_number("018290")
PARTED = " ".join((SYNTHETIC[:2], SYNTHETIC[2:4], SYNTHETIC[4:6], SYNTHETIC[6:]))
OTHER_DIGITS = SYNTHETIC.translate({48 + digit: 0x660 + digit for digit in range(10)})
DOLLY = make_identity_number("414190")

TAMPERED: list[tuple[str, str, str]] = [
    ("a row taken out of a class", "".join(LINES[:1] + LINES[3:]), "too_small"),
    ("a row of a new class", CLEAN + "Østfold,4–6,Jordbruk,i arbeid,1\n", "too_small"),
    ("a changed quasi-identifier", put(1, "7–9"), "too_small"),
    ("another case", put(0, "OSLO"), "variants"),
    ("a space after", put(0, "Oslo "), "cell.space"),
    ("a space after makes a variant", put(0, "Oslo "), "variants"),
    ("a no-break space", put(3, "i\u00a0arbeid"), "hidden"),
    ("a zero-width space", put(0, "Os\u200blo"), "hidden"),
    ("a zero-width space makes a variant", put(0, "Os\u200blo"), "variants"),
    ("a soft hyphen", put(2, "Byg\u00adg"), "variants"),
    ("taken-apart letters", put(3, unicodedata.normalize("NFD", "på tiltak")), "cell.writing"),
    ("taken-apart letters make a variant", CLEAN + unicodedata.normalize("NFD", LINES[-1]).replace("Ø", "Å"), "too_small"),
    ("a double space", put(3, "i  arbeid"), "cell.writing"),
    ("another dash", put(1, "0-3"), "variants"),
    ("a Cyrillic letter", put(0, "\u041eslo"), "cell.letters"),
    ("wide letters", put(0, "Ｏslo"), "cell.letters"),
    ("blank and star", put(3, "", 5).replace("uten arbeid", "*", 1), "missing_marks"),
    ("blank and NA", put(3, "", 5).replace("uten arbeid", "NA", 1), "missing_marks"),
    ("a heading twice", add_column("outcome", lambda number: "x"), "column_twice"),
    ("a heading twice in another case", add_column("Outcome ", lambda number: "x"), "column_twice"),
    ("a column gone", "".join(line.rstrip("\n").rsplit(",", 1)[0] + "\n" for line in LINES), "missing_column"),
    ("a column renamed", CLEAN.replace("region", "fylke", 1), "missing_column"),
    ("the heading gone", "".join(LINES[1:]), "missing_column"),
    ("one more column", add_column("note", lambda number: "a"), "undeclared"),
    ("a column without a name", add_column("", lambda number: "a"), "undeclared"),
    ("rows out of order", "".join([LINES[0], *reversed(LINES[1:])]), "unsorted"),
    ("two rows swapped", "".join([*LINES[:9], LINES[11], LINES[10], LINES[9], *LINES[12:]]), "unsorted"),
    ("a short row", replace_once("i utdanning,2", "i utdanning"), "ragged"),
    ("a long row", replace_once("i utdanning,2", "i utdanning,2,3"), "ragged"),
    ("a byte-order mark inside", "".join(LINES[:4]) + "\ufeff" + "".join(LINES[4:]), "hidden"),
    ("a second file behind the first", CLEAN + "\ufeff" + CLEAN, "hidden"),
    ("the heading again", CLEAN + CLEAN, "heading_again"),
    ("a NUL", replace_once("i utdanning", "i utdan\0ning"), "hidden"),
    ("a line separator", replace_once("i utdanning", "i utdan\u2028ning"), "hidden"),
    ("a tab", replace_once("i utdanning", "i\tutdanning"), "hidden"),
    ("an end-of-file mark", CLEAN + "\x1a", "hidden"),
    ("text turned round", replace_once("i utdanning", "\u202ei utdanning"), "hidden"),
    ("a formula", replace_once("i arbeid", "=1+1"), "cell.formula"),
    ("a formula by plus", replace_once("i arbeid", "+cmd"), "cell.formula"),
    ("a formula by minus", replace_once("i arbeid", "-A1"), "cell.formula"),
    ("a formula by at", replace_once("i arbeid", "@SUM(A1)"), "cell.formula"),
    ("a wide formula", replace_once("i arbeid", "＝A1"), "cell.formula"),
    ("an identity number", replace_once("i arbeid", SYNTHETIC), "cell.number"),
    ("an identity number of another kind", replace_once("i arbeid", f"{DOLLY[:6]} {DOLLY[6:]}"), "cell.number"),
    ("an identity number taken apart", replace_once("i arbeid", PARTED), "cell.number"),
    ("an identity number in other digits", replace_once("i arbeid", OTHER_DIGITS), "cell.number"),
    ("an e-mail address", replace_once("i arbeid", "noen@example.org"), "cell.address"),
    ("a web address", replace_once("i arbeid", "www.example.org"), "cell.address"),
    ("a phone number", replace_once("i arbeid", "ring 400 00 000."), "cell.number"),
    ("a phone number in pairs", replace_once("i arbeid", "22 33 44 55"), "cell.number"),
    ("a phone number with country", replace_once("i arbeid", "tlf +47 40000000"), "cell.number"),
    ("an organisation number", replace_once("i arbeid", "974 760 673"), "cell.number"),
    ("an organisation number together", replace_once("i arbeid", "NO974760673MVA"), "cell.number"),
    ("an account number", replace_once("i arbeid", "1234.56.78903"), "cell.number"),
    ("a day", replace_once("i arbeid", "2026-03-02"), "cell.date"),
    ("a day in Norwegian figures", replace_once("i arbeid", "siden 2.3.2026"), "cell.date"),
    ("a day of two figures", replace_once("i arbeid", "02/03/26"), "cell.date"),
    ("a day in words", replace_once("i arbeid", "2. mars"), "cell.date"),
    ("a day in English", replace_once("i arbeid", "March 2 2026"), "cell.date"),
    ("an instant", replace_once("i arbeid", "12:30:05"), "cell.date"),
    ("a random key", replace_once("i arbeid", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"), "cell.key"),
    ("a hash", replace_once("i arbeid", "9e107d9d372bb6826bd81d3542a419d6"), "cell.key"),
    ("free text", replace_once("i arbeid", "ord " * 60 + "ord"), "cell.free_text"),
    ("a comment at the end", CLEAN + "# laget for studien\n", "comment"),
    ("a comment as wide as a row", CLEAN + "# laget,for,studien,i,går\n", "comment"),
    ("an empty line and text", CLEAN + "\nSlutt\n", "blank_line"),
    ("a row of another separator", CLEAN + LINES[-1].replace(",", ";"), "ragged"),
    ("a file of another separator", CLEAN.replace(",", "|"), "missing_column"),
    ("a separator in a cell", replace_once("i arbeid", "i arbeid;1"), "cell.parting"),
    ("a quoted line break", replace_once("i arbeid,1\n", '"i arbeid\nOslo,0–3,Bygg",1\n'), "cell.line_break"),
    ("a quote never closed", replace_once("i arbeid", '"i arbeid'), "not_csv"),
    ("a quote in a cell", replace_once("i arbeid", 'i "arbeid'), "cell.parting"),
    ("a lone carriage return", replace_once("i arbeid,1\n", "i arbeid,1\r"), "line_ends"),
    ("mixed line ends", replace_once("i arbeid,1\n", "i arbeid,1\r\n"), "line_ends"),
    ("one secret for all of a class", change_first(lambda row: [*row[:3], "i arbeid", row[4]]), "few_values"),
    ("a skewed class", change_first(lambda row: [*row[:4], "9"]), "too_far"),
    ("a number written in two ways", put(4, "1,0"), "numbers"),
    ("a number with a nought before", put(4, "01"), "numbers"),
    ("decimals of two kinds", put(4, "1,5").replace(",4\n", ",2.5\n", 1), "numbers"),
    ("an emptied file", LINES[0], "no_rows"),
    ("nothing at all", "", "missing_column"),
]  # fmt: skip


def test_a_clean_file_passes():
    verdict = check_anonymity(CLEAN, DEMANDS)
    assert verdict.reasons == []
    assert verdict.ok
    assert (verdict.k, verdict.l) == (4, 3)
    assert verdict.t is not None
    assert 0 < verdict.t < Fraction(1, 4)


@pytest.mark.parametrize(("text", "reason"), [one[1:] for one in TAMPERED], ids=[one[0] for one in TAMPERED])
def test_tampering_is_refused(text: str, reason: str):
    verdict = check_anonymity(text, DEMANDS)
    assert not verdict.ok
    assert reason in list_reasons(verdict)


def test_there_are_more_than_24_kinds():
    assert len({reason for _, _, reason in TAMPERED}) >= 24
    assert len({name for name, _, _ in TAMPERED}) == len(TAMPERED) > 70, "each way of it by a name of its own"


@pytest.mark.parametrize(("text", "reason"), [one[1:] for one in TAMPERED], ids=[one[0] for one in TAMPERED])
def test_no_reason_shows_a_value(text: str, reason: str):
    words = [
        say(language, one)
        for language in ("nb", "nn", "en")
        for one in check_anonymity(text, DEMANDS).reasons
    ]
    values = {cell for line in text.splitlines()[1:] for cell in line.split(",") if len(cell) > 4} - {
        *HEADING
    }
    values |= {"Oslo", "Østfold", "Bygg", "0–3", "4–6", "fylke"}
    assert [value for value in values for sentence in words if value in sentence] == []


def test_the_place_of_a_fault_is_its_line():
    (reason,) = check_anonymity(replace_once("i utdanning,2", "i utdanning"), DEMANDS).reasons
    assert reason.params == {"line": CLEAN.splitlines().index("Oslo,0–3,Bygg,i utdanning,2") + 1}


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("opening", ["", "\ufeff"])
def test_forms_of_a_clean_file(separator: str, ending: str, opening: str):
    text = opening + write(make_rows(), separator).replace("\n", ending)
    assert check_anonymity(text, DEMANDS).reasons == []
    assert check_anonymity(text, replace(DEMANDS, separator=separator)).reasons == []
    assert check_anonymity(text.rstrip("\r\n"), DEMANDS).reasons == []


def test_other_separators_are_told():
    text = write(make_rows(), "\t")
    assert check_anonymity(text, replace(DEMANDS, separator="\t")).reasons == []
    assert "hidden" in list_reasons(check_anonymity(text, DEMANDS))


def test_the_table_of_the_article_on_closeness():
    first = [*zip(["476**", "476**", "476**", "4790*", "4790*", "4790*", "476**", "476**", "476**"],
                  ["2*", "2*", "2*", ">=40", ">=40", ">=40", "3*", "3*", "3*"],
                  SALARIES, DISEASES, strict=True)]  # fmt: skip
    text = write([list(row) for row in first], heading=("zip", "age", "salary", "disease"))
    demands = Demands(
        k=3,
        quasi=("zip", "age"),
        sensitive=("salary",),
        insensitive=("disease",),
        ordered={"salary": ()},
        any_order=True,
    )
    verdict = check_anonymity(text, demands)
    # "EMD of P1 and Q is 0.375", the first class; the two others lie nearer.
    assert (verdict.ok, verdict.k, verdict.l, verdict.t) == (True, 3, 3, Fraction(3, 8))
    verdict = check_anonymity(text, replace(demands, ordered={}))
    assert verdict.t == Fraction(2, 3)
    verdict = check_anonymity(
        text, replace(demands, sensitive=("disease",), insensitive=("salary",), ordered={})
    )
    assert "key" in list_reasons(verdict)


def test_limits_are_exact():
    text = "a,c\nx,1\nx,1\nx,2\ny,1\ny,2\ny,2\n"
    demands = Demands(k=3, quasi=("a",), sensitive=("c",), l=2)
    assert check_anonymity(text, demands).t == Fraction(1, 6)
    assert check_anonymity(text, replace(demands, t=Fraction(1, 6))).ok
    assert list_reasons(check_anonymity(text, replace(demands, t=Fraction("0.16666666666666")))) == {
        "too_far"
    }
    assert list_reasons(check_anonymity(text, replace(demands, k=4, l=3))) == {"too_small", "few_values"}


def test_the_worst_of_several_sensitive_columns_counts():
    text = "a,c,d\nx,1,p\nx,2,p\ny,1,p\ny,2,q\n"
    verdict = check_anonymity(text, Demands(k=2, quasi=("a",), sensitive=("c", "d"), l=2))
    assert (verdict.k, verdict.l, verdict.t) == (2, 1, Fraction(1, 4))
    assert [reason.params["column"] for reason in verdict.reasons] == ["d"]


def test_rows_in_another_order_or_taken_out_of_a_larger_file_have_their_own_figures():
    """A measure that goes by the numbers of rows in the larger file says l = 3 and t = 0 of the class of one value here."""
    whole = [["x", "1"], ["y", "2"], ["x", "1"], ["y", "3"], ["x", "1"], ["y", "1"], ["z", "2"], ["z", "3"]]
    demands = Demands(k=2, quasi=("a",), sensitive=("c",), any_order=True)
    chance = random.Random(93)
    for _ in range(20):
        chance.shuffle(whole)
        kept = [row for row in whole if row[0] != "z"]
        verdict = check_anonymity(write(kept, heading=("a", "c")), demands)
        assert (verdict.k, verdict.l, verdict.t) == (3, 1, Fraction(1, 3))


def test_numbers_have_an_order_only_where_it_is_declared():
    text = "a,c\nx,1\nx,2\ny,3\ny,4\n"
    demands = Demands(k=2, quasi=("a",), sensitive=("c",))
    assert check_anonymity(text, demands).t == Fraction(1, 2)
    assert check_anonymity(text, replace(demands, ordered={"c": ()})).t == Fraction(1, 3)


def test_an_empty_cell_is_a_value_of_its_own():
    text = "a,c\n,1\n,2\nx,1\nx,2\n"
    assert check_anonymity(text, Demands(k=2, quasi=("a",), sensitive=("c",), l=2)).ok
    assert check_anonymity("a,b\n,1\nx,1\nx,1\n", Demands(k=2, quasi=("a", "b"))).k == 1


def test_starred_rows_are_a_class_unless_they_show_nothing():
    demands = Demands(k=2, quasi=("a",), sensitive=("c",), l=2)
    shown = "a,c\n*,1\nx,1\nx,2\n"
    assert check_anonymity(shown, demands).k == 1
    assert check_anonymity(shown, replace(demands, starred=True)).k == 1
    whole = "a,c\n*,*\nx,1\nx,2\n"
    assert check_anonymity(whole, demands).k == 1
    verdict = check_anonymity(whole, replace(demands, starred=True))
    assert (verdict.ok, verdict.k, verdict.l, verdict.t) == (True, 2, 2, 0)
    assert check_anonymity("a,c\n*,\nx,\nx,2\n", demands).k == 1
    assert list_reasons(check_anonymity("a,c\n*,*\n*,*\n", replace(demands, starred=True))) == {"no_rows"}


def test_starred_rows_beside_empty_cells_are_no_mixture():
    text = "a,c\n,1\n,2\n*,*\n*,*\nx,\nx,1\n"
    assert check_anonymity(text, Demands(k=2, quasi=("a",), sensitive=("c",), starred=True)).ok


def test_a_class_of_one_company_is_refused():
    text = "a,b,c\nx,A,1\nx,A,2\ny,B,1\ny,C,2\n"
    demands = Demands(k=2, quasi=("a",), sensitive=("c",), units=("b",), fewest_units=2, any_order=True)
    (reason,) = check_anonymity(text, demands).reasons
    assert (reason.id, reason.params) == (
        "anonymity_check.few_units",
        {"column": "b", "found": 1, "asked": 2},
    )
    assert check_anonymity(text, replace(demands, fewest_units=1)).ok


@pytest.mark.parametrize(
    ("make", "told"),
    [(str, True), (lambda number: f"sak-{number}", True), (lambda number: str(max(number, 1)), True),
     (lambda number: str(number % 2), False)],
)  # fmt: skip
def test_a_column_that_counts_rows_is_refused(make: Callable[[int], str], told: bool):
    demands = replace(DEMANDS, insensitive=("extra",), any_order=True)
    assert ("key" in list_reasons(check_anonymity(add_column("extra", make), demands))) is told


def test_a_sensitive_key_is_refused_and_amounts_are_not():
    demands = Demands(k=20, quasi=("a",), sensitive=("c",), any_order=True)
    text = "a,c\n" + "".join(f"x,{number * 7}\n" for number in range(20))
    assert list_reasons(check_anonymity(text, demands)) == {"key"}
    assert check_anonymity(text, replace(demands, ordered={"c": ()})).ok


def test_rows_may_be_sorted_as_text_or_as_numbers_in_both_orders_of_columns():
    demands = Demands(k=1, quasi=("b", "a"))
    for rows in (["1,x", "10,w", "2,z"], ["1,x", "2,z", "10,w"], ["10,w", "1,x", "2,z"]):
        assert check_anonymity("\n".join(["a,b", *rows]), demands).ok
    assert list_reasons(check_anonymity("a,b\n2,x\n10,x\n1,z\n2,w", demands)) == {"unsorted"}


def test_the_order_of_values():
    demands = Demands(k=1, quasi=("a",), sensitive=("c",), ordered={"c": ()}, any_order=True)
    bands = "a,c\nx,0–3\nx,4–6\ny,over 12\ny,over 12\n"
    assert check_anonymity(bands, demands).t == Fraction(3, 8)
    assert check_anonymity(bands, replace(demands, ordered={})).t == Fraction(1, 2)
    words = "a,c\nx,lav\nx,høy\ny,middels\ny,middels\n"
    unknown = check_anonymity(words, demands)
    assert (list_reasons(unknown), unknown.t) == (set(), Fraction(1, 2))
    assert list_reasons(check_anonymity(words, replace(demands, t=Fraction("0.4")))) == {
        "too_far",
        "no_order",
    }
    missing = check_anonymity("a,c\nx,\nx,1\ny,2\ny,2\n", demands)
    assert missing.t == Fraction(3, 8)
    told = replace(demands, ordered={"c": ("lav", "middels", "høy")})
    assert check_anonymity(words, told).t == Fraction(1, 4)
    other = replace(demands, ordered={"c": ("middels", "lav", "høy")})
    assert check_anonymity(words, other).t == Fraction(3, 8)
    assert list_reasons(check_anonymity(words.replace("høy", "ukjent"), told)) == {"unlisted"}


@pytest.mark.parametrize(
    "demands",
    [
        Demands(k=1, quasi=()),
        Demands(k=0, quasi=("a",)),
        Demands(k=1, quasi=("a", "a")),
        Demands(k=1, quasi=("a",), sensitive=("a",)),
        Demands(k=1, quasi=("a",), l=2),
        Demands(k=1, quasi=("a",), sensitive=("c",), l=0),
        Demands(k=1, quasi=("a",), sensitive=("c",), t=Fraction(2)),
        Demands(k=1, quasi=("a",), ordered={"a": ()}),
        Demands(k=1, quasi=("a",), separator="x"),
    ],
)
def test_demands_that_contradict_themselves(demands: Demands):
    with pytest.raises(InvalidInput):
        check_anonymity("a,c\nx,1\n", demands)


@pytest.mark.parametrize(
    "value",
    ["Oslo", "0–3 måneder", "<5", ">=40", "12+", "-3", "-0,5", "+5", "-", "*", "", "476**", "2024", "2024 1. halvår",
     "2020–2024", "10 000–49 999", "1 000 000–4 999 999", "Q: Helse- og sosialtjenester", "Møre og Romsdal", "50 %",
         "0.333333333333",
     "St. Olavs", "i arbeid/utdanning", "3–5 ganger", "[10, 20)", "12–17 mnd", "NAV Kárášjohka", "10-15", "1.5"],
)  # fmt: skip
def test_values_that_may_be_published(value: str):
    assert list(list_faults(value, ";")) == []


def test_other_values_are_no_variants():
    assert not has_variants(
        ["<5", "5", "5+", ">5", "0-3", "03", "1,5", "15", "A+", "A-", "A", "Å", "[1", "(1"]
    )
    assert fold_value("Nord - Norge") == fold_value("nord–norge")


def test_only_the_standard_library_and_itself_are_used():
    allowed = {*sys.stdlib_module_names}
    ours = {"hybridmentor.errors", "hybridmentor.domain.anonymity_check_cells"}
    for module in (anonymity_check, anonymity_check_cells):
        tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        names |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
        assert {name for name in names if name.split(".")[0] not in allowed} <= ours


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.sampled_from("pq"), st.integers(0, 5)), min_size=1, max_size=25
    )
)
def test_figures_equal_their_definitions(rows: list[tuple[str, str, int]]):
    text = write([[a, b, str(c)] for a, b, c in rows], heading=("a", "b", "c"))
    demands = Demands(k=1, quasi=("a", "b"), sensitive=("c",), any_order=True)
    classes = [[row for row in rows if row[:2] == key] for key in {row[:2] for row in rows}]
    values = sorted({row[2] for row in rows})

    def compare(part: list[tuple[str, str, int]]) -> list[Fraction]:
        return [
            Fraction(sum(row[2] == value for row in part), len(part))
            - Fraction(sum(row[2] == value for row in rows), len(rows))
            for value in values
        ]

    equal = max(sum(map(abs, compare(one))) / 2 for one in classes)
    ordered = max(sum(map(abs, accumulate(compare(one)))) / max(len(values) - 1, 1) for one in classes)
    for order, expected in (({}, equal), ({"c": ()}, ordered)):
        verdict = check_anonymity(text, replace(demands, ordered=order))
        assert verdict.k == min(map(len, classes))
        assert verdict.l == min(len({row[2] for row in one}) for one in classes)
        assert verdict.t == expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_no_text_makes_it_stumble(text: str):
    check_anonymity(f"a,c\n{text}", Demands(k=2, quasi=("a",), sensitive=("c",)))
    check_anonymity(text, Demands(k=2, quasi=("a",), sensitive=("c",)))
