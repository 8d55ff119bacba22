"""`hybridmentor match` as a person runs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hybridmentor.cli import hybridmentor

SCORES = (
    "left,right,score\nAnne,Bakeri,3\nAnne,Lager,1\nBo,Bakeri,5\nBo,Lager,4.5\nCleo,Bakeri,2\nCleo,Lager,0\n"
)
LEFT = "person,rank,choice\nAnne,1,Bakeri\nAnne,4,Lager\nBo,1,Bakeri\nCleo,2,Lager\nCleo,2,Bakeri\n"
RIGHT = "person,rank,choice\nBakeri,1,Bo\nBakeri,2,Anne\nLager,1,Anne\nLager,1,Cleo\nKafé,1,Cleo\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)

    def run_command(*words: str, **files: str) -> Result:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        return CliRunner().invoke(hybridmentor, ["match", *words])

    return run_command


def read(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    assert list(document) == ["pairs", "unmatched", "total", "blocking_pairs"]
    return document


@pytest.mark.parametrize("words", [(), ("--method", "optimal")])
def test_scores_are_paired_for_the_greatest_sum(run: Callable[..., Result], words: tuple[str, ...]):
    assert read(run("scores.csv", "--json", *words, scores=SCORES)) == {
        "pairs": [["Anne", "Bakeri", 3], ["Bo", "Lager", 4.5]],
        "unmatched": {"left": ["Cleo"], "right": []},
        "total": 7.5,
        "blocking_pairs": 1,
    }


def test_or_so_that_nobody_would_rather_change(run: Callable[..., Result]):
    assert read(run("scores.csv", "--json", "--method", "stable", scores=SCORES)) == {
        "pairs": [["Anne", "Lager", 1], ["Bo", "Bakeri", 5]],
        "unmatched": {"left": ["Cleo"], "right": []},
        "total": 6,
        "blocking_pairs": 0,
    }


@pytest.mark.parametrize("words", [(), ("--method", "stable"), ("--method", "optimal")])
def test_preferences_with_ties_and_gaps(run: Callable[..., Result], words: tuple[str, ...]):
    sides = ("--left-preferences", "left.csv", "--right-preferences", "right.csv")
    found = read(run(*sides, "--json", *words, left=LEFT, right=RIGHT))
    assert found["blocking_pairs"] == 0
    assert [pair for pair in found["pairs"] if pair[0] == "Bo"] == [["Bo", "Bakeri", -2]]
    assert len(found["pairs"]) == 2
    assert found["unmatched"]["right"] == ["Kafé"], "nobody has named it"
    assert found["total"] == sum(pair[2] for pair in found["pairs"])


def test_the_same_for_people(run: Callable[..., Result]):
    result = run("scores.csv", scores=SCORES)
    assert result.stdout.splitlines() == [
        "Anne – Bakeri (3)",
        "Bo – Lager (4.5)",
        "Uten par til venstre: Cleo",
        "2 par, 7.5 poeng til sammen.",
        "1 par ville heller vært sammen.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        SCORES.replace(",", ";").replace(".", ","),
        "\ufeff" + SCORES.replace("\n", "\r\n"),
        SCORES.replace("Anne,Bakeri,3\n", '\n"Anne", Bakeri ,3.0\n\n'),
        "note,score,right,left\n"
        + "".join(
            f"x,{score},{right},{left}\n"
            for left, right, score in (line.split(",") for line in SCORES.splitlines()[1:])
        ),
    ],
)
def test_other_ways_to_write_the_file(run: Callable[..., Result], text: str):
    found = read(run("scores.csv", "--json", scores=text))
    assert found["pairs"] == [["Anne", "Bakeri", 3], ["Bo", "Lager", 4.5]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SCORES.replace("Cleo,Lager,0\n", ""), "Paret Cleo og Lager har ingen poeng"),
        (SCORES + "Bo,Lager,4\n", "linje 8, kolonne score: Paret Bo og Lager står mer enn én gang."),
        (SCORES.replace("4.5", "mye"), "linje 5, kolonne score: «mye» er ikke et tall."),
        (SCORES.replace("4.5", "nan"), "«nan» er ikke et tall."),
        (SCORES.replace("4.5", "inf"), "«inf» er ikke et tall."),
        (SCORES.replace("4.5", "1e999"), "«1e999» er ikke et tall."),
        (SCORES.replace("4.5", ""), "kolonne score: «» er ikke et tall."),
        (SCORES.replace("Bo,Lager", ",Lager"), "linje 5, kolonne left: Navnet mangler."),
        (SCORES.replace("score", "points", 1), "kolonne score: Kolonnen mangler."),
        ("", "Filen er tom."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_printed(run: Callable[..., Result], text: str, said: str):
    result = run("scores.csv", "--json", scores=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (LEFT.replace("4", "0"), "left.csv, linje 3, kolonne rank: «0» er ingen plass."),
        (LEFT.replace("4", "1.5"), "«1.5» er ingen plass."),
        (LEFT + "Anne,2,Bakeri\n", "linje 7, kolonne choice: Anne har satt opp Bakeri mer enn én gang."),
    ],
)
def test_faults_of_preferences(run: Callable[..., Result], left: str, said: str):
    sides = ("--left-preferences", "left.csv", "--right-preferences", "right.csv")
    result = run(*sides, "--json", left=left, right=RIGHT)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--left-preferences", "left.csv"),
        ("scores.csv", "--left-preferences", "left.csv", "--right-preferences", "right.csv"),
        ("nowhere.csv",),
        ("--left-preferences", "-", "--right-preferences", "-"),
        ("scores.csv", "--method", "random"),
    ],
)
def test_options_that_cannot_be_used(run: Callable[..., Result], words: tuple[str, ...]):
    result = run(*words, "--json", scores=SCORES, left=LEFT, right=RIGHT)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_heading_alone_is_a_cohort_of_nobody(run: Callable[..., Result]):
    empty = {"pairs": [], "unmatched": {"left": [], "right": []}, "total": 0, "blocking_pairs": 0}
    assert read(run("scores.csv", "--json", scores="left,right,score\n")) == empty
