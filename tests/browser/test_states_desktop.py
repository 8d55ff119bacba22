"""Every page and state that people pass, gone to and looked at by axe and by us at 1400 px: in bokmål and, for long, in English.

Every day only those that need it: `test_states_phone.py` looks at the others at this width too.
"""

from __future__ import annotations

import pytest

from tests.browser.state_checks import check_state
from tests.browser.states import STATES
from tests.browser.tour import Tour


@pytest.fixture(scope="module", params=("nb-desktop", pytest.param("en-desktop", marks=pytest.mark.long)))
def view(request: pytest.FixtureRequest) -> str:
    """The size and the languages of this file; the other size stands in a file of its own, so that they run side by side."""
    return str(request.param)


@pytest.mark.parametrize("state", STATES)
def test_state_is_a_good_page(tour: Tour, state: str):
    check_state(tour, state)
