"""Every page and state that people pass, looked at by axe and by us: in bokmål at 360 and 1400 px and, for long, in nynorsk."""

from __future__ import annotations

import pytest

from tests.browser.state_checks import check_state
from tests.browser.states import STATES
from tests.browser.tour import Tour


@pytest.fixture(scope="module", params=("nb-phone", pytest.param("nn-phone", marks=pytest.mark.long)))
def view(request: pytest.FixtureRequest) -> str:
    """The size and the languages of this file; the other size stands in a file of its own, so that they run side by side."""
    return str(request.param)


@pytest.mark.parametrize("state", STATES)
def test_state_is_a_good_page(tour: Tour, state: str):
    check_state(tour, state)
