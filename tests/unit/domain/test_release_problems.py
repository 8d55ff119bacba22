"""Problems: codes, variables and limits, said in three languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hybridmentor.domain
from hybridmentor.domain.release_problems import Problem, read_problems, write_problems
from hybridmentor.i18n import load_catalogue, say

PARAMS = {"needed": 100, "most": 49, "quasi": 12, "release": "2", "k": 20}
CODES = [
    "too_few_cases",
    "too_few_offices",
    "too_few_employers",
    "too_few_mentors",
    "too_few_advisers",
    "sensitive_alike",
    "too_many_variables",
    "frozen_levels",
    "about_health",
    "no_solution",
    "no_solution_with",
    "nothing_left",
    "emptied",
    "not_optimal",
    "told_by_others",
    "differs_in_number",
    "differs_by_few",
    "points_at_one",
]


def test_problems_are_read_as_they_were_written():
    problems = (Problem("emptied", ("age", "county"), {"needed": 3}, stops=False), Problem("no_solution"))
    text = write_problems(problems)
    assert read_problems(text) == problems
    assert write_problems(read_problems(text)) == text
    assert read_problems(None) == ()


def test_every_code_of_the_engine_is_listed():
    folder = Path(hybridmentor.domain.__file__).parent
    texts = "".join(path.read_text("utf-8") for path in folder.glob("release_*.py"))
    assert set(re.findall(r'Problem\(\s*"(\w+)"', texts)) <= set(CODES)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("code", CODES)
def test_each_is_said_in_words(code: str, language: str):
    message = Problem(code, ("age",), PARAMS).make_message("alder")
    text = say(language, message)
    assert text != message.id
    assert "{" not in text
    assert len(text) > 40
    catalogue = load_catalogue(language).gettext(message.id)
    assert ("alder" in text) == ("{variables}" in catalogue)
