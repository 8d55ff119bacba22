"""What tests of several nouns start from."""

from importlib.resources import files

import pytest

from hybridmentor.domain.practice import PracticeModel, get_practice_model
from hybridmentor.domain.published_cases import PublishedCase, read_published_cases


@pytest.fixture
def practice() -> PracticeModel:
    """The hybrid model."""
    return get_practice_model("hybridmodellen")


@pytest.fixture(scope="module")
def published() -> dict[int, PublishedCase]:
    """The 21 cases of AFI-notat 2022:01, table 1, by number."""
    source = (files("hybridmentor") / "sample_data" / "afi_table1_cases.csv").read_text("utf-8")
    cases = read_published_cases(source).cases
    assert len(cases) == 21
    return {case.case_no: case for case in cases}
